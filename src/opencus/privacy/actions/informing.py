"""Clauses and who was told: writing a version, giving it, the contact of the inspector."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.people.models import Person
from opencus.privacy import events, queries
from opencus.privacy.models import Clause, ClauseGiven, DataProtection, Process
from opencus.privacy.starting.clauses import first_text

NEEDED = ("spoken", "purposes", "grounds", "recipients", "transfers", "retention", "rights", "complaint", "duty", "automated")
TEXTS = (*NEEDED, "source", "categories")


@transaction.atomic
def set_contact(*, by: Actor, **values: Any) -> DataProtection:
    """Say who the inspector is and how to reach them; fields of ``DataProtection``."""
    by.require(Permission.MANAGE_PRIVACY)
    row = DataProtection.objects.select_for_update().first() or DataProtection()
    for name, value in values.items():
        setattr(row, name, normalise(value) if isinstance(value, str) else value)
    row.save()
    journal.write(events.CONTACT_SET, by=by, subject=row)
    return row


@transaction.atomic
def write_clause(*, by: Actor, process: str, valid_from: date, **texts: str) -> Clause:
    """Write the next version of a clause, in force from a day that is not past; versions in force never change.

    A version that is not in force yet is replaced. Raises ``ValidationError`` for a missing element of art. 13 or 14.
    """
    by.require(Permission.MANAGE_PRIVACY)
    if process not in Process.values:
        raise ValidationError({"process": "Wybierz proces z listy."})
    if valid_from < clock.today():
        raise ValidationError({"valid_from": "Klauzula nie może obowiązywać wstecz. Wpisz dzisiejszy lub późniejszy dzień."})
    values = {name: normalise_lines(texts.get(name, "")) for name in TEXTS}
    if missing := {name: "Uzupełnij ten element klauzuli." for name in NEEDED if not values[name]}:
        raise ValidationError(missing)
    if process == Process.RELATIVE and not (values["source"] and values["categories"]):
        raise ValidationError({"source": "Dane pochodzą od kogoś innego: podaj źródło i kategorie danych (art. 14 RODO)."})
    made = _next(process, valid_from, values, by)
    journal.write(events.CLAUSE_WRITTEN, by=by, subject=made, process=made.get_process_display(), number=made.number, valid_from=valid_from)
    return made


@transaction.atomic
def first_clauses(*, by: Actor) -> int:
    """Give a centre the starting clauses it does not have yet; return how many."""
    made = 0
    have = set(Clause.objects.values_list("process", flat=True))
    for process in Process.values:
        if process not in have:
            _next(process, clock.today(), first_text(process), by)
            made += 1
    return made


@transaction.atomic
def give_clause(*, by: Actor, people: Iterable[Person], process: str, form: str) -> list[ClauseGiven]:
    """Record that people were given the clause in force for the process, now, in this form (R69).

    The same version in the same form on the same day is recorded once. A centre without clauses gets the starting ones.
    Raises ``Refused`` for anybody who neither takes applications nor opens files.
    """
    if not by.may(Permission.REGISTER_APPLICATION):
        by.require(Permission.OPEN_PERSON)
    if form not in ClauseGiven.Form.values:
        raise ValidationError({"form": "Wybierz, jak przekazano klauzulę."})
    clause = queries.clause_in_force(process, clock.today())
    if clause is None:
        first_clauses(by=by)
        # A clock set back finds only later versions: the first of them is what is on paper.
        clause = queries.clause_in_force(process, clock.today()) or Clause.objects.filter(process=process).order_by("number")[0]
    now = clock.now()
    given = []
    for person in people:
        today = clock.day_of(now)
        known = ClauseGiven.objects.filter(person=person, clause=clause, form=form).order_by("-given_at").first()
        if known is not None and clock.day_of(known.given_at) == today:
            given.append(known)
            continue
        row = ClauseGiven.objects.create(person=person, clause=clause, form=form, given_at=now, given_by_id=by.user_id)
        journal.write(
            events.CLAUSE_GIVEN, by=by, subject=row, person_id=person.id, process=clause.get_process_display(),
            number=clause.number, form=row.get_form_display(),
        )  # fmt: skip
        given.append(row)
    return given


def _next(process: str, valid_from: date, values: dict[str, str], by: Actor) -> Clause:
    versions = Clause.objects.select_for_update().filter(process=process)
    versions.filter(valid_from__gt=clock.today(), given__isnull=True).delete()
    last = Clause.objects.filter(process=process).order_by("-number").first()
    if last is not None and last.valid_from == valid_from and last.given.exists():
        # Two versions of one day could not be told apart by whoever asks what was said.
        raise ValidationError({"valid_from": "Dzisiejsza wersja była już komuś przekazana. Nowa może obowiązywać od jutra."})
    number = last.number + 1 if last else 1
    return Clause.objects.create(process=process, number=number, valid_from=valid_from, created_by_id=by.user_id, **values)
