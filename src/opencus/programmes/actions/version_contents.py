"""What a draft says besides its services: texts, data and evidence, stages, clauses, measures, money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.versions import draft, locked
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    EffectMeasure,
    EffectReading,
    ProgrammeVersion,
    Stage,
)

Part = Stage | Clause | EffectMeasure | BudgetLine
WORDS: Mapping[type[Part], str] = {Stage: "etap", Clause: "paragraf", EffectMeasure: "miernik", BudgetLine: "pozycja budżetu"}
#: What may stand only once in a version, and what is said when it is there already.
ONCE: Mapping[type[Part], tuple[tuple[str, ...], str, str]] = {
    Clause: (("number",), "number", "Paragraf o tym numerze już jest."),
    EffectMeasure: (("name",), "name", "Miernik o tej nazwie już jest."),
    BudgetLine: (("source", "programme_service", "year"), "source", "Kwotę z tego źródła na ten rok i tę usługę już wpisano."),
}


@transaction.atomic
def write_texts(*, by: Actor, version: ProgrammeVersion, **values: Any) -> ProgrammeVersion:
    """Write the texts of a draft, its period and the diagnosis it rests on; fields not given stay."""
    row = draft(by, version)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    if row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": "Koniec okresu jest przed początkiem."})
    changed = sorted(name for name in values if before[name] != getattr(row, name))
    if changed:
        row.save(update_fields=changed)
        journal.write(events.VERSION_WRITTEN, by=by, subject=row, number=row.number, fields=", ".join(changed))
    return row


@transaction.atomic
def write_data(*, by: Actor, version: ProgrammeVersion, data_fields: Iterable[str], evidence_kinds: str) -> ProgrammeVersion:
    """List the data qualification may ask for (art. 5(3)(9), R04) and the documents it may demand, one in a line (art. 5(3)(8))."""
    row = draft(by, version)
    kinds = list(dict.fromkeys(filter(None, (normalise(line) for line in evidence_kinds.splitlines()))))
    if long := next((kind for kind in kinds if len(kind) > 60), None):
        raise ValidationError({"evidence_kinds": f"Najwyżej 60 znaków w wierszu: „{long[:40]}…”."})
    row.data_fields, row.evidence_kinds = list(dict.fromkeys(data_fields)), kinds
    row.evidence_for = _still(row.evidence_for, kinds)
    row.save(update_fields=["data_fields", "evidence_kinds", "evidence_for"])
    journal.write(events.VERSION_WRITTEN, by=by, subject=row, number=row.number, fields="data_fields, evidence_kinds")
    return row


@transaction.atomic
def write_evidence(*, by: Actor, version: ProgrammeVersion, evidence_for: Mapping[str, Iterable[str]]) -> ProgrammeVersion:
    """Say which of the listed documents prove which fact; a fact without any is declared (art. 36)."""
    row = draft(by, version)
    row.evidence_for = _still(evidence_for, row.evidence_kinds)
    row.save(update_fields=["evidence_for"])
    journal.write(events.VERSION_WRITTEN, by=by, subject=row, number=row.number, fields="evidence_for")
    return row


@transaction.atomic
def write_part(*, by: Actor, version: ProgrammeVersion, kind: type[Part], part_id: UUID | None = None, **values: Any) -> Part:
    """Add a stage, clause, measure or budget line to a draft, or change one of it."""
    base = draft(by, version)
    row: Any = kind.objects.get(id=part_id, version=base) if part_id else kind(version=base)  # type: ignore[attr-defined]
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    _check(row)
    if isinstance(row, Clause) and row.position is None:
        row.position = (base.clauses.aggregate(Max("position"))["position__max"] or 0) + 1
    row.save()
    journal.write(events.VERSION_PART_WRITTEN, by=by, subject=row, number=base.number, what=WORDS[kind])
    return row  # type: ignore[no-any-return]


@transaction.atomic
def remove_part(*, by: Actor, version: ProgrammeVersion, kind: type[Part], part_id: UUID) -> None:
    """Take a stage, clause, measure or budget line out of a draft."""
    base = draft(by, version)
    row: Any = kind.objects.get(id=part_id, version=base)  # type: ignore[attr-defined]
    journal.write(events.VERSION_PART_REMOVED, by=by, subject=row, number=base.number, what=WORDS[kind])
    row.delete()


@transaction.atomic
def read_measure(*, by: Actor, measure: EffectMeasure, on: date, value: Decimal, note: str = "") -> EffectReading:
    """Record what a measure showed on a day, in any state of the version; a second reading of the day corrects the first."""
    version = locked(by, measure.version)
    if on > clock.today():
        raise ValidationError({"on": "Odczytu nie można zapisać na przyszłość."})
    reading, _ = EffectReading.objects.update_or_create(measure=measure, on=on, defaults={"value": value, "note": normalise(note)})
    journal.write(events.VERSION_MEASURED, by=by, subject=measure, number=version.number, day=on)
    return reading  # type: ignore[no-any-return]


def _still(evidence_for: Mapping[str, Iterable[str]], kinds: Iterable[str]) -> dict[str, list[str]]:
    """What proves what, without documents that are not on the list and facts that nothing proves."""
    listed = list(kinds)
    kept = {fact: [kind for kind in listed if kind in set(some)] for fact, some in evidence_for.items()}
    return {fact: some for fact, some in kept.items() if some}


def _check(row: Any) -> None:
    """What the database would refuse, said in words and at its field."""
    if isinstance(row, Stage) and row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": "Etap kończy się, zanim się zacznie."})
    if isinstance(row, BudgetLine) and row.amount <= 0:
        raise ValidationError({"amount": "Wpisz kwotę większą od zera."})
    offered = getattr(row, "programme_service", None)
    if offered is not None and offered.version_id != row.version_id:
        raise ValidationError({"programme_service": "To usługa innej wersji programu."})
    if type(row) in ONCE:
        names, field, words = ONCE[type(row)]
        same = type(row).objects.filter(version_id=row.version_id, **{name: getattr(row, name) for name in names})
        if same.exclude(id=row.id).exists():
            raise ValidationError({field: words})
