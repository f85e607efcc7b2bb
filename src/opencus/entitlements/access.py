"""Whose rights to services an actor sees: those of their division and those of cases handed over to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from opencus.centre.actors import Actor
from opencus.centre.models import Division
from opencus.centre.roles import Role
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import HOLDING
from opencus.people.access import behind_wall
from opencus.worklist.access import handed
from opencus.worklist.models import HandedMatter

#: Who answers for every service that is given: of which divisions.
ANSWERS_FOR: dict[Role, frozenset[str]] = {
    Role.OUS: frozenset(Division.values),
    Role.ASSISTANCE_ORGANISER: frozenset({Division.ASSISTANCE.value}),
}


def on_my_side(actor: Actor, prefix: str = "") -> Q:
    """Rights to services of the actor's division and those from cases handed over to it (art. 12-14).

    ``prefix`` leads to the right from another row: ``entitlement__`` from an order, ``order__entitlement__`` from a visit.
    """
    if not actor.divisions:
        return Q()
    mine = {f"{prefix}programme_service__division__in": actor.divisions}
    given = {f"{prefix}requested__application_id__in": handed(actor, HandedMatter.Kind.APPLICATION)}
    return Q(**mine) | Q(**given)


def require_my_side(actor: Actor, entitlement: Entitlement, request: HttpRequest | None = None) -> None:
    """Answer 404 for a right to a service of the other division; the attempt is kept."""
    if actor.divisions and not Entitlement.objects.filter(on_my_side(actor), pk=entitlement.pk).exists():
        behind_wall(actor, entitlement.person_id, request)


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People who hold a service that the actor answers for: the organiser of services, the organiser of assistance."""
    divisions = frozenset[str]().union(*(ANSWERS_FOR.get(role, frozenset()) for role in actor.roles))
    if not divisions:
        return []
    held = Entitlement.objects.filter(
        on_my_side(actor), person_id__in=person_ids, state__in=HOLDING, programme_service__division__in=divisions
    )
    return [held.values_list("person_id")]
