"""Who is let through the wall: matters handed to the actor's division, and people they were handed over with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.people.access import open_person
from opencus.worklist.models import HandedMatter, Handover

LIVE = (Handover.State.OFFERED, Handover.State.ACCEPTED)


def handed(actor: Actor, kind: str) -> QuerySet[Any, Any]:
    """Identifiers of matters of a kind that the actor's division was handed and has accepted, as a subquery."""
    given = HandedMatter.objects.filter(
        kind=kind, handover__state=Handover.State.ACCEPTED, handover__to_division__in=actor.divisions
    )
    return given.order_by().values("matter_id")


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People whose matters the actor's division was handed, or the actor handed over and waits for the answer."""
    if not actor.may(Permission.HAND_OVER):
        return []
    given = Handover.objects.filter(person_id__in=person_ids)
    # Without a wall both divisions see everything; then a hand-over is a matter of whoever answers for it.
    mine = Q(to_division__in=actor.divisions) if actor.divisions else Q(answered_by_id=actor.user_id)
    waiting = Q(state=Handover.State.OFFERED, offered_by_id=actor.user_id)
    return [given.filter(Q(mine, state__in=LIVE) | waiting).values_list("person_id")]


def on_my_side(actor: Actor) -> Q:
    """Hand-overs the actor may see: given by their division or to it; all when they see both."""
    if not actor.divisions:
        return Q()
    return Q(from_division__in=actor.divisions) | Q(to_division__in=actor.divisions)


def may_answer(actor: Actor, handover: Handover) -> bool:
    """Whether the actor may take the matter for their division: never the one who gives it."""
    return (
        actor.may(Permission.HAND_OVER)
        and actor.sees(handover.to_division)
        and handover.offered_by_id != actor.user_id
    )


def may_withdraw(actor: Actor, handover: Handover) -> bool:
    """Whether the actor may take the matter back: somebody of the division that gave it."""
    return actor.may(Permission.HAND_OVER) and actor.sees(handover.from_division)


def open_handover(actor: Actor, handover_id: UUID, request: HttpRequest) -> Handover:
    """Return a hand-over of the actor's side and write the look at its person; 404 for any other."""
    actor.require(Permission.HAND_OVER)
    loaded = Handover.objects.select_related("person", "offered_by", "answered_by", "withdrawn_by").prefetch_related("matters")
    found = loaded.filter(on_my_side(actor), pk=handover_id).first()
    if found is None:
        raise Http404
    open_person(actor, found.person_id, "przekazanie sprawy między pionami", request)
    return found
