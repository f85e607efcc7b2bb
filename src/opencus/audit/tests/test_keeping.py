"""Words are forgotten after their time, periods are closed later, and nothing younger than two years ever goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from conftest import _point_at
from opencus.audit import diagnosis, events, journal, keeping, verify
from opencus.audit.anchor import Anchor
from opencus.audit.events import Keep
from opencus.audit.models import Entry, Term
from opencus.audit.verify import Report, Target
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.config import cluster
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in

PERSON = uuid4()
LOOK, CHANGE = "test.keeping.looked", "test.keeping.changed"


@pytest.fixture
def kinds() -> Iterator[None]:
    events.register(LOOK, "otwarto ({n}), powód {why}", scrub=events.keep("n"), reading=True)
    events.register(CHANGE, "zmieniono ({n}), bo {why}", scrub=events.keep("n"))
    yield
    for name in (LOOK, CHANGE):
        events._registry.pop(name)


@pytest.fixture
def town(own_database: str, django_db_blocker: Any, kinds: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre seen by the owner of the tables, with nobody's case file held."""
    monkeypatch.setattr(keeping, "_held", keeping._nobody)
    server = cluster.test_cluster()
    with django_db_blocker.unblock():
        made = make_centre("dawno", "9900057", "Dawno")
        _point_at(server, "migrator", own_database)
        with acting_in(made.id):
            yield made


def written(centre: Centre, kind: str, years: float, *, person: UUID | None = None, n: int = 1) -> int:
    """Write an entry as if so many years ago: only the owner of the tables can, and only before it is sealed."""
    number = journal.write(
        events.get(kind), by=Actor.system(centre.id), person_id=person, purpose="rozmowa o zdrowiu", n=n, why="choroba"
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET at = at - make_interval(days => %s) WHERE id = %s", [int(years * 365.25), number])
    return number


def seal(centre: Centre) -> None:
    journal.seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_link l SET sealed_at = e.at FROM audit_entry e WHERE e.id = l.entry_id")


def checked(centre: Centre, *anchors: Anchor) -> Report:
    return verify.centre(connection.connection, Target(centre.id, centre.slug), anchors)


def test_words_go_after_their_time_and_the_chain_holds(town: Centre) -> None:
    old = written(town, LOOK, 2.1)
    case = written(town, CHANGE, 9)
    about = written(town, LOOK, 9, person=PERSON)
    ancient = written(town, LOOK, 10.1, person=PERSON)
    young = written(town, LOOK, 1.9)
    seal(town)
    assert keeping.scrub(by=Actor.system(town.id)) == 2
    rows = {one.id: one for one in Entry.objects.all()}
    assert rows[old].data == rows[ancient].data == {"n": 1}
    assert (rows[old].purpose, rows[old].sentence) == ("", "otwarto (1), powód –")
    assert all(rows[one].data["why"] == "choroba" for one in (case, about, young))
    assert keeping.scrub(by=Actor.system(town.id)) == 0
    assert checked(town).whole


def test_an_open_case_file_keeps_the_words_about_its_person(town: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    number = written(town, CHANGE, 12, person=PERSON)
    seal(town)
    monkeypatch.setattr(keeping, "_held", lambda people, day: set(people))
    assert keeping.scrub(by=Actor.system(town.id)) == 0
    assert keeping.closable() is None
    monkeypatch.setattr(keeping, "_held", keeping._nobody)
    assert keeping.scrub(by=Actor.system(town.id)) == 1
    assert Entry.objects.get(id=number).data == {"n": 1}


def test_a_period_is_closed_whole_and_the_rest_still_verifies(town: Centre) -> None:
    for n in range(5):
        written(town, CHANGE, 11 - n / 100, n=n)
    written(town, LOOK, 3, person=PERSON)
    written(town, LOOK, 4)
    written(town, CHANGE, 0)
    seal(town)
    period = keeping.closable()
    assert period is not None
    assert (period.last, period.count) == (5, 5)
    assert keeping.close(period) == 5
    report = checked(town)
    assert report.whole, [fault.line() for fault in report.faults]
    assert (report.first, report.last, report.links) == (6, 9, 4)  # the record of the closing is sealed as well
    record = Entry.objects.get(kind="audit.period.closed")
    assert (record.data["first"], record.data["last"], record.data["count"]) == (1, 5, 5)
    assert "ogniwa 1–5, wpisów 5" in record.sentence
    assert keeping.closable() is None


def test_a_closing_that_is_tampered_with_breaks_the_chain(town: Centre) -> None:
    for _ in range(3):
        written(town, CHANGE, 11)
    written(town, CHANGE, 0)
    seal(town)
    period = keeping.closable()
    assert period is not None
    keeping.close(period)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET data = jsonb_set(data, '{head}', '\"00\"') WHERE kind = 'audit.period.closed'")
    assert not checked(town).whole


def test_an_anchor_tells_that_a_closed_period_held_young_entries(town: Centre) -> None:
    for _ in range(3):
        written(town, CHANGE, 11)
    written(town, CHANGE, 0)
    seal(town)
    period = keeping.closable()
    assert period is not None
    third = Entry.objects.order_by("id")[2]
    anchor = Anchor(town.slug, third.at, 3, third.id, Entry.objects.latest("id").at, "ab" * 32)
    keeping.close(period)
    assert [fault.words for fault in checked(town, anchor).faults] == [diagnosis.DROPPED_YOUNG]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT guard.close_period(2)",
        "SELECT guard.forget(ARRAY[(SELECT max(id) FROM audit_entry)], ARRAY['{}'::jsonb])",
        "SELECT guard.forget(ARRAY[(SELECT min(id) FROM audit_entry)], ARRAY['{\"why\": \"zdrowie\"}'::jsonb])",
        "SELECT guard.forget(ARRAY[(SELECT min(id) FROM audit_entry)], ARRAY['{\"new\": 1}'::jsonb])",
    ],
)
def test_the_database_refuses_what_is_young_or_forged_even_to_the_owner(town: Centre, sql: str) -> None:
    written(town, CHANGE, 3)
    written(town, CHANGE, 1.9)
    written(town, CHANGE, 0)
    seal(town)
    with pytest.raises(DatabaseError, match="two years"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.count() == 3
    assert checked(town).whole


@pytest.mark.parametrize("call", ["guard.close_period(1)", "guard.forget(ARRAY[1::bigint], ARRAY['{}'::jsonb])"])
def test_the_application_may_neither_forget_nor_close(centre: Centre, call: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}")


def test_the_time_can_only_be_lengthened(centre: Centre) -> None:
    director = Actor(centre.id, uuid4())
    keeping.set_term(by=director, code=Keep.CASE, years=25)
    assert {rule.code: rule.years for rule in keeping.rules()} == {Keep.SYSTEM: 2, Keep.CASE: 25}
    for years in (10, 24, 101):
        with pytest.raises(ValueError, match="tylko przedłużyć"):
            keeping.set_term(by=director, code=Keep.CASE, years=years)
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(code="system", years=1, centre_id=centre.id)
    assert Entry.objects.get(kind="audit.term.set").sentence == "przedłużono czas przechowywania (dane spraw): 25 lat"


def test_every_kind_of_entry_has_a_class_of_keeping_with_a_polish_name() -> None:
    assert {keeping.CLASSES[event.keep][0] for event in events.registered()} == {"dziennik systemu", "dane spraw"}


