"""The staff register as one table: everybody with a role, what they have shown and what is still missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from opencus.centre.models import Authorisation, Membership, User
from opencus.centre.queries import held_on, valid_on
from opencus.centre.roles import ROLE_LABELS, Role
from opencus.centre.staff.models import StaffDocument, StaffTraining
from opencus.centre.staff.rules import REQUIREMENTS, Course, Document, Proof, Standing, standings
from opencus.core.periods import Period

SOON = timedelta(days=30)
HEADER = ("Osoba", "Rola", "Wymaganie", "Podstawa", "Spełnione", "Stan", "Upoważnienia", "Upoważnienie do danych")


@dataclass(frozen=True, slots=True)
class Post:
    """One role of a person with the standing to each requirement of the Act; none where the Act asks nothing."""

    role: Role
    label: str
    since: date
    until: date | None
    standings: Sequence[Standing]

    @property
    def met(self) -> int:
        return sum(1 for one in self.standings if one.met)


@dataclass(frozen=True, slots=True)
class Employee:
    """One person of the centre on a day."""

    user: User
    posts: Sequence[Post]
    authorisations: Sequence[Authorisation]
    faults: Sequence[str]

    @property
    def may_process(self) -> Authorisation | None:
        """The authorisation to process personal data in force, if any (art. 50(4))."""
        return next((one for one in self.authorisations if one.scope == Authorisation.Scope.PROCESS_DATA), None)

    @property
    def to_sign(self) -> list[Authorisation]:
        """The authorisations to decide, approve and qualify in force."""
        return [one for one in self.authorisations if one.scope != Authorisation.Scope.PROCESS_DATA]


def register(on: date, user_id: UUID | None = None) -> list[Employee]:
    """Return everybody who holds a role in the centre on the day, by family name, in four queries."""
    held = Membership.objects.filter(held_on(on)).select_related("user")
    held = held.filter(user_id=user_id) if user_id else held
    memberships: dict[UUID, list[Membership]] = defaultdict(list)
    people: dict[UUID, User] = {}
    for one in held:
        memberships[one.user_id].append(one)
        people[one.user_id] = one.user
    documents, hours, granted = _shown(people), _hours(people), _granted(people, on)
    order = {role.value: place for place, role in enumerate(Role)}
    found = []
    for user in sorted(people.values(), key=lambda one: one.full_name.split()[::-1]):
        rows = sorted(memberships[user.id], key=lambda one: order[one.role])
        posts = [_post(row, documents[user.id], hours[user.id], on) for row in rows]
        found.append(Employee(user, posts, granted[user.id], _faults(posts, granted[user.id], on)))
    return found


def wanting(on: date) -> list[Employee]:
    """Return those of the register with something missing or running out."""
    return [one for one in register(on) if one.faults]


def table(employees: Sequence[Employee]) -> list[tuple[str, ...]]:
    """Return the rows of the file: a line for each requirement, one for a role without any."""
    rows: list[tuple[str, ...]] = []
    for one in employees:
        scopes = "; ".join(f"{given.get_scope_display()} nr {given.number}" for given in one.to_sign)
        data = f"nr {one.may_process.number}" if one.may_process else "brak"
        for post in one.posts:
            lines = [(s.requirement.label, s.requirement.source, "tak" if s.met else "nie", s.words) for s in post.standings]
            rows += [(one.user.full_name, post.label, *line, scopes, data) for line in lines or [("", "", "", "")]]
    return rows


def _shown(people: dict[UUID, User]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = defaultdict(list)
    for row in StaffDocument.objects.filter(user_id__in=people, withdrawn_at__isnull=True):
        period = Period(row.starts_on, row.ends_on) if row.starts_on else None
        found[row.user_id].append(Document(Proof(row.proof), row.issued_on, period))
    return found


def _hours(people: dict[UUID, User]) -> dict[UUID, dict[Course, int]]:
    found: dict[UUID, dict[Course, int]] = defaultdict(lambda: defaultdict(int))
    for row in StaffTraining.objects.filter(user_id__in=people, withdrawn_at__isnull=True):
        found[row.user_id][Course(row.course)] += row.hours
    return found


def _granted(people: dict[UUID, User], on: date) -> dict[UUID, list[Authorisation]]:
    found: dict[UUID, list[Authorisation]] = defaultdict(list)
    rows = Authorisation.objects.filter(valid_on(on), user_id__in=people, withdrawn_at__isnull=True)
    for row in rows.order_by("scope", "-valid_from"):
        found[row.user_id].append(row)
    return found


def _post(row: Membership, documents: list[Document], hours: dict[Course, int], on: date) -> Post:
    role = Role(row.role)
    return Post(role, ROLE_LABELS[role], row.valid_from, row.valid_to, standings(role, documents, hours, on))


def _faults(posts: Sequence[Post], granted: Sequence[Authorisation], on: date) -> list[str]:
    missing = [one.missing for post in posts for one in post.standings if not one.met]
    faults = list(dict.fromkeys(missing))  # director and organiser in one person: the same diploma is asked for once
    if not any(one.scope == Authorisation.Scope.PROCESS_DATA for one in granted):
        faults.append("upoważnienie do przetwarzania danych")
    lasting = {one.scope for one in granted if one.valid_to is None or one.valid_to > on + SOON}
    for one in granted:
        if one.scope not in lasting and one.valid_to is not None:
            faults.append(f"upoważnienie nr {one.number} kończy się {one.valid_to:%d.%m.%Y}")
    return faults


def asked_of(role: Role) -> int:
    """Return how many requirements the Act has for the role."""
    return len(REQUIREMENTS.get(role, ()))
