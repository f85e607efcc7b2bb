"""Reads of contracts, orders and seats."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from opencus.centre.queries import valid_on
from opencus.contracting.models import ProviderSeat


def seats_of(user_id: UUID, on: date) -> list[ProviderSeat]:
    """Return the seats a user holds in the current centre on the day."""
    return list(ProviderSeat.objects.filter(valid_on(on), user_id=user_id))
