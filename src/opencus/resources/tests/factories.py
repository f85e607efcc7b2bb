"""Workers, vehicles and their papers for tests; run inside the context of a centre."""

from __future__ import annotations

from datetime import date

from opencus.catalogue.models import Organisation
from opencus.centre.models import User
from opencus.core.clock import add_years, today
from opencus.resources.models import Absence, Credential, Vehicle, Worker

LONG_AGO = date(2021, 1, 1)


def worker(
    name: str = "Piotr Sowa",
    *,
    organisation: Organisation,
    credentials: tuple[str, ...] = (),
    user: User | None = None,
    profession: str = "fizjoterapeuta",
    phone: str = "000555201",
    active_from: date = LONG_AGO,
    active_to: date | None = None,
) -> Worker:
    """Make a worker of an organisation; ``credentials`` are kinds held for life."""
    given, _, family = name.partition(" ")
    made = Worker.objects.create(
        organisation=organisation, user=user, given_name=given, family_name=family, profession=profession,
        phone=phone, active_from=active_from, active_to=active_to,
    )  # fmt: skip
    for kind in credentials:
        credential(made, kind)
    return made


def credential(worker: Worker, kind: str, *, valid_from: date = LONG_AGO, valid_to: date | None = None) -> Credential:
    """Make one credential of a worker."""
    return Credential.objects.create(
        worker=worker, kind=kind, number=f"PWZ {kind[:3].upper()}/1", valid_from=valid_from, valid_to=valid_to
    )


def absence(worker: Worker, first_day: date, last_day: date, reason: str = "urlop") -> Absence:
    """Make days on which a worker is away."""
    return Absence.objects.create(worker=worker, first_day=first_day, last_day=last_day, reason=reason)


def vehicle(name: str = "Bus z windą", *, organisation: Organisation, wheelchair_places: int = 1) -> Vehicle:
    """Make a vehicle with papers in order."""
    return Vehicle.objects.create(
        organisation=organisation, name=name, plate="TST 00001", seats=8, wheelchair_places=wheelchair_places,
        has_lift=wheelchair_places > 0, inspection_valid_to=add_years(today(), 1),
        insurance_valid_to=add_years(today(), 1),
    )  # fmt: skip
