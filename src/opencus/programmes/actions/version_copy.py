"""An amendment: a new draft that begins as a whole copy of the version it is to replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.ids import uuid7
from opencus.core.text import normalise_lines
from opencus.programmes import events
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    ClauseOrigin,
    EffectMeasure,
    FeeBand,
    FeeRule,
    FeeTable,
    Limit,
    PointRule,
    Programme,
    ProgrammeService,
    ProgrammeVersion,
    Relief,
    ServiceTarget,
    Stage,
    TargetGroup,
)

#: What belongs to one resolution and not to the next.
FRESH: Mapping[str, Any] = {
    "state": ProgrammeVersion.State.DRAFT, "resolution_number": "", "resolution_date": None, "session_on": None,
    "journal_position": "", "promulgated_on": None, "bip_office_on": None, "bip_centre_on": None,
}  # fmt: skip
Ids = Mapping[UUID, UUID]  # of what was copied: its id -> that of the copy


@transaction.atomic
def amend(*, by: Actor, version: ProgrammeVersion, change_reason: str, valid_from: date, valid_to: date) -> ProgrammeVersion:
    """Begin a new version with everything the given one holds; that one stays as it is."""
    by.require(Permission.MANAGE_PROGRAMME)
    reason = normalise_lines(change_reason)
    if not reason:
        raise ValidationError({"change_reason": "Napisz, dlaczego program się zmienia."})
    if valid_to < valid_from:
        raise ValidationError({"valid_to": "Koniec okresu jest przed początkiem."})
    if valid_from <= version.valid_from:
        raise ValidationError({"valid_from": f"Nowa wersja musi zacząć się po {version.valid_from:%d.%m.%Y}, kiedy zaczęła się obecna."})
    programme = Programme.objects.select_for_update().get(id=version.programme_id)
    last = programme.versions.aggregate(Max("number"))["number__max"]
    new = _copies([version], {}, number=last + 1, replaces_id=version.id, change_reason=reason, valid_from=valid_from, valid_to=valid_to, **FRESH)
    copy: ProgrammeVersion = ProgrammeVersion.objects.select_related("programme").get(id=new[version.id])
    _contents(version, new)
    journal.write(events.VERSION_AMENDED, by=by, subject=copy, number=copy.number, base=version.number)
    return copy


def _contents(version: ProgrammeVersion, versions: Ids) -> None:
    """Everything below a version, each row once, pointing at the copies."""
    to_version = {"version_id": versions}
    services = _copies(ProgrammeService.objects.filter(version=version), to_version)
    groups = _copies(TargetGroup.objects.filter(version=version), to_version)
    _copies(ServiceTarget.objects.filter(programme_service__version=version), {"programme_service_id": services, "target_group_id": groups})
    to_service = {"programme_service_id": services}
    for model in (Limit, Relief, PointRule):
        _copies(model.objects.filter(programme_service__version=version), to_service)
    _fees(version, services)
    clauses = _copies(Clause.objects.filter(version=version), to_version | to_service)
    _copies(ClauseOrigin.objects.filter(clause__version=version), {"clause_id": clauses})
    _copies(EffectMeasure.objects.filter(version=version), to_version | to_service | {"clause_id": clauses})
    _copies(BudgetLine.objects.filter(version=version), to_version | to_service)
    _copies(Stage.objects.filter(version=version), to_version)


def _fees(version: ProgrammeVersion, services: Ids) -> None:
    """Fees with tables of their own: a table changed in the draft must not change what is in force."""
    used = FeeTable.objects.filter(fee_rules__programme_service__version=version).distinct()
    tables = _copies(used, {})
    _copies(FeeBand.objects.filter(table__in=list(tables)), {"table_id": tables})
    _copies(FeeRule.objects.filter(programme_service__version=version), {"programme_service_id": services, "table_id": tables})


def _copies(rows: Iterable[models.Model], moved: Mapping[str, Ids], **changes: Any) -> dict[UUID, UUID]:
    """Copy rows, with keys moved to the copies they belong to; return which became which."""
    made: list[models.Model] = []
    ids: dict[UUID, UUID] = {}
    for row in rows:
        values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
        for name, copies in moved.items():
            values[name] = copies[values[name]] if values[name] is not None else None
        ids[row.pk] = uuid7()
        made.append(type(row)(pk=ids[row.pk], **(values | changes)))
    if made:
        type(made[0])._default_manager.bulk_create(made)
    return ids
