"""Writes of what a draft offers: services, their target groups, who may have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from opencus.audit import journal
from opencus.catalogue.models import Service
from opencus.centre.actors import Actor
from opencus.centre.models import Division
from opencus.core.text import normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.versions import draft
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    EffectMeasure,
    ProgrammeService,
    ProgrammeVersion,
    ServiceTarget,
    TargetGroup,
    Track,
)
from opencus.programmes.rules.conditions import BrokenRule, parse


def drafted(by: Actor, offered_id: UUID) -> ProgrammeService:
    """A service of a draft, its version locked."""
    offered: ProgrammeService = ProgrammeService.objects.select_related("service", "version").get(id=offered_id)
    offered.version = draft(by, offered.version)
    return offered


@transaction.atomic
def add_service(
    *, by: Actor, version: ProgrammeVersion, service: Service, track: str, target_text: str, planned_persons: int
) -> ProgrammeService:
    """Offer a service of the catalogue; each stands in a version once, and has at least one area (R12)."""
    version = draft(by, version)
    if not service.areas:
        raise ValidationError({"service": "Ta usługa nie ma obszaru z art. 2. Uzupełnij go w bazie usług."})
    division = Division.ASSISTANCE if track == Track.DECISION and "social_assistance" in service.areas else Division.SERVICES
    if ProgrammeService.objects.filter(version=version, service=service).exists():
        raise ValidationError({"service": "Ta usługa jest już w programie."})
    offered: ProgrammeService = ProgrammeService.objects.create(
        version=version, service=service, track=track, division=division, target_text=normalise_lines(target_text),
        planned_persons=planned_persons, hours=service.hours,
    )  # fmt: skip
    journal.write(events.OFFER_ADDED, by=by, subject=offered, code=service.code, version=version.number)
    return offered


@transaction.atomic
def change_service(*, by: Actor, offered: ProgrammeService, groups: Iterable[str], **values: Any) -> ProgrammeService:
    """Change what the draft says about a service, and which target groups it is for."""
    row = drafted(by, offered.id)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    row.save(update_fields=list(values))
    wanted = set(TargetGroup.objects.filter(version=row.version_id, id__in=list(groups)))
    held = {target.target_group: target for target in row.targets.select_related("target_group")}
    for group in wanted - set(held):
        ServiceTarget.objects.create(programme_service=row, target_group=group)
    ServiceTarget.objects.filter(id__in=[held[group].id for group in set(held) - wanted]).delete()
    changed = sorted(name for name in values if before[name] != getattr(row, name)) + (["groups"] if set(held) != wanted else [])
    journal.write(events.OFFER_CHANGED, by=by, subject=row, code=row.service.code, fields=", ".join(changed))
    return row


@transaction.atomic
def remove_service(*, by: Actor, offered: ProgrammeService) -> None:
    """Take a service out of the draft with its rules; refused while the text of the resolution still names it."""
    row = drafted(by, offered.id)
    _refuse_named(row)
    for rows in (row.limits, row.fee_rules, row.reliefs, row.point_rules, row.targets):
        rows.all().delete()
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        raise ValidationError("Tej usługi nie można usunąć: są już wnioski, które się do niej odwołują.") from None
    journal.write(events.OFFER_REMOVED, by=by, subject=row.version, code=row.service.code, version=row.version.number)


def _refuse_named(row: ProgrammeService) -> None:
    """Deleting would take these along without a word."""
    if numbers := list(Clause.objects.filter(programme_service=row).values_list("number", flat=True)[:3]):
        raise ValidationError(f"Usługę wymienia {', '.join(numbers)} uchwały. Najpierw zmień ten przepis.")
    if EffectMeasure.objects.filter(programme_service=row).exists():
        raise ValidationError("Usługę mierzy wskaźnik efektu. Najpierw go zmień albo usuń.")
    if BudgetLine.objects.filter(programme_service=row).exists():
        raise ValidationError("Usługa ma pozycję w budżecie programu. Najpierw ją zmień albo usuń.")


@transaction.atomic
def set_access(*, by: Actor, offered: ProgrammeService, tree: dict[str, Any] | None) -> ProgrammeService:
    """Say who may have the service; None is everybody (art. 5(3)(6))."""
    row = drafted(by, offered.id)
    row.access_rule = checked(tree)
    row.save(update_fields=["access_rule"])
    journal.write(events.OFFER_RULE_SET, by=by, subject=row, code=row.service.code, what="dostęp")
    return row


@transaction.atomic
def set_raise(*, by: Actor, offered: ProgrammeService, percent: int | None, tree: dict[str, Any] | None) -> ProgrammeService:
    """Say up to how many percent of its limits a running entitlement may be raised, and when; None percent: never."""
    row = drafted(by, offered.id)
    if percent is None and tree is not None:
        raise ValidationError({"percent": "Wpisz, do ilu procent limitu można zwiększyć, albo usuń warunek."})
    row.raise_to_percent, row.raise_rule = percent, checked(tree)
    row.save(update_fields=["raise_to_percent", "raise_rule"])
    journal.write(events.OFFER_RULE_SET, by=by, subject=row, code=row.service.code, what="zwiększenie")
    return row


def checked(tree: dict[str, Any] | None) -> dict[str, Any] | None:
    """A tree that can be stored; ValidationError with every reason when it means nothing."""
    try:
        if tree is not None:
            parse(tree)
    except BrokenRule as broken:
        raise ValidationError(list(broken.errors)) from None
    return tree


@transaction.atomic
def write_group(*, by: Actor, version: ProgrammeVersion, group: TargetGroup | None = None, **values: Any) -> TargetGroup:
    """Name a target group of a draft, or change one (art. 5(3)(4))."""
    version = draft(by, version)
    row = TargetGroup.objects.get(id=group.id, version=version) if group else TargetGroup(version=version)
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"name": "Grupa o tej nazwie już jest w tej wersji programu."}) from None
    journal.write(events.OFFER_GROUP_WRITTEN, by=by, subject=row, group=row.name)
    return row


@transaction.atomic
def remove_group(*, by: Actor, group: TargetGroup) -> None:
    """Take a target group out of the draft; the services stay."""
    version = draft(by, group.version)
    journal.write(events.OFFER_GROUP_REMOVED, by=by, subject=version, group=group.name)
    group.delete()
