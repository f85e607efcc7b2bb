"""Attack 22: two users at one record. The second is told with 409 what the first has saved, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.roles import Permission, Role
from opencus.core.clock import at, local
from opencus.delivery.models import Ride, Visit
from opencus.delivery.tests.factories import TAXI, bookable, ride, visit
from opencus.intake.actions import decisions
from opencus.intake.models import Decision
from opencus.intake.tests.cases import asked_for
from opencus.people.models import Person
from opencus.people.tests.factories import halina
from opencus.programmes.tests.factories import offered

MONDAY = date(2026, 11, 23)
Enter = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """A working day; before anybody logs in, else the session were a day old."""
    with time_machine.travel(at(MONDAY, time(7)), tick=True):
        yield


class Fields(HTMLParser):
    """What a browser would send back untouched from the form with the remembered values."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._open: str | None = None
        self._area = False
        text = page.content.decode()
        start = text.rfind("<form", 0, text.index('name="initial-'))
        self.feed(text[start : text.index("</form>", start)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "input" and (known.get("type") not in {"radio", "checkbox"} or "checked" in known):
            self.values[known.get("name", "")] = known.get("value", "")
        elif tag == "select":
            self._open = known.get("name", "")
        elif tag == "option" and self._open and ("selected" in known or self._open not in self.values):
            self.values[self._open] = known.get("value", "")
        elif tag == "textarea":
            self._open, self._area = known.get("name", ""), True
            self.values[self._open] = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open in self.values:
            self.values[self._open] = self.values[self._open] + data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._open, self._area = None, False


@pytest.fixture
def two(make_actor: Callable[..., Actor], login: Enter) -> tuple[Client, Client]:
    """Two who may correct, book and draft."""
    roles = (Role.RECEPTION, Role.DISPATCHER, Role.OUS, Role.DIRECTOR)
    scopes = (Permission.QUALIFY, Permission.SIGN_DECISION)
    return (login(make_actor(*roles, name="Marek Bielecki", authorised=scopes)), login(make_actor(*roles, name="Ewa Sikora", authorised=scopes)))


def test_a_street_that_both_correct_is_shown_twice_and_saved_on_the_second_word(two: tuple[Client, Client]) -> None:
    marek, ewa = two
    address = f"/testowo/osoby/{halina(email='').id}/popraw/"
    page = Fields(marek.get(address)).values
    assert ewa.post(address, {**Fields(ewa.get(address)).values, "street": "ul. Leśna"}).status_code == 302
    told = marek.post(address, {**page, "street": "ul. Polna", "special_needs": "Mów głośno."})
    text = told.content.decode()
    assert told.status_code == 409
    assert "W tym czasie ktoś zapisał tu: „ul. Leśna”" in text
    assert 'value="ul. Polna"' in text
    assert "Mów głośno." in text
    assert Person.objects.get().street == "ul. Leśna"
    assert marek.post(address, {**Fields(told).values, "street": "ul. Polna"}).status_code == 302
    assert (Person.objects.get().street, Person.objects.get().special_needs) == ("ul. Polna", "Mów głośno.")


def test_corrections_of_different_fields_are_both_kept(two: tuple[Client, Client]) -> None:
    marek, ewa = two
    address = f"/testowo/osoby/{halina(email='').id}/popraw/"
    page = Fields(marek.get(address)).values
    ewa.post(address, {**Fields(ewa.get(address)).values, "street": "ul. Leśna"})
    assert marek.post(address, {**page, "house_number": "99"}).status_code == 302
    assert (Person.objects.get().street, Person.objects.get().house_number) == ("ul. Leśna", "99")


def test_a_visit_moved_by_a_colleague_is_not_moved_back_unseen(centre: Centre, two: tuple[Client, Client]) -> None:
    marek, ewa = two
    planned = visit(bookable(), starts_at=at(MONDAY, time(9)))
    address = f"/testowo/kalendarz/wizyta/{planned.id}/termin/"
    page = Fields(marek.get(address)).values
    assert ewa.post(address, {**Fields(ewa.get(address)).values, "hour": "11:00"}).status_code == 302
    told = marek.post(address, {**page, "minutes": "30"})
    assert told.status_code == 409
    assert "W tym czasie ktoś zapisał tu: 11:00" in told.content.decode()
    assert local(Visit.objects.get().starts_at).hour == 11
    assert marek.post(address, {**Fields(told).values, "hour": "11:00"}).status_code == 302
    moved = Visit.objects.get()
    assert (local(moved.starts_at).hour, (moved.ends_at - moved.starts_at).seconds) == (11, 1800)


def test_a_ride_given_another_hour_meanwhile_asks_again(centre: Centre, two: tuple[Client, Client]) -> None:
    marek, ewa = two
    planned = ride(bookable(TAXI), starts_at=at(date(2026, 11, 26), time(9)))
    address = f"/testowo/kalendarz/przejazd/{planned.id}/termin/"
    page = Fields(marek.get(address)).values
    assert ewa.post(address, {**Fields(ewa.get(address)).values, "hour": "10:30"}).status_code == 302
    told = marek.post(address, {**page, "hour": "12:00"})
    assert told.status_code == 409
    assert "10:30" in told.content.decode()
    assert local(Ride.objects.get().starts_at).hour == 10


def test_a_draft_rewritten_by_a_colleague_is_not_overwritten_unseen(centre: Centre, two: tuple[Client, Client]) -> None:
    marek, ewa = two
    who = User.objects.get(email="ewa-sikora@example.invalid")
    requested = asked_for(halina(), offered("FIZ", "Mobilny fizjoterapeuta"))
    by = Actor(centre_id=centre.id, user_id=who.id, name="Ewa Sikora", roles=frozenset({Role.OUS}), authorised=frozenset({Permission.QUALIFY}))
    draft = decisions.draft_decision(by=by, requested=requested, kind="refusal")
    address = f"/testowo/wnioski/decyzja/{draft.id}/"
    page = Fields(marek.get(address)).values
    assert ewa.post(address, {**Fields(ewa.get(address)).values, "factual_reasons": "Pani Halina mieszka\r\nw innej gminie."}).status_code == 302
    told = marek.post(address, {**page, "factual_reasons": "Nie spełnia warunku wieku."})
    text = told.content.decode()
    assert told.status_code == 409
    assert "mieszka\nw innej gminie" in text
    assert "Nie spełnia warunku wieku." in text
    assert "innej gminie" in Decision.objects.get().factual_reasons
    again = Fields(ewa.get(address)).values
    assert ewa.post(address, again).status_code == 302, "lines of a text are no change of it"
