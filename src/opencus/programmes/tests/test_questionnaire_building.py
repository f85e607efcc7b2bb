"""Building a questionnaire: questions, order, the lock after the first answer, paper, print, results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.programmes.actions import questionnaires as actions
from opencus.programmes.models import Answers, Questionnaire
from opencus.programmes.tests.factories_diagnosis import answered, asked_by, diagnosis, questionnaire

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def asked(ewa: Actor) -> Questionnaire:
    return questionnaire(ewa, diagnosis(ewa))


def place(row: Questionnaire) -> str:
    return f"/testowo/program/ankiety/{row.id}/"


def texts(row: Questionnaire) -> list[str]:
    return list(row.questions.order_by("position").values_list("text", flat=True))


def test_choosing_needs_two_different_answers(asked: Questionnaire, ewa: Actor) -> None:
    with pytest.raises(ValidationError, match="dwie różne"):
        actions.write_question(by=ewa, questionnaire=asked, text="Tak?", kind="one", options=["tak", " tak "])
    assert actions.write_question(by=ewa, questionnaire=asked, text="Oceń", kind="scale", options=["zbędne"]).options == []


def test_a_wrong_form_keeps_what_was_typed(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    page = login(ewa).post(f"{place(asked)}pytania/nowe/", {"text": "Czy masz psa?", "kind": "one", "options": "tak"})
    assert page.status_code == 422
    assert "Czy masz psa?" in page.content.decode()


def test_questions_change_places_and_close_gaps(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    client, first = login(ewa), asked.questions.get(position=1)
    step = f"/testowo/program/ankiety/pytania/{first.id}/krok/"
    assert client.post(step, {"krok": "nizej"}).status_code == 302
    assert texts(asked)[:2] == ["Co by pomogło?", "Ile masz lat?"]
    client.post(step, {"krok": "wyzej"})
    client.post(step, {"krok": "wyzej"})  # it is the first already
    assert texts(asked)[0] == "Ile masz lat?"
    client.post(step, {"krok": "usun"})
    assert list(asked.questions.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_after_the_first_answer_the_questions_stand(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    answered(asked, {"1": "do 59"})
    client, first = login(ewa), asked.questions.get(position=1)
    refused = client.post(f"/testowo/program/ankiety/pytania/{first.id}/krok/", {"krok": "usun"})
    assert refused.status_code == 422
    assert "pytania się nie zmieniają" in refused.content.decode()
    assert client.post(f"/testowo/program/ankiety/pytania/{first.id}/", {"text": "Inne?", "kind": "text"}).status_code == 422
    assert client.post(f"{place(asked)}pytania/nowe/", {"text": "Nowe?", "kind": "text"}).status_code == 422
    assert len(texts(asked)) == 4
    later = (today() + timedelta(days=20)).isoformat()
    sent = {"audience": "residents", "title": asked.title, "intro": "", "opens_on": asked.opens_on.isoformat(), "closes_on": later}
    assert client.post(f"{place(asked)}zmiana/", sent).status_code == 302  # days may


def test_the_preview_shows_it_and_sends_nothing(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    page = login(ewa).get(f"{place(asked)}podglad/").content.decode()
    assert "To tylko podgląd." in page
    assert "złota rączka" in page
    assert "Wyślij ankietę" not in page


def test_paper_is_typed_in_one_after_another(asked: Questionnaire, make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    day = (today() - timedelta(days=1)).isoformat()
    sent = {"on": day, "o-p1": "1", "o-p2": ["0", "2"], "o-p3": "4", "o-p4": "Ławki.", "next": "1"}
    first = client.post(f"{place(asked)}papier/", sent)
    assert (first.status_code, first["Location"]) == (302, f"{place(asked)}papier/?dzien={day}")
    row = Answers.objects.get()
    assert (row.channel, row.given) == ("paper", {"1": "60 i więcej", "2": ["taksówka", "opieka"], "3": 4, "4": "Ławki."})
    assert client.post(f"{place(asked)}papier/", {"on": day, "o-p3": "2"}).status_code == 302  # paper is as people left it
    assert client.post(f"{place(asked)}papier/", {"on": day}).status_code == 422  # empty
    assert client.post(f"{place(asked)}papier/", {**sent, "on": (today() + timedelta(days=1)).isoformat()}).status_code == 422
    assert Answers.objects.count() == 2


def test_a_social_worker_does_not_write_questions(asked: Questionnaire, make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.DISPATCHER, name="Piotr Maj"))
    assert client.get(place(asked)).status_code == 200
    assert client.get(f"{place(asked)}pytania/nowe/").status_code == 403
    assert client.get(f"{place(asked)}papier/").status_code == 403


def test_an_empty_one_prints_as_a_tagged_document(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    made = login(ewa).post(f"{place(asked)}druk/")
    assert made.content.startswith(b"%PDF")
    assert f"ankieta-{asked.code}.pdf" in made["Content-Disposition"]


def test_results_are_counted_listed_and_exported(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    answered(asked, *[{"1": "do 59", "2": ["taksówka"], "3": 2, "4": "Ławki przy parku."}] * 3)
    answered(asked, *[{"1": "60 i więcej", "3": 5}] * 4, channel="paper")
    client = login(ewa)
    page = client.get(f"{place(asked)}wyniki/").content.decode()
    for said in ("7\xa0odpowiedzi", "na papierze 4", "Ławki przy parku.", "odpowiedziało 7 z 7", "3,7"):
        assert said in page, said
    table = client.post(f"{place(asked)}wyniki/pobierz/", {"format": "csv"}).content.decode()
    assert "2,Co by pomogło?,taksówka,3,100,3" in table
    assert client.get(f"{place(asked)}wyniki/pobierz/").status_code == 405


def test_how_people_answered_is_a_split_like_any_other(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    answered(asked, *[{"1": "do 59"}] * 8)
    answered(asked, *[{"1": "do 59"}] * 3, *[{"1": "60 i więcej"}] * 5, channel="paper")
    result = login(ewa).get(f"{place(asked)}wyniki/?podzial=0").context["results"][0]["crossed"]
    rows = {name: (cells, whole) for name, cells, whole in result.rows}
    assert rows["na papierze"][0][0] is None  # three people
    assert rows["przez internet"][0][0] is None  # or 11 - 8


def test_a_split_hides_small_groups_on_the_page(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    answered(asked, *[{"1": "do 59", "3": 1}] * 9, *[{"1": "60 i więcej", "3": 1}] * 8, *[{"1": "60 i więcej", "3": 5}] * 2)
    page = login(ewa).get(f"{place(asked)}wyniki/?podzial=1").content.decode()
    assert "Liczby od 1 do 4 są ukryte" in page
    assert 'aria-label="ukryte"' in page


def test_results_ask_the_same_number_of_questions_for_one_and_for_many(asked: Questionnaire, ewa: Actor, login: Login) -> None:
    client = login(ewa)
    answered(asked, {"1": "do 59"})
    client.get(f"{place(asked)}wyniki/")
    one = asked_by(client, f"{place(asked)}wyniki/")
    answered(asked, *[{"1": "do 59", "2": ["taksówka"]}] * 40)
    assert asked_by(client, f"{place(asked)}wyniki/") == one
