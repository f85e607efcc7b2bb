"""Limits, fees, reliefs, points and raising: exact, several per service, each with its condition."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.programmes.actions import offer_parts as actions
from opencus.programmes.models import FeeRule, Limit, PointRule, ProgrammeService, Relief
from opencus.programmes.tests.factories import fee_table, offered
from opencus.programmes.tests.factories_offer import ALONE, draft, drafted, rows

Login = Callable[[Actor], Client]
LIMIT = {"quantity": "4", "measure": "session", "period": "month", "scope": "person"}


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def fiz(centre: Centre) -> ProgrammeService:
    return drafted(fee=[])


def url(offered: ProgrammeService, rest: str) -> str:
    return f"/testowo/program/uslugi/{offered.id}/{rest}"


def test_a_service_has_several_limits_one_of_them_for_some_only(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client = login(ewa)
    assert client.post(url(fiz, "limity/nowe/"), LIMIT | rows("0 all")).status_code == 302
    shared = {"quantity": "1,5", "measure": "hour", "period": "quarter", "scope": "cared_for"}
    assert client.post(url(fiz, "limity/nowe/"), shared | rows("0 all", ("0.0", "lives_alone", "==", "tak"))).status_code == 302
    general, conditional = Limit.objects.order_by("id")
    assert (general.condition, general.quantity) == (None, Decimal(4))
    assert (conditional.condition, conditional.quantity, conditional.scope) == (ALONE, Decimal("1.5"), "cared_for")
    page = client.get(url(fiz, "")).content.decode()
    assert "gdy: mieszka samotnie" in page
    assert client.post(url(fiz, f"limity/{general.id}/usun/")).status_code == 302
    assert Limit.objects.get() == conditional
    assert Entry.objects.filter(kind="programmes.offer.part_written").count() == 2


@pytest.mark.parametrize(("name", "value"), [("quantity", "0"), ("quantity", "cztery"), ("quantity", "9999999"), ("quantity", ""), ("measure", "beczka"), ("period", ""), ("scope", "wszyscy")])
def test_a_wrong_limit_is_refused_with_its_condition_kept(login: Login, ewa: Actor, fiz: ProgrammeService, name: str, value: str) -> None:
    answer = login(ewa).post(url(fiz, "limity/nowe/"), LIMIT | {name: value} | rows("0 any", ("0.0", "age", ">=", "75")))
    assert answer.status_code == 422
    assert 'value="75"' in answer.content.decode()
    assert not Limit.objects.exists()


def test_adding_a_row_of_the_condition_keeps_what_stands_beside_it(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    answer = login(ewa).post(url(fiz, "limity/nowe/"), LIMIT | {"quantity": "17"} | rows("0 all", zmiana="warunek:0"))
    assert answer.status_code == 200
    assert 'value="17"' in answer.content.decode()
    assert not Limit.objects.exists()


@pytest.mark.parametrize("typed", ["od 5 do 20", "5-20", "5–20 %", "do 20", "od 5% do 20%", "około 10", "5 do 20"])
def test_a_range_of_percents_is_refused_with_the_reason_and_stays_as_typed(login: Login, ewa: Actor, fiz: ProgrammeService, typed: str) -> None:
    client = login(ewa)
    answer = client.post(url(fiz, "oplaty/nowe/"), {"kind": "percent_of_cost", "percent": typed})
    assert answer.status_code == 422
    assert "wojewoda uznał za nieważną" in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    relief = client.post(url(fiz, "ulgi/nowe/"), {"name": "Karta Dużej Rodziny", "percent": typed} | rows("0 all", ("0.0", "lives_alone", "==", "tak")))
    assert relief.status_code == 422
    assert not FeeRule.objects.exists()
    assert not Relief.objects.exists()


@pytest.mark.parametrize(("sent", "stored"), [
    ({"kind": "free", "amount": "5", "percent": "od 5 do 20", "measure": "session"}, ("free", None, None, "session", None)),
    ({"kind": "flat", "amount": "25,00", "measure": "session", "free_to": "150"}, ("flat", Decimal(25), None, "session", 150)),
    ({"kind": "flat", "amount": "0,80", "measure": "km"}, ("flat", Decimal("0.80"), None, "km", None)),
    ({"kind": "national_table", "amount": "38", "measure": "hour"}, ("national_table", Decimal(38), None, "hour", None)),
    ({"kind": "percent_of_cost", "percent": "20"}, ("percent_of_cost", None, Decimal(20), "", None)),
    ({"kind": "percent_of_income", "percent": "5 %", "measure": "day"}, ("percent_of_income", None, Decimal(5), "day", None)),
    ({"kind": "individual"}, ("individual", None, None, "", None)),
    ({"kind": "deposit", "amount": "100"}, ("deposit", Decimal(100), None, "", None)),
])  # fmt: skip
def test_every_way_of_charging_is_written_on_the_screen(login: Login, ewa: Actor, fiz: ProgrammeService, sent: dict[str, str], stored: tuple[Any, ...]) -> None:
    assert login(ewa).post(url(fiz, "oplaty/nowe/"), sent).status_code == 302
    rule = FeeRule.objects.get()
    assert (rule.kind, rule.amount, rule.percent, rule.measure, rule.free_to) == stored


def test_a_daily_rate_by_table_names_its_table(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    table, client = fee_table("Mieszkanie treningowe", unit_cost="16.00"), login(ewa)
    assert client.post(url(fiz, "oplaty/nowe/"), {"kind": "table", "measure": "day"}).status_code == 422
    assert client.post(url(fiz, "oplaty/nowe/"), {"kind": "table", "measure": "day", "table": str(table.id), "multiplier": "1,3"}).status_code == 302
    rule = FeeRule.objects.get()
    assert (rule.table, rule.multiplier, rule.measure) == (table, Decimal("1.3"), "day")


@pytest.mark.parametrize("sent", [
    {"kind": "flat", "measure": "session"}, {"kind": "flat", "amount": "-5", "measure": "session"}, {"kind": "flat", "amount": "dużo", "measure": "session"},
    {"kind": "flat", "amount": "12345678", "measure": "session"}, {"kind": "percent_of_cost", "percent": "120"}, {"kind": "percent_of_cost"}, {"kind": ""},
    {"kind": "flat", "amount": "5", "measure": "session", "free_to": "0"}, {"kind": "table", "measure": "hour", "table": "nie-ma"},
    {"kind": "flat", "amount": "5", "measure": "session", "variant": "in_gmina"},
])  # fmt: skip
def test_an_unfinished_fee_is_refused(login: Login, ewa: Actor, fiz: ProgrammeService, sent: dict[str, str]) -> None:
    assert login(ewa).post(url(fiz, "oplaty/nowe/"), sent).status_code == 422
    assert not FeeRule.objects.exists()


def test_several_fees_each_need_a_variant_and_a_deposit_goes_along(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client = login(ewa)
    town = {"kind": "flat", "amount": "5", "measure": "trip", "variant": "in_gmina", "label": "na terenie gminy"}
    assert client.post(url(fiz, "oplaty/nowe/"), town).status_code == 302
    assert client.post(url(fiz, "oplaty/nowe/"), town).status_code == 422
    assert client.post(url(fiz, "oplaty/nowe/"), {"kind": "individual"}).status_code == 422
    assert client.post(url(fiz, "oplaty/nowe/"), {"kind": "individual", "variant": "inny", "label": "do Dziennego Domu"}).status_code == 302
    assert client.post(url(fiz, "oplaty/nowe/"), {"kind": "deposit", "amount": "100"}).status_code == 302
    assert sorted(FeeRule.objects.values_list("variant", flat=True)) == ["do_dziennego_domu", "in_gmina", "kaucja"]
    page = client.post(url(fiz, "cena/"), {"income": "1500", "persons": "1", "units": "3"}).content.decode()
    assert "15,00\u00a0zł" in page


def test_the_first_fee_without_a_variant_keeps_a_second_one_out(ewa: Actor, fiz: ProgrammeService) -> None:
    values = {"label": "", "amount": None, "measure": "", "percent": None, "free_to": None, "table_id": None, "multiplier": 1}
    actions.write_fee(by=ewa, offered=fiz, kind="free", variant="", **values)
    with pytest.raises(ValidationError, match="także ta, która już jest"):
        actions.write_fee(by=ewa, offered=fiz, kind="individual", variant="further", **values)


def test_a_relief_is_exactly_a_percent_or_exactly_złoty_and_has_a_condition(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, rule = login(ewa), rows("0 all", ("0.0", "senior_card", "==", "tak"))
    for wrong in ({"percent": "50", "amount": "5"}, {}, {"percent": "0"}, {"amount": "0"}, {"percent": "101"}):
        answer = client.post(url(fiz, "ulgi/nowe/"), {"name": "Karta Seniora", **wrong} | rule)
        assert answer.status_code == 422, wrong
        assert "Karta Seniora" in answer.content.decode()
    assert client.post(url(fiz, "ulgi/nowe/"), {"name": "Karta Seniora", "percent": "50"} | rows("0 all")).status_code == 422
    assert client.post(url(fiz, "ulgi/nowe/"), {"name": "Karta Seniora", "percent": "50"} | rule).status_code == 302
    assert client.post(url(fiz, "ulgi/nowe/"), {"name": "Karta Seniora", "amount": "5"} | rule).status_code == 422
    relief = Relief.objects.get()
    assert (relief.percent, relief.amount) == (Decimal(50), None)
    assert "opłata niższa o 50%" in client.get(url(fiz, "")).content.decode()


def test_points_and_raising_are_written_with_their_conditions(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, alone = login(ewa), rows("0 all", ("0.0", "lives_alone", "==", "tak"))
    assert client.post(url(fiz, "punkty/nowe/"), {"label": "Mieszka samotnie", "points": "0"} | alone).status_code == 422
    assert client.post(url(fiz, "punkty/nowe/"), {"label": "Mieszka samotnie", "points": "20"} | alone).status_code == 302
    assert (PointRule.objects.get().points, PointRule.objects.get().condition) == (20, ALONE)
    assert client.post(url(fiz, "zwiekszenie/"), {"percent": ""} | alone).status_code == 422
    assert client.post(url(fiz, "zwiekszenie/"), {"percent": "90"} | alone).status_code == 422
    assert client.post(url(fiz, "zwiekszenie/"), {"percent": "150"} | alone).status_code == 302
    fiz.refresh_from_db()
    assert (fiz.raise_to_percent, fiz.raise_rule) == (150, ALONE)
    assert client.post(url(fiz, "zwiekszenie/"), {"percent": ""} | rows("0 all")).status_code == 302
    fiz.refresh_from_db()
    assert (fiz.raise_to_percent, fiz.raise_rule) == (None, None)


def test_a_part_is_changed_and_a_colleagues_value_is_shown_first(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    limit, client = Limit.objects.create(programme_service=fiz, quantity=6, measure="session", period="month"), login(ewa)
    stale = LIMIT | {"quantity": "8", "initial-quantity": "4"} | rows("0 all")
    answer = client.post(url(fiz, f"limity/{limit.id}/"), stale)
    assert answer.status_code == 409
    assert "„6" in answer.content.decode()
    assert client.post(url(fiz, f"limity/{limit.id}/"), stale | {"initial-quantity": "6"}).status_code == 302
    limit.refresh_from_db()
    assert limit.quantity == 8


def test_what_somebody_pays_is_tried_before_the_vote(login: Login, ewa: Actor, centre: Centre) -> None:
    table, client = fee_table(), login(ewa)
    care = offered("UO", "Usługi opiekuńcze", measure="hour", version=draft(), fee={"kind": "table", "table": table, "measure": "hour"})
    Relief.objects.create(programme_service=care, name="Karta Dużej Rodziny", percent=50, condition=ALONE)
    page = client.post(url(care, "cena/"), {"income": "1515", "persons": "1", "units": "20"}).content.decode()
    assert "76,00\u00a0zł" in page  # 1515 is 150 % of 1010: 10 % of 38 zł, 20 hours
    assert "38,00\u00a0zł" in page  # half of it
    for wrong in ({"income": "dużo", "persons": "1"}, {"persons": "0"}, {"persons": "1", "units": "-2"}):
        answer = client.post(url(care, "cena/"), wrong)
        assert answer.status_code == 422
    assert not Entry.objects.filter(kind__startswith="programmes.offer.part").exists()


def test_a_part_of_an_unknown_kind_or_of_another_service_does_not_exist(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, other = login(ewa), drafted("DIET", "Dietetyk", limits=[(6, "total")])
    assert client.get(url(fiz, "prezenty/nowe/")).status_code == 404
    assert client.get(url(fiz, f"limity/{other.limits.get().id}/")).status_code == 404
    assert client.post(url(fiz, f"limity/{other.limits.get().id}/usun/")).status_code == 404
