"""A clock that jumps, nights with a wrong number of hours and 29 February change nobody's rights and lose no job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
import time_machine
from procrastinate import App, periodic
from procrastinate.testing import InMemoryConnector

from opencus.audit import journal
from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.config import worker
from opencus.config.actors import actor_of
from opencus.core import clock
from opencus.core.periods import Period, window
from opencus.people import events
from opencus.programmes.rules.limits import Limit, Use, balances

NIGHTS = (date(2026, 10, 25), date(2027, 3, 28))  # 25 hours, 23 hours
LEAP_DAY = date(2028, 2, 29)
JUMPS = (timedelta(hours=-1), timedelta(days=400))


@pytest.mark.parametrize("jump", JUMPS)
def test_the_journal_keeps_its_order_by_number_and_its_time_by_the_database(centre: Centre, jump: timedelta) -> None:
    by = Actor.system(centre.id)
    first = journal.write(events.SEARCHED, by=by, found=1)
    with time_machine.travel(datetime.now(UTC) + jump, tick=False):
        second = journal.write(events.SEARCHED, by=by, found=2)
    third = journal.write(events.SEARCHED, by=by, found=3)
    assert first < second < third
    journal.seal()
    assert journal.first_broken_link() is None
    moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments), "the clock of the web process has no say"


@pytest.mark.parametrize("night", NIGHTS)
def test_a_day_has_its_hours_and_belongs_to_one_month(night: date) -> None:
    start, end = clock.at(night, datetime.min.time()), clock.at(night + timedelta(days=1), datetime.min.time())
    assert clock.elapsed(start, end) == timedelta(hours=25 if night.month == 10 else 23)
    moment = start
    while moment < end:
        assert clock.day_of(moment) == night
        moment = (moment.astimezone(UTC) + timedelta(minutes=30)).astimezone(UTC)


@pytest.mark.parametrize("night", NIGHTS)
def test_today_changes_at_polish_midnight(night: date) -> None:
    with time_machine.travel(clock.at(night, datetime.min.time()) - timedelta(seconds=1), tick=False):
        assert clock.today() == night - timedelta(days=1)
    with time_machine.travel(clock.at(night, datetime.min.time()), tick=False):
        assert clock.today() == night


def test_on_29_february_everybody_has_an_age_and_every_period_an_end() -> None:
    with time_machine.travel(clock.at(LEAP_DAY, datetime.min.time()), tick=False):
        assert clock.age(date(1944, 2, 29), clock.today()) == 84
        assert clock.age(date(1944, 3, 1), clock.today()) == 83  # tomorrow
        assert clock.add_years(clock.today(), 1) == date(2029, 2, 28)
        assert clock.add_months(clock.today(), 12) == date(2029, 2, 28)
    assert clock.age(date(2008, 2, 29), date(2026, 2, 28)) == 18
    for kind in ("day", "month", "quarter", "year", "season"):
        assert LEAP_DAY in window(kind, LEAP_DAY)
    assert Period(LEAP_DAY, clock.add_years(LEAP_DAY, 1)).contains(date(2029, 2, 28))


@pytest.mark.parametrize("day", [*NIGHTS, LEAP_DAY])
def test_a_limit_of_a_day_counts_exactly_that_day(day: date) -> None:
    uses = [Use(day + timedelta(days=shift), Decimal(1)) for shift in (-1, 0, 1)]
    (found,) = balances([Limit(Decimal(2), "session", "day")], uses, day)
    assert (found.used, found.left) == (Decimal(1), Decimal(1))


@pytest.mark.parametrize("last_day", [*NIGHTS, LEAP_DAY])
def test_a_role_holds_through_the_whole_of_its_last_day(centre: Centre, last_day: date) -> None:
    user = User.objects.create_user("ewa@example.invalid", full_name="Ewa Sikora")
    Membership.objects.create(user=user, role=Role.KIPUS.value, valid_from=date(2026, 1, 1), valid_to=last_day)
    midnight = clock.at(last_day + timedelta(days=1), datetime.min.time())
    for moment, holds in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        with time_machine.travel(moment, tick=False):
            held = actor_of(user, centre)
            assert (held is not None and Role.KIPUS in held.roles) is holds


def test_a_session_ends_after_ten_hours_and_never_comes_back(db: None, settings: Any) -> None:
    with time_machine.travel("2026-10-24T22:00:00Z", tick=False) as traveller:  # midnight before the longer night
        store = import_module(settings.SESSION_ENGINE).SessionStore
        session = store()
        session["who"] = "anna"
        session.set_expiry(36_000)
        session.save()

        def lives() -> bool:
            return store(session.session_key).get("who") == "anna"

        traveller.shift(timedelta(hours=9, minutes=59))
        assert lives()
        traveller.shift(timedelta(hours=-1))
        assert lives(), "an hour back lengthens it by an hour, no more"
        traveller.shift(timedelta(days=400))
        assert not lives()


def turns(deferrer: periodic.PeriodicDeferrer, at: datetime) -> int:
    return len(list(deferrer.get_previous_tasks(at=at.timestamp())))


@pytest.fixture
def fresh() -> Callable[[], periodic.PeriodicDeferrer]:
    """A maker of what a started worker has: the memory of periodic jobs, with one job of every minute."""
    app = App(connector=InMemoryConnector())

    @app.periodic(cron="* * * * *")
    @app.task
    def each_minute(timestamp: int) -> None:
        pass

    return lambda: periodic.PeriodicDeferrer(registry=app.periodic_registry)


def test_why_a_worker_begins_anew_when_the_clock_leaps(fresh: Callable[[], periodic.PeriodicDeferrer]) -> None:
    noon = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
    running = fresh()
    assert turns(running, noon) == 1
    assert turns(running, noon - timedelta(hours=1)) == 0, "an hour without any periodic job"
    assert turns(running, noon + timedelta(days=2)) == 2880, "and a flood of missed minutes"
    for jump in JUMPS:
        assert turns(fresh(), noon + jump) == 1


@pytest.mark.parametrize("seconds", [-3600.0, 400 * 86400.0])
def test_the_worker_notices_the_leap_and_starts_again(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    started: list[int] = []
    shift = [0.0]
    real = worker.time.time

    async def work(concurrency: int = 1) -> None:
        started.append(concurrency)
        await asyncio.sleep(60)

    async def watch() -> None:
        job = asyncio.create_task(worker.for_ever())
        while len(started) < 1:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        shift[0] = seconds
        async with asyncio.timeout(5):
            while len(started) < 2:
                await asyncio.sleep(0.01)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    clock_of_the_worker = type("Clock", (), {"time": staticmethod(lambda: real() + shift[0]), "monotonic": worker.time.monotonic})
    monkeypatch.setattr(worker, "time", clock_of_the_worker)
    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(worker, "PATIENCE", 0.01)
    asyncio.run(watch())
    assert len(started) == 2


def test_an_error_of_the_work_still_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise ConnectionError("gone")

    async def run() -> Any:
        await worker._until_the_clock_leaps(broken())

    with pytest.raises(ConnectionError):
        asyncio.run(run())
