"""Which panels of a person's file each colleague sees, and who may look into the journal and the roles."""

from __future__ import annotations

from dataclasses import dataclass

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.plans.access import may_read as may_read_plans


@dataclass(frozen=True, slots=True)
class Panels:
    """What of a person's file is shown: only what the actor's own duties need (art. 50(2) CUS Act)."""

    plan: bool
    services: bool
    visits: bool
    applications: bool
    assessment: bool
    orders: bool
    money: bool
    decisions: bool

    @property
    def hidden_rooms(self) -> list[str]:
        """Rooms whose acts are left out of the timeline."""
        shown = {
            "plans": self.plan, "delivery": self.visits, "intake": self.applications,
            "entitlements": self.services, "contracting": self.orders, "settlement": self.money,
        }  # fmt: skip
        return [room for room, visible in shown.items() if not visible]


def panels_for(actor: Actor) -> Panels:
    """Return the panels of one actor; the name, contact and what matters before a visit are shown to all who may open."""

    def any_of(*permissions: P) -> bool:
        return any(actor.may(permission) for permission in permissions)

    return Panels(
        plan=may_read_plans(actor),
        services=any_of(P.REGISTER_APPLICATION, P.QUALIFY, P.SCHEDULE, P.DRAFT_PLAN, P.PLACE_ORDER),
        visits=any_of(P.VIEW_DELIVERY, P.SCHEDULE),
        applications=any_of(P.REGISTER_APPLICATION, P.QUALIFY, P.RECOGNISE_NEEDS, P.DRAFT_DECISION),
        # The text of the talk says the most about a person: only who draws conclusions from it.
        assessment=any_of(P.RECOGNISE_NEEDS, P.DRAFT_PLAN, P.APPROVE_PLAN, P.QUALIFY),
        orders=any_of(P.PLACE_ORDER, P.MANAGE_CONTRACTS, P.SCHEDULE),
        money=any_of(P.CHECK_SETTLEMENT, P.ACCEPT_SETTLEMENT, P.MONITOR_PLAN),
        decisions=any_of(P.DRAFT_DECISION, P.SIGN_DECISION),
    )


def require_panel(visible: bool, name: str) -> None:
    """Raise ``Refused`` with a Polish reason when a tab is not for the actor."""
    if not visible:
        raise Refused(f"Twoja rola nie obejmuje tej części karty: {name}. Pozostałe części możesz otworzyć.")


def require_roles_reader(actor: Actor) -> None:
    """Raise ``Refused`` unless the actor manages staff or watches over access to data."""
    if not (actor.may(P.MANAGE_STAFF) or actor.may(P.READ_JOURNAL)):
        actor.require(P.MANAGE_STAFF)
