"""Whose notices are somebody's matter: those that wait to be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.correspondence.models import Notice


def on_my_side(actor: Actor) -> Q:
    """Notices of cases of the actor's division, and those of no case; the rooms above are asked by name of relation."""
    if not actor.divisions:
        return Q()
    return Q(case_file__isnull=True) | Q(case_file__applications__division__in=actor.divisions)


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People who wait for a notice: whoever takes calls passes it on the way the person prefers."""
    if not actor.may(Permission.REGISTER_APPLICATION):
        return []
    return [Notice.objects.filter(on_my_side(actor), given_at__isnull=True, person_id__in=person_ids).values_list("person_id")]
