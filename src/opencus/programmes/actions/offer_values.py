"""Writes of values with dates that versions use: fee tables, income criteria, funding sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.text import normalise
from opencus.core.words import numeric_date
from opencus.programmes import events
from opencus.programmes.models import (
    DatedCriterion,
    FeeBand,
    FeeRule,
    FeeTable,
    FundingSource,
    ProgrammeVersion,
)
from opencus.programmes.rules.fees import CRITERIA, Band, check_bands

Columns = Mapping[str, Sequence[Band]]


def binds(table: FeeTable) -> bool:
    """Whether a version beyond its draft charges by this table: then it stays as it was voted."""
    rules = FeeRule.objects.filter(table=table).exclude(programme_service__version__state=ProgrammeVersion.State.DRAFT)
    return bool(rules.exists())


@transaction.atomic
def write_table(*, by: Actor, table: FeeTable | None = None, columns: Columns, **values: Any) -> FeeTable:
    """Store a council's fee table with both columns of its bands (R48); one that already binds is refused."""
    by.require(Permission.MANAGE_PROGRAMME)
    row = FeeTable.objects.select_for_update().get(id=table.id) if table else FeeTable()
    if table and binds(row):
        raise ValidationError("Według tej tabeli liczy opłaty wersja, która nie jest szkicem. Utwórz kopię i zmień kopię.")
    for column, bands in columns.items():
        if column == "single" or bands:
            try:
                check_bands(bands)
            except ValueError as problem:
                raise ValidationError(str(problem)) from None
    for name, value in values.items():
        setattr(row, name, normalise(value) if isinstance(value, str) else value)
    row.save()
    row.bands.all().delete()
    FeeBand.objects.bulk_create(
        FeeBand(table=row, column=column, up_to=band.up_to, percent=band.percent) for column, bands in columns.items() for band in bands
    )
    journal.write(events.FEE_TABLE_WRITTEN, by=by, subject=row, table=row.name, valid_from=row.valid_from)
    return row


@transaction.atomic
def copy_table(*, by: Actor, table: FeeTable, valid_from: date) -> FeeTable:
    """Make a table that may be changed out of one that binds; fees of drafts charge by the copy from now on."""
    by.require(Permission.MANAGE_PROGRAMME)
    bands = list(table.bands.all())
    made: FeeTable = FeeTable.objects.create(
        name=table.name, unit_cost=table.unit_cost, valid_from=valid_from, source="projekt uchwały"
    )
    FeeBand.objects.bulk_create(FeeBand(table=made, column=one.column, up_to=one.up_to, percent=one.percent) for one in bands)
    drafts = FeeRule.objects.filter(table=table, programme_service__version__state=ProgrammeVersion.State.DRAFT)
    drafts.update(table=made)
    journal.write(events.FEE_TABLE_WRITTEN, by=by, subject=made, table=made.name, valid_from=made.valid_from)
    return made


@transaction.atomic
def remove_table(*, by: Actor, table: FeeTable) -> None:
    """Throw away a table that no fee uses."""
    by.require(Permission.MANAGE_PROGRAMME)
    row = FeeTable.objects.select_for_update().get(id=table.id)
    if FeeRule.objects.filter(table=row).exists():
        raise ValidationError("Tej tabeli używa opłata w programie, więc nie można jej usunąć.")
    row.delete()
    journal.write(events.FEE_TABLE_REMOVED, by=by, subject=table, table=table.name)


@transaction.atomic
def add_criterion(*, by: Actor, valid_from: date, single: Decimal, family: Decimal, source: str) -> DatedCriterion:
    """Enter an income criterion from a day on; a day that already has one is refused, what was is never changed (R47)."""
    by.require(Permission.MANAGE_PROGRAMME)
    taken = {one.valid_from for one in CRITERIA}
    if valid_from in taken or DatedCriterion.objects.filter(valid_from=valid_from).exists():
        raise ValidationError({"valid_from": f"Kryterium od {numeric_date(valid_from)} już jest. Wartości z przeszłości się nie zmienia."})
    if valid_from < min(taken):
        raise ValidationError({"valid_from": f"Najstarsze znane kryterium jest od {numeric_date(min(taken))}. Wpisz dzień późniejszy."})
    try:
        with transaction.atomic():
            made: DatedCriterion = DatedCriterion.objects.create(valid_from=valid_from, single=single, family=family, source=normalise(source))
    except IntegrityError:
        raise ValidationError({"valid_from": f"Kryterium od {numeric_date(valid_from)} już jest."}) from None
    journal.write(events.CRITERION_WRITTEN, by=by, subject=made, valid_from=valid_from, single=single, family=family)
    return made


@transaction.atomic
def write_source(*, by: Actor, funding: FundingSource | None = None, **values: Any) -> FundingSource:
    """Name a source of money with its dates, or change one."""
    by.require(Permission.MANAGE_PROGRAMME)
    row = FundingSource.objects.select_for_update().get(id=funding.id) if funding else FundingSource()
    for name, value in values.items():
        setattr(row, name, normalise(value) if isinstance(value, str) else value)
    if row.valid_to and row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": "Ostatni dzień nie może być przed pierwszym."})
    years = row.budget_lines.values_list("year", flat=True) if funding else ()
    if outside := [year for year in sorted(set(years)) if year < row.valid_from.year or (row.valid_to and year > row.valid_to.year)]:
        raise ValidationError({"valid_from": f"Z tego źródła są pieniądze w budżecie programu na rok {outside[0]}."})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"name": "Źródło o tej nazwie już jest."}) from None
    journal.write(events.SOURCE_WRITTEN, by=by, subject=row, funding=row.name)
    return row
