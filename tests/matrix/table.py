"""Reads addresses.txt and says, from the table and centre/roles.py alone, what each request must answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from opencus.centre.roles import PROVIDER_ROLES, ROLE_LABELS, Permission, Role, permissions_of

FILE = Path(__file__).with_name("addresses.txt")
DOORS = ("everyone", "account", "role", "staff", "provider", "worker", "factor", "leaver", "link", "nobody")

#: What an answer may be, as a clerk would say it, and the statuses that count as it.
IN, LOGIN, REFUSED, UNSEEN, NO_ACT, DEAD = "wchodzi", "logowanie", "odmowa", "nie ma", "bez czynności", "nie działa"
STATUSES: dict[str, frozenset[int | str]] = {
    IN: frozenset({200, 302, 303, 409, 422}),
    LOGIN: frozenset({"login", 401}),
    REFUSED: frozenset({403}),
    UNSEEN: frozenset({404}),
    DEAD: frozenset({403, 410}),
    NO_ACT: frozenset({200, 302, 403, 404, 409, 422}),  # and nothing is done: see Asked.fault
}


@dataclass(frozen=True)
class Person:
    """Who asks: a role of the matrix, with or without authorisations, or nobody at all."""

    key: str
    label: str
    role: Role | None = None
    authorised: frozenset[Permission] = frozenset()
    holds: frozenset[str] = frozenset()  # own_provider, own_worker ...
    account: bool = True

    @cached_property
    def grants(self) -> frozenset[str]:
        """Permissions and relations, as the table names them."""
        given = permissions_of(frozenset({self.role}), self.authorised) if self.role else frozenset()
        return frozenset(permission.value for permission in given) | self.holds

    def passes(self, door: str) -> bool:
        """Whether this person is of the kind the door is for."""
        return {
            "everyone": True,
            "account": self.account,
            "role": self.role is not None,
            "staff": self.role is not None and self.role not in PROVIDER_ROLES,
            "provider": self.role == Role.PROVIDER_MANAGER,
            "worker": bool(self.holds & {"own_worker", "own_driver"}),
            "factor": False,
            "leaver": self.account,
            "link": False,
            "nobody": False,
        }[door]


_HOLDS = {Role.PROVIDER_MANAGER: "own_provider", Role.PROVIDER_WORKER: "own_worker", Role.FIELD_WORKER: "own_driver"}
_AUTHORISED = {
    Role.DIRECTOR: {Permission.SIGN_DECISION},
    Role.OUS: {Permission.QUALIFY, Permission.APPROVE_PLAN, Permission.SIGN_DECISION},
    Role.KIPUS: {Permission.QUALIFY, Permission.SIGN_DECISION},
}

PEOPLE = (
    Person("visitor", "bez logowania", account=False),
    Person("stranger", "konto bez roli"),
    *(
        Person(role.value, ROLE_LABELS[role], role, holds=frozenset({_HOLDS[role]} if role in _HOLDS else ()))
        for role in Role
        if role is not Role.SYSTEM
    ),
    Person("other_manager", "Kierownik u innego wykonawcy", Role.PROVIDER_MANAGER, holds=frozenset({"other_provider"})),
    *(
        Person(f"{role.value}_authorised", f"{ROLE_LABELS[role]} z upoważnieniem", role, frozenset(scopes))
        for role, scopes in _AUTHORISED.items()
    ),
)


@dataclass(frozen=True)
class Cell:
    """One method of one address: the door, what the page needs, what the act needs, and whether the unseen is hidden."""

    door: str
    needs: str
    act: str
    hidden: bool

    def expects(self, person: Person) -> str:
        """What the person gets in their own centre, for an object of that centre."""
        if self.door in ("nobody", "link"):
            return UNSEEN if self.door == "nobody" else DEAD
        if not person.account and self.door != "everyone":
            return LOGIN
        if not person.passes(self.door):
            return UNSEEN if self.door == "factor" else REFUSED
        if not holds(self.needs, person.grants):
            return UNSEEN if self.hidden else REFUSED
        return IN if holds(self.act, person.grants) else NO_ACT


@dataclass(frozen=True)
class Address:
    """One line of the table."""

    name: str
    label: str
    room: str
    cells: tuple[tuple[str, Cell], ...]  # GET and POST, as far as they are taken

    def people(self) -> tuple[Person, ...]:
        """Who asks: everybody, but an authorised one only where the authorisation could matter."""
        words = " ".join(f"{cell.needs} {cell.act}" for _, cell in self.cells)
        for name, meaning in names().items():
            words = words.replace(name, f"{name} {meaning}")
        return tuple(one for one in PEOPLE if not one.authorised or any(scope.value in words for scope in one.authorised))


def holds(needs: str, grants: frozenset[str]) -> bool:
    """Whether the grants fulfil an expression: "and" of "or" of "+"; the empty one is always fulfilled."""
    return all(
        any(all(_one(term, grants) for term in alternative.split("+")) for alternative in clause.split(" or "))
        for clause in needs.split(" and ")
    )


def _one(term: str, grants: frozenset[str]) -> bool:
    term = term.strip()
    if term in names():
        return holds(names()[term], grants)
    known = {permission.value for permission in Permission} | {"own_provider", "other_provider", "own_worker", "own_driver", "own_call"}
    assert not term or term in known, f"addresses.txt: nobody knows what {term!r} is"
    return not term or term in grants


@cache
def names() -> dict[str, str]:
    """The expressions that have a name."""
    return {name.strip(): words.strip() for room, line in _lines() if room == "names" for name, words in [line.split("=", 1)]}


@cache
def table() -> dict[str, Address]:
    """Every address by its name."""
    found: dict[str, Address] = {}
    for room, line in _lines():
        if room == "names":
            continue
        name, label, get, post = (part.strip() for part in line.split("|"))
        assert name not in found, f"addresses.txt: {name} stands twice"
        cells = tuple((method, _cell(text)) for method, text in (("GET", get), ("POST", post)) if text != "-")
        found[name] = Address(name, label, room, cells)
    return found


def _cell(text: str) -> Cell:
    seen, _, act = text.partition("->")
    door, _, needs = seen.strip().partition(":")
    hidden = needs.endswith("hidden")
    assert door in DOORS, f"addresses.txt: {door!r} is no door"
    return Cell(door, needs.removesuffix("hidden").strip(), act.strip(), hidden)


def _lines() -> Iterator[tuple[str, str]]:
    room = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        line = re.sub(r"\s*#.*$", "", line).strip()
        if line.startswith("["):
            room = line.strip("[]")
        elif line:
            yield room, line
