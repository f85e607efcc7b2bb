"""What measures of effect showed: counted by the month from what happened, or read by hand, against the target."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from opencus.centre.roles import Role
from opencus.core.clock import WARSAW
from opencus.core.ids import uuid7
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.tests.factories import entitlement
from opencus.intake.models import WaitingListEntry
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import person
from opencus.programmes.models import EffectMeasure, EffectReading
from opencus.programmes.tests.factories import handyman, physiotherapist, programme_in_force
from opencus.reporting.effect_charts import chart
from opencus.reporting.effect_queries import effects_of, month_ends
from opencus.reporting.realisation_rules import reached

pytestmark = pytest.mark.usefixtures("centre")


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel("2026-04-15 09:00 +0200", tick=False):
        yield


def measure(source: str, **fields) -> EffectMeasure:
    defaults = {"name": f"miernik {source}", "unit": "osoby", "target": 6, "baseline": 0}
    return EffectMeasure.objects.create(version=programme_in_force(), source=source, **(defaults | fields))


def granted(service, on: date, count: int) -> list[Entitlement]:
    return [entitlement(person("Adam", f"Próbny{on:%m}{number}"), service, granted_on=on) for number in range(count)]


def values(which: EffectMeasure) -> list[tuple[str, int]]:
    found = next(one for one in effects_of(which.version) if one.measure == which)
    return [(f"{point.on:%d.%m}", int(point.value)) for point in found.points]


def test_people_with_a_service_are_counted_month_by_month_each_once():
    service = physiotherapist()
    first = granted(service, date(2026, 1, 10), 5)
    granted(service, date(2026, 3, 10), 2)
    entitlement(first[0].person, service, granted_on=date(2026, 3, 20))  # a second right of the same person
    assert values(measure("persons")) == [("31.01", 5), ("28.02", 5), ("31.03", 7), ("15.04", 7)]


def test_a_measure_of_one_service_counts_that_service_only():
    granted(physiotherapist(), date(2026, 1, 10), 5)
    repairs = handyman()
    granted(repairs, date(2026, 2, 10), 2)
    assert values(measure("persons", programme_service=repairs))[-1] == ("15.04", 2)


def test_units_are_those_really_used():
    right = granted(physiotherapist(), date(2026, 1, 10), 1)[0]
    for on, state in ((date(2026, 1, 20), "used"), (date(2026, 2, 20), "used"), (date(2026, 2, 21), "reserved"), (date(2026, 3, 1), "released")):
        EntitlementUse.objects.create(entitlement=right, on=on, quantity=2, state=state, source_id=uuid7())
    assert values(measure("units", unit="sesje")) == [("31.01", 2), ("28.02", 4), ("31.03", 4), ("15.04", 4)]


def test_whoever_waits_counts_from_the_entry_to_the_day_of_leaving():
    service = physiotherapist()
    for number, (came, left) in enumerate([("2026-01-05", "2026-02-10"), ("2026-01-31", None), ("2026-03-05", None)]):
        entry = WaitingListEntry.objects.create(requested=asked_for(person("Ewa", f"Czeka{number}"), service), programme_service=service, since=date(2026, 1, 1))
        moments = {"entered_at": datetime.fromisoformat(f"{came}T23:30").replace(tzinfo=WARSAW)}
        if left:
            moments["left_at"] = datetime.fromisoformat(f"{left}T00:30").replace(tzinfo=WARSAW)
        WaitingListEntry.objects.filter(pk=entry.pk).update(**moments)
    assert values(measure("waiting", fewer_is_better=True)) == [("31.01", 2), ("28.02", 1), ("31.03", 2), ("15.04", 2)]


def test_readings_by_hand_stand_on_their_days_and_none_is_no_value():
    asked, empty = measure("manual", name="zadowolenie", unit="%", target=80), measure("manual", name="czas")
    for on, value in ((date(2026, 3, 1), 75), (date(2026, 2, 1), 60)):
        EffectReading.objects.create(measure=asked, on=on, value=value)
    assert values(asked) == [("01.02", 60), ("01.03", 75)]
    found = {one.measure.name: one.reached for one in effects_of(asked.version)}
    assert found == {"zadowolenie": False, "czas": None}
    assert empty.version == asked.version


@pytest.mark.parametrize(("value", "fewer", "is_reached"), [(6, False, True), (5, False, False), (6, True, True), (7, True, False), (None, False, None)])
def test_exactly_the_target_is_reached_in_either_direction(value, fewer, is_reached):
    assert reached(None if value is None else Decimal(value), Decimal(6), fewer_is_better=fewer) is is_reached


def test_a_long_programme_is_shown_in_at_most_24_steps_that_end_today():
    days = month_ends(date(2021, 8, 4), date(2026, 4, 15))
    assert len(days) <= 24
    assert days[-1] == date(2026, 4, 15)
    assert days == sorted(days)
    assert month_ends(date(2027, 1, 1), date(2026, 4, 15)) == []


def test_a_group_under_five_people_is_told_nowhere(login, make_actor):
    granted(physiotherapist(), date(2026, 1, 10), 3)
    which = measure("persons")
    effect = effects_of(which.version)[0]
    assert all(point.hidden for point in effect.points)
    drawn = chart(effect)
    assert drawn is not None
    assert drawn.dots == []
    marek = login(make_actor(Role.OUS, name="Marek Zięba"))
    page = marek.get("/testowo" + reverse("reporting:effects", args=[which.version_id])).content.decode()
    assert "mniej niż 5" in page
    assert "<td class=\"q\">3</td>" not in page
    file = marek.post("/testowo" + reverse("reporting:effects_export", args=[which.version_id]), {"format": "csv"}).content.decode("utf-8-sig")
    assert "mniej niż 5" in file


def test_the_page_shows_picture_table_and_whether_the_target_is_reached(login, make_actor):
    granted(physiotherapist(), date(2026, 1, 10), 7)
    which = measure("persons", name="osoby z usługą")
    page = login(make_actor(Role.OSL, name="Ola Osiedle")).get("/testowo" + reverse("reporting:effects", args=[which.version_id])).content.decode()
    for words in ("osoby z usługą", "osiągnięty", "<polyline", "15.04.2026", "Osiągnięto 1 z 1."):
        assert words in page, words
    assert login(make_actor(Role.DISPATCHER, name="Piotr Maj")).get("/testowo" + reverse("reporting:effects", args=[which.version_id])).status_code == 403


def test_queries_do_not_grow_with_people_or_months(django_assert_max_num_queries):
    service = physiotherapist()
    which = measure("persons")
    for month in (1, 2, 3):
        granted(service, date(2026, month, 10), 4)
    with django_assert_max_num_queries(4):
        effects_of(which.version)
