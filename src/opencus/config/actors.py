"""Who acts in this request: memberships, seats and workers of the logged-in user in this centre."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest

from opencus.centre.accounts.sessions import PHONE, PHONE_CENTRE
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.queries import authorised_scopes, standing_of
from opencus.centre.roles import FIELD_ROLES, Role
from opencus.contracting.queries import seats_of
from opencus.core.clock import today
from opencus.resources.queries import workers_of, working_on


def actor_for(request: HttpRequest, centre: Centre) -> Actor | None:
    """Return the actor, or None for a visitor and for a user without any role in this centre."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    actor = actor_of(user, centre)
    return on_phone(actor, centre, request) if request.session.get(PHONE) else actor


def on_phone(actor: Actor | None, centre: Centre, request: HttpRequest) -> Actor | None:
    """Leave of the actor only the worker in the field: a PIN opens no other right, also not to a director."""
    roles = actor.roles & FIELD_ROLES if actor else frozenset()
    if actor is None or not roles or request.session.get(PHONE_CENTRE) != str(centre.id):
        return None
    return replace(actor, roles=roles, authorised=frozenset(), provider_ids=frozenset())


def actor_of(user: User, centre: Centre) -> Actor | None:
    """Return what the user may be in the centre today; None when they hold nothing there."""
    day = today()
    standing = standing_of(user.id, day)
    roles = set(standing.roles)
    seats = seats_of(user.id, day)
    for seat in seats:
        roles.add(Role.PROVIDER_MANAGER if seat.role == seat.Role.MANAGER else Role.PROVIDER_WORKER)
    if not roles:
        return None
    return Actor(
        centre_id=centre.id,
        user_id=user.id,
        name=user.full_name,
        roles=frozenset(roles),
        authorised=authorised_scopes(user.id, day),
        # A worker's seat at another organisation gives no right to its orders.
        provider_ids=frozenset(seat.organisation_id for seat in seats if seat.role == seat.Role.MANAGER),
        worker_ids=frozenset(workers_of(user.id).filter(working_on(day)).values_list("id", flat=True)),
        caseload=standing.caseload,
        divisions=standing.divisions,
    )
