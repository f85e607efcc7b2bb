"""Real requests for every address, as every person, in one's own centre and in a foreign one, against the table.

addresses.txt says who may come in; nothing here is learned from running the code. Each request is undone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from opencus.audit import events
from opencus.audit.events import Group
from opencus.audit.models import Entry
from opencus.core.tenancy import acting_in
from tests.matrix.routes import Route, routes
from tests.matrix.table import (
    IN,
    LOGIN,
    NO_ACT,
    PEOPLE,
    REFUSED,
    STATUSES,
    UNSEEN,
    Address,
    Cell,
    Person,
    table,
)
from tests.matrix.world import PRIVATE, PUBLIC, Town, World, body, parameters

#: The journal is read after the requests of these only: one for each door, for the sake of time.
_SAMPLE = frozenset({"director_authorised", "kipus_authorised", "accountant", "provider_manager", "provider_worker", "field_worker"})
FULL = os.environ.get("OPENCUS_MATRIX") == "full"
#: Addresses without a centre know no roles.
_ANY_ACCOUNT = frozenset({"visitor", "stranger", "director", "provider_manager", "provider_worker"})
OWN, FOREIGN_SEGMENT, FOREIGN_OBJECTS = "własne", "cudze centrum", "cudze rzeczy"


def test_every_address_stands_in_the_table_and_nothing_else_does() -> None:
    real, written = set(routes()), set(table())
    assert not real - written, f"add a line to tests/matrix/addresses.txt for: {sorted(real - written)}"
    assert not written - real, f"no such address any more, take the line out: {sorted(written - real)}"


@pytest.mark.parametrize("name", sorted(table()))
def test_an_address_lets_in_whom_the_table_names(name: str, world: World, django_db_blocker: Any) -> None:
    if name not in routes():
        pytest.skip("reported by the test of the table")
    address, route, faults = table()[name], routes()[name], []
    with django_db_blocker.unblock():
        for asked in _asked(address, route):
            answer = asked.ask(world)
            if fault := asked.fault(answer):
                faults.append((asked, fault))
    assert not faults, _summary(address, faults)


@dataclass(frozen=True)
class Asked:
    """One request of the matrix."""

    route: Route
    method: str
    cell: Cell
    person: Person
    where: str
    journalled: bool = False

    def ask(self, world: World) -> Answer:
        """Send it and undo whatever it did."""
        town = world.abroad if self.where == FOREIGN_SEGMENT else world.home
        things = world.home if self.where == OWN else world.abroad
        path = self.route.path(town.slug, parameters(self.route.name, self.route.parameters, things))
        client = _client()
        client.cookies.clear()
        if session := world.sessions.get(self.person.key):
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            last = _last_entry(world.home)
            typed = urlencode(body(self.route.name, things)) if self.method == "POST" else ""
            response = client.generic(self.method, path, typed, content_type="application/x-www-form-urlencoded")
            written = _written(world.home, last) if self.reads_journal else frozenset()
            transaction.set_rollback(True)
        return Answer(_status(response), _marks(response), written)

    @property
    def reads_journal(self) -> bool:
        """Whether the entries matter: an attempt that must be there, or an act that must not."""
        return self.journalled or (self.where == OWN and self.cell.expects(self.person) == NO_ACT)

    @property
    def expected(self) -> frozenset[int | str]:
        """The statuses that are right here."""
        at_home = self.cell.expects(self.person)
        if self.where == OWN:
            return STATUSES[at_home] | STATUSES[LOGIN] if self.cell.door == "leaver" else STATUSES[at_home]
        if self.where == FOREIGN_SEGMENT:  # nobody of the matrix has a role there
            if self.cell.door in ("everyone", "link", "nobody"):
                return STATUSES[at_home]
            return STATUSES[REFUSED if self.person.account else LOGIN]
        if at_home in (LOGIN, UNSEEN):
            return STATUSES[at_home]
        # Whose right hangs on a relation to the thing is refused without being told whether it exists.
        strict = at_home == IN and not self.person.holds
        return STATUSES[UNSEEN] if strict else STATUSES[UNSEEN] | STATUSES[REFUSED]

    def fault(self, answer: Answer) -> str:
        """What is wrong with the answer, '' when nothing is."""
        if answer.status not in self.expected:
            return f"jest {answer.status}, ma być {' albo '.join(sorted(map(str, self.expected)))}"
        open_to_all = self.where == FOREIGN_SEGMENT and self.cell.door == "everyone"
        if shown := answer.marks - ({PUBLIC} if open_to_all else set()):
            return f"widać cudze słowa ({', '.join(sorted(shown))})"
        if self.journalled and answer.status == 404 and Group.ATTEMPT not in answer.written:
            return "próby nie ma w rejestrze"
        if self.reads_journal and not self.journalled and Group.CHANGE in answer.written:
            return "wykonano czynność bez uprawnienia"
        return ""


@dataclass(frozen=True)
class Answer:
    """What came back: the status ("login" for the way to the log-in), foreign marks, sorts of entries written."""

    status: int | str
    marks: frozenset[str]
    written: frozenset[str]


def _asked(address: Address, route: Route) -> Iterator[Asked]:
    """Every request for one address."""
    has_object = any(name.endswith("_id") and name != "job_id" for name in route.parameters)
    for method, cell in address.cells:
        abroad = _abroad(address, cell)
        for person in address.people():
            if route.shared and person.key not in _ANY_ACCOUNT:
                continue
            yield Asked(route, method, cell, person, OWN)
            if person.key not in abroad:
                continue
            if not route.shared:
                yield Asked(route, method, cell, person, FOREIGN_SEGMENT)
            if has_object:
                journalled = cell.expects(person) == IN and person.key in _SAMPLE
                yield Asked(route, method, cell, person, FOREIGN_OBJECTS, journalled)


def _abroad(address: Address, cell: Cell) -> frozenset[str]:
    """Who also asks in the foreign centre: everybody with ``OPENCUS_MATRIX=full``, else some of each kind.

    Abroad an answer hangs on the door alone, and at home everybody has been asked: some of those who come in there, one
    who is refused, whoever has no log-in and whoever has no role stand for the rest.
    """
    people = address.people()
    if FULL:
        return frozenset(person.key for person in people)
    inside = [person.key for person in people if cell.expects(person) == IN]
    outside = [person.key for person in people if cell.expects(person) != IN]
    return frozenset([*inside[-2:], *(key for key in inside if key in _SAMPLE), *outside[-1:], "visitor", "stranger"])


def test_the_size_of_the_matrix_is_counted(record_property: Any, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [one for name, address in table().items() if name in routes() for one in _asked(address, routes()[name])]
    at = {where: sum(1 for one in asked if one.where == where) for where in (OWN, FOREIGN_SEGMENT, FOREIGN_OBJECTS)}
    text = f"matrix: {len(table())} addresses x {len(PEOPLE)} people = {len(asked)} requests; {at}"
    record_property("matrix", text)
    with capsys.disabled():
        print(f"\n{text}")
    assert len(asked) > 7_000


_one_client: list[Client] = []


def _client() -> Client:
    """One client per process: each new one would load the whole chain of middleware again."""
    if not _one_client:
        _one_client.append(Client(raise_request_exception=False))
    return _one_client[0]


def _status(response: HttpResponse) -> int | str:
    where = response.headers.get("Location", "")
    return "login" if response.status_code == 302 and "/konto/login/" in where else response.status_code


def _marks(response: HttpResponse) -> frozenset[str]:
    content = b"" if response.streaming else response.content.lower()
    return frozenset(mark for mark in (PRIVATE, PUBLIC) if mark.lower().encode() in content)


def _last_entry(town: Town) -> int:
    """The number the journal has come to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM audit_entry_id_seq")
        return int(cursor.fetchone()[0])


def _written(town: Town, after: int) -> frozenset[str]:
    """The sorts of entries that a town's journal has got since."""
    with acting_in(town.ids["centre_id"]):
        kinds = set(Entry.objects.filter(id__gt=after).values_list("kind", flat=True))
    return frozenset(events.get(kind).group for kind in kinds)


def _summary(address: Address, faults: list[tuple[Asked, str]]) -> str:
    """The faults of one address as a table."""
    lines = [f"\n{address.name} ({address.label}): {len(faults)} odpowiedzi inaczej niż w addresses.txt", ""]
    lines += [f"  {one.method:<5} {one.where:<15} {one.person.label:<45} {fault}" for one, fault in faults]
    return "\n".join(lines)
