"""Staff enter, look at, hide, and answer comments; several alike get one answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.programmes.actions import consultation_comments as comments
from opencus.programmes.models import Comment, Recommendation
from opencus.programmes.tests.factories_consultation import answered, comment, consultation, meeting

Login = Callable[[Actor], Client]


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """The organiser of services, who keeps the programme."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def client(ewa: Actor, login: Login) -> Client:
    return login(ewa)


def entered(by: Actor, row: object, **fields: object) -> Comment:
    values = {"channel": "letter", "received_on": today(), "text": "Za drogo.", **fields}
    return comments.enter(by=by, consultation=row, **values)  # type: ignore[arg-type]


def test_letters_and_voices_of_a_meeting_are_entered_and_shown_at_once(ewa: Actor) -> None:
    row = consultation()
    spoken = entered(ewa, row, channel="meeting", meeting=meeting(row), persons=9, who="Rada Seniorów")
    assert (spoken.number, spoken.visibility, spoken.persons) == (1, "shown", 9)
    assert entered(ewa, row, channel="email").number == 2


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"channel": "web"}, "channel"), ({"channel": "meeting"}, "meeting"), ({"text": "\u200b"}, "text"), ({"received_on": today() + timedelta(days=1)}, "received_on"), ({"received_on": today() - timedelta(days=99)}, "received_on")],
)
def test_a_comment_from_nowhere_or_of_the_wrong_day_is_refused(ewa: Actor, fields: dict[str, object], where: str) -> None:
    with pytest.raises(ValidationError) as error:
        entered(ewa, consultation(), **fields)
    assert list(error.value.message_dict) == [where]


def test_a_meeting_of_another_consultation_is_refused(ewa: Actor) -> None:
    row, other = consultation(), consultation(code="2026-2")
    with pytest.raises(ValidationError, match="Wskaż spotkanie"):
        entered(ewa, row, channel="meeting", meeting=meeting(other))


def test_before_publishing_and_after_the_report_nothing_is_entered(ewa: Actor) -> None:
    for number, state in enumerate(("prepared", "reported")):
        with pytest.raises(ValidationError, match="gdy konsultacje trwają"):
            entered(ewa, consultation(state=state, code=f"2026-{number}"))


def test_the_form_goes_on_with_the_same_way_and_day(client: Client) -> None:
    row = consultation()
    held = meeting(row)
    url = f"/testowo/program/konsultacje/{row.id}/uwagi/nowa/"
    typed = {"channel": "meeting", "meeting": str(held.id), "received_on": today().isoformat(), "persons": "3", "who": "", "text": "Za rzadko.", "dalej": "tak"}
    sent = client.post(url, typed)
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert f'value="{held.id}" selected' in page
    assert "Zapisano uwagę 1." in page
    refused = client.post(url, {**typed, "text": "", "persons": "-3"})
    assert refused.status_code == 422
    assert Comment.objects.count() == 1


def test_hiding_needs_a_reason_is_journalled_and_can_be_undone(client: Client, ewa: Actor) -> None:
    said = comment(consultation(), visibility="waiting")
    page = f"/testowo/program/uwagi/{said.id}/"
    assert client.post(f"{page}ukrycie/", {"reason": " "}).status_code == 422
    assert client.post(f"{page}ukrycie/", {"reason": "nazwisko sąsiada"}).status_code == 302
    said.refresh_from_db()
    assert (said.visibility, said.hidden_reason) == ("hidden", "nazwisko sąsiada")
    assert client.post(f"{page}pokazanie/").status_code == 302
    said.refresh_from_db()
    assert (said.visibility, said.hidden_reason) == ("shown", "")
    kinds = list(Entry.objects.filter(subject_id=said.id).order_by("id").values_list("kind", "actor_id"))
    assert kinds == [("programmes.comment.hidden", ewa.user_id), ("programmes.comment.shown", ewa.user_id)]


