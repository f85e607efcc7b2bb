"""Krystyna Lech fills in a questionnaire on the web: it counts once, and nobody can say that it was she."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.config.models import Submission
from opencus.core.clock import WARSAW
from opencus.programmes.actions import questionnaires as actions
from opencus.programmes.models import Answers, Questionnaire, SentForm
from opencus.programmes.rules.questionnaires import MOST_AN_HOUR
from opencus.programmes.tests.factories_diagnosis import answered, diagnosis, questionnaire

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=WARSAW)
GIVEN = {"o-p1": "1", "o-p2": ["0"], "o-p3": "2", "o-p4": "Autobus rano."}


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def asked(ewa: Actor) -> Questionnaire:
    with time_machine.travel(NOON, tick=False):
        return questionnaire(ewa, diagnosis(ewa))


def address(row: Questionnaire) -> str:
    return f"/testowo/ankiety/{row.code}/"


def ticket(page: bytes) -> str:
    found = re.search(r'name="bilet" value="([^"]+)"', page.decode())
    assert found
    return found[1]


def opened(row: Questionnaire, client: Client | None = None, at: datetime = NOON) -> str:
    """Open the page at a moment and return the ticket of its form."""
    with time_machine.travel(at, tick=False):
        return ticket((client or Client()).get(address(row)).content)


def test_the_page_says_when_it_opens_and_when_it_was_over(asked: Questionnaire) -> None:
    client = Client()
    for days, said, form in ((-4, "Ankieta otworzy się", False), (-3, "Ankieta jest anonimowa", True), (3, "Ankieta jest anonimowa", True), (4, "Ankieta zakończyła się", False)):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            page = client.get(address(asked)).content.decode()
        assert said in page
        assert ("Wyślij ankietę" in page) is form


def test_it_is_taken_once_however_often_it_is_sent(asked: Questionnaire) -> None:
    client = Client()
    sent = {**GIVEN, "bilet": opened(asked, client)}
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        for _ in range(2):
            answer = client.post(address(asked), sent)
            assert (answer.status_code, answer["Location"]) == (302, f"{address(asked)}dziekujemy/")
    row = Answers.objects.get()
    assert (row.channel, row.on, row.given) == ("web", NOON.date(), {"1": "60 i więcej", "2": ["taksówka"], "3": 2, "4": "Autobus rano."})
    assert "Dziękujemy" in client.get(answer["Location"]).content.decode()


def test_nothing_says_who_sent_it_or_at_what_hour(asked: Questionnaire, login: Login, ewa: Actor) -> None:
    client = login(ewa)  # even somebody with a log-in
    sent = {**GIVEN, "bilet": opened(asked, client)}
    before = journal_length()
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        page = client.get(address(asked)).content.decode()
        assert 'name="once"' not in page.split('class="dfill"')[1]
        client.post(address(asked), sent)
    row = Answers.objects.get()
    assert {field.name for field in Answers._meta.concrete_fields} == {"id", "centre", "questionnaire", "channel", "on", "given"}
    assert (row.id.version, SentForm.objects.get().id.version) == (4, 4)  # a time-ordered one would tell the millisecond
    assert journal_length() == before
    assert not Submission.objects.exists()
    nonce = sent["bilet"].partition(".")[0]
    assert nonce not in json.dumps([str(row.id), row.given])
    assert bytes(SentForm.objects.get().digest).hex() not in json.dumps([str(row.id), row.given])


def test_a_visitor_gets_no_session(asked: Questionnaire) -> None:
    client = Client()
    sent = {**GIVEN, "bilet": opened(asked, client)}
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        client.post(address(asked), sent, follow=True)
    assert set(client.cookies) <= {"csrftoken"}  # Django's proof of origin, the same for every form of the page


@pytest.mark.parametrize(
    ("later", "said"), [(timedelta(seconds=2), "bardzo szybko"), (timedelta(hours=13), "bardzo długo")]
)
def test_too_fast_or_too_old_is_shown_again_and_nothing_is_lost(asked: Questionnaire, later: timedelta, said: str) -> None:
    client = Client()
    first = opened(asked, client)
    with time_machine.travel(NOON + later, tick=False):
        page = client.post(address(asked), {**GIVEN, "bilet": first})
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text
    assert "Autobus rano." in text
    assert re.search(r'value="1"\s+checked', text)
    with time_machine.travel(NOON + later + timedelta(seconds=30), tick=False):
        assert client.post(address(asked), {**GIVEN, "bilet": ticket(page.content)}).status_code == 302
    assert Answers.objects.count() == 1


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "🙂" * 400])
def test_a_form_that_is_not_ours_is_not_taken(asked: Questionnaire, forged: str) -> None:
    with time_machine.travel(NOON, tick=False):
        page = Client().post(address(asked), {**GIVEN, "bilet": forged})
    assert page.status_code == 422
    assert "Nie poznajemy tego formularza" in page.content.decode()
    assert not Answers.objects.exists()


def test_the_form_of_another_questionnaire_is_not_taken(asked: Questionnaire, ewa: Actor) -> None:
    with time_machine.travel(NOON, tick=False):
        other = questionnaire(ewa, asked.diagnosis)
    foreign = opened(other)
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        assert Client().post(address(asked), {**GIVEN, "bilet": foreign}).status_code == 422


def test_the_box_for_machines_stays_empty(asked: Questionnaire) -> None:
    client = Client()
    sent = {**GIVEN, "bilet": opened(asked, client), "website": "http://buy.invalid"}
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        page = client.post(address(asked), sent)
        assert page.status_code == 422
        assert "ma zostać puste" in page.content.decode()
        assert client.post(address(asked), {**sent, "website": ""}).status_code == 302


def test_a_required_question_and_an_empty_form_are_asked_again(asked: Questionnaire) -> None:
    client = Client()
    sent = {"bilet": opened(asked, client), "o-p4": "Tylko to."}
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        page = client.post(address(asked), sent)
        assert page.status_code == 422
        assert "Odpowiedz na to pytanie." in page.content.decode()
        assert "Tylko to." in page.content.decode()
        assert client.post(address(asked), {**sent, "o-p1": "9"}).status_code == 422  # no such option
    asked.questions.update(required=False)
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        assert "choć jedną odpowiedź" in client.post(address(asked), {"bilet": sent["bilet"]}).content.decode()


def test_after_the_last_day_nothing_is_taken(asked: Questionnaire) -> None:
    late = NOON + timedelta(days=3, hours=11, minutes=59)
    first = opened(asked, at=late)
    with time_machine.travel(late + timedelta(minutes=3), tick=False):
        page = Client().post(address(asked), {**GIVEN, "bilet": first})
    assert page.status_code == 422
    assert "Ankieta zakończyła się" in page.content.decode()
    assert not Answers.objects.exists()


def test_a_flood_is_stopped_by_counting_the_answers_of_the_day(asked: Questionnaire) -> None:
    midnight = NOON.replace(hour=0)
    with time_machine.travel(midnight, tick=False):
        answered(asked, *[{"1": "do 59"}] * MOST_AN_HOUR)
    client = Client()
    sent = {**GIVEN, "bilet": opened(asked, client, midnight + timedelta(minutes=10))}
    with time_machine.travel(midnight + timedelta(minutes=20), tick=False):
        page = client.post(address(asked), sent)
        assert page.status_code == 422
        assert "bardzo dużo ankiet" in page.content.decode()
        assert "Autobus rano." in page.content.decode()
    with time_machine.travel(midnight + timedelta(minutes=61), tick=False):
        assert client.post(address(asked), sent).status_code == 302


def test_sent_forms_are_forgotten_after_two_days(asked: Questionnaire) -> None:
    with time_machine.travel(NOON, tick=False):
        actions.take_answers(questionnaire=asked, digest=b"a", given={"1": "do 59"})
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert actions.take_answers(questionnaire=asked, digest=b"a", given={"1": "do 59"}) is False
        actions.take_answers(questionnaire=asked, digest=b"b", given={"1": "do 59"})
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        actions.take_answers(questionnaire=asked, digest=b"c", given={"1": "do 59"})
        assert {bytes(one.digest) for one in SentForm.objects.all()} == {b"b", b"c"}
        with pytest.raises(ValidationError, match="choć jedną"):
            actions.take_answers(questionnaire=asked, digest=b"d", given={})


def test_one_without_questions_or_of_another_centre_does_not_exist(asked: Questionnaire, other_centre: object) -> None:
    client = Client()
    assert client.get(f"/sasiedzi/ankiety/{asked.code}/").status_code == 404
    assert client.get(f"/ankiety/{asked.code}/").status_code == 404
    asked.questions.all().delete()
    assert client.get(address(asked)).status_code == 404


def test_it_works_as_a_plain_form(asked: Questionnaire) -> None:
    with time_machine.travel(NOON, tick=False):
        page = Client().get(address(asked)).content.decode()
    form = page.split('class="dfill"')[1].split("</form>")[0]
    assert "hx-" not in form
    assert form.count("<legend") == 3
    assert "1. Ile masz lat? (wymagane)" in form


def journal_length() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        return int(cursor.fetchone()[0])
