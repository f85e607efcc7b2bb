"""The course of a diagnosis: drawn up, updated, consulted, handed over to mayor and council."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import Municipality, ServedMunicipality
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.tenancy import current_centre_id
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.models import Conclusion, Consultation, Diagnosis, LocalProvider
from opencus.programmes.rules import diagnosis as rules

#: While the community reads a text it does not change; after the consultation it takes up what people said.
WRITABLE = frozenset({Diagnosis.State.DRAFT, Diagnosis.State.CONSULTED})


@transaction.atomic
def draw_up(
    *, by: Actor, municipality: Municipality, title: str, valid_from: date, valid_to: date, summary: str = "", method: str = ""
) -> Diagnosis:
    """Begin the diagnosis of a municipality the centre serves, for at most five years (art. 21(1), R18)."""
    by.require(Permission.MANAGE_PROGRAMME)
    if not ServedMunicipality.objects.filter(centre=by.centre_id, municipality=municipality).exists():
        raise ValidationError({"municipality": "Wybierz gminę, którą obsługuje centrum."})
    _check_period(valid_from, valid_to)
    made: Diagnosis = Diagnosis.objects.create(
        municipality=municipality, number=_next_number(municipality), title=normalise(title), valid_from=valid_from,
        valid_to=valid_to, summary=normalise_lines(summary), method=normalise_lines(method),
    )  # fmt: skip
    journal.write(events.DIAGNOSIS_DRAWN_UP, by=by, subject=made, number=made.number, valid_from=valid_from, valid_to=valid_to)
    return made


@transaction.atomic
def update(*, by: Actor, diagnosis: Diagnosis, change_reason: str, valid_from: date, valid_to: date) -> Diagnosis:
    """Begin an update of a diagnosis that was handed over: the next number with a copy of its text, conclusions and providers.

    What changed materially is named (art. 21(2)). The diagnosis itself holds until its update is handed over.
    """
    old = locked(by, diagnosis)
    if old.state != Diagnosis.State.HANDED_OVER:
        raise ValidationError("Aktualizuje się diagnozę przekazaną wójtowi i radzie. Tę można po prostu poprawić.")
    if Diagnosis.objects.filter(replaces=old).exists():
        raise ValidationError("Aktualizacja tej diagnozy jest już rozpoczęta.")
    if not normalise_lines(change_reason):
        raise ValidationError({"change_reason": "Napisz, co istotnie się zmieniło (art. 21)."})
    _check_period(valid_from, valid_to)
    made: Diagnosis = Diagnosis.objects.create(
        municipality_id=old.municipality_id, number=_next_number(old.municipality), title=old.title, valid_from=valid_from,
        valid_to=valid_to, summary=old.summary, method=old.method, change_reason=normalise_lines(change_reason), replaces=old,
    )  # fmt: skip
    for model in (Conclusion, LocalProvider):
        rows = list(model.objects.filter(diagnosis=old).order_by("id"))
        model.objects.bulk_create(model(**_copied(row), diagnosis=made) for row in rows)
    journal.write(events.DIAGNOSIS_DRAWN_UP, by=by, subject=made, number=made.number, valid_from=valid_from, valid_to=valid_to)
    return made


@transaction.atomic
def write_text(*, by: Actor, diagnosis: Diagnosis, title: str, valid_from: date, valid_to: date, **texts: str) -> Diagnosis:
    """Change the text of a diagnosis that nobody is reading at the moment: ``summary``, ``method``, ``change_reason``."""
    row = writable(by, diagnosis)
    _check_period(valid_from, valid_to)
    row.title, row.valid_from, row.valid_to = normalise(title), valid_from, valid_to
    for name in ("summary", "method", "change_reason"):
        setattr(row, name, normalise_lines(texts.get(name, getattr(row, name))))
    if row.replaces_id and not row.change_reason:
        raise ValidationError({"change_reason": "Napisz, co istotnie się zmieniło (art. 21)."})
    row.save(update_fields=["title", "valid_from", "valid_to", "summary", "method", "change_reason"])
    journal.write(events.DIAGNOSIS_CHANGED, by=by, subject=row, number=row.number)
    return row


@transaction.atomic
def back_to_draft(*, by: Actor, diagnosis: Diagnosis) -> Diagnosis:
    """Take the text back to change it so much that the community is to be asked again."""
    row = locked(by, diagnosis)
    open_now = (Consultation.State.OPEN, Consultation.State.CLOSED)
    if row.state == Diagnosis.State.IN_CONSULTATION and Consultation.objects.filter(diagnosis=row, state__in=open_now).exists():
        raise ValidationError("Konsultacje jeszcze trwają albo czekają na raport. Najpierw je zakończ.")
    row.move_to(Diagnosis.State.DRAFT)
    row.consulted_on = None
    row.save(update_fields=["state", "consulted_on"])
    journal.write(events.DIAGNOSIS_REOPENED, by=by, subject=row, number=row.number)
    return row


@transaction.atomic
def consulted(diagnosis: Diagnosis, *, by: Actor) -> Diagnosis:
    """Note that a consultation of it ended with a report; refused where none did (art. 21(5), R09)."""
    row = locked(by, diagnosis)
    reported = Consultation.objects.filter(diagnosis=row, state=Consultation.State.REPORTED)
    last = reported.aggregate(last=Max("reported_on"))["last"]
    if last is None:
        raise ValidationError("Diagnoza nie ma konsultacji zakończonych raportem.")
    if row.state == Diagnosis.State.DRAFT:
        row.move_to(Diagnosis.State.IN_CONSULTATION)
    row.move_to(Diagnosis.State.CONSULTED)
    row.consulted_on = last
    row.save(update_fields=["state", "consulted_on"])
    journal.write(events.DIAGNOSIS_CONSULTED, by=by, subject=row, number=row.number, consulted_on=last)
    return row


@transaction.atomic
def hand_over(*, by: Actor, diagnosis: Diagnosis, to_mayor_on: date, to_council_on: date) -> Diagnosis:
    """Record that mayor and council have it, after the consultation only (R09); it replaces the one it updates."""
    row = locked(by, diagnosis)
    if problem := rules.hand_over_problem(row.consulted_on, to_mayor_on, to_council_on, clock.today()):
        raise ValidationError(problem)
    row.move_to(Diagnosis.State.HANDED_OVER)
    row.to_mayor_on, row.to_council_on = to_mayor_on, to_council_on
    row.save(update_fields=["state", "to_mayor_on", "to_council_on"])
    before = Diagnosis.objects.select_for_update().filter(
        municipality_id=row.municipality_id, state=Diagnosis.State.HANDED_OVER, valid_from__lte=row.valid_from,
        valid_to__gte=row.valid_from, number__lt=row.number,
    )  # fmt: skip
    for old in before:
        old.move_to(Diagnosis.State.SUPERSEDED)
        old.save(update_fields=["state"])
    journal.write(events.DIAGNOSIS_HANDED_OVER, by=by, subject=row, number=row.number, to_mayor_on=to_mayor_on, to_council_on=to_council_on)
    return row


def locked(by: Actor, diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis as it is now, held for one change."""
    by.require(Permission.MANAGE_PROGRAMME)
    row: Diagnosis = Diagnosis.objects.select_for_update(of=("self",)).select_related("municipality").get(id=diagnosis.id)
    return row


def writable(by: Actor, diagnosis: Diagnosis) -> Diagnosis:
    """The same, of a diagnosis whose contents may change; a plain refusal otherwise."""
    row = locked(by, diagnosis)
    if row.state not in WRITABLE:
        raise ValidationError(f"Diagnoza jest teraz w stanie „{row.get_state_display()}” i jej treść się nie zmienia.")
    return row


def _check_period(valid_from: date, valid_to: date) -> None:
    if problem := rules.period_problem(valid_from, valid_to):
        raise ValidationError({"valid_to": problem})


def _copied(row: Conclusion | LocalProvider) -> dict[str, Any]:
    """The values of a row, without what ties it to its diagnosis."""
    kept = (field for field in row._meta.concrete_fields if not field.primary_key and field.name not in {"centre", "diagnosis"})
    return {field.attname: getattr(row, field.attname) for field in kept}


def _next_number(municipality: Municipality) -> int:
    """Whoever comes second waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"diagnosis:{municipality.pk}:{current_centre_id()}"])
    last = Diagnosis.objects.filter(municipality=municipality).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
