"""Reliefs at granting: the best one counts, is named with its evidence, kept with the version, and charges follow."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.correspondence.models import Notice
from opencus.entitlements import actions
from opencus.entitlements.assessment import assess
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import halina
from opencus.programmes.models import DatedCriterion, Relief
from opencus.programmes.tests.factories import offered, physiotherapist, senior_taxi

pytestmark = pytest.mark.usefixtures("centre")
SENIOR = {"fact": "age", "op": ">=", "value": 70}
WORKING = {"fact": "working", "op": "==", "value": False}
FLAT = {"kind": "flat", "amount": 25, "measure": "session"}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


def paid(*reliefs: dict, **fields):
    """The physiotherapist for 25 zł, with reliefs."""
    service = physiotherapist(fee=FLAT, **fields)
    for relief in reliefs:
        Relief.objects.create(programme_service=service, **relief)
    return service


def test_the_best_relief_is_taken_from_the_fee_and_kept_with_its_evidence_and_version(kipus):
    service = paid(
        {"name": "Karta Seniora 60+", "condition": SENIOR, "percent": 50, "evidence": "Karta Seniora"},
        {"name": "seniorzy", "condition": SENIOR, "amount": 5},
    )
    right = actions.qualify(by=kipus, requested=asked_for(halina(), service))
    assert right.unit_fee == Decimal("12.50")
    kept = right.fee_basis
    assert kept["relief"] == {"name": "Karta Seniora 60+", "before": "25.00", "percent": "50.00", "evidence": "Karta Seniora"}
    assert kept["version"]["resolution"] == service.version.resolution_number
    assert kept["rounding"] == "round_half_up"
    notice = Notice.objects.get(kind="qualified")
    assert "ulga 50%: Karta Seniora 60+: 12,50" in notice.text


def test_a_relief_with_an_unknown_fact_says_what_is_missing_and_lowers_nothing(kipus):
    service = paid({"name": "nie pracuje", "condition": WORKING, "percent": 50})
    requested = asked_for(halina(), service)
    found = assess(requested, clock.today())
    assert (found.fee.unit_fee, found.relief, found.relief_missing) == (25, None, ("working",))
    right = actions.qualify(by=kipus, requested=requested)
    assert right.unit_fee == 25
    assert "Niższa opłata może przysługiwać po uzupełnieniu informacji" in Notice.objects.get(kind="qualified").text


def test_whoever_has_no_ground_for_a_relief_pays_the_whole(kipus):
    service = paid({"name": "do 18 lat", "condition": {"fact": "age", "op": "<", "value": 18}, "percent": 100})
    right = actions.qualify(by=kipus, requested=asked_for(halina(), service))
    assert (right.unit_fee, "relief" in right.fee_basis) == (25, False)


def test_a_relief_changed_later_leaves_what_was_granted(kipus):
    service = paid({"name": "Karta Seniora 60+", "condition": SENIOR, "percent": 50})
    right = actions.qualify(by=kipus, requested=asked_for(halina(), service))
    service.reliefs.update(percent=10)
    right.refresh_from_db()
    assert right.unit_fee == Decimal("12.50")


def test_every_destination_of_the_taxi_keeps_its_own_fare_after_relief(kipus):
    taxi = senior_taxi()
    Relief.objects.create(programme_service=taxi, name="Karta Seniora 60+", condition=SENIOR, percent=50, evidence="Karta Seniora")
    right = actions.qualify(by=kipus, requested=asked_for(halina(), taxi))
    fares = {name: one["unit_fee"] for name, one in right.fee_basis["variants"].items()}
    assert fares == {"in_gmina": "2.50", "to_powiat": "5.00", "day_home": "0.00", "further": None}
    assert right.fee_basis["variants"]["in_gmina"]["relief"]["evidence"] == "Karta Seniora"


def test_a_deposit_is_shown_beside_the_fee_and_never_multiplied(kipus):
    bed = offered(
        "SPRZ", "Wypożyczalnia sprzętu", mode="voucher", measure="month",
        fee=[{"variant": "najem", "kind": "flat", "amount": 30, "measure": "month"}, {"variant": "kaucja", "kind": "deposit", "amount": 200}],
    )  # fmt: skip
    right = actions.qualify(by=kipus, requested=asked_for(halina(), bed))
    assert (right.unit_fee, right.fee_basis["deposit"]) == (30, "200.00")
    assert "kaucja zwrotna 200,00" in right.fee_text


def test_a_criterion_the_centre_entered_decides_the_fee_from_its_day(kipus):
    DatedCriterion.objects.create(valid_from="2026-11-01", single=1200, family=950, source="Dz.U. 2026 poz. 1")
    service = physiotherapist()  # free to 150 %
    requested = asked_for(halina(), service)
    requested.application.declared = {"income": "1700"}
    requested.application.save(update_fields=["declared"])
    right = actions.qualify(by=kipus, requested=requested)
    assert (right.unit_fee, right.fee_basis["criterion"]) == (0, "1200.00")  # 1700 is under 1800, over 1515


def test_the_page_of_qualification_and_of_the_right_show_the_relief(kipus, login):
    service = paid({"name": "Karta Seniora 60+", "condition": SENIOR, "percent": 50, "evidence": "Karta Seniora"})
    requested, anna = asked_for(halina(), service), login(kipus)
    page = anna.get("/testowo" + reverse("entitlements:qualify", args=[requested.id])).content.decode()
    assert "Dowód: Karta Seniora" in page
    right = actions.qualify(by=kipus, requested=requested)
    page = anna.get("/testowo" + reverse("entitlements:detail", args=[right.id])).content.decode()
    assert "dowód: Karta Seniora" in page
