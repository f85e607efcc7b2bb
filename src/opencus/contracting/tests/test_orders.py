"""Contracts bind only when complete; orders stay inside them; providers answer for themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting import actions, rules
from opencus.contracting.actions.orders import Wanted
from opencus.contracting.models import Contract, Order
from opencus.contracting.queries import active_lines_for, managed_by, orders_of, units_ordered
from opencus.contracting.tests import factories as c
from opencus.core.clock import add_months, add_working_days, today
from opencus.plans.tests import factories as f
from opencus.resources.tests import factories as r


@pytest.fixture
def case(make_actor: Callable[..., Actor], centre: Centre) -> SimpleNamespace:
    """Katarzyna Wrona orders physiotherapy for Halina from „Pomocna Dłoń”, whose manager is Renata Kos."""
    service = f.service(worker_requirements=["physiotherapist"])
    application = f.application()
    held = f.entitlement(application, service)
    provider, rival = c.provider(), c.provider("Opieka Plus sp. z o.o.", pes=False)
    version = f.approved_plan(application=application, entitlements=[held], provider=provider)
    renata = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    c.seat(renata, provider)
    return SimpleNamespace(
        kasia=make_actor(Role.CONTRACTS, name="Katarzyna Wrona"), anna=make_actor(Role.KIPUS, name="Anna Kowalik"),
        renata=actor_of(renata, centre), service=service, held=held, provider=provider, rival=rival,
        line=c.contract(provider, service, "90.00", "40"), item=version.items.get(), version=version, centre=centre,
    )  # fmt: skip


def wanted(**changes: Any) -> Wanted:
    values: dict[str, Any] = {
        "quantity": Decimal(4), "period": "month", "schedule_text": "wt. 9:30–10:15", "valid_from": today(),
        "valid_to": add_months(today(), 3) - timedelta(days=1), "note": "Mówić głośno.",
    }  # fmt: skip
    return Wanted(**(values | changes))


def place(case: SimpleNamespace, **changes: Any) -> Order:
    given = {"line": case.line, "plan_item": case.item, "entitlement": case.held} | {
        key: changes.pop(key) for key in ("line", "plan_item", "entitlement") if key in changes
    }
    return actions.place_order(by=case.kasia, wanted=wanted(**changes), **given)


def refusal(case: SimpleNamespace, **changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        place(case, **changes)
    assert Order.objects.count() == 0
    return " ".join(caught.value.messages)


def test_an_order_gets_a_number_and_three_working_days_for_the_answer(case: SimpleNamespace) -> None:
    order = place(case)
    assert order.number == f"ZL/{today().year}/0001"
    assert order.reply_due_on == add_working_days(today(), 3)
    assert (order.person_id, order.state) == (case.held.person_id, "placed")
    assert list(orders_of(order.person)) == [order]


def test_only_who_may_order_orders(case: SimpleNamespace, make_actor: Callable[..., Actor]) -> None:
    for actor in (case.renata, make_actor(Role.RECEPTION, name="Marek Bielecki")):
        with pytest.raises(Refused):
            actions.place_order(by=actor, entitlement=case.held, line=case.line, wanted=wanted())


def test_an_order_stays_inside_its_contract(case: SimpleNamespace) -> None:
    assert "obowiązuje od" in refusal(case, line=c.contract(case.provider, case.service, valid_to=today() + timedelta(days=9)))
    assert "nie obowiązuje (projekt)" in refusal(case, line=c.contract(case.provider, case.service, state="draft"))
    other = f.service("Złota rączka", measure="job")
    assert "a przyznano „Mobilny fizjoterapeuta”" in refusal(case, line=c.contract(case.provider, other))


def test_the_limit_of_units_and_value_holds(case: SimpleNamespace) -> None:
    small = c.contract(case.provider, case.service, "90.00", "11")
    assert "ma jeszcze 11 wizyt, a zlecenie obejmuje 12" in refusal(case, line=small)
    cheap = c.contract(case.provider, case.service, "90.00", "100", value_limit="1079.99")
    assert "1\u00a0080,00" in refusal(case, line=cheap)
    place(case)
    assert units_ordered(case.line) == 12


def test_more_than_was_granted_is_refused(case: SimpleNamespace) -> None:
    assert "to więcej niż przyznane 4 wizyty" in refusal(case, quantity=Decimal(5))


def test_an_order_needs_an_approved_plan_and_its_provider(case: SimpleNamespace) -> None:
    assert "Plan wskazuje innego wykonawcę" in refusal(case, line=c.contract(case.rival, case.service))
    type(case.version).objects.update(state="draft")
    case.item.version.refresh_from_db()
    assert "Plan nie jest zatwierdzony" in refusal(case)


def test_a_service_without_a_plan_may_be_ordered(case: SimpleNamespace) -> None:
    assert place(case, plan_item=None, line=c.contract(case.rival, case.service)).plan_item is None


def test_an_ended_entitlement_and_a_second_order_are_refused(case: SimpleNamespace) -> None:
    case.held.state = "suspended"
    assert "Przyznanie jest wstrzymane" in refusal(case)
    case.held.state = "active"
    assert "musi się w tym mieścić" in refusal(case, valid_to=case.held.valid_to + timedelta(days=1))
    place(case)
    with pytest.raises(ValidationError, match="ma już w tym czasie zlecenie"):
        place(case)


def test_only_lines_in_force_can_be_chosen(case: SimpleNamespace) -> None:
    c.contract(case.rival, case.service, state="draft")
    assert list(active_lines_for(case.service, today())) == [case.line]
    assert list(active_lines_for(case.service, today() + timedelta(days=3000))) == []


def test_the_manager_accepts_and_names_a_qualified_worker(case: SimpleNamespace) -> None:
    piotr = r.worker(organisation=case.provider, credentials=("physiotherapist",))
    order = actions.accept_order(by=case.renata, order=place(case), worker=piotr)
    assert (order.state, order.worker) == ("accepted", piotr)


@pytest.mark.parametrize("flaw", ["stranger", "unqualified", "expired", "away", "gone"])
def test_a_worker_who_cannot_come_is_refused(case: SimpleNamespace, flaw: str) -> None:
    piotr = r.worker(
        organisation=case.rival if flaw == "stranger" else case.provider,
        active_to=today() - timedelta(days=1) if flaw == "gone" else None,
        credentials=() if flaw in ("unqualified", "expired") else ("physiotherapist",),
    )
    if flaw == "expired":
        r.credential(piotr, "physiotherapist", valid_to=today() - timedelta(days=1))
    if flaw == "away":
        r.absence(piotr, today(), today() + timedelta(days=3))
    expected = {
        "stranger": "nie pracuje w organizacji", "unqualified": "prawo wykonywania zawodu fizjoterapeuty",
        "expired": "nie ma ważnych kwalifikacji", "away": "ma wtedy nieobecność", "gone": "zatrudnion",
    }  # fmt: skip
    order = actions.accept_order(by=case.renata, order=place(case))
    with pytest.raises(ValidationError, match=expected[flaw]):
        actions.name_worker(by=case.renata, order=order, worker=piotr)


def test_a_refusal_needs_a_reason_and_frees_the_units(case: SimpleNamespace) -> None:
    order = place(case)
    with pytest.raises(ValidationError, match="dlaczego"):
        actions.decline_order(by=case.renata, order=order, reason=" ")
    order = actions.decline_order(by=case.renata, order=order, reason="Brak wolnych terminów.")
    assert (order.state, units_ordered(case.line)) == ("declined", 0)
    with pytest.raises(ValidationError, match="odrzucone"):
        actions.accept_order(by=case.renata, order=order)


def test_a_manager_answers_only_for_their_own_organisation(case: SimpleNamespace, centre: Centre) -> None:
    stranger = User.objects.create_user("obca@example.invalid", full_name="Obca Osoba")
    c.seat(stranger, case.rival)
    actor, order = actor_of(stranger, centre), place(case)
    assert actor is not None
    with pytest.raises(Refused):
        actions.accept_order(by=actor, order=order)
    c.seat(stranger, case.provider, "worker")
    assert managed_by(actor, today()) == {case.rival.id}
    with pytest.raises(Refused):
        actions.accept_order(by=actor_of(stranger, centre), order=order)


def test_withdrawing_an_order_needs_a_reason(case: SimpleNamespace) -> None:
    order = place(case)
    with pytest.raises(ValidationError, match="dlaczego"):
        actions.end_order(by=case.kasia, order=order, reason="")
    order = actions.end_order(by=case.kasia, order=order, reason="Rezygnacja.")
    assert (order.state, units_ordered(case.line)) == ("ended", 0)


def test_a_contract_with_a_company_needs_accessibility_terms(case: SimpleNamespace) -> None:
    made = actions.draft_contract(
        by=case.kasia, provider=case.rival, number="CUS/77/2026", mode="procurement", valid_from=today(),
        valid_to=today() + timedelta(days=300), value_limit=Decimal("50000"),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="nie ma żadnej usługi"):
        actions.sign_contract(by=case.kasia, contract=made, signed_on=today())
    actions.add_line(by=case.kasia, contract=made, service=case.service, rate=Decimal("95"), units_limit=Decimal(50))
    with pytest.raises(ValidationError, match="warunki dostępności"):
        actions.sign_contract(by=case.kasia, contract=made, signed_on=today())
    signed = actions.sign_contract(by=case.kasia, contract=made, signed_on=today(), accessibility_terms="Kontakt SMS.")
    assert signed.state == "active"
    with pytest.raises(ValidationError, match="przed podpisaniem"):
        actions.add_line(by=case.kasia, contract=signed, service=f.service("Inna"), rate=Decimal(1), units_limit=Decimal(1))
    assert actions.end_contract(by=case.kasia, contract=signed, on=today()).state == "ended"


def test_an_own_unit_needs_no_accessibility_terms(case: SimpleNamespace) -> None:
    own = c.provider("Centrum Usług Społecznych", pes=False, kind="own")
    made = actions.draft_contract(
        by=case.kasia, provider=own, number="PW/1/2026", mode="own", valid_from=today(), valid_to=today(), value_limit=Decimal(1)
    )
    actions.add_line(by=case.kasia, contract=made, service=case.service, rate=Decimal(0), units_limit=Decimal(1))
    assert actions.sign_contract(by=case.kasia, contract=made, signed_on=today()).state == "active"
    with pytest.raises(ValidationError, match="Siły własne"):
        actions.draft_contract(
            by=case.kasia, provider=case.rival, number="PW/2/2026", mode="own", valid_from=today(), valid_to=today(), value_limit=Decimal(1)
        )


@pytest.mark.parametrize("model", [Order, Contract])
def test_the_tables_of_moves_are_walked(model: type[Order] | type[Contract]) -> None:
    for state in model.State.values:
        for target in model.State.values:
            assert model(state=state).can_move_to(target) is (target in model.MOVES[state])
    assert set(model.MOVES) == set(model.State.values)
    assert all(reason for moves in model.MOVES.values() for reason in moves.values())


def test_the_provider_sees_the_person_only_as_long_as_needed() -> None:
    day = date(2026, 6, 30)
    shows = lambda state, accepted, on: rules.shows_person(state=state, was_accepted=accepted, valid_to=day, on=on)  # noqa: E731
    assert shows("placed", False, day)
    assert shows("running", True, date(2030, 1, 1))
    assert shows("ended", True, day + timedelta(days=90))
    assert not shows("ended", True, day + timedelta(days=91))
    assert not shows("ended", False, day)
    assert not shows("declined", False, day)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400), st.integers(1, 40))
def test_an_order_takes_units_for_every_begun_period(start: date, days: int, quantity: int) -> None:
    end, amount = start + timedelta(days=days), Decimal(quantity)
    weekly, monthly = rules.units_in(amount, "week", start, end), rules.units_in(amount, "month", start, end)
    assert amount <= monthly <= weekly
    assert rules.units_in(amount, "week", start, end + timedelta(days=7)) == weekly + amount
    assert rules.units_in(amount, "total", start, end) == amount