def test_one_answer_to_several_makes_one_recommendation(client: Client) -> None:
    row = consultation(state="closed")
    alike = [comment(row, number) for number in (1, 2, 3)]
    other = comment(row, 4, text="Więcej ławek.")
    url = f"/testowo/program/konsultacje/{row.id}/uwagi/odpowiedz/?" + "&".join(f"uwaga={one.id}" for one in alike)
    assert "Jedna odpowiedź na 3" in client.get(url).content.decode().replace("\xa0", " ")
    typed = {"disposition": "accepted", "answer": "Zmienimy wiek na 65 lat.", "recommendation": "", "new_recommendation": "Obniżyć wiek do 65 lat."}
    assert client.post(url, {**typed, "answer": ""}).status_code == 422
    assert client.post(url, typed).status_code == 302
    made = Recommendation.objects.get()
    assert set(made.comments.values_list("number", flat=True)) == {1, 2, 3}
    other.refresh_from_db()
    assert other.disposition == ""


def test_a_rejected_comment_leads_to_no_recommendation(ewa: Actor) -> None:
    row = consultation()
    said = comment(row)
    with pytest.raises(ValidationError, match="przyjętej"):
        comments.answer(by=ewa, consultation=row, comments=[said.id], disposition="rejected", answer="Nie.", new_recommendation="A jednak.")
    assert not Recommendation.objects.exists()


def test_comments_of_another_consultation_are_not_answered_by_the_way(ewa: Actor) -> None:
    row, other = consultation(), consultation(code="2026-2")
    foreign = comment(other)
    with pytest.raises(ValidationError, match="Zaznacz"):
        comments.answer(by=ewa, consultation=row, comments=[foreign.id], disposition="rejected", answer="Nie.")


def test_an_answer_given_meanwhile_by_a_colleague_is_not_lost(client: Client) -> None:
    row = consultation()
    said = comment(row)
    answered_now = {"disposition": "rejected", "answer": "Nie ma pieniędzy.", "answered_on": today()}
    Comment.objects.filter(id=said.id).update(**answered_now)
    url = f"/testowo/program/konsultacje/{row.id}/uwagi/odpowiedz/?uwaga={said.id}"
    opened = {"initial-disposition": "", "initial-answer": "", "initial-recommendation": ""}
    met = client.post(url, {**opened, "disposition": "accepted", "answer": "Tak zrobimy."})
    assert met.status_code == 409
    page = met.content.decode()
    assert "Nie ma pieniędzy." in page
    assert "Tak zrobimy." in page


def test_the_list_is_narrowed_and_taken_away_as_a_table(client: Client) -> None:
    row = consultation()
    comment(row, 1, text="=1+1", channel="email")
    answered(row, 2, "rejected")
    comment(row, 3, visibility="hidden", hidden_reason="obraża")
    base = f"/testowo/program/konsultacje/{row.id}/uwagi/"

    def found(query: str) -> list[int]:
        page = client.get(f"{base}?{query}").content.decode()
        return [number for number in (1, 2, 3) if f"<b>Uwaga {number}</b>" in page]

    assert found("") == [1, 2, 3]
    assert found("wynik=brak") == [1, 3]
    assert found("wynik=rejected") == [2]
    assert found("kanal=email") == [1]
    assert found("widok=hidden") == [3]
    assert found("kanal=golab") == [1, 2, 3]
    file = client.post(f"{base}pobierz/?wynik=brak", {"format": "csv"})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [line[0] for line in table[1:]] == ["1", "3"]
    assert table[1][6] == "'=1+1"
    for kind in ("xlsx", "ods"):
        assert client.post(f"{base}pobierz/", {"format": kind}).content[:2] == b"PK"


def test_the_list_is_bounded_however_many_comments_there_are(client: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    row = consultation()
    held = meeting(row)
    for number in range(1, 41):
        comment(row, number, channel="meeting", meeting=held)
    client.get(f"/testowo/program/konsultacje/{row.id}/uwagi/")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        page = client.get(f"/testowo/program/konsultacje/{row.id}/uwagi/").content.decode()
    assert "razem <b>40</b>" in page
