"""Every write about workers, their qualifications and absences, and vehicles."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.core.phones import InvalidPhone, normalise_phone
from opencus.core.text import normalise
from opencus.resources import events
from opencus.resources.access import require_manager
from opencus.resources.models import Absence, Credential, Vehicle, Worker


def add_worker(
    *, by: Actor, organisation: Organisation, given_name: str, family_name: str, profession: str, active_from: date,
    phone: str = "",
) -> Worker:  # fmt: skip
    """Add a worker of an organisation; ``ValidationError`` with a message for each wrong field."""
    require_manager(by, organisation.id)
    texts = {"given_name": normalise(given_name), "family_name": normalise(family_name), "profession": normalise(profession)}
    if empty := {name: "Uzupełnij to pole." for name, value in texts.items() if not value}:
        raise ValidationError(empty)
    try:
        number = normalise_phone(phone) if phone.strip() else ""
    except InvalidPhone as error:
        raise ValidationError({"phone": str(error)}) from error
    with transaction.atomic():
        worker = Worker.objects.create(organisation=organisation, phone=number, active_from=active_from, **texts)
        journal.write(events.WORKER_ADDED, by=by, subject=worker, profession=worker.profession)
    return worker


def end_work(*, by: Actor, worker: Worker, on: date) -> None:
    """Record a worker's last day; from the next day nobody can name them."""
    require_manager(by, worker.organisation_id)
    if on < worker.active_from:
        raise ValidationError({"on": "Ostatni dzień pracy nie może być przed pierwszym."})
    with transaction.atomic():
        worker.active_to = on
        worker.save(update_fields=["active_to"])
        journal.write(events.WORKER_LEFT, by=by, subject=worker, on=on)


def add_credential(
    *, by: Actor, worker: Worker, kind: str, number: str, valid_from: date, valid_to: date | None = None
) -> Credential:
    """Record a worker's qualification with its evidence (art. 2(3), R54); ``valid_to`` None: for life."""
    require_manager(by, worker.organisation_id)
    if kind not in Credential.Kind.values:
        raise ValidationError({"kind": "Wybierz rodzaj kwalifikacji."})
    if not number.strip():
        raise ValidationError({"number": "Wpisz numer dokumentu."})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": "Data końca nie może być przed datą początku."})
    with transaction.atomic():
        made = Credential.objects.create(
            worker=worker, kind=kind, number=normalise(number), valid_from=valid_from, valid_to=valid_to
        )
        journal.write(
            events.CREDENTIAL_ADDED, by=by, subject=worker, kind=made.get_kind_display(), valid_to=valid_to or "bezterminowo"
        )
    return made


def add_absence(*, by: Actor, worker: Worker, first_day: date, last_day: date, reason: str) -> Absence:
    """Record days when a worker is away, both ends included; days may not overlap an absence already there."""
    require_manager(by, worker.organisation_id)
    if last_day < first_day:
        raise ValidationError({"last_day": "Ostatni dzień nie może być przed pierwszym."})
    with transaction.atomic():
        Worker.objects.select_for_update().get(id=worker.id)
        if Absence.objects.filter(worker=worker, first_day__lte=last_day, last_day__gte=first_day).exists():
            raise ValidationError({"first_day": "W tych dniach jest już wpisana nieobecność."})
        made = Absence.objects.create(
            worker=worker, first_day=first_day, last_day=last_day, reason=normalise(reason)[:40] or "nieobecność"
        )
        journal.write(events.ABSENCE_ADDED, by=by, subject=worker, first_day=first_day, last_day=last_day)
    return made


def add_vehicle(
    *, by: Actor, organisation: Organisation, name: str, plate: str, seats: int, inspection_valid_to: date,
    insurance_valid_to: date, wheelchair_places: int = 0, has_lift: bool = False,
) -> Vehicle:  # fmt: skip
    """Add a vehicle with the last days of its inspection and insurance."""
    require_manager(by, organisation.id)
    if seats < 1 or not 0 <= wheelchair_places <= seats:
        raise ValidationError({"seats": "Podaj liczbę miejsc, nie mniejszą niż liczba miejsc na wózki."})
    with transaction.atomic():
        made = Vehicle.objects.create(
            organisation=organisation, name=normalise(name), plate=normalise(plate).upper(), seats=seats,
            wheelchair_places=wheelchair_places, has_lift=has_lift, inspection_valid_to=inspection_valid_to,
            insurance_valid_to=insurance_valid_to,
        )  # fmt: skip
        journal.write(events.VEHICLE_ADDED, by=by, subject=made, plate=made.plate)
    return made


def set_papers(*, by: Actor, vehicle: Vehicle, inspection_valid_to: date, insurance_valid_to: date) -> None:
    """Record new last days of a vehicle's inspection and insurance."""
    require_manager(by, vehicle.organisation_id)
    with transaction.atomic():
        vehicle.inspection_valid_to, vehicle.insurance_valid_to = inspection_valid_to, insurance_valid_to
        vehicle.save(update_fields=["inspection_valid_to", "insurance_valid_to"])
        journal.write(
            events.PAPERS_SET, by=by, subject=vehicle, plate=vehicle.plate, inspection=inspection_valid_to,
            insurance=insurance_valid_to,
        )  # fmt: skip
