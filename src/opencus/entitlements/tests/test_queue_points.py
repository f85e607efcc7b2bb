"""A queue by points: who comes first, what the points come from, what is not known, and no chance in it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.entitlements import actions
from opencus.entitlements.assessment import assess
from opencus.entitlements.points import kept
from opencus.intake.actions.recognition import declare_facts
from opencus.intake.models import RequestedService, WaitingListEntry
from opencus.intake.queries import queue_of, standing_of
from opencus.intake.tests.cases import case
from opencus.people.tests.factories import certificate, halina, joanna, person
from opencus.programmes.models import PointRule
from opencus.programmes.tests.factories import offered

pytestmark = pytest.mark.usefixtures("centre")
HERE = "/testowo"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


def flat(order: str = "points"):
    """One place; 20 points for a severe degree, 10 for living alone, 5 for 80 years."""
    service = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1, order=order)
    rules = [
        ("znaczna niepełnosprawność", 20, {"fact": "degree", "op": "==", "value": "severe"}),
        ("mieszka samotnie", 10, {"fact": "lives_alone", "op": "==", "value": True}),
        ("ma 80 lat", 5, {"fact": "age", "op": ">=", "value": 80}),
    ]
    for label, points, condition in rules:
        PointRule.objects.create(programme_service=service, label=label, points=points, condition=condition)
    return service


def ask(who, service, on: str, **fields):
    return case(who, service, on=date.fromisoformat(on), **fields).requested.get()


def fill(kipus, service):
    """Somebody takes the only place."""
    return actions.qualify(by=kipus, requested=ask(person("Adam", "Pierwszy"), service, "2026-10-01"))


def names(service) -> list[str]:
    return [str(entry.requested.application.client) for entry in queue_of(service)]


def test_more_points_come_first_and_equal_points_go_by_the_date_of_the_application(kipus):
    service = flat()
    fill(kipus, service)
    severe = person("Zofia", "Trzecia", lives_alone=False, birth_date=date(1960, 1, 1))
    certificate(severe)
    late = person("Ewa", "Druga", lives_alone=True, birth_date=date(1960, 1, 1))
    early = person("Jan", "Czwarty", lives_alone=True, birth_date=date(1960, 1, 1))
    for who, on in ((late, "2026-11-10"), (early, "2026-11-02"), (severe, "2026-11-20")):
        actions.wait(by=kipus, requested=ask(who, service, on))
    assert names(service) == ["Zofia Trzecia", "Jan Czwarty", "Ewa Druga"]
    standing = standing_of(WaitingListEntry.objects.get(requested__application__client=late))
    assert standing.reasons == (("mają więcej punktów", 1), ("złożyły wniosek wcześniej", 1))


def test_the_same_programme_by_arrival_takes_no_heed_of_points(kipus):
    service = flat(order="arrival")
    fill(kipus, service)
    for who, on in ((person("Ewa", "Druga", lives_alone=False), "2026-11-02"), (halina(), "2026-11-10")):
        actions.wait(by=kipus, requested=ask(who, service, on))
    assert names(service) == ["Ewa Druga", "Halina Wesołowska"]
    assert set(WaitingListEntry.objects.values_list("points", flat=True)) == {0}


def test_each_rule_says_what_it_gave_and_what_is_not_known(kipus):
    service = flat()
    fill(kipus, service)
    entry = actions.wait(by=kipus, requested=ask(halina(), service, "2026-11-10"))
    assert [(row.label, row.given, row.lacking) for row in kept(entry)] == [
        ("znaczna niepełnosprawność", 0, "stopień niepełnosprawności"), ("mieszka samotnie", 10, ""), ("ma 80 lat", 5, ""),
    ]  # fmt: skip
    assert (entry.points, entry.points_basis["resolution"]) == (15, service.version.resolution_number)


def test_an_answer_given_while_waiting_moves_the_person_up(kipus):
    service = flat()
    fill(kipus, service)
    actions.wait(by=kipus, requested=ask(person("Ewa", "Druga", lives_alone=True, birth_date=date(1960, 1, 1)), service, "2026-11-02"))
    late = ask(joanna(), service, "2026-11-10")
    actions.wait(by=kipus, requested=late)
    assert names(service)[0] == "Ewa Druga"
    declare_facts(by=kipus, application=late.application, facts={"degree": "severe"})
    assert actions.recount(by=kipus, offered=service) == 1
    assert names(service)[0] == "Joanna Mróz"
    assert Entry.objects.filter(kind="entitlements.place.recount").count() == 1
    assert actions.recount(by=kipus, offered=service) == 0  # nothing changed: nothing is written
    assert Entry.objects.filter(kind="entitlements.place.recount").count() == 1


def test_a_birthday_counts_before_a_place_is_offered(kipus):
    service = flat()
    held = fill(kipus, service)
    with time_machine.travel("2026-11-20 09:00 +0100", tick=False):
        actions.wait(by=kipus, requested=ask(person("Ewa", "Druga", lives_alone=False, birth_date=date(1960, 1, 1)), service, "2026-11-02"))
        turns_80 = ask(person("Jan", "Stary", lives_alone=False, birth_date=date(1946, 11, 22)), service, "2026-11-10")
        actions.wait(by=kipus, requested=turns_80)
    assert names(service)[0] == "Ewa Druga"
    actions.resign(by=kipus, entitlement=held, on=clock.today())
    assert actions.offer_next(by=kipus, offered=service).pk == turns_80.pk


def test_a_new_application_waits_only_behind_those_with_as_many_points(kipus):
    service = flat()
    fill(kipus, service)
    actions.wait(by=kipus, requested=ask(person("Ewa", "Druga", lives_alone=False, birth_date=date(1960, 1, 1)), service, "2026-11-02"))
    assert assess(ask(halina(), service, "2026-11-20"), clock.today()).waiting_before == 0
    assert assess(ask(person("Jan", "Młody", lives_alone=False, birth_date=date(1990, 1, 1)), service, "2026-11-20"), clock.today()).waiting_before == 1


def test_the_list_shows_points_explains_them_and_goes_out_as_a_file(kipus, login):
    service, anna = flat(), login(kipus)
    fill(kipus, service)
    entry = actions.wait(by=kipus, requested=ask(halina(), service, "2026-11-10"))
    url = HERE + reverse("entitlements:queue", args=[service.id])
    page = anna.get(f"{url}?wpis={entry.id}").content.decode()
    for words in ("Punkty", "10 z 10", "Nie wiadomo: stopień niepełnosprawności", "15\xa0punktów"):
        assert words in page, words
    assert "Pierwszeństwo ma osoba z większą liczbą punktów" in anna.get(url).content.decode()
    file = anna.post(HERE + reverse("entitlements:queue_export", args=[service.id]), {"format": "csv"}).content.decode("utf-8-sig")
    assert "Halina Wesołowska" in file
    assert "mieszka samotnie: 10; ma 80 lat: 5" in file
    assert Entry.objects.filter(kind="entitlements.queue.export").count() == 1


def test_who_does_not_work_on_cases_gets_no_file(make_actor, login):
    service = flat()
    url = HERE + reverse("entitlements:queue_export", args=[service.id])
    assert login(make_actor(Role.ACCOUNTANT, name="Ela Kasa")).post(url, {"format": "csv"}).status_code == 403


def test_queries_of_the_list_do_not_grow_with_those_who_wait(kipus, login):
    service, anna = flat(), login(kipus)
    fill(kipus, service)
    url = HERE + reverse("entitlements:queue", args=[service.id])

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            anna.get(url)
        return len(captured)

    actions.wait(by=kipus, requested=ask(person("Ewa", "Druga"), service, "2026-11-02"))
    count()
    before = count()
    for number in range(5):
        actions.wait(by=kipus, requested=ask(person("Ewa", f"Kolejna{number}"), service, "2026-11-03"))
    assert count() == before
    assert RequestedService.objects.filter(state="waiting").count() == 6
