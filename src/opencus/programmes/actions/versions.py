"""A version on its way from draft to law, and to its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise
from opencus.core.words import numeric_date
from opencus.programmes import contents, events
from opencus.programmes.models import Consultation, Programme, ProgrammeVersion
from opencus.programmes.rules import completeness, lawmaking

State = ProgrammeVersion.State
VOTED = frozenset({State.ADOPTED, State.IN_FORCE, State.ENDED, State.REPORTED})


class NotReady(ValidationError):
    """A version the council may not vote on yet; ``elements`` are the elements of art. 5(3) it lacks (R02)."""

    def __init__(self, elements: tuple[completeness.Element, ...]) -> None:
        super().__init__("Program nie jest gotowy dla rady: brakuje elementów, których wymaga art. 5 ust. 3.")
        self.elements = elements


def editable(version: ProgrammeVersion) -> None:
    """Refuse, with the reason, unless the version is a draft: what is consulted or voted on does not change meanwhile."""
    if version.state == State.DRAFT:
        return
    if version.state in {State.IN_CONSULTATION, State.READY}:
        raise ValidationError(f"Tej wersji nie można teraz zmieniać: {version.get_state_display()}. Najpierw cofnij ją do szkicu.")
    raise ValidationError(f"Tej wersji nie można zmieniać: {version.get_state_display()}. Zmianę wprowadza nowa wersja programu.")


def locked(by: Actor, version: ProgrammeVersion) -> ProgrammeVersion:
    """The version as it is now, locked for one change by somebody who may make it."""
    by.require(Permission.MANAGE_PROGRAMME)
    row: ProgrammeVersion = ProgrammeVersion.objects.select_for_update(of=("self",)).select_related("programme").get(id=version.id)
    return row


def draft(by: Actor, version: ProgrammeVersion) -> ProgrammeVersion:
    """A draft, locked for one change of its contents."""
    row = locked(by, version)
    editable(row)
    return row


@transaction.atomic
def start_programme(*, by: Actor, name: str, valid_from: date, valid_to: date) -> ProgrammeVersion:
    """Begin a new programme with an empty draft; several may be in force at once (art. 4)."""
    by.require(Permission.MANAGE_PROGRAMME)
    name = normalise(name)
    if valid_to < valid_from:
        raise ValidationError({"valid_to": "Koniec okresu jest przed początkiem."})
    if Programme.objects.filter(name__iexact=name).exists():
        raise ValidationError({"name": "Jest już program o tej nazwie. Zmianę wprowadza jego nowa wersja."})
    programme = Programme.objects.create(name=name)
    version: ProgrammeVersion = ProgrammeVersion.objects.create(programme=programme, number=1, valid_from=valid_from, valid_to=valid_to)
    journal.write(events.VERSION_STARTED, by=by, subject=version, programme=name, number=1)
    return version


@transaction.atomic
def set_session(*, by: Actor, version: ProgrammeVersion, session_on: date | None) -> ProgrammeVersion:
    """Note on which day the council is to vote; None: not known."""
    row = locked(by, version)
    if row.state in VOTED:
        raise ValidationError({"session_on": "Rada już głosowała."})
    row.session_on = session_on
    return _saved(row, by, events.VERSION_SESSION, "session_on", day=session_on)


@transaction.atomic
def mark_ready(*, by: Actor, version: ProgrammeVersion) -> ProgrammeVersion:
    """Say that the council may vote; refused while any of the twelve elements is missing (art. 5(3), R02)."""
    row = locked(by, version)
    if lacking := completeness.missing(contents.of(row)):
        raise NotReady(lacking)
    if open_now := Consultation.objects.filter(version=row, state__in=["open", "closed"]).first():
        raise ValidationError(f"Konsultacje „{open_now}” nie są zakończone raportem. Odpowiedz na uwagi i zamknij je.")
    row.move_to(State.READY)
    return _moved(row, by)


@transaction.atomic
def send_back(*, by: Actor, version: ProgrammeVersion) -> ProgrammeVersion:
    """Take it back to the draft, from consultation or from the council."""
    row = locked(by, version)
    row.move_to(State.DRAFT)
    return _moved(row, by)


@transaction.atomic
def adopt(*, by: Actor, version: ProgrammeVersion, resolution_number: str, resolution_date: date) -> ProgrammeVersion:
    """Record the vote of the council (art. 4(1)): number and day of the resolution (R01)."""
    row = locked(by, version)
    number = normalise(resolution_number)
    if resolution_date > clock.today():
        raise ValidationError({"resolution_date": "Uchwała nie mogła zapaść w przyszłości. Dzień sesji wpisz jako planowany."})
    if ProgrammeVersion.objects.filter(resolution_number__iexact=number, resolution_date=resolution_date).exists():
        raise ValidationError({"resolution_number": "Uchwałę o tym numerze wpisano już przy innej wersji."})
    row.move_to(State.ADOPTED)
    row.resolution_number, row.resolution_date = number, resolution_date
    row.save(update_fields=["state", "resolution_number", "resolution_date"])
    journal.write(events.VERSION_ADOPTED, by=by, subject=row, number=row.number, resolution=number, on=resolution_date)
    return row


@transaction.atomic
def promulgate(*, by: Actor, version: ProgrammeVersion, promulgated_on: date, journal_position: str, valid_from: date) -> ProgrammeVersion:
    """Record the official journal and from when the version binds; 14 days must pass whole first."""
    row = locked(by, version)
    if row.state != State.ADOPTED:
        raise ValidationError(f"Ogłoszenie wpisuje się po uchwaleniu, a przed wejściem w życie. Teraz: {row.get_state_display()}.")
    if row.resolution_date and promulgated_on < row.resolution_date:
        raise ValidationError({"promulgated_on": f"Uchwała zapadła {numeric_date(row.resolution_date)}. Ogłoszenie jest później."})
    if promulgated_on > clock.today():
        raise ValidationError({"promulgated_on": "Wpisz dzień, w którym uchwałę już ogłoszono."})
    if problem := lawmaking.force_problem(valid_from, promulgated_on):
        raise ValidationError({"valid_from": problem})
    if valid_from > row.valid_to:
        raise ValidationError({"valid_from": f"Program kończy się {numeric_date(row.valid_to)}."})
    row.promulgated_on, row.journal_position, row.valid_from = promulgated_on, normalise(journal_position), valid_from
    return _saved(
        row, by, events.VERSION_PROMULGATED, "promulgated_on", "journal_position", "valid_from",
        position=row.journal_position, day=promulgated_on, valid_from=valid_from,
    )  # fmt: skip


@transaction.atomic
def publish_in_bip(*, by: Actor, version: ProgrammeVersion, bip_office_on: date | None, bip_centre_on: date | None) -> ProgrammeVersion:
    """Record when it came out in the BIP of the office and of the centre (art. 5(5), R06)."""
    row = locked(by, version)
    if row.state not in VOTED:
        raise ValidationError("Do BIP trafia uchwalony program.")
    for name, day in (("bip_office_on", bip_office_on), ("bip_centre_on", bip_centre_on)):
        if day and day > clock.today():
            raise ValidationError({name: "Wpisz dzień, w którym program już opublikowano."})
        if day and row.resolution_date and day < row.resolution_date:
            raise ValidationError({name: f"Uchwała zapadła {numeric_date(row.resolution_date)}. Publikacja jest później."})
    row.bip_office_on, row.bip_centre_on = bip_office_on, bip_centre_on
    return _saved(row, by, events.VERSION_IN_BIP, "bip_office_on", "bip_centre_on", office=bip_office_on, centre=bip_centre_on)


@transaction.atomic
def bring_into_force(*, by: Actor, version: ProgrammeVersion) -> ProgrammeVersion:
    """Bring an adopted version into force today, when its day has come and the night has not done it yet."""
    row = locked(by, version)
    if problem := force_refused(row, clock.today()):
        raise ValidationError(problem)
    return _into_force(row, by)


def force_refused(version: ProgrammeVersion, on: date) -> str:
    """Why an adopted version does not come into force on a day; empty when it does."""
    if version.state != State.ADOPTED:
        return f"W życie wchodzi uchwalony program. Ten jest w stanie: {version.get_state_display()}."
    if version.promulgated_on is None:
        return "Najpierw wpisz ogłoszenie w dzienniku urzędowym: bez niego program nie obowiązuje."
    if problem := lawmaking.force_problem(version.valid_from, version.promulgated_on):
        return problem
    if on < version.valid_from:
        return f"Program obowiązuje od {numeric_date(version.valid_from)}."
    later = ProgrammeVersion.objects.filter(programme_id=version.programme_id, state=State.IN_FORCE, valid_from__gte=version.valid_from).first()
    if later:
        return f"Wersja {later.number} obowiązuje od {numeric_date(later.valid_from)}. Nowa musi zacząć się później."
    return ""


@transaction.atomic
def turn(*, by: Actor, on: date) -> int:
    """Bring into force what is due on a day, and end what is over; return how many versions moved. Harmless again."""
    moved = 0
    due = ProgrammeVersion.objects.select_for_update(of=("self",)).select_related("programme")
    for row in due.filter(state=State.ADOPTED, valid_from__lte=on).order_by("valid_from", "number"):
        if not force_refused(row, on):
            _into_force(row, by)
            moved += 1
    for row in due.filter(state=State.IN_FORCE, valid_to__lt=on):
        _end(row, by)
        moved += 1
    return moved


def _into_force(row: ProgrammeVersion, by: Actor) -> ProgrammeVersion:
    """The version binds; the one of the same programme that bound so far ends the day before.

    Entitlements keep the rows of the old version they were granted under: nothing of theirs is touched.
    """
    eve = row.valid_from - timedelta(days=1)
    earlier = ProgrammeVersion.objects.select_for_update(of=("self",)).filter(programme_id=row.programme_id, state=State.IN_FORCE)
    for old in earlier:
        _end(old, by, min(old.valid_to, eve))
    row.move_to(State.IN_FORCE)
    row.save(update_fields=["state"])
    journal.write(events.VERSION_IN_FORCE, by=by, subject=row, number=row.number, since=row.valid_from)
    return row


def _end(row: ProgrammeVersion, by: Actor, last: date | None = None) -> None:
    row.valid_to = last or row.valid_to
    row.move_to(State.ENDED)
    row.save(update_fields=["state", "valid_to"])
    journal.write(events.VERSION_ENDED, by=by, subject=row, number=row.number, last=row.valid_to)


def _moved(row: ProgrammeVersion, by: Actor) -> ProgrammeVersion:
    return _saved(row, by, events.VERSION_MOVED, "state", state=row.get_state_display())


def _saved(row: ProgrammeVersion, by: Actor, event: Any, *fields: str, **data: Any) -> ProgrammeVersion:
    row.save(update_fields=list(fields))
    journal.write(event, by=by, subject=row, number=row.number, **data)
    return row
