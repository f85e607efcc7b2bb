"""Piotr Sowa visits Halina Wesołowska: what may be booked, what is refused and in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
import time_machine

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting.models import Order
from opencus.contracting.tests.factories import seat
from opencus.core.clock import at
from opencus.delivery import actions
from opencus.delivery.models import State, Visit
from opencus.delivery.refusals import NotPossible, Overlaps, Taken
from opencus.delivery.tests.factories import CARE, PHYSIO, bookable, tomorrow, visit
from opencus.entitlements.models import EntitlementUse
from opencus.entitlements.rules import LimitReached
from opencus.people.tests.factories import person
from opencus.resources.tests.factories import absence, credential, worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> object:
    with time_machine.travel(at(MONDAY, time(7)), tick=True) as clock:
        yield clock


@pytest.fixture
def piotr_maj(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.DISPATCHER, name="Piotr Maj")


def book(by: Actor, order: Order, hour: int, minute: int = 0, *, minutes: int = 45, day: date = MONDAY, **more: object) -> Visit:
    start = at(day, time(hour, minute))
    values = {"worker": order.worker, **more}
    return actions.book_visit(by=by, order=order, starts_at=start, ends_at=start + timedelta(minutes=minutes), **values)


def test_a_visit_reserves_a_session_and_sets_the_order_running(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    made = book(piotr_maj, order, 9, tasks=["Ćwiczenia chodu", "Ćwiczenia barku"])
    order.refresh_from_db()
    assert order.state == "running"
    assert [task.text for task in made.tasks.all()] == ["Ćwiczenia chodu", "Ćwiczenia barku"]
    kept = EntitlementUse.objects.get(source_id=made.id)
    assert (kept.quantity, kept.state) == (1, "reserved")
    kinds = set(Entry.objects.filter(person_id=made.person_id).values_list("kind", flat=True))
    assert {"delivery.visit.book", "delivery.order.run"} <= kinds


def test_a_worker_who_is_taken_is_refused_with_free_hours_of_the_day(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    book(piotr_maj, order, 9)
    other = bookable(person=person("Karol", "Baran"), worker=order.worker, provider=order.line.contract.provider)
    with pytest.raises(Taken) as refused:
        book(piotr_maj, other, 9, 30)
    assert "Piotr Sowa ma już termin pon. 23.11, 9:00–9:45." in str(refused.value)
    assert "Najbliższe wolne godziny tego dnia: 9:45, 10:00, 10:15." in str(refused.value)
    assert refused.value.free[0] == at(MONDAY, time(9, 45))
    assert book(piotr_maj, other, 9, 45).worker == order.worker


def test_the_clients_other_visit_is_a_warning_that_is_acknowledged(centre: Centre, piotr_maj: Actor) -> None:
    book(piotr_maj, bookable(), 9)
    care = bookable(CARE, quantity="40")
    with pytest.raises(Overlaps, match="Mobilny fizjoterapeuta, 9:00–9:45"):
        book(piotr_maj, care, 9, minutes=60)
    made = book(piotr_maj, care, 9, minutes=60, acknowledged=True)
    assert Entry.objects.filter(kind="delivery.booking.overlap", subject_id=made.id).exists()


def test_the_fifth_session_of_a_month_is_refused(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    for hour in (8, 10, 12, 14):
        book(piotr_maj, order, hour)
    with pytest.raises((NotPossible, LimitReached), match="4 sesje"):
        book(piotr_maj, order, 16)
    assert book(piotr_maj, order, 16, day=date(2026, 12, 1)).state == State.CONFIRMED


def test_an_order_for_less_than_the_entitlement_holds(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    Order.objects.filter(id=order.id).update(quantity=1, period="week")
    book(piotr_maj, order, 8)
    with pytest.raises(NotPossible, match="Zlecenie pozwala na 1 sesję na tydzień"):
        book(piotr_maj, order, 10)
    book(piotr_maj, order, 10, day=date(2026, 11, 30))


def test_an_order_nobody_accepted_is_not_booked(centre: Centre, piotr_maj: Actor) -> None:
    with pytest.raises(NotPossible, match="po przyjęciu zlecenia"):
        book(piotr_maj, bookable(state="placed"), 9)


def test_a_physiotherapist_without_a_valid_licence_is_refused(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(credentials=())
    with pytest.raises(NotPossible, match="prawo wykonywania zawodu fizjoterapeuty"):
        book(piotr_maj, order, 9)
    credential(order.worker, "physiotherapist", valid_to=date(2026, 11, 22))
    with pytest.raises(NotPossible, match="nie ma ważnego dokumentu"):
        book(piotr_maj, order, 9)
    credential(order.worker, "physiotherapist")
    assert book(piotr_maj, order, 9).pk


def test_a_worker_on_leave_or_of_another_provider_is_refused(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    absence(order.worker, MONDAY, MONDAY)
    with pytest.raises(NotPossible, match="nieobecny"):
        book(piotr_maj, order, 9)
    stranger = bookable(person=person("Karol", "Baran")).worker
    with pytest.raises(NotPossible, match="nie pracuje u wykonawcy"):
        book(piotr_maj, order, 9, worker=stranger)


def test_hours_are_booked_by_the_quarter(centre: Centre, piotr_maj: Actor) -> None:
    care = bookable(CARE, quantity="40")
    with pytest.raises(NotPossible, match="co kwadrans"):
        book(piotr_maj, care, 9, minutes=50)
    made = book(piotr_maj, care, 9, minutes=90)
    assert EntitlementUse.objects.get(source_id=made.id).quantity == Decimal("1.5")


def test_a_manager_books_for_the_own_organisation_only(centre: Centre, make_actor: Callable[..., Actor]) -> None:
    order = bookable()
    renata = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    seat(renata, order.line.contract.provider)
    actor = actor_of(renata, centre)
    assert actor is not None
    assert book(actor, order, 9).pk
    foreign = bookable(person=person("Karol", "Baran"))
    with pytest.raises(Refused, match="innego wykonawcy"):
        book(actor, foreign, 9)
    with pytest.raises(NotPossible, match="już minął"):
        book(actor, order, 9, day=date(2026, 11, 20))


def test_reception_does_not_schedule(centre: Centre, make_actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused, match="układanie wizyt i przejazdów"):
        book(make_actor(Role.RECEPTION), bookable(), 9)


def test_a_visit_moves_with_its_reservation(centre: Centre, piotr_maj: Actor) -> None:
    made = book(piotr_maj, bookable(PHYSIO), 9)
    start = at(date(2026, 12, 2), time(11))
    moved = actions.move_visit(by=piotr_maj, visit=made, starts_at=start, ends_at=start + timedelta(minutes=45))
    assert moved.starts_at == start
    kept = EntitlementUse.objects.get(source_id=made.id)
    assert (kept.on, kept.state) == (date(2026, 12, 2), "reserved")


def test_a_visit_without_a_worker_waits_until_somebody_is_named(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    made = book(piotr_maj, order, 9, worker=None)
    assert made.worker is None
    taken = visit(order, starts_at=tomorrow(9))
    given = actions.assign_worker(by=piotr_maj, visit=made, worker=order.worker)
    assert given.worker == order.worker
    other = book(piotr_maj, order, 9, worker=None, day=taken.starts_at.date(), acknowledged=True)
    with pytest.raises(Taken):
        actions.assign_worker(by=piotr_maj, visit=other, worker=order.worker)


def test_on_the_night_of_two_o_clock_twice_three_hours_are_four(centre: Centre, piotr_maj: Actor) -> None:
    care = bookable(CARE, quantity="40")
    night = date(2026, 10, 25)
    made = actions.book_visit(
        by=piotr_maj, order=care, worker=care.worker, starts_at=at(night, time(1)), ends_at=at(night, time(4))
    )
    assert EntitlementUse.objects.get(source_id=made.id).quantity == 4


def test_on_the_short_night_three_hours_are_two(centre: Centre, piotr_maj: Actor) -> None:
    care = bookable(CARE, quantity="40")
    night = date(2027, 3, 28)
    made = actions.book_visit(
        by=piotr_maj, order=care, worker=care.worker, starts_at=at(night, time(1)), ends_at=at(night, time(4))
    )
    assert EntitlementUse.objects.get(source_id=made.id).quantity == 2
    assert worker(organisation=care.line.contract.provider).pk != made.worker_id
