"""The list of applications and the page of one case."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.roles import Role
from opencus.core.tests.reading import said
from opencus.entitlements.tests.factories import entitlement
from opencus.intake import applying
from opencus.intake.models import Application
from opencus.intake.rules import Queued, outcome_of, standing
from opencus.intake.tests.cases import case
from opencus.people.tests.factories import halina, joanna, person
from opencus.programmes.tests.factories import handyman, physiotherapist

pytestmark = pytest.mark.usefixtures("centre")
HERE = "/testowo"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def anna(make_actor, login):
    return login(make_actor(Role.KIPUS, name="Anna Kowalik"))


def address(name: str, *args: object) -> str:
    return HERE + reverse(name, args=args)


def test_the_list_shows_the_nearest_deadline_first_with_exact_counts(anna):
    late = case(halina(), physiotherapist(), on=date(2026, 10, 28))
    case(person("Jan", "Lis"), handyman(), on=date(2026, 11, 20))
    page = anna.get(address("intake:list")).content.decode()
    assert page.index("Halina Wesołowska") < page.index("Jan Lis")
    assert "27.11.2026" in page
    assert "zostały 4 dni" in page
    Application.objects.filter(pk=late.pk).update(state="decided")
    page = anna.get(address("intake:list") + "?widok=rozstrzygniete").content.decode()
    assert "Halina Wesołowska" in page
    assert "Jan Lis" not in page


def test_the_list_can_be_narrowed_without_a_name_in_the_address(anna):
    case(halina(), physiotherapist(), on=date(2026, 10, 28))
    case(person("Jan", "Lis"), handyman(), on=date(2026, 11, 20))
    soon = anna.get(address("intake:list") + "?termin=1").content.decode()
    assert "Jan Lis" not in soon
    repairs = anna.get(address("intake:list") + "?usluga=ZLR").content.decode()
    assert "Halina Wesołowska" not in repairs
    assert anna.get(address("intake:list") + "?widok=nic&strona=99").status_code == 200
    assert "Nie ma tu żadnego wniosku" in anna.get(address("intake:list") + "?moje=1").content.decode()


@pytest.mark.parametrize(("kind", "starts"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("ods", b"PK")])
def test_the_export_holds_what_the_filters_show_and_is_in_the_journal(anna, kind, starts):
    case(halina(), physiotherapist(), on=date(2026, 10, 28))
    answer = anna.post(address("intake:export"), {"format": kind})
    assert answer.content.startswith(starts)
    assert Entry.objects.filter(kind="intake.list.export", data__rows=1).exists()
    assert anna.get(address("intake:export")).status_code == 405  # a link or a picture elsewhere takes no list


def test_opening_a_case_is_in_the_reading_log_of_the_person(anna):
    application = case(halina(), physiotherapist(), applicant=joanna())
    page = anna.get(address("intake:detail", application.id)).content.decode()
    assert "Joanna Mróz" in page
    assert "opiekun faktyczny" in page
    entry = Entry.objects.filter(kind="people.person.opened", person_id=application.client_id).latest("id")
    assert str(application.case_file) in entry.purpose
    paper = said(anna.get(address("intake:detail_pdf", application.id)).content)
    for words in (str(application.case_file), "Halina Wesołowska", "Joanna Mróz", applying.CLAUSE):
        assert words in paper


def test_the_plan_begins_at_the_application_once_something_is_granted(anna, make_actor, login):
    physio = physiotherapist()
    application = case(halina(), physio)
    page, start = address("intake:detail", application.id), address("plans:start", application.id)
    assert start not in anna.get(page).content.decode()
    entitlement(application.client, physio, requested=application.requested.get())
    assert f'action="{start}"' in anna.get(page).content.decode()
    assert start not in login(make_actor(Role.OUS, name="Ewa Sikora")).get(page).content.decode()
    assert anna.post(start).status_code == 302
    assert start not in anna.get(page).content.decode()


def test_the_talk_is_written_on_one_page_and_errors_keep_what_was_typed(anna):
    application = case(halina(), physiotherapist())
    url = address("intake:recognise", application.id)
    assert anna.get(url).status_code == 200
    wrong = anna.post(url, {"held_on": "2026-11-23", "place": "home", "present": "Halina", "needs": "Ćwiczenia w domu"})
    assert wrong.status_code == 422
    assert "Ćwiczenia w domu" in wrong.content.decode()
    assert "wyjaśniono opłaty i ulgi" in wrong.content.decode()
    done = anna.post(url, {
        "held_on": "2026-11-23", "place": "home", "present": "Halina", "needs": "Ćwiczenia w domu", "current_services": "żadne",
        "assessment": "Potrzebne.", "fees_explained": "on",
    })  # fmt: skip
    assert done.status_code == 302
    assert "Ćwiczenia w domu" in anna.get(address("intake:detail", application.id)).content.decode()


def test_only_a_coordinator_opens_the_talk(make_actor, login):
    application = case(halina(), physiotherapist())
    assert login(make_actor(Role.OUS, name="Ewa Sikora")).get(address("intake:recognise", application.id)).status_code == 403


def test_the_person_may_give_up_one_service(anna):
    application = case(halina(), physiotherapist(), handyman())
    requested = application.requested.first()
    assert anna.post(address("intake:withdraw_service", requested.id)).status_code == 302
    requested.refresh_from_db()
    assert requested.state == "withdrawn"


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        (["open", "qualified"], ""), (["qualified", "waiting", "refused"], "decided"), (["forwarded"], "forwarded"),
        (["forwarded", "qualified"], "decided"), (["withdrawn"], "withdrawn"), ([], ""),
    ],
)  # fmt: skip
def test_an_application_is_decided_when_every_service_has_an_outcome(states, outcome):
    assert outcome_of(states) == outcome


def test_a_place_in_the_queue_is_explained_with_its_history():
    def at(day: int, hour: int = 9):
        return datetime(2026, 11, day, hour, tzinfo=UTC)

    queue = [
        Queued("gone", date(2026, 10, 1), at(1), left_at=at(12)),
        Queued("first", date(2026, 10, 2), at(2)),
        Queued("me", date(2026, 10, 9), at(9)),
        Queued("same day", date(2026, 10, 9), at(8)),
        Queued("late entry, early application", date(2026, 10, 3), at(15)),
        Queued("behind", date(2026, 10, 20), at(10)),
    ]
    mine = standing(queue, "me")
    assert (mine.place, mine.ahead_earlier, mine.ahead_same_day, mine.behind) == (4, 2, 1, 1)
    assert [(step.on.day, step.place) for step in mine.steps] == [(9, 4), (12, 3), (15, 4)]
