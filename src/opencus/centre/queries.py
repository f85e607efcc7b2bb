"""Reads of the institution: who acts, which centres a user belongs to, structure on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from opencus.centre.models import (
    AccessPolicy,
    Authorisation,
    Centre,
    Department,
    Division,
    Membership,
    OfficeMatter,
    User,
)
from opencus.centre.roles import Permission, Role
from opencus.core.clock import at


def valid_on(day: date) -> Q:
    """Rows whose ``valid_from``-``valid_to`` contains the day, both ends included."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def held_on(day: date) -> Q:
    """Memberships that give rights on the day: one taken away at noon gives none from that moment on, all that day."""
    return valid_on(day) & (Q(ended_at__isnull=True) | Q(ended_at__gte=at(day + timedelta(days=1), time(0))))


def centre_by_slug(slug: str) -> Centre | None:
    """Return the centre whose addresses begin with the slug."""
    return Centre.objects.filter(slug=slug).first()


def roles_of(user_id: UUID, on: date) -> frozenset[Role]:
    """Return the roles a user holds in the current centre on the day."""
    found = Membership.objects.filter(held_on(on), user_id=user_id).values_list("role", flat=True)
    return frozenset(Role(role) for role in found)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is in the current centre: roles, whether files outside their matters are closed, whose matters they see."""

    roles: frozenset[Role] = frozenset()
    caseload: bool = False
    divisions: frozenset[str] = frozenset()


def standing_of(user_id: UUID, on: date) -> Standing:
    """Return roles and guards of a user on the day, in one query.

    Who works only for one division stays on its side of the wall; a membership without a division (director,
    reception, accounts) sees both.
    """
    policy = AccessPolicy.objects.filter(centre_id=OuterRef("centre_id"))
    found = list(
        Membership.objects.filter(held_on(on), user_id=user_id).values_list(
            "role", "department__kind", Subquery(policy.values("break_glass")[:1]), Subquery(policy.values("division_wall")[:1])
        )
    )
    if not found:
        return Standing()
    kinds = frozenset(kind for _, kind, _, _ in found)
    one_side = bool(found[0][3]) and len(kinds) == 1 and kinds <= set(Division.values)
    return Standing(frozenset(Role(row[0]) for row in found), bool(found[0][2]), kinds if one_side else frozenset())


def policy_in_force() -> AccessPolicy | None:
    """Return how the current centre guards its files; None: neither guard was ever set."""
    return AccessPolicy.objects.select_related("set_by").first()


def authorised_scopes(user_id: UUID, on: date) -> frozenset[Permission]:
    """Return what the user is authorised to in the current centre on the day."""
    found = in_force(on).filter(user_id=user_id).exclude(scope=Authorisation.Scope.PROCESS_DATA)
    return frozenset(Permission(scope) for scope in found.values_list("scope", flat=True))


def in_force(on: date) -> QuerySet[Authorisation]:
    """Return the authorisations of the centre whose days contain the day and which nobody has withdrawn."""
    return Authorisation.objects.filter(valid_on(on), withdrawn_at__isnull=True)


def authorisation_for(user_id: UUID, scope: Permission, on: date, service: str = "") -> Authorisation | None:
    """Return the authorisation in force for the scope, the newest when there are several.

    ``service`` is the code of the service it must cover; an authorisation without a list covers all.
    """
    found = in_force(on).filter(user_id=user_id, scope=scope.value).order_by("-valid_from")
    if service:
        found = found.filter(Q(services=[]) | Q(services__contains=[service]))
    return found.first()


def centres_of(user_id: UUID) -> list[Centre]:
    """Return every centre where the user holds a role or a seat today (asks the definer function, not tables)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT centre_id FROM guard.centres_of(%s)", [user_id])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Centre.objects.filter(id__in=ids).order_by("name"))


def staff_holding(permission_roles: frozenset[Role], on: date) -> QuerySet[User]:
    """Return users holding one of the roles in the current centre, by name."""
    members = Membership.objects.filter(held_on(on), role__in=[role.value for role in permission_roles])
    return User.objects.filter(id__in=members.values("user_id"), is_active=True).order_by("full_name")


def departments_on(day: date) -> QuerySet[Department]:
    """Return the departments that exist on the day."""
    return Department.objects.filter(valid_on(day)).select_related("parent")


def matters_on(day: date) -> QuerySet[OfficeMatter]:
    """Return what each office receives on the day."""
    return OfficeMatter.objects.filter(valid_on(day)).select_related("office")
