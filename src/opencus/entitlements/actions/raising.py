"""More of a running service: the amount of an entitlement is raised within what its programme allows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.ids import uuid7
from opencus.core.text import normalise_lines
from opencus.core.words import full_date, listed
from opencus.correspondence.actions import create_notice
from opencus.entitlements import events
from opencus.entitlements.actions.ledger import locked
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import limits_of
from opencus.entitlements.raising import check_amounts, raising_of
from opencus.entitlements.rules import NotRaised


def raise_entitlement(*, by: Actor, entitlement: Entitlement, amounts: Sequence[Decimal | None], reasons: str) -> Entitlement:
    """Raise the limits of a running right from today on; ``amounts`` stand in the order of its limits, None: as it was.

    By the rule of the version it was granted under; the fee of a unit stays. The terms as they were remain as a right
    changed into this one, so orders and plans go on. Raises NotRaised with the reason and the form field.
    """
    by.require(Permission.QUALIFY)
    reasons = normalise_lines(reasons)
    if not reasons:
        raise NotRaised("Wpisz, dlaczego potrzeba więcej.", field="reasons")
    with transaction.atomic():
        held = locked(entitlement)
        found = raising_of(held, clock.today())
        if found.refusal:
            raise NotRaised(found.refusal)
        limits = check_amounts(limits_of(held), amounts, found.ceilings)
        before = _keep(held, reasons)
        held.limits = [limit.as_json() for limit in limits]
        held.save(update_fields=["limits"])
        told = [limit.text for limit, old in zip(limits, limits_of(before), strict=True) if limit != old]
        service = held.programme_service.service.name
        journal.write(events.RAISED, by=by, subject=held, person_id=held.person_id, service=service, limits=told)
        create_notice(
            by=by, person=held.person, case_file=held.requested.application.case_file, kind="raised", subject=f"Więcej usługi: {service}",
            text=f"Od {full_date(clock.today())} usługa „{service}” jest w większym wymiarze: {listed(told)}. Opłata: {held.fee_text}.",
        )  # fmt: skip
    return held


def _keep(held: Entitlement, reasons: str) -> Entitlement:
    """Leave the terms as they were behind, changed into the right that goes on."""
    before: Entitlement = Entitlement.objects.get(pk=held.pk)
    before.pk = before.id = uuid7()
    before._state.adding = True
    before.move_to(Entitlement.State.CHANGED)
    before.replaced_by, before.change_reason = held, reasons[:600]
    before.valid_to = max(before.valid_from, clock.today())
    before.save()
    return before
