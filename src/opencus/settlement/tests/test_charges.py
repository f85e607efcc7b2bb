"""What residents owe: only with a tariff, units times fee, with account and due date (R41-R43)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.contracting.tests import factories as contracting
from opencus.core.tests.reading import said
from opencus.delivery.tests import factories as delivery
from opencus.entitlements.models import Entitlement
from opencus.programmes.models import FeeRule
from opencus.resources.tests.factories import worker as make_worker
from opencus.settlement import actions
from opencus.settlement.actions.charges import due_day, set_charges
from opencus.settlement.models import Charge
from opencus.settlement.tests.conftest import KSEF, Story, last_month

URL = "/testowo"


def with_fee(story: Story, fee: str = "7.50", *, tariff: bool = True) -> None:
    """The client pays for an hour; with or without a tariff in the programme."""
    entitlement = story.order.entitlement
    Entitlement.objects.filter(id=entitlement.id).update(
        unit_fee=Decimal(fee), fee_text="7,50 zł za godzinę", fee_basis={"rule": "table", "band": "150-200"}
    )
    if tariff:
        FeeRule.objects.create(
            programme_service=entitlement.programme_service, kind="flat", amount=Decimal(fee), measure="hour", variant=""
        )


def test_a_fee_is_tariff_times_units_and_remembers_its_rule(story: Story) -> None:
    with_fee(story)
    story.record(2)
    story.record(3)
    settlement = story.accepted()
    charge = Charge.objects.get()
    assert (charge.units, charge.amount) == (Decimal("4.00"), Decimal("30.00"))
    assert charge.basis["fee"] == {"rule": "table", "band": "150-200"}
    assert charge.basis["programme_version"] == str(story.order.entitlement.programme_service.version_id)
    assert charge.basis["parts"] == [{"settlement": str(settlement.id), "units": "4.00", "amount": "30.00"}]


def test_nobody_pays_for_what_was_rejected(story: Story) -> None:
    with_fee(story)
    story.record(2)
    story.record(3, confirmation="none")
    settlement = story.submitted(amount="76.80")
    actions.decide(by=story.clerk, line=settlement.lines.get(verdict="open"), verdict="rejected", reason="Nie było wizyty.")
    actions.check(by=story.clerk, settlement=settlement)
    actions.accept(by=story.accountant, settlement=settlement)
    assert Charge.objects.get().units == Decimal("2.00")


def test_without_a_tariff_in_the_programme_nobody_is_charged(story: Story) -> None:
    with_fee(story, tariff=False)
    story.record(2)
    story.accepted()
    assert not Charge.objects.exists()


def test_a_free_service_makes_no_charge(story: Story) -> None:
    story.record(2)
    story.accepted()
    assert not Charge.objects.exists()


def test_a_second_contract_of_the_month_adds_to_the_charge(story: Story) -> None:
    with_fee(story)
    story.record(2)
    story.accepted()
    line = contracting.contract(
        story.organisation, delivery.service(**delivery.CARE), rate="40.00", valid_from=date(2025, 1, 1), number="CUS/X/2026"
    )
    other = contracting.order(
        line, Entitlement.objects.get(id=story.order.entitlement_id), state="accepted",
        worker=make_worker(organisation=story.organisation),
    )  # fmt: skip
    delivery.done_record(other, on=story.month, planned="2", done="2")
    second = actions.open_month(by=story.manager, contract=line.contract, month=story.month)
    actions.submit(by=story.manager, settlement=second, invoice_number="2", invoice_amount=Decimal("80.00"), ksef_number=KSEF)
    actions.check(by=story.clerk, settlement=second)
    actions.accept(by=story.accountant, settlement=second)
    charge = Charge.objects.get()
    assert (charge.units, charge.amount, len(charge.basis["parts"])) == (Decimal("4.00"), Decimal("30.00"), 2)
    Charge.objects.update(state="due")
    with pytest.raises(ValidationError, match="już wysłana"):
        set_charges(by=story.accountant, settlement=second)


def test_only_the_accountant_sets_charges(story: Story) -> None:
    with_fee(story)
    story.record(2)
    settlement = story.checked()
    with pytest.raises(Refused):
        set_charges(by=story.clerk, settlement=settlement)


def test_a_fee_is_due_on_the_fifteenth_or_the_working_day_after() -> None:
    assert due_day(date(2026, 9, 1)) == date(2026, 10, 15)
    assert due_day(date(2026, 10, 1)) == date(2026, 11, 16)  # the 15th is a Sunday


def test_the_list_shows_amount_due_date_and_account_and_writes_that_it_was_opened(
    story: Story, centre: Centre, login: Callable[[Actor], Client]
) -> None:
    with_fee(story)
    story.record(2)
    story.accepted()
    client = login(story.accountant)
    month = str(last_month())
    page = client.get(URL + reverse("settlement:charges") + f"?miesiac={month}").content.decode()
    due = due_day(story.month)
    for text in (str(story.order.person.full_name), "15,00\u00a0zł", f"{due.day}.{due.month:02d}.{due.year}", centre.bank_account):
        assert text in page
    assert Entry.objects.filter(kind="settlement.charges.opened").count() == 1
    table = client.post(URL + reverse("settlement:charges_export") + f"?miesiac={month}", {"format": "csv"}).content.decode()
    assert centre.bank_account in table
    assert Entry.objects.filter(kind="settlement.table.exported").count() == 1
    note = said(client.get(URL + reverse("settlement:charge_pdf", args=[Charge.objects.get().id])).content)
    for text in (story.order.person.full_name, "15,00", centre.bank_account):
        assert text in note


def test_charges_are_not_for_those_who_only_check(story: Story, login: Callable[[Actor], Client]) -> None:
    client = login(story.clerk)
    assert client.get(URL + reverse("settlement:charges")).status_code == 403
    assert client.post(URL + reverse("settlement:charges_export")).status_code == 403


def test_the_director_sees_charges_too(story: Story, login: Callable[[Actor], Client], make_actor: Callable[..., Actor]) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    assert "nikt nic nie jest winien" in client.get(URL + reverse("settlement:charges")).content.decode()


def test_the_charge_follows_the_relief_and_is_rounded_once_over_the_month(story: Story) -> None:
    with_fee(story, "0.57")  # 37,77 zł × 1,5% = 0,56655 zł an hour
    kept = {"exact": "0.56655", "unit_fee": "0.57", "relief": {"name": "Karta Seniora 60+", "percent": "50"}, "rounding": "round_half_up"}
    Entitlement.objects.update(fee_basis=kept)
    for day in (2, 3, 4, 5):
        story.record(day)
    story.accepted()
    charge = Charge.objects.get()
    assert (charge.units, charge.amount) == (Decimal("8.00"), Decimal("4.53"))  # not 8 × 0,57 = 4,56
    assert charge.basis["fee"]["relief"]["name"] == "Karta Seniora 60+"
    assert charge.basis["rounding"] == "round_half_up"


def test_a_deposit_is_no_charge_of_a_month(story: Story) -> None:
    entitlement = story.order.entitlement
    Entitlement.objects.filter(id=entitlement.id).update(unit_fee=Decimal(0), fee_basis={"exact": "0", "deposit": "200.00"})
    FeeRule.objects.create(programme_service=entitlement.programme_service, kind="deposit", amount=Decimal(200), variant="")
    story.record(2)
    story.accepted()
    assert not Charge.objects.exists()
