"""Attempts at closed doors outlive the refusal, and a thousand opened files raise an alarm and slow down."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from opencus.audit import attempts, journal, pace
from opencus.audit.models import Alarm, Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.people import events
from opencus.people.models import Person
from opencus.people.tests import factories as people

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def marek(make_actor: Make) -> Actor:
    return make_actor(Role.DIRECTOR, name="Marek Bielecki")


@pytest.fixture
def halina(centre: Centre) -> Person:
    return people.halina()


def attempted() -> list[dict[str, object]]:
    return list(Entry.objects.filter(kind="audit.page.attempted").order_by("id").values_list("data", flat=True))


def test_a_number_that_is_not_of_this_centre_is_an_attempt_written_once(marek: Actor, login: Login) -> None:
    foreign = uuid4()
    assert login(marek).get(f"/testowo/plany/{foreign}/?q=tajne").status_code == 404
    entries = Entry.objects.filter(actor_id=marek.user_id, kind__endswith="attempted")
    assert [(one.kind, one.data) for one in entries] == [
        ("audit.page.attempted", {"page": "plans:detail", "status": 404, "object": str(foreign)})
    ]
    assert "tajne" not in str(entries[0].data)


def test_a_room_that_notes_its_own_attempt_is_not_doubled(make_actor: Make, login: Login) -> None:
    ewa = make_actor(Role.ACCOUNTANT, name="Ewa Nowicka")
    assert login(ewa).get(f"/testowo/osoba/{uuid4()}/").status_code in (403, 404)
    assert Entry.objects.filter(actor_id=ewa.user_id, kind="people.person.attempted").count() == 1
    assert not attempted()


def test_a_page_that_is_not_there_and_a_visitor_leave_nothing(marek: Actor, login: Login) -> None:
    login(marek).get("/testowo/nie-ma-takiej/")
    Client().get(f"/testowo/plany/{uuid4()}/")
    assert not attempted()


def test_a_flood_of_attempts_is_merged(marek: Actor, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    client = login(marek)
    for _ in range(45):
        client.get(f"/testowo/plany/{uuid4()}/")
    merged = Entry.objects.filter(kind="audit.page.attempts_merged").order_by("id").values_list("data", flat=True)
    # A minute may turn over in between; what counts is that few entries tell of many attempts.
    assert attempts.SINGLY <= len(attempted()) <= 2 * attempts.SINGLY
    assert merged


@pytest.fixture
def openings(marek: Actor, halina: Person) -> Callable[[int], None]:
    def write(many: int) -> None:
        for _ in range(many):
            journal.write(events.OPENED, by=marek, person_id=halina.id, purpose="karta osoby")

    return write


def test_a_thousand_openings_raise_an_alarm_and_the_next_must_wait(
    marek: Actor, halina: Person, login: Login, openings: Callable[[int], None]
) -> None:
    openings(999)
    assert list(Alarm.objects.values_list("level", "openings")) == [("warning", 100)]
    client = login(marek)
    assert client.get(f"/testowo/osoba/{halina.id}/").status_code == 200
    assert Alarm.objects.filter(level="alarm", actor_id=marek.user_id).count() == 1
    assert Entry.objects.filter(kind="audit.pace.alarmed").count() == 1
    assert ProcrastinateJob.objects.filter(task_name="config.tell_alarm").exists()
    answer = client.get(f"/testowo/osoba/{halina.id}/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 10
    assert "Otworzono bardzo wiele kart" in answer.content.decode()
    assert Entry.objects.filter(kind="audit.pace.refused").count() == 1  # the refusal itself outlived the rollback
    assert client.get("/testowo/pulpit/").status_code == 200  # other work goes on


def test_the_wait_grows_and_somebody_who_watches_lifts_it(
    marek: Actor, halina: Person, make_actor: Make, openings: Callable[[int], None]
) -> None:
    alarm = Alarm.objects.create(actor_id=marek.user_id, level="alarm", raised_at=pace._moment(), openings=1000)
    waits = []
    for _ in range(9):
        with pytest.raises(pace.TooFast) as refusal:
            openings(1)
        waits.append(refusal.value.wait)
        Alarm.objects.filter(id=alarm.id).update(lifted_at=pace._moment())
        openings(1)
        Alarm.objects.filter(id=alarm.id).update(lifted_at=None)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    tomasz = make_actor(Role.INSPECTOR, name="Tomasz Wilk")
    with pytest.raises(ValueError, match="Napisz"):
        pace.lift(by=tomasz, alarm=alarm, reason=" ")
    with pytest.raises(ValueError, match="o Tobie"):
        pace.lift(by=marek, alarm=alarm, reason="to ja")
    pace.lift(by=tomasz, alarm=alarm, reason="Spis roczny na polecenie dyrektora.")
    openings(1)
    with pytest.raises(ValueError, match="już wyjaśnił"):
        pace.lift(by=tomasz, alarm=alarm, reason="jeszcze raz")
    assert Entry.objects.get(kind="audit.pace.lifted").data["reason"].startswith("Spis roczny")


def test_an_export_weighs_as_many_people_as_it_shows(marek: Actor) -> None:
    journal.write(events.EXPORTED, by=marek, rows=5000, format="csv")
    assert Alarm.objects.get().level == "alarm"
    with pytest.raises(pace.TooFast):
        journal.write(events.EXPORTED, by=marek, rows=1, format="csv")


def test_jobs_and_one_busy_colleague_do_not_slow_down_another(
    centre: Centre, halina: Person, make_actor: Make, openings: Callable[[int], None]
) -> None:
    openings(120)
    for _ in range(120):
        journal.write(events.OPENED, by=Actor.system(centre.id), person_id=halina.id)
    anna = make_actor(Role.KIPUS, name="Anna Kowalik")
    journal.write(events.OPENED, by=anna, person_id=halina.id)
    assert Alarm.objects.count() == 1
