"""The centre itself: offices and what each receives, the structure on two days side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Min

from opencus.centre.models import Authorisation, Department, Membership, Office, User
from opencus.centre.queries import departments_on, held_on, matters_on, valid_on
from opencus.centre.roles import Role


@dataclass(frozen=True, slots=True)
class Received:
    """An office and its matters on a day: which are new since the other day and which went elsewhere."""

    office: Office
    today: list[str]
    new: set[str]
    gone: list[tuple[str, str]]


@dataclass(slots=True)
class Unit:
    """A department with those below it; ``mark`` says what became of it between the two days."""

    department: Department
    mark: str
    children: list[Unit] = field(default_factory=list)


def offices(today: date, then: date) -> list[Received]:
    """Every office with what it receives today, compared with another day."""
    now_by, then_by = _matters(today), _matters(then)
    where = {matter: office_id for office_id, matters in now_by.items() for matter in matters}
    all_offices = list(Office.objects.all())
    names = {office.id: office.name for office in all_offices}
    return [
        Received(
            office, sorted(now_by[office.id]), now_by[office.id] - then_by[office.id],
            [(matter, names.get(where.get(matter), "")) for matter in sorted(then_by[office.id] - now_by[office.id])],
        )
        for office in all_offices
    ]  # fmt: skip


def structure(day: date, other: date) -> list[Unit]:
    """The tree of departments on a day; units that do not exist on the other day are marked."""
    here, there = list(departments_on(day)), {one.name for one in departments_on(other)}
    mark = "nowy" if day > other else "do zmiany"
    below: dict[UUID | None, list[Unit]] = defaultdict(list)
    known = {one.id for one in here}
    for one in here:
        below[one.parent_id if one.parent_id in known else None].append(
            Unit(one, "" if one.name in there else mark)
        )
    for units in list(below.values()):
        for unit in units:
            unit.children = below.get(unit.department.id, [])
    return below[None]


def first_day() -> date | None:
    """The earliest day the structure is known for, None without any department."""
    return Department.objects.aggregate(first=Min("valid_from"))["first"]


@dataclass(frozen=True, slots=True)
class Member:
    """One user with everything they hold in this centre."""

    user: User
    memberships: list[Membership]
    authorisations: list[Authorisation]


def members(on: date) -> list[Member]:
    """Everybody with a role in the centre today or later, by name, with roles, dates and authorisations."""
    from_today = valid_on(on)
    roles, scopes = defaultdict(list), defaultdict(list)
    people: dict[UUID, User] = {}
    for one in Membership.objects.filter(held_on(on)).select_related("user", "department"):
        roles[one.user_id].append(one)
        people[one.user_id] = one.user
    for granted in Authorisation.objects.filter(from_today, withdrawn_at__isnull=True).order_by("scope"):
        scopes[granted.user_id].append(granted)
    order = {role.value: place for place, role in enumerate(Role)}
    return [
        Member(user, sorted(roles[user.id], key=lambda held: order[held.role]), scopes[user.id])
        for user in sorted(people.values(), key=lambda user: user.full_name.split()[::-1])
    ]


def _matters(day: date) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for one in matters_on(day):
        found[one.office_id].add(one.matter)
    return found
