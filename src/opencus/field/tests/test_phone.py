"""Maria Lis and Jan Wrona with their phones: the day, the visit, the stops; never anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.contracting.models import Order
from opencus.contracting.tests.factories import seat
from opencus.core.clock import at
from opencus.delivery.actions import issue_code
from opencus.delivery.models import Act, ConfirmationCode, DeliveryRecord, State, Visit
from opencus.delivery.tests.factories import CARE, TAXI, bookable, ride, visit
from opencus.people.tests.factories import person
from opencus.resources.models import Worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at(MONDAY, time(8, 54)), tick=False) as moving:
        yield moving


def phone_of(order: Order, name: str = "Maria Lis") -> Client:
    """Log in the worker of an order."""
    user = User.objects.create_user(f"{order.worker_id}@example.invalid", full_name=name)
    seat(user, order.line.contract.provider, "worker")
    Worker.objects.filter(id=order.worker_id).update(user=user)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *args: object) -> str:
    return "/testowo" + reverse(f"field:{name}", args=args)


def page(answer: Any) -> str:
    return answer.content.decode()


def keyed(**more: object) -> dict[str, object]:
    return {"key": str(uuid4()), **more}


@pytest.fixture
def care(centre: Centre) -> Order:
    return bookable(CARE, quantity="40")


@pytest.fixture
def nine(care: Order) -> Visit:
    return visit(care, starts_at=at(MONDAY, time(9)), minutes=90, tasks=("Obiad", "Spacer"))


def test_the_day_begins_with_the_next_visit(care: Order, nine: Visit) -> None:
    visit(care, starts_at=at(MONDAY, time(15)))
    visit(care, starts_at=at(MONDAY, time(17)), state=State.CANCELLED)
    text = page(phone_of(care).get(url("today")))
    assert "Dzień dobry, Maria" in text
    assert "Następna za 6 min" in text
    assert "Halina Wesołowska" in text
    assert "Domofon 3" in text
    assert "2 zadania" in text
    assert 'href="tel:' in text
    assert "geo:0,0?q=ul.%20Lipowa%2014%20m.%203%2C%20Starachowice" in text
    assert "1 wizyta" in text
    assert text.count("Zacznij") == 1


def test_how_to_get_in_is_said_once(care: Order, nine: Visit) -> None:
    care.note = "domofon 3"
    care.save()
    phone = phone_of(care)
    for name, args in (("today", ()), ("visit", (nine.id,))):
        assert page(phone.get(url(name, *args))).lower().count("domofon 3") == 1
    care.note = "Obiad w termosie."
    care.save()
    assert "Obiad w termosie." in page(phone.get(url("today")))


def test_the_phone_holds_no_pesel_and_no_birth_date(care: Order, nine: Visit) -> None:
    phone = phone_of(care)
    pages = page(phone.get(url("today"))) + page(phone.get(url("visit", nine.id))) + page(phone.get(url("week")))
    for secret in ("PESEL", "pesel", "1944", "14.05", "82 lata", "córka"):
        assert secret not in pages


def test_opening_a_visit_is_written_down_about_the_person(care: Order, nine: Visit) -> None:
    phone_of(care).get(url("visit", nine.id))
    entry = Entry.objects.get(kind="delivery.booking.open")
    assert (entry.person_id, entry.event.reading) == (nine.person_id, True)


def test_a_whole_visit(care: Order, nine: Visit, clock: time_machine.Coordinates, make_actor: Callable[..., Actor]) -> None:
    phone = phone_of(care)
    pin = issue_code(by=make_actor(Role.DISPATCHER), person=nine.person)
    assert phone.post(url("start", nine.id), keyed(device_at="2026-11-23T07:53:12.000Z")).status_code == 302
    clock.move_to(at(MONDAY, time(10, 6)))
    running = page(phone.get(url("visit", nine.id)))
    assert "1:12" in running
    assert "Zostało 18 minut" in running
    first, second = nine.tasks.all()
    phone.post(url("task", nine.id, first.id), keyed(state="done", note="Skarży się na kolano."))
    refused = phone.post(url("task", nine.id, second.id), keyed(**{"state": "other", f"state_{second.id}": "refused"}))
    assert refused.status_code == 422
    assert "Napisz krótko, dlaczego." in page(refused)
    phone.post(url("task", nine.id, second.id), keyed(**{
        "state": "other", f"state_{second.id}": "refused", f"reason_{second.id}": "boli ją kolano", "note": "Skarży się na kolano."
    }))  # fmt: skip
    running = page(phone.get(url("visit", nine.id)))
    assert "Odmowa: boli ją kolano" in running
    assert "Skarży się na kolano." in running
    assert phone.post(url("finish", nine.id), keyed(note="")).status_code == 422  # neither PIN nor another way
    done = phone.post(url("finish", nine.id), keyed(pin=pin, note="Córka wie."))
    assert done.url.endswith(reverse("field:today"))
    record = DeliveryRecord.objects.get()
    nine.refresh_from_db()
    assert (record.done, record.confirmation, nine.state) == (record.confirmed, "pin", State.CONFIRMED_BY_CLIENT)
    assert nine.note == "Córka wie."
    assert nine.device_started_at is not None
    assert "1:12" in page(phone.get(url("today")))


def test_a_wrong_pin_ends_nothing_and_is_counted(care: Order, nine: Visit, make_actor: Callable[..., Actor]) -> None:
    phone = phone_of(care)
    pin = issue_code(by=make_actor(Role.DISPATCHER), person=nine.person)
    phone.post(url("start", nine.id), keyed())
    answer = phone.post(url("finish", nine.id), keyed(pin=f"{(int(pin) + 1) % 10000:04d}", note="Zostaje"))
    assert answer.status_code == 422
    assert "Zostały 4 próby" in page(answer)
    assert "Zostaje" in page(answer)
    nine.refresh_from_db()
    assert (nine.state, ConfirmationCode.objects.get().failed_tries) == (State.UNDER_WAY, 1)
    assert phone.post(url("finish", nine.id), keyed(how="later")).status_code == 302
    assert DeliveryRecord.objects.get().confirmation == "none"


def test_a_double_tap_starts_once(care: Order, nine: Visit) -> None:
    phone, body = phone_of(care), keyed()
    one, two = phone.post(url("start", nine.id), body), phone.post(url("start", nine.id), body)
    assert (one.status_code, one.url) == (two.status_code, two.url) == (302, two.url)
    assert Act.objects.count() == 1
    assert Entry.objects.filter(kind="delivery.booking.start").count() == 1
    again = phone.post(url("start", nine.id), keyed())
    assert again.status_code == 409
    assert "Nie można przejść" in page(again)
    assert phone.post(url("start", nine.id), {}).status_code == 422


def test_a_script_gets_json_and_a_dead_session_401(care: Order, nine: Visit) -> None:
    phone, body = phone_of(care), keyed()
    json = {"HTTP_ACCEPT": "application/json"}
    reply = phone.post(url("start", nine.id), body, **json)
    assert reply.json()["next"].endswith(f"/teren/wizyta/{nine.id}/")
    assert phone.post(url("start", nine.id), body, **json).json() == reply.json()
    assert phone.post(url("start", nine.id), keyed(), **json).status_code == 409
    assert Client().post(url("start", nine.id), body, **json).status_code == 401
    assert Client().get(url("today")).status_code == 302


def test_somebody_elses_visit_is_not_there_and_the_attempt_is_written_down(care: Order, nine: Visit) -> None:
    stranger = phone_of(bookable(person=person("Karol", "Baran")), name="Obca Osoba")
    assert stranger.get(url("visit", nine.id)).status_code == 404
    assert stranger.post(url("start", nine.id), keyed()).status_code == 404
    assert Entry.objects.filter(kind="delivery.booking.attempt", person_id=nine.person_id).count() == 2
    nine.refresh_from_db()
    assert nine.state == State.CONFIRMED


def test_the_office_has_no_day_of_visits(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> None:
    assert login(make_actor(Role.DISPATCHER)).get(url("today")).status_code == 403


def test_a_late_start_asks_for_a_reason_and_takes_none(care: Order, nine: Visit, clock: time_machine.Coordinates) -> None:
    phone = phone_of(care)
    phone.get(url("today"))  # from here on the session is a worker's and outlasts a drive
    clock.move_to(at(MONDAY, time(9, 25)))
    assert "Spóźnienie 25 min" in page(phone.get(url("today")))
    assert "Co się stało?" in page(phone.get(url("visit", nine.id)))
    assert phone.post(url("start", nine.id), keyed(late_reason="dojazd, korek", late_other="")).status_code == 302
    nine.refresh_from_db()
    assert nine.late_reason == "dojazd, korek"
    later = visit(care, starts_at=at(MONDAY, time(11)))
    phone.post(url("finish", nine.id), keyed(how="signature"))
    clock.move_to(at(MONDAY, time(11, 40)))
    assert phone.post(url("start", later.id), keyed()).status_code == 302


def test_nobody_home_and_a_visit_broken_off(care: Order, nine: Visit, clock: time_machine.Coordinates) -> None:
    phone = phone_of(care)
    clock.move_to(at(MONDAY, time(9, 10)))
    assert "Nikt nie otwiera" in page(phone.get(url("visit", nine.id)))
    phone.post(url("nobody", nine.id), keyed(nobody_reason="cisza"))
    nine.refresh_from_db()
    assert nine.state == State.NO_SHOW
    next_ = visit(care, starts_at=at(MONDAY, time(11)))
    phone.post(url("start", next_.id), keyed())
    assert phone.post(url("interrupt", next_.id), keyed(interrupt_reason="")).status_code == 422
    assert phone.post(url("interrupt", next_.id), keyed(interrupt_reason="zasłabła")).status_code == 302
    next_.refresh_from_db()
    assert next_.state == State.INTERRUPTED


def test_the_day_asks_few_questions_however_long(care: Order, nine: Visit) -> None:
    phone = phone_of(care)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            phone.get(url("today"))
        return len(asked)

    questions()  # the first page of a session writes down that it is a worker's
    few = questions()
    for hour in range(11, 19):
        visit(care, starts_at=at(MONDAY, time(hour)))
    assert questions() == few
    assert few <= 25


def test_the_driver_goes_from_stop_to_stop(centre: Centre, clock: time_machine.Coordinates) -> None:
    taxi = bookable(TAXI, quantity="2")
    trip = ride(taxi, starts_at=at(MONDAY, time(9)), minutes=40, mobility="wheelchair")
    phone = phone_of(taxi, name="Jan Wrona")
    assert phone.get(url("today")).url.endswith(reverse("field:rides"))
    text = page(phone.get(url("rides")))
    for words in ("1 z 2", "za 6 min, na czas", "9:00–9:20", "Wsiada", "Do zapłaty 5,00", "Jestem na miejscu", "Słabo słyszy"):
        assert words in text
    phone.post(url("arrive", trip.id), keyed())
    assert "Jest w pojeździe" in page(phone.get(url("rides")))
    phone.post(url("board", trip.id), keyed())
    text = page(phone.get(url("rides")))
    assert "2 z 2" in text
    assert "Wysiada" in text
    clock.move_to(at(MONDAY, time(9, 50)))
    assert "10 min po czasie" in page(phone.get(url("rides")))
    phone.post(url("alight", trip.id), keyed())
    trip.refresh_from_db()
    assert (trip.state, DeliveryRecord.objects.get().done) == (State.DONE, 1)
    assert "Na dziś to wszystko" in page(phone.get(url("rides")))
    stranger = phone_of(bookable(person=person("Karol", "Baran")), name="Obca Osoba")
    assert stranger.post(url("alight", trip.id), keyed()).status_code == 404


def test_a_passenger_who_does_not_come(centre: Centre, clock: time_machine.Coordinates) -> None:
    taxi = bookable(TAXI, quantity="2")
    trip = ride(taxi, starts_at=at(MONDAY, time(9)))
    phone = phone_of(taxi, name="Jan Wrona")
    early = phone.post(url("nobody_rides", trip.id), keyed())
    assert early.status_code == 422
    assert "jeszcze się nie zaczął" in page(early)
    clock.move_to(at(MONDAY, time(9, 21)))
    phone.post(url("nobody_rides", trip.id), keyed(nobody_reason="nikt nie wyszedł"))
    trip.refresh_from_db()
    assert trip.state == State.NO_SHOW
    assert "nie zastano" in page(phone.get(url("rides")))


def test_help_names_the_office_and_the_week_is_short(care: Order, nine: Visit) -> None:
    phone = phone_of(care)
    assert 'href="tel:112"' in page(phone.get(url("help")))
    visit(care, starts_at=at(MONDAY + timedelta(days=3), time(9)))
    assert page(phone.get(url("week"))).count("Halina Wesołowska") == 2
