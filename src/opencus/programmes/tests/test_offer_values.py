"""Fee tables, income criteria and funding sources: values with dates, exact, changed only while nothing binds by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.programmes import queries
from opencus.programmes.forms.offer_fields import NO_RANGES, parse_percent
from opencus.programmes.forms.offer_values import BandsDraft
from opencus.programmes.models import BudgetLine, DatedCriterion, FeeBand, FeeRule, FeeTable, FundingSource
from opencus.programmes.rules.fees import check_bands, criterion_on
from opencus.programmes.tests.factories import fee_table, offered
from opencus.programmes.tests.factories_offer import draft, drafted

Login = Callable[[Actor], Client]
URL = "/testowo/program/"
HEAD = {"name": "Usługi opiekuńcze", "unit_cost": "38,00", "valid_from": "2027-01-01", "source": "projekt uchwały"}


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


def bands(*steps: tuple[str, str, str], **more: str) -> dict[str, Any]:
    """What the table sends: bound, percent of a single person, percent in a family."""
    return {"up_to": [one[0] for one in steps], "single": [one[1] for one in steps], "family": [one[2] for one in steps], **more}


GOOD = bands(("150", "0", "0"), ("200", "20", "30"), ("300", "60", ""), ("", "100", "100"))


def test_a_table_of_two_columns_is_written_and_charges(login: Login, ewa: Actor, centre: Centre) -> None:
    client = login(ewa)
    assert "Nie ma jeszcze tabel opłat" in client.get(f"{URL}tabele/").content.decode()
    assert client.post(f"{URL}tabele/nowa/", HEAD | GOOD).status_code == 302
    table = FeeTable.objects.prefetch_related("bands").get()
    value = queries.table(table)
    assert [(band.up_to, band.percent) for band in value.single] == [(150, 0), (200, 20), (300, 60), (None, 100)]
    assert [(band.up_to, band.percent) for band in value.family] == [(150, 0), (200, 30), (None, 100)]
    page = client.get(f"{URL}tabele/{table.id}/").content.decode()
    assert "1\u00a0515,00\u00a0zł lub 1\u00a0234,50\u00a0zł" in page  # 150 % of both criteria
    assert "7,60\u00a0zł" in page  # 20 % of 38 zł
    assert "Usługi opiekuńcze" in client.get(f"{URL}tabele/").content.decode()


def test_a_row_is_added_before_the_last_and_taken_away_with_nothing_lost(login: Login, ewa: Actor, centre: Centre) -> None:
    client = login(ewa)
    added = client.post(f"{URL}tabele/nowa/", HEAD | GOOD | {"zmiana": "prog"})
    assert added.status_code == 200
    assert added.content.decode().count('name="single"') == 5
    assert "projekt uchwały" in added.content.decode()
    fewer = client.post(f"{URL}tabele/nowa/", HEAD | GOOD | {"zmiana": "usun:1"}).content.decode()
    assert fewer.count('name="single"') == 3
    assert 'value="200"' not in fewer
    for nonsense in ("usun:9", "usun:x", "usun", "zburz"):
        assert client.post(f"{URL}tabele/nowa/", HEAD | GOOD | {"zmiana": nonsense}).status_code == 200
    part = client.post(f"{URL}tabele/nowa/", HEAD | GOOD | {"odswiez": "1"}, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert not FeeTable.objects.exists()


@pytest.mark.parametrize(("steps", "said"), [
    ([("150", "0", "0"), ("150", "20", "30"), ("", "100", "100")], "Próg musi być wyższy niż poprzedni (150)."),
    ([("150", "od 5 do 20", "0"), ("", "100", "100")], "wojewoda uznał za nieważną"),
    ([("150", "0", "5–20"), ("", "100", "100")], "wojewoda uznał za nieważną"),
    ([("150", "30", "0"), ("200", "20", "5"), ("", "100", "100")], "Procent nie może być niższy niż w poprzednim progu (30)."),
    ([("", "0", "0"), ("", "100", "100")], "Wpisz próg."),
    ([("150", "0", "0"), ("200", "", ""), ("", "100", "100")], "Wpisz procent w tym progu albo usuń wiersz."),
    ([("150", "0", "0"), ("", "", "100")], "Wpisz procent dla każdego wyższego dochodu."),
    ([("150", "0", "0"), ("", "100", "")], "Wpisz procent dla każdego wyższego dochodu."),
    ([("sto", "0", "0"), ("", "100", "100")], "Wpisz liczbę bez przecinka"),
    ([("150", "0", "0"), ("", "101", "100")], "Procent nie może być większy niż 100."),
    ([("150", "0", "0"), ("200", "100", "100")], "Ostatni wiersz zostaw bez progu"),
    ([], "Wpisz procent dla każdego wyższego dochodu."),
])  # fmt: skip
def test_a_table_that_would_not_be_exact_is_refused_with_the_reason(login: Login, ewa: Actor, centre: Centre, steps: list[tuple[str, str, str]], said: str) -> None:
    answer = login(ewa).post(f"{URL}tabele/nowa/", HEAD | bands(*steps))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    for step in steps:
        for cell in step:
            assert f'value="{cell}"' in text
    assert not FeeTable.objects.exists()


def test_a_table_by_which_a_version_in_force_charges_is_copied_and_not_changed(login: Login, ewa: Actor, centre: Centre) -> None:
    table, client = fee_table(), login(ewa)
    binding = offered("UO", "Usługi opiekuńcze", measure="hour", fee={"kind": "table", "table": table, "measure": "hour"})
    coming = drafted("UO", "Usługi opiekuńcze", measure="hour", fee={"kind": "table", "table": table, "measure": "hour"})
    assert "Utwórz kopię do zmiany" in client.get(f"{URL}tabele/{table.id}/").content.decode()
    refused = client.post(f"{URL}tabele/{table.id}/", HEAD | GOOD)
    assert refused.status_code == 422
    assert "Utwórz kopię i zmień kopię" in refused.content.decode()
    assert table.bands.count() == 15
    assert client.post(f"{URL}tabele/{table.id}/kopia/").status_code == 302
    copy = FeeTable.objects.exclude(id=table.id).get()
    assert FeeRule.objects.get(programme_service=binding).table == table
    assert FeeRule.objects.get(programme_service=coming).table == copy
    assert client.post(f"{URL}tabele/{copy.id}/", HEAD | GOOD).status_code == 302
    assert (copy.bands.count(), table.bands.count()) == (7, 15)


def test_rows_that_a_colleague_has_changed_meanwhile_are_not_overwritten_unseen(login: Login, ewa: Actor, centre: Centre) -> None:
    table, client = fee_table(), login(ewa)
    opened = BandsDraft.of(table).was
    FeeBand.objects.filter(table=table, column="single", up_to=130).update(percent=6)
    table = FeeTable.objects.get(id=table.id)
    answer = client.post(f"{URL}tabele/{table.id}/", HEAD | GOOD | {"bands-was": opened})
    assert answer.status_code == 409
    assert "130: 6 i 7" in answer.content.decode()
    assert table.bands.count() == 15
    assert client.post(f"{URL}tabele/{table.id}/", HEAD | GOOD | {"bands-was": BandsDraft.of(table).was}).status_code == 302
    assert table.bands.count() == 7


def test_a_table_in_use_is_not_thrown_away(login: Login, ewa: Actor, centre: Centre) -> None:
    table, client = fee_table(), login(ewa)
    drafted("UO", "Usługi opiekuńcze", fee={"kind": "table", "table": table, "measure": "hour"})
    assert "nie można jej usunąć" in client.post(f"{URL}tabele/{table.id}/usun/", follow=True).content.decode()
    FeeRule.objects.all().delete()
    assert client.post(f"{URL}tabele/{table.id}/usun/").status_code == 302
    assert not FeeTable.objects.exists()


@given(st.lists(st.tuples(st.text("0123456789-,do% ", max_size=7), st.text("0123456789-,do% ", max_size=7), st.text("0123456789-,do% ", max_size=7)), max_size=6))
def test_whatever_is_typed_a_table_is_either_exact_or_refused_with_a_reason(steps: list[tuple[str, str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, at in (("up_to", 0), ("single", 1), ("family", 2)):
        data.setlist(name, [step[at] for step in steps])
    found = BandsDraft.posted(data)
    if not found.is_valid():
        assert found.errors
        return
    columns = found.columns()
    check_bands(columns["single"])
    if columns["family"]:
        check_bands(columns["family"])


@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from(["{} do {}", "{}-{}", "od {} do {}", "{}–{}", "{} % do {} %", "{}..{}"]))
def test_no_range_of_percents_is_ever_read_as_a_number(low: int, high: int, pattern: str) -> None:
    with pytest.raises(ValueError, match="dokładny procent") as refused:
        parse_percent(pattern.format(low, high))
    assert str(refused.value) == NO_RANGES


@pytest.mark.parametrize(("typed", "percent"), [("15", "15"), ("3,5", "3.5"), ("3,5 %", "3.5"), ("0", "0"), ("100%", "100")])
def test_one_exact_percent_is_read(typed: str, percent: str) -> None:
    assert parse_percent(typed) == Decimal(percent)


def test_a_new_income_criterion_counts_from_its_day(login: Login, ewa: Actor, centre: Centre) -> None:
    client = login(ewa)
    page = client.get(f"{URL}wartosci/").content.decode()
    assert "1\u00a0010,00\u00a0zł" in page
    assert "776,00\u00a0zł" in page
    sent = {"valid_from": "2028-01-01", "single": "1130", "family": "920,50", "source": "Dz.U. 2027 poz. 1"}
    assert client.post(f"{URL}wartosci/kryterium/", sent).status_code == 302
    known = queries.criteria()
    assert criterion_on(date(2027, 12, 31), known).single == 1010
    assert criterion_on(date(2028, 1, 1), known).family == Decimal("920.50")
    assert "wpisane w centrum" in client.get(f"{URL}wartosci/").content.decode()
    assert Entry.objects.filter(kind="programmes.criterion.written").count() == 1


@pytest.mark.parametrize(("name", "value", "said"), [
    ("valid_from", "2025-01-01", "już jest"), ("valid_from", "2021-06-01", "Najstarsze znane"), ("valid_from", "jutro", "Wpisz dzień"),
    ("single", "0", "większe od zera"), ("single", "tysiąc", "Wpisz kwotę"), ("family", "", "Wpisz kwotę"), ("source", "", "Uzupełnij"),
    ("single", "9999999999", "mniejsze niż milion"),
])  # fmt: skip
def test_a_wrong_or_known_criterion_is_refused(login: Login, ewa: Actor, centre: Centre, name: str, value: str, said: str) -> None:
    sent = {"valid_from": "2028-01-01", "single": "1130", "family": "920,50", "source": "Dz.U. 2027 poz. 1", name: value}
    answer = login(ewa).post(f"{URL}wartosci/kryterium/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="920,50"' in answer.content.decode() or name == "family"
    assert not DatedCriterion.objects.exists()


def test_the_same_day_cannot_have_two_criteria_of_the_centre(login: Login, ewa: Actor, centre: Centre) -> None:
    client = login(ewa)
    sent = {"valid_from": "2028-01-01", "single": "1130", "family": "920", "source": "Dz.U. 2027 poz. 1"}
    assert client.post(f"{URL}wartosci/kryterium/", sent).status_code == 302
    assert client.post(f"{URL}wartosci/kryterium/", sent | {"single": "1200"}).status_code == 422
    assert DatedCriterion.objects.get().single == 1130


def test_a_funding_source_has_its_days_and_keeps_the_years_it_already_pays_for(login: Login, ewa: Actor, centre: Centre) -> None:
    client = login(ewa)
    assert "Nie ma jeszcze źródeł finansowania" in client.get(f"{URL}wartosci/").content.decode()
    sent = {"name": "Opieka 75+", "kind": "state", "valid_from": "2026-01-01", "valid_to": "2027-12-31"}
    assert client.post(f"{URL}wartosci/zrodlo/", sent | {"valid_to": "2025-12-31"}).status_code == 422
    assert client.post(f"{URL}wartosci/zrodlo/", sent | {"kind": ""}).status_code == 422
    assert client.post(f"{URL}wartosci/zrodlo/", sent).status_code == 302
    assert client.post(f"{URL}wartosci/zrodlo/", sent).status_code == 422
    source = FundingSource.objects.get()
    BudgetLine.objects.create(version=draft(), source=source, year=2027, amount=1000)
    answer = client.post(f"{URL}wartosci/zrodlo/{source.id}/", sent | {"valid_to": "2026-12-31"})
    assert answer.status_code == 422
    assert "na rok 2027" in answer.content.decode()
    assert client.post(f"{URL}wartosci/zrodlo/{source.id}/", sent | {"valid_to": ""}).status_code == 302
    source.refresh_from_db()
    assert source.valid_to is None


@pytest.mark.parametrize("address", ["tabele/", "wartosci/"])
def test_the_lists_cost_the_same_however_long_they_are(login: Login, ewa: Actor, centre: Centre, django_assert_max_num_queries: Any, address: str) -> None:
    client = login(ewa)
    fee_table()
    client.get(URL + address)
    for number in range(12):
        fee_table(f"Tabela {number}")
        FundingSource.objects.create(name=f"Źródło {number}", kind="own", valid_from=date(2026, 1, 1))
    with django_assert_max_num_queries(20):
        client.get(URL + address)
