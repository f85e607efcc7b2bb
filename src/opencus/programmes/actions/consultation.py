"""The course of a consultation: prepared, opened, longer after all, closed, reported."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.tenancy import current_centre_id
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.models import Consultation, Diagnosis, ProgrammeVersion
from opencus.programmes.rules import consultation as rules

DATES = "Ostatni dzień na uwagi nie może być przed pierwszym."


@transaction.atomic
def prepare(
    *, by: Actor, title: str, opens_on: date, closes_on: date, intro: str = "", document: str = "",
    version: ProgrammeVersion | None = None, diagnosis: Diagnosis | None = None,
) -> Consultation:  # fmt: skip
    """Prepare a consultation of a draft programme, of a diagnosis or of another document with its own text."""
    by.require(Permission.MANAGE_PROGRAMME)
    if version is not None and diagnosis is not None:
        raise ValidationError({"subject": "Konsultacje dotyczą jednego dokumentu."})
    if closes_on < opens_on:
        raise ValidationError({"closes_on": DATES})
    made: Consultation = Consultation.objects.create(
        version=version, diagnosis=diagnosis, title=normalise(title), code=_next_code(), intro=normalise_lines(intro),
        document=normalise_lines(document), opens_on=opens_on, closes_on=closes_on,
    )  # fmt: skip
    journal.write(events.CONSULTATION_PREPARED, by=by, subject=made, code=made.code)
    return made


@transaction.atomic
def change(
    *, by: Actor, consultation: Consultation, title: str, intro: str, document: str, opens_on: date, closes_on: date
) -> Consultation:
    """Change what is still prepared; after opening residents must find what they were shown."""
    row = locked(by, consultation)
    if row.state != Consultation.State.PREPARED:
        raise ValidationError("Konsultacje są już ogłoszone. Można tylko przedłużyć termin na uwagi.")
    if closes_on < opens_on:
        raise ValidationError({"closes_on": DATES})
    row.title, row.intro, row.document = normalise(title), normalise_lines(intro), normalise_lines(document)
    row.opens_on, row.closes_on = opens_on, closes_on
    row.save(update_fields=["title", "intro", "document", "opens_on", "closes_on"])
    journal.write(events.CONSULTATION_CHANGED, by=by, subject=row, code=row.code)
    return row


@transaction.atomic
def publish(*, by: Actor, consultation: Consultation) -> Consultation:
    """Show it to residents: announced before its first day, then open. The draft it is about stops changing."""
    row = locked(by, consultation)
    has_text = bool(row.version_id or row.diagnosis_id or row.document)
    problems = rules.open_problems(intro=row.intro, has_text=has_text, closes_on=row.closes_on, today=clock.today())
    if row.state == Consultation.State.PREPARED and problems:
        raise ValidationError(problems)
    row.move_to(Consultation.State.OPEN)
    row.save(update_fields=["state"])
    _take_along(row)
    journal.write(events.CONSULTATION_OPENED, by=by, subject=row, code=row.code, opens_on=row.opens_on, closes_on=row.closes_on)
    return row


@transaction.atomic
def prolong(*, by: Actor, consultation: Consultation, closes_on: date) -> Consultation:
    """Give residents more days, also when comments were already being counted; never fewer than promised."""
    row = locked(by, consultation)
    if row.state not in (Consultation.State.OPEN, Consultation.State.CLOSED):
        raise ValidationError("Przedłużyć można tylko konsultacje, które trwają albo czekają na odpowiedzi.")
    if closes_on <= row.closes_on or closes_on < clock.today():
        raise ValidationError({"closes_on": f"Wpisz dzień późniejszy niż {max(row.closes_on, clock.today()):%d.%m.%Y}."})
    if row.state == Consultation.State.CLOSED:
        row.move_to(Consultation.State.OPEN)
    row.closes_on = closes_on
    row.save(update_fields=["state", "closes_on"])
    journal.write(events.CONSULTATION_PROLONGED, by=by, subject=row, code=row.code, closes_on=closes_on)
    return row


@transaction.atomic
def close(*, by: Actor, consultation: Consultation) -> Consultation:
    """End the collecting of comments, not before the promised day is over."""
    row = locked(by, consultation)
    if row.state == Consultation.State.OPEN and clock.today() <= row.closes_on:
        raise ValidationError(f"Mieszkańcy mogą pisać do {row.closes_on:%d.%m.%Y} włącznie. Zamknij konsultacje następnego dnia.")
    row.move_to(Consultation.State.CLOSED)
    row.save(update_fields=["state"])
    journal.write(events.CONSULTATION_CLOSED, by=by, subject=row, code=row.code)
    return row


@transaction.atomic
def report(*, by: Actor, consultation: Consultation) -> Consultation:
    """End it with the report: every comment is checked and answered. A consulted diagnosis may then go to the council.

    The programme version stays in consultation: its own verbs say whether comments change its text.
    """
    row = locked(by, consultation)
    said = [rules.Said(*values) for values in row.comments.values_list("number", "disposition", "answer", "visibility")]
    if row.state == Consultation.State.CLOSED and (blocked := rules.report_blockers(said)):
        told = "; ".join(f"uwaga {number} {lacks}" for number, lacks in blocked.items())
        raise ValidationError(f"Raport czeka na odpowiedzi: {told}.")
    row.move_to(Consultation.State.REPORTED)
    row.reported_on = clock.today()
    row.save(update_fields=["state", "reported_on"])
    journal.write(events.CONSULTATION_REPORTED, by=by, subject=row, code=row.code, comments=len(said))
    if row.diagnosis_id:
        from opencus.programmes.actions.diagnosis import consulted

        consulted(row.diagnosis, by=by)
    return row


def locked(by: Actor, consultation: Consultation) -> Consultation:
    """The consultation as it is now, held for one change."""
    by.require(Permission.MANAGE_PROGRAMME)
    row: Consultation = Consultation.objects.select_for_update(of=("self",)).select_related("version", "diagnosis").get(id=consultation.id)
    return row


def _take_along(row: Consultation) -> None:
    """A draft goes into consultation with it; one that is there already stays."""
    for subject in (row.version, row.diagnosis):
        if subject is not None and subject.state != "in_consultation":
            subject.move_to("in_consultation")
            subject.save(update_fields=["state"])


def _next_code() -> str:
    """`2026-3`: short enough for a poster. Whoever comes second waits until the first transaction ends."""
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"consultation:{year}:{current_centre_id()}"])
    taken = Consultation.objects.filter(code__startswith=f"{year}-").values_list("code", flat=True)
    return f"{year}-{max((int(code.partition('-')[2]) for code in taken if code.partition('-')[2].isdecimal()), default=0) + 1}"
