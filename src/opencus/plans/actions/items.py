"""Services and supporting actions of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.entitlements.models import Entitlement
from opencus.plans import events, week
from opencus.plans.actions.drafting import note, require_draft, starting_values
from opencus.plans.models import PlanItem, PlanVersion, SupportingAction
from opencus.plans.providers import offers_for
from opencus.plans.rules import PERIODS, PlanProblem

LABELS = {
    "goal": "cel", "quantity": "ilość", "period": "okres", "week": "godziny", "schedule_text": "harmonogram",
    "provider_id": "wykonawca", "place": "miejsce",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ItemValues:
    """What one item says; an empty part is allowed in a draft, not in an approved plan."""

    goal: str = ""
    quantity: Decimal | None = None
    period: str = ""
    week: list[Mapping[str, Any]] = field(default_factory=list)
    schedule_text: str = ""
    provider_id: UUID | None = None
    place: str = ""


def add_item(*, by: Actor, version: PlanVersion, entitlement: Entitlement) -> PlanItem:
    """Add a service to a draft; only an active entitlement of the same person, once."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(version)
    service = entitlement.programme_service.service
    if entitlement.person_id != version.plan.person_id:
        raise PlanProblem("To przyznanie należy do innej osoby. Wybierz usługę przyznaną tej osobie.", field="entitlement")
    if entitlement.state != Entitlement.State.ACTIVE:
        raise PlanProblem(
            f"Przyznanie usługi „{service.name}” jest {entitlement.get_state_display()}. Do planu wpisz aktywne.",
            field="entitlement",
        )
    if version.items.filter(entitlement=entitlement).exists():
        raise PlanProblem(f"Usługa „{service.name}” jest już w planie.", field="entitlement")
    with transaction.atomic():
        offers = offers_for([service.id], version.valid_from, version.valid_to)[service.id]
        item = PlanItem.objects.create(
            version=version, entitlement=entitlement, **starting_values(entitlement, offers, version)
        )
        note(events.ITEM_ADDED, by, version, service=service.name)
    return item


def edit_item(*, by: Actor, item: PlanItem, values: ItemValues) -> list[str]:
    """Write all parts of an item; return the Polish names of those that changed (nothing changed, nothing written)."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(item.version)
    _check(values)
    changed = [name for name in LABELS if getattr(item, name) != getattr(values, name)]
    if not changed:
        return []
    with transaction.atomic():
        for name in changed:
            setattr(item, name, getattr(values, name))
        item.save(update_fields=[name.removesuffix("_id") for name in changed])
        labels = [LABELS[name] for name in changed]
        note(events.ITEM_EDITED, by, item.version, service=_service(item), fields=", ".join(labels))
    return labels


def shift_slot(*, by: Actor, item: PlanItem, weekday: int, start: int, to: int) -> None:
    """Move one time of an item's week to another hour of the same day, keeping its length.

    ``start`` and ``to`` are minutes after midnight.
    """
    slots = week.slots_of(item.week)
    moved = next((one for one in slots if (one.weekday, one.start) == (weekday, start)), None)
    if moved is None or not week.DAY_START <= to <= week.DAY_END - (moved.end - moved.start):
        raise PlanProblem("Tego terminu nie ma już w planie. Odśwież stronę.")
    others = [one for one in slots if one is not moved]
    new = week.Slot(weekday, to, to + moved.end - moved.start)
    if any(one.weekday == weekday and new.start < one.end and one.start < new.end for one in others):
        raise PlanProblem("O tej godzinie jest już inny termin tej samej usługi. Wpisz inną godzinę.")
    edit_item(by=by, item=item, values=replace_week(item, week.stored([*others, new])))


def replace_week(item: PlanItem, new_week: list[dict[str, Any]]) -> ItemValues:
    """Return the item's values with another week."""
    same = {name: getattr(item, name) for name in LABELS if name != "week"}
    return ItemValues(**same, week=list(new_week))


def remove_item(*, by: Actor, item: PlanItem) -> None:
    """Take a service out of a draft."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(item.version)
    with transaction.atomic():
        note(events.ITEM_REMOVED, by, item.version, service=_service(item))
        item.delete()


def add_supporting_action(*, by: Actor, version: PlanVersion, who: str, what: str, when: str) -> SupportingAction:
    """Add help that is no service: no order, no fee (art. 13(1)(6), 39(2); R17)."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(version)
    for name, value in (("who", who), ("what", what), ("when", when)):
        if not value.strip():
            raise PlanProblem("Napisz, kto pomaga, w czym i kiedy.", field=name)
    with transaction.atomic():
        made = SupportingAction.objects.create(version=version, who=who.strip(), what=what.strip(), when=when.strip())
        note(events.SUPPORT_ADDED, by, version)
    return made


def remove_supporting_action(*, by: Actor, action: SupportingAction) -> None:
    """Take a supporting action out of a draft."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(action.version)
    with transaction.atomic():
        note(events.SUPPORT_REMOVED, by, action.version)
        action.delete()


def _check(values: ItemValues) -> None:
    if values.quantity is not None and values.quantity <= 0:
        raise PlanProblem("Ilość musi być większa od zera.", field="quantity")
    if values.period and values.period not in PERIODS:
        raise PlanProblem("Wybierz: na tydzień, na miesiąc albo łącznie.", field="period")
    if values.provider_id and not Organisation.objects.filter(id=values.provider_id).exists():
        raise PlanProblem("Nie ma takiego wykonawcy. Wybierz z listy.", field="provider")


def _service(item: PlanItem) -> str:
    return item.entitlement.programme_service.service.name
