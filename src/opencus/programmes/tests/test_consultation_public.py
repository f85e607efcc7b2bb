"""Anybody writes a comment without an account; machines meet guards that people hardly notice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.models import Centre
from opencus.core import clock
from opencus.core.clock import now, telling, today
from opencus.programmes.forms.consultation_public import new_ticket, read_ticket
from opencus.programmes.models import Comment, Consultation
from opencus.programmes.rules import consultation as rules
from opencus.programmes.tests.factories_consultation import (
    answered,
    comment,
    consultation,
    draft_version,
    meeting,
    whole_chain,
)

TEXT = {"text": "Proszę o taxi także dla par po 65 roku życia.", "persons": "2", "who": "mieszkanka Wzgórza", "website": ""}


def ticket_of(row: Consultation, *, old: timedelta = timedelta(minutes=2)) -> str:
    """A form made a while ago, as when somebody has read the page."""
    with telling(now() - old):
        return new_ticket().signed(row.id)


def post(row: Consultation, ticket: str, **changed: str) -> object:
    return Client().post(f"/testowo/konsultacje/{row.code}/", {**TEXT, "bilet": ticket, **changed})


def test_a_comment_is_taken_without_an_account_and_waits_for_a_look(centre: Centre) -> None:
    row = consultation()
    client = Client()
    page = client.get(f"/testowo/konsultacje/{row.code}/").content.decode()
    assert "zostało 7 dni" in page.replace("\xa0", " ")
    assert "Nie podawaj danych innych osób" in page
    answer = client.post(f"/testowo/konsultacje/{row.code}/", {**TEXT, "bilet": ticket_of(row)})
    assert answer.status_code == 302
    made = Comment.objects.get()
    assert (made.number, made.channel, made.visibility, made.persons, made.who) == (1, "web", "waiting", 2, "mieszkanka Wzgórza")
    assert "numer <b>1</b>" in client.get(answer["Location"]).content.decode()
    assert "Proszę o taxi" not in client.get(f"/testowo/konsultacje/{row.code}/").content.decode()


def test_a_visitor_is_not_followed(centre: Centre) -> None:
    row = consultation()
    client = Client()
    client.get(f"/testowo/konsultacje/{row.code}/")
    client.post(f"/testowo/konsultacje/{row.code}/", {**TEXT, "bilet": ticket_of(row)}, REMOTE_ADDR="203.0.113.7")
    assert set(client.cookies) <= {"csrftoken"}  # the proof that the form is ours; every page of the portal has it
    entry = Entry.objects.get(kind="programmes.comment.sent")
    assert entry.actor_id is None
    assert "203.0.113.7" not in str(entry.data)


def test_the_same_form_sent_twice_is_one_comment(centre: Centre) -> None:
    row = consultation()
    ticket = ticket_of(row)
    first, second = post(row, ticket), post(row, ticket)
    assert first["Location"] == second["Location"]  # type: ignore[index]
    assert Comment.objects.count() == 1


def test_other_words_in_a_used_form_are_shown_again_and_sent_as_a_new_one(centre: Centre) -> None:
    row = consultation()
    ticket = ticket_of(row)
    post(row, ticket)
    answer = post(row, ticket, text="A poza tym: przystanek.")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "już wysłany" in page
    assert "A poza tym: przystanek." in page
    fresh = re.search(r'name="bilet" value="([^"]+)"', page)
    assert fresh
    assert fresh[1] != ticket
    with telling(now() + timedelta(minutes=1)):
        assert post(row, fresh[1], text="A poza tym: przystanek.").status_code == 302  # type: ignore[attr-defined]
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(("old", "said"), [(timedelta(seconds=1), "bardzo szybko"), (timedelta(hours=13), "bardzo długo")])
def test_a_form_too_fast_or_too_old_comes_back_whole(centre: Centre, old: timedelta, said: str) -> None:
    row = consultation()
    answer = post(row, ticket_of(row, old=old))
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in page
    assert TEXT["text"] in page
    assert "mieszkanka Wzgórza" in page
    assert not Comment.objects.exists()


def test_a_ticket_of_another_consultation_or_made_up_is_not_taken(centre: Centre) -> None:
    row, other = consultation(), consultation(code="2026-2")
    assert read_ticket(ticket_of(row), row.id) is not None
    assert read_ticket(ticket_of(row), other.id) is None
    for wrong in (ticket_of(other), "", "x" * 5000, ticket_of(row)[:-2] + "zz"):
        answer = post(row, wrong)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert TEXT["text"] in answer.content.decode()  # type: ignore[attr-defined]
    assert not Comment.objects.exists()


def test_a_filled_trap_is_said_plainly(centre: Centre) -> None:
    row = consultation()
    answer = post(row, ticket_of(row), website="https://kup-teraz.invalid")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "ma zostać puste" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Comment.objects.exists()


def test_over_the_ceiling_of_an_hour_nothing_is_lost(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_AN_HOUR", 2)
    row, other = consultation(), consultation(code="2026-2")
    assert [post(row, ticket_of(row)).status_code for _ in range(3)] == [302, 302, 422]  # type: ignore[attr-defined]
    assert post(other, ticket_of(other)).status_code == 302  # type: ignore[attr-defined]
    assert row.comments.count() == 2


@pytest.mark.parametrize(("changed", "said"), [({"text": "  "}, "Napisz swoją uwagę"), ({"persons": "0"}, "Wpisz liczbę"), ({"persons": "dwie"}, "Wpisz liczbę"), ({"text": "a" * 4001}, "4000")])
def test_bad_input_is_explained_and_kept(centre: Centre, changed: dict[str, str], said: str) -> None:
    row = consultation()
    answer = post(row, ticket_of(row), **changed)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.content.decode()  # type: ignore[attr-defined]
    assert not Comment.objects.exists()


def test_words_of_a_stranger_are_words_and_not_markup(centre: Centre) -> None:
    row = consultation()
    comment(row, text="<script>alert(1)</script>", who="<b>ja</b>")
    page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_before_and_after_the_window_nothing_can_be_written(centre: Centre) -> None:
    early = consultation(code="2026-3", opens_on=today() + timedelta(days=2))
    late = consultation(code="2026-4", opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))
    for row in (early, late):
        page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode()
        assert 'name="bilet"' not in page
        refused = post(row, ticket_of(row))
        assert refused.status_code == 422  # type: ignore[attr-defined]
        assert TEXT["text"] in refused.content.decode()  # type: ignore[attr-defined]
    assert not Comment.objects.exists()


def test_the_last_day_still_counts(centre: Centre) -> None:
    row = consultation(closes_on=today())
    assert post(row, ticket_of(row)).status_code == 302  # type: ignore[attr-defined]


def test_what_is_prepared_or_a_neighbours_is_not_there(centre: Centre, other_centre: Centre) -> None:
    row = consultation(state="prepared")
    assert Client().get(f"/testowo/konsultacje/{row.code}/").status_code == 404
    shown = consultation(code="2026-9")
    assert Client().get(f"/sasiedzi/konsultacje/{shown.code}/").status_code == 404
    listed = Client().get("/testowo/konsultacje/").content.decode()
    assert "2026-9" in listed
    assert "2026-1/" not in listed


def test_hidden_and_waiting_comments_are_counted_but_not_read(centre: Centre) -> None:
    row = consultation(state="closed")
    answered(row, 1, text="Widać mnie.")
    answered(row, 2, text="Sąsiad Kowalski choruje.", visibility="hidden", hidden_reason="dane innej osoby")
    comment(row, 3, text="Jeszcze niesprawdzona.", visibility="waiting")
    page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode().replace("\xa0", " ")
    assert "Widać mnie." in page
    assert "Zmienimy wiek na 65 lat." in page
    assert "3 uwagi od 3 osób" in page
    assert "Kowalski" not in page
    assert "dane innej osoby" not in page
    assert "niesprawdzona" not in page


def test_a_programme_is_read_aloud_with_what_changes(centre: Centre) -> None:
    old = draft_version(number=1, state="in_force")
    old.services.update(access_rule={"all": [{"fact": "age", "op": ">=", "value": 70}]})
    version = draft_version(replaces=old, state="in_consultation")
    row = consultation(version=version, document="")
    meeting(row, starts_at=clock.now() + timedelta(days=1), persons=None, minutes="")
    page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode()
    assert "65 lat" in page
    assert "<del>70" in page
    assert "<ins>65" in page
    assert "Szkoła nr 9" in page
    assert "przyjdź" in page


def test_what_the_comments_changed_is_told_after_the_report(centre: Centre) -> None:
    version = draft_version(state="in_consultation")
    row = consultation(state="reported", version=version, reported_on=today())
    whole_chain(row, version)
    page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode()
    assert "Co zmieniły Wasze uwagi" in page
    assert "§ 15 ust. 1" in page
    assert "150" in page
    assert Client().get(f"/testowo/konsultacje/{row.code}/raport/").content[:5] == b"%PDF-"


def test_the_report_is_not_there_before_it_is_made(centre: Centre) -> None:
    assert Client().get(f"/testowo/konsultacje/{consultation().code}/raport/").status_code == 404
