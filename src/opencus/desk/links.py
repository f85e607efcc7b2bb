"""Addresses of rooms that a centre may hide or a release may not have: an empty text instead of an error."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def to(name: str, *args: Any, **query: str) -> str:
    """Return the address of a named page, with a query when given; '' when there is no such page."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
