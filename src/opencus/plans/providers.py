"""Who can deliver a service: asked of the rooms above, which know contracts.

Plans stand below contracting and may not import it; config/reactions.py gives the answer when the application starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Offer:
    """An organisation that can deliver a service, and on what ground in plain words."""

    organisation_id: UUID
    name: str
    ground: str = ""


Offers = Callable[[Sequence[UUID], date, date], Mapping[UUID, Sequence[Offer]]]
_sources: list[Offers] = []


def register(source: Offers) -> None:
    """Add a source of offers: (service ids, first day, last day) -> offers of each service."""
    if source not in _sources:
        _sources.append(source)


def offers_for(service_ids: Sequence[UUID], first_day: date, last_day: date) -> dict[UUID, list[Offer]]:
    """Return who can deliver each service in the period, every organisation once, by name."""
    found: dict[UUID, dict[UUID, Offer]] = {service_id: {} for service_id in service_ids}
    for source in _sources:
        for service_id, offers in source(service_ids, first_day, last_day).items():
            for offer in offers:
                found[service_id].setdefault(offer.organisation_id, offer)
    return {key: sorted(offers.values(), key=lambda one: one.name) for key, offers in found.items()}
