"""What every paper of a centre begins with."""

from __future__ import annotations

from opencus.centre.models import Centre
from opencus.core import clock
from opencus.core.phones import format_phone
from opencus.core.words import full_date


def issuer(centre: Centre) -> str:
    """Name, address and contact of the centre, a line each."""
    return f"{centre.name}\n{centre.street}, {centre.postcode} {centre.town}\ntel. {format_phone(centre.phone)}, {centre.email}"


def place(centre: Centre) -> str:
    """Town and day of today."""
    return f"{centre.town}, {full_date(clock.today())}"
