"""Attacks 16-18, 23, 30 and 31: forged fields, skipped steps, forged origins, foreign hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.config import serve
from opencus.core.clock import at
from opencus.delivery.models import Visit
from opencus.delivery.tests.factories import bookable, visit
from opencus.people.models import Person
from opencus.people.tests.factories import halina, person
from tests.attacks.test_texts import NEW, TOLD

MONDAY = date(2026, 11, 23)
Enter = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """A working day; before anybody logs in, else the session were a day old."""
    with time_machine.travel(at(MONDAY, time(7)), tick=True):
        yield


@pytest.fixture
def piotr(make_actor: Callable[..., Actor], login: Enter) -> Client:
    client = login(make_actor(Role.DISPATCHER, Role.RECEPTION, name="Piotr Maj"))
    client.raise_request_exception = False
    return client


def booking(**more: object) -> dict[str, object]:
    return {"worker": "", "on": "2026-11-24", "hour": "09:00", "minutes": "45", "repeat": "once", "tasks": "", **more}


# --- 16: fields the form does not have


def test_16_hidden_fields_of_a_booking_change_neither_state_nor_person_nor_price(centre: Centre, piotr: Client) -> None:
    """Attack 16: state, person, centre, price and order in the body are ignored."""
    order, other = bookable(), person("Adam", "Obcy")
    forged = {"state": "settled", "person": other.id, "person_id": other.id, "order": "x", "centre": "x", "centre_id": "x", "fee": "0", "price": "0", "booked_by": "x"}
    assert piotr.post(f"/testowo/kalendarz/zlecenie/{order.id}/wizyta/", booking(**forged)).status_code == 302
    made = Visit.objects.get()
    assert (made.state, made.person_id, made.order_id, made.centre_id) == ("confirmed", order.person_id, order.id, centre.id)


def test_16_hidden_fields_of_a_person_change_neither_centre_nor_identity(centre: Centre, other_centre: Centre, piotr: Client) -> None:
    """Attack 16: id, centre and keys of a person in the body are ignored."""
    who = halina(email="")
    forged = {"id": "00000000-0000-0000-0000-000000000001", "centre": str(other_centre.id), "centre_id": str(other_centre.id), "pesel_index": "x", "search_key": "x"}
    assert piotr.post(NEW, TOLD | forged).status_code == 302
    assert {one.centre_id for one in Person.objects.all()} == {centre.id}
    piotr.post(f"/testowo/osoby/{who.id}/popraw/", TOLD | forged)
    kept = Person.objects.get(id=who.id)
    assert (kept.centre_id, kept.search_key) != (other_centre.id, "x")


def test_16_a_foreign_worker_or_choice_in_the_body_is_an_error_of_the_field(centre: Centre, piotr: Client) -> None:
    """Attack 16: an identifier that the list does not offer is refused, not used."""
    order = bookable()
    foreign = bookable().worker_id  # works for another provider
    answer = piotr.post(f"/testowo/kalendarz/zlecenie/{order.id}/wizyta/", booking(worker=str(foreign)))
    assert answer.status_code == 422
    assert not Visit.objects.exists()


# --- 21: the same hour


def test_21_the_second_gets_409_with_free_hours(centre: Centre, piotr: Client) -> None:
    """Attack 21: the hour is taken: 409, other hours of the day, what was typed stays."""
    order = bookable()
    visit(order, starts_at=at(date(2026, 11, 24), time(9)))
    again = bookable(person=person("Adam", "Drugi"), worker=order.worker, provider=order.line.contract.provider)
    answer = piotr.post(f"/testowo/kalendarz/zlecenie/{again.id}/wizyta/", booking(worker=str(order.worker_id), tasks="umyć okno"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Najbliższe wolne godziny tego dnia" in text
    assert "umyć okno" in text
    assert Visit.objects.count() == 1


# --- 23: forged origins


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("application/x-www-form-urlencoded", {}),
        ("text/plain", {}),
        ("application/json", {}),
        ("multipart/form-data; boundary=x", {}),
        ("application/x-www-form-urlencoded", {"Origin": "https://evil.example"}),
        ("application/x-www-form-urlencoded", {"Origin": "null"}),
    ],
)
def test_23_a_form_that_no_page_of_ours_made_is_refused(piotr: Client, kind: str, headers: dict[str, str]) -> None:
    """Attack 23: no token, a foreign Origin, a body of another kind: 403 and nothing written."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = piotr.cookies
    answer = strict.post(NEW, "given_name=Ewa&family_name=Obca", content_type=kind, headers=headers)
    assert answer.status_code == 403
    assert not Person.objects.exists()


def test_23_a_right_token_from_a_foreign_origin_is_refused(piotr: Client) -> None:
    """Attack 23: the token alone is not enough when the browser says where it comes from."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = piotr.cookies
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get(NEW).content.decode())
    assert found
    sent: dict[str, Any] = TOLD | {"csrfmiddlewaretoken": found[1]}
    assert strict.post(NEW, sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert strict.post(NEW, sent, headers={"Origin": "http://testserver"}).status_code == 302


# --- 30 and 31: where an answer leads


@pytest.mark.parametrize("target", ["//evil.example", "\\\\evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example"])
def test_30_no_address_in_a_form_leads_out_of_the_house(piotr: Client, target: str) -> None:
    """Attack 30: `next` and the settings of the look lead home or to a page of ours."""
    for address in ("/konto/login/", "/testowo/ui/ustawienia/"):
        answer = piotr.post(address, {"next": target, "theme": "dark", "login": "x@example.invalid", "password": "x"})
        assert "evil.example" not in answer.get("Location", "")
        assert not answer.get("Location", "/").startswith(("javascript", "\\", "//"))


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "x" * 300, "testserver:abc"])
def test_31_a_foreign_host_is_a_bad_request(piotr: Client, host: str) -> None:
    """Attack 31: the Host header is ours or 400; nothing it says gets into a page."""
    answer = piotr.get("/testowo/pulpit/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_31_a_forwarded_host_is_not_believed(piotr: Client) -> None:
    """Attack 31: X-Forwarded-Host from anybody changes no link."""
    answer = piotr.get("/testowo/pulpit/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.0.0.1, evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


# --- 38: slow visitors


def test_38_the_server_waits_for_no_slow_or_endless_header() -> None:
    """Attack 38: the server is started with a patience of seconds and a bound on headers."""
    words = serve.command(8421)
    limits = {name: int(words[words.index(name) + 1]) for name in ("--http1-header-read-timeout", "--http1-buffer-size")}
    assert limits["--http1-header-read-timeout"] <= 15_000  # milliseconds
    assert limits["--http1-buffer-size"] <= 131_072


@pytest.mark.parametrize("length", ["x", "-1", "1e3"])
def test_a_length_that_is_no_number_is_a_bad_request(client: Client, db: None, length: str) -> None:
    answer = client.post("/ui/ustawienia/", "theme=dark", "application/x-www-form-urlencoded", CONTENT_LENGTH=length)
    assert answer.status_code == 400
