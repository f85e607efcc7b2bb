"""Which panels of a person's file each colleague sees, and who may look into the journal and the roles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.entitlements.access import on_my_side as rights_on_my_side
from opencus.intake.access import on_my_side as cases_on_my_side
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
    certificate: bool
    actor: Actor

    @property
    def hidden_rooms(self) -> list[str]:
        """Rooms whose acts are left out of the timeline."""
        shown = {
            "plans": self.plan, "delivery": self.visits, "intake": self.applications,
            "entitlements": self.services, "contracting": self.orders, "settlement": self.money,
        }  # fmt: skip
        return [room for room, visible in shown.items() if not visible]

    @property
    def walled(self) -> bool:
        """Whether the actor sees the matters of one division only."""
        return bool(self.actor.divisions)

    def cases(self, prefix: str = "") -> Q:
        """The applications of the actor's side of the wall."""
        return cases_on_my_side(self.actor, prefix)

    def rights(self, prefix: str = "") -> Q:
        """The rights to services of the actor's side, and what hangs on them: orders, visits, charges."""
        return rights_on_my_side(self.actor, prefix)


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
        # The degree of disability opens services; whoever drives or plans a visit needs to know how the person moves.
        certificate=any_of(P.REGISTER_APPLICATION, P.QUALIFY, P.RECOGNISE_NEEDS, P.DRAFT_PLAN, P.DRAFT_DECISION),
        actor=actor,
    )


def require_panel(visible: bool, name: str) -> None:
    """Raise ``Refused`` with a Polish reason when a tab is not for the actor."""
    if not visible:
        raise Refused(f"Twoja rola nie obejmuje tej części karty: {name}. Pozostałe części możesz otworzyć.")


def require_roles_reader(actor: Actor) -> None:
    """Raise ``Refused`` unless the actor manages staff or watches over access to data."""
    if not (actor.may(P.MANAGE_STAFF) or actor.may(P.READ_JOURNAL)):
        actor.require(P.MANAGE_STAFF)
