"""Who may open a month; what is not theirs does not exist for them, and looking is written down (art. 50 CUS Act)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.contracting.models import Contract
from opencus.contracting.queries import managed_by
from opencus.core.clock import today
from opencus.core.periods import MonthRef
from opencus.settlement import events
from opencus.settlement.models import Settlement


def require_staff(actor: Actor) -> None:
    """Raise ``Refused`` unless the actor checks or accepts settlements."""
    if not actor.may(Permission.ACCEPT_SETTLEMENT):
        actor.require(Permission.CHECK_SETTLEMENT)


def require_report(actor: Actor) -> None:
    """Raise ``Refused`` unless the actor may see the share of PES: it names no resident."""
    if not (actor.may(Permission.CHECK_SETTLEMENT) or actor.may(Permission.ACCEPT_SETTLEMENT)):
        actor.require(Permission.VIEW_REPORTS)


def open_settlement(request: HttpRequest, settlement_id: UUID) -> Settlement:
    """Return a month of this centre for its staff and write that it was opened; 404 when there is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require_staff(actor)
    loaded = Settlement.objects.select_related("contract__provider", "submitted_by", "checked_by", "accepted_by")
    settlement: Settlement | None = loaded.filter(id=settlement_id).first()
    if settlement is None:
        raise Http404
    log(request, events.OPENED, settlement.contract, MonthRef.of(settlement.month))
    return settlement


def own_contracts(actor: Actor) -> frozenset[UUID]:
    """Return the organisations whose months the actor submits; ``Refused`` without the permission."""
    actor.require(Permission.SUBMIT_SETTLEMENT)
    return managed_by(actor, today())


def open_own(request: HttpRequest, contract_id: UUID) -> Contract:
    """Return a contract of the actor's own organisation; anybody else's is 404, and the attempt is journalled."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = own_contracts(actor)
    found = Contract.objects.select_related("provider").filter(id=contract_id).exclude(state=Contract.State.DRAFT).first()
    if found is None or found.provider_id not in mine:
        request.afterwards.append(lambda: journal.write(events.ATTEMPTED, by=actor))  # type: ignore[attr-defined]
        raise Http404
    return found


def log(request: HttpRequest, event: Event, contract: Contract, month: MonthRef, *, again: bool = False) -> None:
    """Write that somebody looked at the people of a month; ``again``: a refused act shows its page."""
    if again or request.method == "GET":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        journal.write(event, by=actor, subject=contract, contract=contract.number, month=month.label)
