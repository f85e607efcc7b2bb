"""The calendar and the desk over HTTP: who sees what, what a refusal looks like, how many questions it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

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
from opencus.contracting.tests.factories import provider, seat
from opencus.core.clock import at
from opencus.core.tenancy import acting_in
from opencus.delivery.models import Ride, State, Visit, VisitSeries
from opencus.delivery.tests.factories import CARE, TAXI, bookable, done_record, ride, visit
from opencus.people.tests.factories import person

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
Login = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at(MONDAY, time(7)), tick=True) as moving:
        yield moving


@pytest.fixture
def desk(make_actor: Callable[..., Actor], login: Login) -> Client:
    return login(make_actor(Role.DISPATCHER, name="Piotr Maj"))


def renata(organisation: Any) -> Client:
    """Log in Renata Kos, who manages the orders of one organisation."""
    user = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    seat(user, organisation)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *args: object) -> str:
    return "/testowo" + reverse(f"delivery:{name}", args=args)


def page(answer: Any) -> str:
    return answer.content.decode()


def form(**changes: object) -> dict[str, object]:
    return {"worker": "", "on": "2026-11-24", "hour": "09:00", "minutes": "45", "repeat": "once", "tasks": "", **changes}


def test_the_dispatcher_finds_the_orders_nobody_has_booked_for(centre: Centre, desk: Client) -> None:
    with acting_in(centre.id):
        care, taxi, booked, placed = bookable(CARE), bookable(TAXI), bookable(), bookable(CARE, state="placed")
        visit(booked)
    text = page(desk.get(url("calendar")))
    assert "Do umówienia" in text
    assert "2 zlecenia" in text
    assert url("book", care.id) in text
    assert url("ride", taxi.id) in text
    assert url("book", booked.id) not in text
    assert url("book", placed.id) not in text


def test_who_only_watches_delivery_is_not_asked_to_book(centre: Centre, make_actor: Callable[..., Actor], login: Login) -> None:
    with acting_in(centre.id):
        bookable(CARE)
    text = page(login(make_actor(Role.CONTRACTS)).get(url("calendar")))
    assert "Do umówienia" not in text


def test_the_week_shows_who_goes_where_and_what_nobody_has_taken(centre: Centre, desk: Client) -> None:
    order = bookable()
    visit(order, starts_at=at(MONDAY, time(9)))
    visit(order, starts_at=at(MONDAY, time(12)), worker=None)
    text = page(desk.get(url("calendar")))
    assert "23–29 listopada 2026" in text
    assert "Piotr Sowa" in text
    assert text.index("Nikt jeszcze nie jedzie") < text.index("Piotr Sowa</a>")
    assert "zaplanowana" in text
    by_hour = page(desk.get(url("calendar") + f"?pracownik={order.worker_id}"))
    assert "at-8 for-3 lane-0-1" in by_hour  # 9:00 is the eighth quarter from 7:00


def test_a_late_visit_says_so(
    centre: Centre, make_actor: Callable[..., Actor], login: Login, monday: time_machine.Coordinates
) -> None:
    visit(starts_at=at(MONDAY, time(9)))
    monday.move_to(at(MONDAY, time(9, 16)))
    desk = login(make_actor(Role.DISPATCHER, name="Piotr Maj"))
    assert "nie rozpoczęto" in page(desk.get(url("calendar")))


def test_the_calendar_asks_few_questions_however_full_the_week(centre: Centre, desk: Client) -> None:
    order = bookable()

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get(url("calendar"))
        return len(asked)

    visit(order, starts_at=at(MONDAY, time(8)))
    few = questions()
    for hour in range(9, 19):
        visit(order, starts_at=at(MONDAY, time(hour)))
    assert questions() == few
    assert few <= 25


def test_reception_and_a_provider_do_not_see_the_calendar(centre: Centre, make_actor: Callable[..., Actor], login: Login) -> None:
    assert login(make_actor(Role.RECEPTION)).get(url("calendar")).status_code == 403
    assert renata(provider()).get(url("calendar")).status_code == 403
    assert Client().get(url("calendar")).status_code == 302


def test_a_manager_sees_only_the_own_organisation_and_an_attempt_is_written_down(centre: Centre) -> None:
    own, foreign = visit(bookable()), visit(bookable(person=person("Karol", "Baran")))
    manager = renata(own.order.line.contract.provider)
    text = page(manager.get(url("own_visits") + "?tydzien=2026-11-24"))
    assert "Wesołowska" in text
    assert "Baran" not in text
    assert manager.get(url("visit", own.id)).status_code == 200
    assert manager.get(url("visit", foreign.id)).status_code == 404
    assert manager.get(url("book", foreign.order_id)).status_code == 404
    assert manager.get(url("own_visits") + f"?pracownik={foreign.worker_id}").status_code == 404
    assert manager.get(url("ical", foreign.worker_id)).status_code == 404
    attempts = Entry.objects.filter(kind="delivery.booking.attempt")
    assert attempts.count() == 4
    assert attempts.filter(person_id=foreign.person_id).count() == 2


def test_another_centre_is_not_there(centre: Centre, other_centre: Centre, desk: Client) -> None:
    with acting_in(other_centre.id):
        foreign = visit()
    assert desk.get(url("visit", foreign.id)).status_code == 404
    assert desk.get("/sasiedzi" + reverse("delivery:calendar")).status_code == 403


def test_opening_a_visit_is_written_down_about_the_person(centre: Centre, desk: Client) -> None:
    made = visit()
    desk.get(url("visit", made.id))
    entry = Entry.objects.get(kind="delivery.booking.open")
    assert entry.person_id == made.person_id
    assert entry.event.reading


def test_booking_from_an_order(centre: Centre, desk: Client) -> None:
    order = bookable()
    assert "7:30" in page(desk.get(url("book", order.id)))
    answer = desk.post(url("book", order.id), form(worker=str(order.worker_id), tasks="Chód\n\nBark"))
    made = Visit.objects.get()
    assert answer.status_code == 302
    assert [task.text for task in made.tasks.all()] == ["Chód", "Bark"]


def test_a_taken_hour_is_409_with_free_ones_and_what_was_typed(centre: Centre, desk: Client) -> None:
    order = bookable()
    visit(order, starts_at=at(date(2026, 11, 24), time(9)))
    other = bookable(person=person("Karol", "Baran"), worker=order.worker, provider=order.line.contract.provider)
    answer = desk.post(url("book", other.id), form(worker=str(order.worker_id), tasks="Ćwiczenia dłoni"))
    text = page(answer)
    assert answer.status_code == 409
    assert "ma już termin wt. 24.11, 9:00–9:45" in text
    assert "godzina=09:45" in text
    assert "Ćwiczenia dłoni" in text
    assert "Błąd:" in text


def test_an_overlap_of_the_client_needs_a_tick(centre: Centre, desk: Client) -> None:
    visit(starts_at=at(date(2026, 11, 24), time(9)))
    care = bookable(CARE, quantity="40")
    answer = desk.post(url("book", care.id), form(minutes="60", worker=str(care.worker_id)))
    assert answer.status_code == 422
    assert "Wiem o tym" in page(answer)
    assert desk.post(url("book", care.id), form(minutes="60", worker=str(care.worker_id), acknowledged="on")).status_code == 302


def test_what_is_missing_is_422_in_plain_words(centre: Centre, desk: Client) -> None:
    answer = desk.post(url("book", bookable().id), form(on="", hour="dziewiąta", minutes="", repeat="weekly"))
    assert answer.status_code == 422
    for words in ("Wybierz dzień.", "Wpisz godzinę, na przykład 9:30.", "Zaznacz co najmniej jeden dzień tygodnia.", "Wpisz, do kiedy"):
        assert words in page(answer)


def test_a_series_reports_holidays_and_days_that_did_not_fit(centre: Centre, desk: Client) -> None:
    order = bookable(quantity="3")
    visit(order, starts_at=at(date(2026, 12, 10), time(9)))
    answer = desk.post(
        url("book", order.id),
        form(worker=str(order.worker_id), on="2026-12-03", repeat="weekly", weekdays=["3"], until="2027-01-14"),
    )
    series = VisitSeries.objects.get()
    assert answer.status_code == 302
    text = page(desk.get(answer.url))
    assert [one["kind"] for one in series.left_out] == ["clash", "holiday"]
    assert "Wigilia Bożego Narodzenia" in text
    assert "Czwartek, 3 grudnia 2026" in text
    first = series.visits.order_by("starts_at")[1]
    desk.post(url("visit", first.id), {"act": "odwolaj", "reason": "wyjazd", "following": "on"})
    assert set(series.visits.filter(starts_at__gte=first.starts_at).values_list("state", flat=True)) == {State.CANCELLED}
    assert series.visits.order_by("starts_at")[0].state == State.CONFIRMED


def test_a_visit_is_moved_called_off_confirmed_and_corrected(centre: Centre, desk: Client, monday: time_machine.Coordinates) -> None:
    made = visit(starts_at=at(date(2026, 11, 24), time(9)))
    moved = form(worker=str(made.worker_id), on="2026-11-25", hour="10:00")
    assert desk.post(url("move", made.id), moved).status_code == 302
    assert desk.post(url("visit", made.id), {"act": "odwolaj", "reason": ""}).status_code == 422
    assert desk.post(url("visit", made.id), {"act": "odwolaj", "reason": "córka"}).status_code == 302
    record = done_record(bookable(CARE, quantity="40"), planned="2", done="2", confirmation="none", hour=10)
    there = url("visit", record.visit_id)
    assert desk.post(there, {"act": "telefon"}).status_code == 302
    wrong = desk.post(there, {"act": "popraw", "started": "10:00", "ended": "11:00", "why": ""})
    assert wrong.status_code == 422
    assert "skąd wiadomo" in page(wrong)
    assert desk.post(there, {"act": "popraw", "started": "10:00", "ended": "11:00", "why": "telefon córki"}).status_code == 302
    text = page(desk.get(there))
    assert "poprawiono" in text
    assert "telefon córki" in text
    assert desk.post(there, {"act": "inne"}).status_code == 400


def ride_form(**changes: object) -> dict[str, object]:
    return {
        "pickup": "ul. Lipowa 14 m. 3", "dropoff": "Radomska 35", "purpose": "health", "fare": "in_gmina",
        "on": "2026-11-27", "meaning": "arrive", "hour": "09:00", "drive_minutes": "20", "mobility": "walker",
        "company": "0", "back": "at", "back_hour": "11:00", "vehicle": "", "driver": "", "act": "sprawdz", **changes,
    }  # fmt: skip


def test_a_ride_is_checked_read_aloud_and_booked(centre: Centre, desk: Client) -> None:
    order = bookable(TAXI, quantity="2")
    there = url("ride", order.id)
    assert "Zostały 2 z 2" in page(desk.get(there))
    checked = page(desk.post(there, ride_form())).replace("\u00a0", " ")
    assert Ride.objects.count() == 0
    for words in ("Przeczytaj na głos", "27 listopada", "między 8:10 a 8:30", "razem 10 zł", "2 przejazdy", "zostanie 0 z 2"):
        assert words in checked
    answer = desk.post(there, ride_form(act="rezerwuj"))
    assert answer.status_code == 302
    assert Ride.objects.count() == 2
    assert page(desk.get(answer.url)).count("8:10") >= 1


@pytest.mark.parametrize(("changes", "words"), [
    ({"on": "2026-11-25"}, "Na ten dzień jest już za późno"),
    ({"mobility": "bedridden"}, "transport medyczny"),
    ({"back_hour": ""}, "Wpisz godzinę powrotu"),
    ({"dropoff": ""}, "Wpisz, dokąd jedzie"),
    ({"fare": "further"}, "Opłata"),
])  # fmt: skip
def test_a_ride_that_cannot_be_is_refused_in_words(centre: Centre, desk: Client, changes: dict[str, str], words: str) -> None:
    answer = desk.post(url("ride", bookable(TAXI).id), ride_form(**changes))
    assert answer.status_code == 422
    assert words in page(answer)
    assert "Zgadza się" not in page(answer)


def test_a_ride_on_call_gets_its_hour(centre: Centre, desk: Client) -> None:
    order = bookable(TAXI, quantity="2")
    desk.post(url("ride", order.id), ride_form(act="rezerwuj", back="call"))
    back = Ride.objects.get(on_call=True)
    assert "gdy zadzwoni" in page(desk.get(url("ride_detail", back.id)))
    answer = desk.post(url("schedule", back.id), {"on": "2026-11-27", "hour": "12:30", "vehicle": "", "driver": ""})
    assert answer.status_code == 302
    back.refresh_from_db()
    assert (back.state, back.starts_at) == (State.CONFIRMED, at(date(2026, 11, 27), time(12, 30)))


def test_a_pin_is_shown_once_to_staff_only(centre: Centre, desk: Client) -> None:
    somebody = person()
    assert "nie ma jeszcze kodu" in page(desk.get(url("code", somebody.id)))
    assert 'class="pinbig' in page(desk.post(url("code", somebody.id)))
    again = page(desk.get(url("code", somebody.id)))
    assert "Działa" in again
    assert 'class="pinbig' not in again
    assert renata(provider()).get(url("code", somebody.id)).status_code == 403


def test_the_icalendar_file_has_hours_of_warsaw_and_only_initials(centre: Centre, desk: Client) -> None:
    order = bookable()
    visit(order, starts_at=at(MONDAY, time(9)))
    visit(order, starts_at=at(MONDAY, time(11)), state=State.CANCELLED)
    ride(bookable(TAXI, worker=order.worker, provider=order.line.contract.provider), starts_at=at(MONDAY, time(13)))
    answer = desk.get(url("ical", order.worker_id) + "?tydzien=2026-11-23")
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert body.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Europe/Warsaw:20261123T090000" in body
    assert "Mobilny fizjoterapeuta\\, HW" in body
    for personal in ("Wesołowska", "Halina", "Lipowa", "000555214"):
        assert personal not in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_who_only_looks_at_the_calendar_is_not_offered_the_file(
    centre: Centre, desk: Client, make_actor: Callable[..., Actor], login: Login
) -> None:
    order = bookable()
    address, file = url("calendar") + f"?pracownik={order.worker_id}", reverse("delivery:ical", args=[order.worker_id])
    assert file in page(desk.get(address))
    assert file not in page(login(make_actor(Role.CONTRACTS, name="Katarzyna Wrona")).get(address))


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "2026-02-30", "x" * 9000, ""])
def test_a_week_that_cannot_be_shows_this_week(centre: Centre, desk: Client, typed: str) -> None:
    assert "23–29 listopada 2026" in page(desk.get(url("calendar"), {"tydzien": typed}))


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
def test_a_visit_on_a_day_that_cannot_be_is_refused_with_words(centre: Centre, desk: Client, typed: str) -> None:
    order = bookable()
    chosen = {"dzien": typed, "godzina": "09:00+02:00", "minuty": "9" * 5000, "pracownik": str(order.worker_id)}
    assert desk.get(url("book", order.id), chosen).status_code == 200
    answer = desk.post(url("book", order.id), form(on=typed, until=typed, worker=str(order.worker_id)))
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_a_visit_leads_to_the_persons_file_only_who_may_open_it(
    centre: Centre, desk: Client, make_actor: Callable[..., Actor], login: Login
) -> None:
    booked = visit(bookable())
    file = reverse("desk:person", args=[booked.person_id])
    assert file in page(desk.get(url("visit", booked.id)))
    looking = page(login(make_actor(Role.CONTRACTS, name="Katarzyna Wrona")).get(url("visit", booked.id)))
    assert booked.person.full_name in looking
    assert file not in looking
