"""The share of PES: what was really delivered, by the status on the day, strictly more than the minimum (R51)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from opencus.catalogue.models import SocialEconomyStatus
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.contracting.tests import factories as contracting
from opencus.core.money import cost
from opencus.delivery.models import DeliveryRecord
from opencus.delivery.tests import factories as delivery
from opencus.resources.tests.factories import worker as make_worker
from opencus.settlement.queries.pes import pes_share

URL = "/testowo"
NOW = "2026-11-16 12:00"
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 16)


def deliver(provider: Any, kind: dict[str, Any], rate: str, days: list[date], done: str = "1") -> None:
    """Visits of one provider on those days."""
    line = contracting.contract(provider, delivery.service(**kind), rate=rate)
    order = delivery.bookable(line=line, worker=make_worker(organisation=provider, credentials=tuple(kind["worker_requirements"])))
    for day in days:
        delivery.done_record(order, on=day, planned=done, done=done)


def counted_plainly(first: date, last: date) -> dict[str, tuple[Decimal, Decimal]]:
    """The same count record by record, as a person would do it."""
    sums = {"value": [Decimal(0), Decimal(0)], "hours": [Decimal(0), Decimal(0)]}
    services: dict[Any, list[Decimal]] = {}
    for record in DeliveryRecord.objects.filter(on__gte=first, on__lte=last, done__gt=0).select_related(
        "order__line__contract", "order__line__service"
    ):
        service, line = record.order.line.service, record.order.line
        pes = any(
            one.valid_from <= record.on and (one.valid_to is None or one.valid_to >= record.on)
            for one in SocialEconomyStatus.objects.filter(organisation_id=line.contract.provider_id)
        )
        worth = cost(line.rate, record.done)
        minutes = record.done * 60 if service.measure == "hour" else record.done * (service.unit_minutes or 0)
        by = services.setdefault(service.id, [Decimal(0), Decimal(0)])
        for one, amount in ((sums["value"], worth), (sums["hours"], minutes), (by, worth)):
            one[0] += amount if pes else 0
            one[1] += amount
    mostly = sum(part * 2 > whole for part, whole in services.values())
    return {"value": tuple(sums["value"]), "hours": tuple(sums["hours"]), "services": (Decimal(mostly), Decimal(len(services)))}  # type: ignore[dict-item]


@pytest.fixture
def delivered(centre: Centre) -> None:
    """A year of three providers; one lost its status in June."""
    losing = contracting.provider("Fundacja „Oddech”")
    SocialEconomyStatus.objects.filter(organisation=losing).update(valid_to=date(2026, 6, 30))
    deliver(contracting.provider(), delivery.PHYSIO, "90.33", [date(2026, month, 5) for month in range(1, 11)])
    deliver(losing, delivery.CARE, "41.11", [date(2026, month, 30) for month in (4, 5, 6, 7, 8)], done="1.55")
    deliver(contracting.provider("Opieka Plus sp. z o.o.", pes=False), delivery.TAXI, "46.00", [date(2026, 2, 3), date(2026, 3, 4)])


@time_machine.travel(NOW)
def test_the_database_counts_what_a_person_would_count(delivered: None) -> None:
    found, plain = pes_share(FIRST, LAST), counted_plainly(FIRST, LAST)
    for basis, (part, whole) in plain.items():
        assert (found.by(basis).part, found.by(basis).whole) == (part, whole), basis
    assert sum((part.value for part in found.parts), Decimal(0)) == plain["value"][1]
    assert found.months[-1][1].value == found.value


@time_machine.travel(NOW)
def test_each_month_is_the_count_from_january_to_its_end(delivered: None) -> None:
    for month, shares in pes_share(FIRST, LAST).months:
        plain = counted_plainly(FIRST, min(month.last, LAST))
        assert (shares.value.part, shares.value.whole) == plain["value"]


@time_machine.travel(NOW)
def test_the_status_of_the_day_counts_not_todays(delivered: None) -> None:
    parts = {(part.name, part.pes): part.records for part in pes_share(FIRST, LAST).parts}
    assert parts["Fundacja „Oddech”", True] == 3  # April, May and the last day of June
    assert parts["Fundacja „Oddech”", False] == 2


@time_machine.travel(NOW)
def test_a_visit_that_did_not_happen_does_not_count(delivered: None) -> None:
    before = pes_share(FIRST, LAST).value.whole
    order = DeliveryRecord.objects.first().order  # type: ignore[union-attr]
    delivery.done_record(order, on=date(2026, 9, 9), done="0", confirmation="none")
    delivery.visit(order, starts_at=delivery.tomorrow() + timedelta(days=1))
    assert pes_share(FIRST, LAST).value.whole == before


@time_machine.travel(NOW)
def test_the_count_costs_the_same_however_much_was_delivered(delivered: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        pes_share(FIRST, LAST)


@time_machine.travel(NOW)
def test_exactly_thirty_five_percent_is_not_enough_on_the_screen(
    centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    deliver(contracting.provider(), delivery.PHYSIO, "35.00", [date(2026, 10, 5)])
    deliver(contracting.provider("Opieka Plus sp. z o.o.", pes=False), delivery.CARE, "65.00", [date(2026, 10, 6)])
    client = login(make_actor(Role.CONTRACTS, name="Katarzyna Wrona"))
    page = client.get(URL + reverse("settlement:pes")).content.decode()
    assert "Poniżej wymaganego" in page
    assert "35 %" in page
    Centre.objects.filter(id=centre.id).update(pes_share_min=Decimal("34.99"))
    assert "Spełnione dziś" in client.get(URL + reverse("settlement:pes")).content.decode()
    Centre.objects.filter(id=centre.id).update(pes_share_min=Decimal("60"), pes_share_basis="hours")
    assert "Poniżej wymaganego" in client.get(URL + reverse("settlement:pes")).content.decode()


@time_machine.travel(NOW)
def test_a_year_without_visits_says_so(centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> None:
    page = login(make_actor(Role.DIRECTOR)).get(URL + reverse("settlement:pes"))
    assert page.status_code == 200
    assert "nie ma jeszcze wykonanych usług" in page.content.decode()


@time_machine.travel(NOW)
def test_the_report_and_its_export_are_for_those_who_report(
    delivered: None, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    reader = login(make_actor(Role.OSL, name="Olga Lis"))
    assert reader.get(URL + reverse("settlement:pes")).status_code == 200
    table = reader.post(URL + reverse("settlement:pes_export"), {"format": "csv"}).content.decode()
    assert "Fundacja „Oddech”" in table
    refused = login(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    assert refused.get(URL + reverse("settlement:pes")).status_code == 403
    assert refused.post(URL + reverse("settlement:pes_export")).status_code == 403
