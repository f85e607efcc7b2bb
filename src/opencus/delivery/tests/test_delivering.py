"""The visit happens, or not: started, ended, called off, nobody home, broken off, confirmed, corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine

from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting.models import Order
from opencus.contracting.tests.factories import seat
from opencus.core.clock import at
from opencus.core.states import WrongMove
from opencus.delivery import actions
from opencus.delivery.models import ConfirmationCode, Correction, State, Visit
from opencus.delivery.refusals import NotPossible
from opencus.delivery.tests.factories import CARE, bookable, done_record, visit
from opencus.entitlements.models import EntitlementUse
from opencus.resources.models import Worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at(MONDAY, time(7)), tick=False) as moving:
        yield moving


@pytest.fixture
def piotr_maj(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.DISPATCHER, name="Piotr Maj")


def as_worker(centre: Centre, worker: Worker, name: str = "Piotr Sowa") -> Actor:
    """Give the worker a log-in and a seat; return the actor."""
    user = User.objects.create_user(f"{worker.id}@example.invalid", full_name=name)
    seat(user, worker.organisation, "worker")
    Worker.objects.filter(id=worker.id).update(user=user)
    actor = actor_of(user, centre)
    assert actor is not None
    return actor


def booked(by: Actor, order: Order, hour: int = 9, minutes: int = 60) -> Visit:
    start = at(MONDAY, time(hour))
    return actions.book_visit(
        by=by, order=order, worker=order.worker, starts_at=start, ends_at=start + timedelta(minutes=minutes),
        tasks=["Obiad", "Spacer"],
    )  # fmt: skip


def use_of(made: Visit) -> tuple[Decimal, str]:
    line = EntitlementUse.objects.get(source_id=made.id)
    return line.quantity, line.state


def test_a_visit_from_start_to_the_clients_pin(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    order = bookable(CARE, quantity="40")
    made, piotr = booked(piotr_maj, order, minutes=120), as_worker(centre, order.worker)
    pin = actions.issue_code(by=piotr_maj, person=made.person)
    clock.move_to(at(MONDAY, time(9, 5)))
    phone = datetime(2026, 11, 23, 8, 1).astimezone()
    made = actions.start(by=piotr, booking=made, device_at=phone)
    assert (made.started_at, made.device_started_at) == (at(MONDAY, time(9, 5)), phone)
    first, second = made.tasks.all()
    actions.mark_task(by=piotr, task=first, state="done")
    with pytest.raises(NotPossible, match="dlaczego"):
        actions.mark_task(by=piotr, task=second, state="refused")
    actions.mark_task(by=piotr, task=second, state="refused", reason="boli ją kolano")
    clock.move_to(at(MONDAY, time(10, 40)))
    record = actions.end(by=piotr, booking=made, note="Skarży się na kolano.")
    assert (record.planned, record.done, record.confirmed) == (2, Decimal("1.5"), 0)
    record = actions.confirm(by=piotr, record=record, how="pin", pin=pin)
    assert (record.confirmed, record.confirmation) == (Decimal("1.5"), "pin")
    assert use_of(made) == (Decimal("1.5"), "used")
    made.refresh_from_db()
    assert (made.state, made.note) == (State.CONFIRMED_BY_CLIENT, "Skarży się na kolano.")


def test_nobody_starts_somebody_elses_visit(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    made = booked(piotr_maj, order, minutes=45)
    stranger = as_worker(centre, bookable().worker, name="Obca Osoba")
    with pytest.raises(Refused, match="nie jest Twoja"):
        actions.start(by=stranger, booking=made)
    with pytest.raises(Refused):
        actions.start(by=piotr_maj, booking=made)


def test_a_late_start_keeps_its_reason_and_is_never_blocked(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    order = bookable()
    made, piotr = booked(piotr_maj, order, minutes=45), as_worker(centre, order.worker)
    clock.move_to(at(MONDAY, time(9, 40)))
    assert actions.start(by=piotr, booking=made, late_reason="korek").late_reason == "korek"
    other = visit(order, starts_at=at(MONDAY, time(11)))
    with pytest.raises(NotPossible, match="Trwa inna wizyta"):
        actions.start(by=piotr, booking=other)


def test_a_visit_of_another_day_is_not_started(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable()
    piotr = as_worker(centre, order.worker)
    later = visit(order, starts_at=at(date(2026, 11, 24), time(9)))
    with pytest.raises(NotPossible, match="wtorek 24 listopada 2026"):
        actions.start(by=piotr, booking=later)


def test_calling_off_a_visit_gives_the_unit_back_until_it_begins(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    first, second = booked(piotr_maj, order := bookable(), 9, 45), booked(piotr_maj, order, 11, 45)
    with pytest.raises(NotPossible, match="kto i dlaczego"):
        actions.cancel(by=piotr_maj, booking=first, reason=" ")
    assert actions.cancel(by=piotr_maj, booking=first, reason="córka odwołała").state == State.CANCELLED
    assert use_of(first)[1] == "released"
    clock.move_to(at(MONDAY, time(11, 5)))
    assert actions.cancel(by=piotr_maj, booking=second, reason="za późno").state == State.CANCELLED_LATE
    assert use_of(second) == (1, "used")
    with pytest.raises(WrongMove):
        actions.cancel(by=piotr_maj, booking=second, reason="jeszcze raz")


def test_nobody_home_counts_as_used_but_not_before_the_hour(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    order = bookable()
    made, piotr = booked(piotr_maj, order, minutes=45), as_worker(centre, order.worker)
    with pytest.raises(NotPossible, match="jeszcze się nie zaczął"):
        actions.no_show(by=piotr, booking=made)
    clock.move_to(at(MONDAY, time(9, 10)))
    assert actions.no_show(by=piotr, booking=made, reason="nikt nie otwiera").state == State.NO_SHOW
    assert use_of(made) == (1, "used")


def test_a_session_broken_off_counts_for_nothing_and_hours_as_far_as_they_went(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    session, care = bookable(), bookable(CARE, quantity="40")
    one, two = booked(piotr_maj, session, 9, 45), booked(piotr_maj, care, 11, 120)
    clock.move_to(at(MONDAY, time(9)))
    piotr = as_worker(centre, session.worker)
    broken = actions.interrupt(by=piotr, booking=actions.start(by=piotr, booking=one), reason="zasłabła")
    assert (broken.done, use_of(one)[1]) == (0, "released")
    clock.move_to(at(MONDAY, time(11)))
    carer = as_worker(centre, care.worker)
    started = actions.start(by=carer, booking=two)
    clock.move_to(at(MONDAY, time(11, 30)))
    assert actions.interrupt(by=carer, booking=started, reason="pogotowie").done == Decimal("0.5")
    assert use_of(two) == (Decimal("0.5"), "used")


def test_a_wrong_pin_is_counted_and_blocked_after_five(centre: Centre, piotr_maj: Actor) -> None:
    record = done_record(confirmation="none")
    piotr = as_worker(centre, record.worker)
    with pytest.raises(NotPossible, match="nie ma jeszcze kodu"):
        actions.confirm(by=piotr, record=record, how="pin", pin="1234")
    pin = actions.issue_code(by=piotr_maj, person=record.person)
    wrong = f"{(int(pin) + 1) % 10000:04d}"
    for left in ("Zostały 4 próby", "Zostały 3 próby", "Zostały 2 próby", "Została 1 próba", "jest teraz zablokowany"):
        with pytest.raises(NotPossible, match=left):
            actions.confirm(by=piotr, record=record, how="pin", pin=wrong)
    with pytest.raises(NotPossible, match="po pięciu pomyłkach"):
        actions.confirm(by=piotr, record=record, how="pin", pin=pin)
    again = actions.issue_code(by=piotr_maj, person=record.person)
    assert actions.confirm(by=piotr, record=record, how="pin", pin=again).confirmation == "pin"


def test_the_code_is_kept_only_as_a_digest(centre: Centre, piotr_maj: Actor) -> None:
    record = done_record(confirmation="none")
    pin = actions.issue_code(by=piotr_maj, person=record.person)
    kept = bytes(ConfirmationCode.objects.get().digest)
    assert len(kept) == 16
    assert pin.encode() not in kept
    with pytest.raises(Refused):
        actions.issue_code(by=as_worker(centre, record.worker), person=record.person)


def test_the_office_confirms_by_telephone_and_the_worker_does_not(centre: Centre, piotr_maj: Actor) -> None:
    record = done_record(confirmation="none")
    with pytest.raises(Refused):
        actions.confirm(by=as_worker(centre, record.worker), record=record, how="phone")
    with pytest.raises(Refused):
        actions.confirm(by=piotr_maj, record=record, how="signature")
    assert actions.confirm(by=piotr_maj, record=record, how="phone").confirmed == record.done


def test_a_correction_keeps_what_stood_before(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    order = bookable(CARE, quantity="40")
    made, carer = booked(piotr_maj, order, minutes=120), as_worker(centre, order.worker)
    clock.move_to(at(MONDAY, time(9)))
    started = actions.start(by=carer, booking=made)
    clock.move_to(at(MONDAY, time(11)))
    record = actions.end(by=carer, booking=started)
    actions.confirm(by=carer, record=record, how="signature")
    with pytest.raises(NotPossible, match="skąd wiadomo"):
        actions.correct(by=piotr_maj, record=record, started_at=at(MONDAY, time(9)), ended_at=at(MONDAY, time(10)), reason="")
    with pytest.raises(NotPossible, match="jeszcze nie było"):
        actions.correct(by=piotr_maj, record=record, started_at=at(MONDAY, time(9)), ended_at=at(MONDAY, time(12)), reason="x")
    fixed = actions.correct(
        by=piotr_maj, record=record, started_at=at(MONDAY, time(9)), ended_at=at(MONDAY, time(10)), reason="telefon córki"
    )
    assert (fixed.done, fixed.confirmed, use_of(made)) == (1, 1, (1, "used"))
    mark = Correction.objects.get()
    assert (mark.before["ended_at"], mark.after["ended_at"], mark.before["done"]) == ("11:00", "10:00", "2.00")


def test_a_settled_visit_is_not_corrected(centre: Centre, piotr_maj: Actor) -> None:
    record = done_record()
    Visit.objects.filter(id=record.visit_id).update(state=State.SETTLED)
    start = record.visit.starts_at
    with pytest.raises(NotPossible, match="już rozliczona"):
        actions.correct(by=piotr_maj, record=record, started_at=start, ended_at=start + timedelta(minutes=15), reason="x")
