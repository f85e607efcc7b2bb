"""A month goes from the provider to the transfer, and stops where it must."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.contracting.models import Contract, ContractLine
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.states import WrongMove
from opencus.delivery.actions.records import booking_of
from opencus.delivery.models import State
from opencus.settlement import actions
from opencus.settlement.actions.months import amount_due
from opencus.settlement.models import Charge, Settlement, SettlementLine
from opencus.settlement.tests.conftest import KSEF, Story, manager_of

Verdict = SettlementLine.Verdict


@pytest.mark.parametrize("kind", [Settlement, Charge])
def test_a_month_and_a_charge_move_only_as_their_tables_say(kind: type[Settlement] | type[Charge]) -> None:
    states = kind.State.values
    assert set(kind.MOVES) == set(states)
    for one, other in product(states, states):
        thing = kind(state=one)
        if other in kind.MOVES[one]:
            thing.move_to(other)
            assert thing.state == other
        else:
            with pytest.raises(WrongMove, match="Nie można przejść"):
                thing.move_to(other)


@pytest.mark.parametrize(("kind", "first"), [(Settlement, "open"), (Charge, "set")])
def test_every_state_can_be_reached(kind: type[Settlement] | type[Charge], first: str) -> None:
    reached, front = {first}, [first]
    while front:
        front = [state for one in front for state in kind.MOVES[one] if state not in reached]
        reached.update(front)
    assert reached == set(kind.State.values)


def test_a_month_is_settled_from_visits_to_the_transfer(story: Story) -> None:
    record = story.record(2)
    story.record(3)
    settlement = story.accepted()
    assert (settlement.state, settlement.amount, settlement.ksef_number) == ("accepted", Decimal("153.60"), KSEF)
    booking = booking_of(record)
    booking.refresh_from_db()
    assert booking.state == State.SETTLED
    actions.pay(by=story.accountant, settlement=settlement)
    settlement.refresh_from_db()
    assert settlement.state == "paid"
    assert Entry.objects.filter(kind="settlement.month.accepted").count() == 1


def test_a_difference_waits_for_a_person_and_rejection_needs_a_reason(story: Story) -> None:
    story.record(2)
    story.record(3, confirmation="none")
    settlement = story.submitted()
    line = settlement.lines.get(verdict=Verdict.OPEN)
    assert (line.disputed, line.why) == (Decimal("2.00"), "Brak potwierdzenia klienta.")
    with pytest.raises(ValidationError, match="Najpierw rozstrzygnij 1 różnicę"):
        actions.check(by=story.clerk, settlement=settlement)
    with pytest.raises(ValidationError, match="Napisz, dlaczego odrzucasz"):
        actions.decide(by=story.clerk, line=line, verdict="rejected", reason="  ")
    actions.decide(by=story.clerk, line=line, verdict="rejected", reason="Klientka była w szpitalu.")
    assert amount_due(settlement) == Decimal("76.80")
    actions.decide(by=story.clerk, line=line, verdict="recognised")
    assert amount_due(settlement) == Decimal("153.60")
    actions.decide(by=story.clerk, line=line, verdict="open")
    assert settlement.lines.get(id=line.id).decided_by_id is None


def test_a_provider_decides_nothing_and_accepts_nothing(story: Story) -> None:
    story.record(3, confirmation="none")
    settlement = story.submitted()
    line = settlement.lines.get()
    for act in (
        lambda: actions.decide(by=story.manager, line=line, verdict="recognised"),
        lambda: actions.recognise(by=story.manager, settlement=settlement, line_ids=[line.id]),
        lambda: actions.check(by=story.manager, settlement=settlement),
        lambda: actions.accept(by=story.manager, settlement=settlement),
        lambda: actions.pay(by=story.manager, settlement=settlement),
        lambda: actions.dispute(by=story.manager, settlement=settlement, reason="x"),
    ):
        with pytest.raises(Refused):
            act()


def test_whoever_checks_does_not_accept(story: Story, make_actor: Callable[..., Actor]) -> None:
    story.record(2)
    director = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    settlement = story.submitted()
    actions.check(by=director, settlement=settlement)
    with pytest.raises(Refused, match="inna osoba"):
        actions.accept(by=director, settlement=settlement)
    actions.accept(by=story.accountant, settlement=settlement)


def test_an_invoice_of_another_amount_is_not_accepted(story: Story) -> None:
    story.record(2)
    settlement = story.checked(amount="80.00")
    with pytest.raises(ValidationError, match="Faktura opiewa na 80,00"):
        actions.accept(by=story.accountant, settlement=settlement)
    actions.dispute(by=story.accountant, settlement=settlement, reason="Prosimy o korektę faktury.")
    settlement.refresh_from_db()
    assert (settlement.state, settlement.checked_by_id) == ("disputed", None)
    actions.submit(
        by=story.manager, settlement=settlement, invoice_number="FV 10/2026/14/K", invoice_amount=Decimal("76.80"),
        ksef_number=KSEF, answer="Poprawiliśmy kwotę.",
    )  # fmt: skip
    settlement.refresh_from_db()
    assert (settlement.state, settlement.answer, settlement.dispute_reason) == (
        "submitted", "Poprawiliśmy kwotę.", "Prosimy o korektę faktury.",
    )  # fmt: skip


def test_a_month_goes_back_only_with_a_reason(story: Story) -> None:
    story.record(2)
    settlement = story.submitted()
    with pytest.raises(ValidationError, match="Napisz, co wykonawca ma wyjaśnić"):
        actions.dispute(by=story.clerk, settlement=settlement, reason=" ")


def test_a_month_that_still_lasts_is_not_submitted(story: Story) -> None:
    story.record(2, on=today().replace(day=1))
    settlement = actions.open_month(by=story.manager, contract=story.contract, month=today())
    with pytest.raises(ValidationError, match="jeszcze trwa"):
        actions.submit(
            by=story.manager, settlement=settlement, invoice_number="1", invoice_amount=Decimal("76.80"), ksef_number=KSEF
        )


def test_an_invoice_without_a_right_ksef_number_is_not_submitted(story: Story) -> None:
    story.record(2)
    settlement = story.opened()
    with pytest.raises(ValidationError) as refused:
        actions.submit(by=story.manager, settlement=settlement, ksef_number="123")
    assert set(refused.value.message_dict) == {"invoice_number", "invoice_amount", "ksef_number"}


def test_a_month_without_visits_is_not_submitted(story: Story) -> None:
    settlement = story.opened()
    with pytest.raises(ValidationError, match="nie ma czego rozliczać"):
        actions.submit(
            by=story.manager, settlement=settlement, invoice_number="1", invoice_amount=Decimal(0), ksef_number=KSEF
        )


def test_a_month_submitted_twice_is_refused(story: Story) -> None:
    story.record(2)
    settlement = story.submitted()
    with pytest.raises(ValidationError, match="już złożone"):
        actions.submit(
            by=story.manager, settlement=settlement, invoice_number="1", invoice_amount=Decimal("76.80"), ksef_number=KSEF
        )


def test_another_provider_neither_opens_nor_submits_the_month(story: Story, centre: Centre) -> None:
    story.record(2)
    settlement = story.opened()
    stranger = manager_of(contracting.provider("Opieka Plus sp. z o.o.", pes=False), centre, "Adam Kruk")
    with pytest.raises(Refused, match="innego wykonawcy"):
        actions.open_month(by=stranger, contract=story.contract, month=story.month)
    with pytest.raises(Refused, match="innego wykonawcy"):
        actions.gather(by=stranger, settlement=settlement)
    with pytest.raises(Refused, match="innego wykonawcy"):
        actions.submit(by=stranger, settlement=settlement)


def test_what_own_staff_delivered_the_centre_submits_without_an_invoice(story: Story) -> None:
    Contract.objects.filter(id=story.contract.id).update(mode="own")
    story.record(2)
    settlement = actions.open_month(by=story.clerk, contract=Contract.objects.get(id=story.contract.id), month=story.month)
    actions.submit(by=story.clerk, settlement=settlement)
    actions.check(by=story.clerk, settlement=settlement)
    actions.accept(by=story.accountant, settlement=settlement)
    settlement.refresh_from_db()
    assert (settlement.state, settlement.invoice_amount, settlement.amount) == ("accepted", None, Decimal("76.80"))


def test_the_centre_does_not_submit_for_a_provider(story: Story) -> None:
    story.record(2)
    settlement = actions.open_month(by=story.clerk, contract=story.contract, month=story.month)
    with pytest.raises(Refused):
        actions.submit(by=story.clerk, settlement=settlement)


def test_gathering_again_keeps_what_was_decided_and_reopens_what_changed(story: Story) -> None:
    story.record(2, confirmation="none")
    changing = story.record(3, confirmation="none")
    settlement = story.submitted()
    for line in settlement.lines.all():
        actions.decide(by=story.clerk, line=line, verdict="rejected", reason="Brak podpisu.")
    type(changing).objects.filter(id=changing.id).update(done=Decimal("1.50"))
    with pytest.raises(ValidationError, match="zmieniły się po porównaniu"):
        actions.check(by=story.clerk, settlement=settlement)
    story.record(4)
    assert actions.gather(by=story.clerk, settlement=settlement) == 3
    verdicts = {line.record.on.day: line.verdict for line in settlement.lines.select_related("record")}
    assert verdicts == {2: "rejected", 3: "open", 4: "clear"}


def test_a_visit_is_settled_once(story: Story) -> None:
    story.record(2)
    line = story.opened().lines.get()
    line.pk = None
    twin = SettlementLine(**{f.attname: getattr(line, f.attname) for f in line._meta.concrete_fields if f.name != "id"})
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_an_accepted_month_is_frozen_for_everybody(story: Story) -> None:
    story.record(2)
    settlement = story.accepted()
    line = settlement.lines.get()
    with pytest.raises(ValidationError, match="już sprawdzone"):
        actions.gather(by=story.clerk, settlement=settlement)
    with pytest.raises(ValidationError, match="zanim je sprawdzono"):
        actions.decide(by=story.clerk, line=line, verdict="rejected", reason="Po czasie.")
    with pytest.raises(WrongMove):
        actions.dispute(by=story.clerk, settlement=settlement, reason="Po czasie.")
    for statement in (
        "UPDATE settlement_settlementline SET reported = 5",
        "DELETE FROM settlement_settlementline",
        "UPDATE settlement_settlement SET amount = 1",
        "UPDATE settlement_settlement SET state = 'open'",
        "DELETE FROM settlement_settlement",
    ):
        with pytest.raises(IntegrityError, match="is accepted"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_limit_of_a_contract_holds_across_months(story: Story) -> None:
    ContractLine.objects.filter(id=story.line.id).update(units_limit=Decimal("5"))
    earlier = actions.open_month(by=story.manager, contract=story.contract, month=story.month)
    story.record(2)
    actions.gather(by=story.manager, settlement=earlier)
    story.record(3, on=today().replace(day=1), hour=9, done="2", planned="2")
    story.record(4, on=today().replace(day=1), hour=14, done="2", planned="2")
    later = actions.open_month(by=story.manager, contract=story.contract, month=today())
    over = later.lines.get(verdict=Verdict.OPEN)
    assert (over.disputed, over.why) == (Decimal("1.00"), "Ponad limit umowy: zostało 1.")
    Settlement.objects.filter(id=later.id).update(state="submitted")
    with pytest.raises(ValidationError, match="Limit umowy nie pozwala"):
        actions.decide(by=story.clerk, line=over, verdict="recognised")
    ContractLine.objects.filter(id=story.line.id).update(units_limit=Decimal("6"))
    actions.decide(by=story.clerk, line=over, verdict="recognised")


def test_the_value_of_a_contract_is_a_limit_too(story: Story) -> None:
    Contract.objects.filter(id=story.contract.id).update(value_limit=Decimal("100.00"))
    story.record(2)
    story.record(3)
    settlement = story.opened()
    assert amount_due(settlement) == Decimal("99.84")  # 2 + 0.60 hours at 38.40
    assert settlement.lines.get(verdict=Verdict.OPEN).why.startswith("Ponad limit umowy")


def test_several_differences_are_recognised_at_once_or_none(story: Story) -> None:
    ContractLine.objects.filter(id=story.line.id).update(units_limit=Decimal("3"))
    story.record(2, confirmation="none")
    story.record(3, confirmation="none")
    settlement = story.submitted()
    ids = list(settlement.lines.values_list("id", flat=True))
    with pytest.raises(ValidationError, match="Limit umowy"):
        actions.recognise(by=story.clerk, settlement=settlement, line_ids=ids)
    assert set(settlement.lines.values_list("verdict", flat=True)) == {"open"}
    with pytest.raises(ValidationError, match="Zaznacz"):
        actions.recognise(by=story.clerk, settlement=settlement, line_ids=[])
    ContractLine.objects.filter(id=story.line.id).update(units_limit=Decimal("4"))
    assert actions.recognise(by=story.clerk, settlement=settlement, line_ids=ids) == 2


def test_every_visit_paid_at_least_in_part_is_closed_to_corrections(story: Story) -> None:
    partly = story.record(2, confirmed="1.5")
    broken_off = story.record(3, confirmation="none", done="1")
    visit = booking_of(broken_off)
    type(visit).objects.filter(id=visit.id).update(state=State.INTERRUPTED)
    unpaid = story.record(4, confirmation="none")
    settlement = story.submitted(amount="96.00")  # 1.5 + 1 hours at 38.40
    verdicts = {partly.id: "rejected", broken_off.id: "recognised", unpaid.id: "rejected"}
    for line in settlement.lines.all():
        actions.decide(by=story.clerk, line=line, verdict=verdicts[line.record_id], reason="Według podpisu.")
    actions.check(by=story.clerk, settlement=settlement)
    actions.accept(by=story.accountant, settlement=settlement)
    states = []
    for record in (partly, broken_off, unpaid):
        booking = booking_of(type(record).objects.select_related("visit", "ride").get(id=record.id))
        states.append(booking.state)
    assert states == [State.SETTLED, State.SETTLED, State.DONE]
