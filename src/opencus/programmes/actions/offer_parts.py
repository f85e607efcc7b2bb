"""Writes of the parts of an offered service in a draft: limits, fees, reliefs and points."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.core.text import normalise
from opencus.programmes import events
from opencus.programmes.actions.offer import checked, drafted
from opencus.programmes.models import FeeRule, Limit, PointRule, ProgrammeService, Relief

Part = Limit | FeeRule | Relief | PointRule
NAMES: dict[type[Part], str] = {Limit: "limit", FeeRule: "opłata", Relief: "ulga", PointRule: "punkty"}
TAKEN: dict[type[Part], dict[str, str]] = {
    FeeRule: {"variant": "Opłata dla tego wariantu już jest. Zmień ją albo wybierz inny wariant."},
    Relief: {"name": "Ulga o tej nazwie już jest przy tej usłudze."},
    PointRule: {"label": "Punkty pod tą nazwą już są przy tej usłudze."},
}


@transaction.atomic
def write_limit(*, by: Actor, offered: ProgrammeService, limit: Limit | None = None, tree: dict[str, Any] | None, **values: Any) -> Limit:
    """Set how much one may get; the tree says for whom, None is everybody."""
    return _write(by, offered, limit or Limit(), values | {"condition": checked(tree)})


@transaction.atomic
def write_fee(*, by: Actor, offered: ProgrammeService, fee: FeeRule | None = None, **values: Any) -> FeeRule:
    """Set what one unit costs; several fees of a service each have a variant (art. 5(3)(7))."""
    row = drafted(by, offered.id)
    others = FeeRule.objects.filter(programme_service=row).exclude(id=fee.id if fee else None).exclude(kind=FeeRule.Kind.DEPOSIT)
    if values["kind"] != FeeRule.Kind.DEPOSIT and others.exists() and (not values["variant"] or others.filter(variant="").exists()):
        raise ValidationError({"variant": "Gdy opłat jest kilka, każda potrzebuje wariantu, także ta, która już jest."})
    if values["kind"] == FeeRule.Kind.DEPOSIT and not values["variant"]:
        values["variant"] = "kaucja"
    return _write(by, offered, fee or FeeRule(), values)


@transaction.atomic
def write_relief(*, by: Actor, offered: ProgrammeService, relief: Relief | None = None, tree: dict[str, Any] | None, **values: Any) -> Relief:
    """Set who pays less, and by exactly how much."""
    return _write(by, offered, relief or Relief(), values | {"condition": _conditional(tree)})


@transaction.atomic
def write_points(*, by: Actor, offered: ProgrammeService, points_rule: PointRule | None = None, tree: dict[str, Any] | None, **values: Any) -> PointRule:
    """Set what brings points for the place in the queue."""
    return _write(by, offered, points_rule or PointRule(), values | {"condition": _conditional(tree)})


@transaction.atomic
def remove_part(*, by: Actor, part: Part) -> None:
    """Take a limit, fee, relief or points out of a draft."""
    offered = drafted(by, part.programme_service_id)
    journal.write(events.OFFER_PART_REMOVED, by=by, subject=offered, code=offered.service.code, what=NAMES[type(part)])
    part.delete()


def _conditional(tree: dict[str, Any] | None) -> dict[str, Any]:
    if tree is None:
        raise ValidationError("Dodaj przynajmniej jeden warunek.")
    return checked(tree) or {}


def _write(by: Actor, offered: ProgrammeService, part: Any, values: dict[str, Any]) -> Any:
    """Store one part of a service of a draft; a second one of the same name is refused."""
    row, kind = drafted(by, offered.id), type(part)
    if not part._state.adding:
        part = kind.objects.get(id=part.id, programme_service=row)
    part.programme_service = row
    for name, value in values.items():
        setattr(part, name, normalise(value) if isinstance(value, str) else value)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError:
        raise ValidationError(TAKEN.get(kind) or "Te wartości nie mogą stać razem.") from None
    journal.write(events.OFFER_PART_WRITTEN, by=by, subject=row, code=row.service.code, what=NAMES[kind])
    return part
