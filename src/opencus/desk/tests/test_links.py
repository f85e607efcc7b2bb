"""Every address the desk leads to exists: a misspelt name would only look like a hidden room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOM = Path(__file__).resolve().parents[1]
NAMED = sorted(
    {
        name
        for path in ROOM.rglob("*.py")
        if "tests" not in path.parts
        for name in re.findall(r"\"([a-z]+:[a-z_]+)\"", path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", NAMED)
def test_the_name_leads_somewhere(name: str) -> None:
    space, _, page = name.partition(":")
    resolver = get_resolver().namespace_dict[space][1]
    assert page in {key for key in resolver.reverse_dict if isinstance(key, str)}
