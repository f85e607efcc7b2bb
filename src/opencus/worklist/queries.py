"""Reads of hand-overs for lists and desks."""

from __future__ import annotations

from django.db.models import QuerySet

from opencus.centre.actors import Actor
from opencus.worklist.access import on_my_side
from opencus.worklist.models import Handover

VIEWS = {"do-przyjecia": "Do przyjęcia", "w-mocy": "Przyjęte", "wszystkie": "Wszystkie"}


def of_my_side(actor: Actor) -> QuerySet[Handover]:
    """Every hand-over given by the actor's division or to it, the newest first."""
    loaded = Handover.objects.select_related("person", "offered_by", "answered_by").prefetch_related("matters")
    return loaded.filter(on_my_side(actor))


def to_answer(actor: Actor) -> QuerySet[Handover]:
    """What waits for the actor's division, the oldest first; never what the actor gave."""
    found = of_my_side(actor).filter(state=Handover.State.OFFERED).exclude(offered_by_id=actor.user_id)
    if actor.divisions:
        found = found.filter(to_division__in=actor.divisions)
    return found.order_by("offered_at", "id")


def listed(actor: Actor, view: str) -> QuerySet[Handover]:
    """The hand-overs of one tab."""
    if view == "do-przyjecia":
        return to_answer(actor)
    found = of_my_side(actor)
    return found.filter(state=Handover.State.ACCEPTED) if view == "w-mocy" else found
