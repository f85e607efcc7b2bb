"""What the draft costs in the year against the money written down for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from opencus.centre.actors import Actor
from opencus.contracting.tests.factories import contract, provider
from opencus.core.clock import today
from opencus.programmes.models import BudgetLine, FeeRule, FundingSource, ProgrammeService, ProgrammeVersion
from opencus.reporting import screens
from opencus.reporting.actions.dry_runs import ask
from opencus.reporting.assumptions import Assumptions
from opencus.reporting.models import DryRun
from opencus.reporting.money import Flow, lasts_to, running
from opencus.reporting.tests import towns


@pytest.fixture
def town(base: ProgrammeVersion) -> ProgrammeVersion:
    """8 people ride for 30 zł a trip: 8 x 1,40 x 30 zł = 336 zł a month, 4 032 zł a year."""
    towns.holds(towns.residents(8, 80, alone=False), "TAXI", base)
    contract(provider(), ProgrammeService.objects.get(version=base, service__code="TAXI").service, "30.00")
    return base


def funded(draft: ProgrammeVersion, amount: str, code: str | None = "TAXI") -> None:
    source, _ = FundingSource.objects.get_or_create(name="Budżet gminy", defaults={"kind": "own", "valid_from": today()})
    service = ProgrammeService.objects.get(version=draft, service__code=code) if code else None
    BudgetLine.objects.create(version=draft, source=source, programme_service=service, year=draft.valid_from.year, amount=Decimal(amount))


def tried(by: Actor, draft: ProgrammeVersion, reserve: int = 0) -> DryRun:
    run = ask(by=by, draft=draft, population=DryRun.Population.OWN, assumptions=replace(Assumptions(), reserve=reserve))
    run.refresh_from_db()
    return run


def budget_of(run: DryRun) -> Any:
    assert run.result is not None
    return run.result["drafts"][0]["budget"]


def test_money_that_lasts_the_year_says_what_is_left(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00")
    (row,) = budget_of(tried(organiser, draft))["rows"]
    assert row == {
        "label": "Taksówka dla seniora", "cost": 403_200, "budget": 500_000, "left": 96_800, "lasts_to": 11,
        "sources": [["Budżet gminy", 500_000]], "estimate": False,
    }  # fmt: skip


def test_money_that_runs_out_names_the_last_month_it_pays(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "3100.00")  # nine months cost 3 024 zł
    page = screens.budget(budget_of(tried(organiser, draft)))
    assert page is not None
    assert page["rows"][0]["until"] == "do końca września"
    said = ": pieniędzy wystarczy do końca września, zabraknie od października"
    assert page["short"] == [f"Taksówka dla seniora{said}", f"Cały program{said}"]


def test_money_that_does_not_pay_january_says_so(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "300.00")
    page = screens.budget(budget_of(tried(organiser, draft)))
    assert page is not None
    assert page["short"][0] == "Taksówka dla seniora: pieniędzy zabraknie od stycznia"


def test_the_page_says_which_source_pays_and_from_when_money_is_missing(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Any) -> None:
    funded(draft, "3100.00")
    page = login(organiser).get(f"/testowo/zestawienia/proba/wynik/{tried(organiser, draft, reserve=10).pk}/").content.decode().replace("\u00a0", " ")
    assert "Taksówka dla seniora: pieniędzy wystarczy do końca sierpnia, zabraknie od września" in page
    assert "Budżet gminy 3 100 zł" in page
    assert "rezerwa 10%" in page


def test_a_reserve_is_not_spent(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00")
    (row,) = budget_of(tried(organiser, draft, reserve=20))["rows"]
    assert row["left"] == -3_200


def test_money_for_the_whole_programme_stands_against_the_whole_cost(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "4000.00", code=None)
    budget = budget_of(tried(organiser, draft))
    assert budget["rows"] == []
    assert (budget["whole"]["left"], budget["whole"]["lasts_to"]) == (-3_200, 10)
    assert budget["sources"] == [["Budżet gminy", 400_000]]


def test_the_budget_written_at_the_service_is_taken_without_lines(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    ProgrammeService.objects.filter(version=draft, service__code="TAXI").update(budget=Decimal("6000.00"))
    budget = budget_of(tried(organiser, draft))
    assert [row["budget"] for row in budget["rows"]] == [600_000]
    assert budget["whole"] is None


def test_budgets_of_services_come_on_top_of_lines_of_other_services(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00")
    ProgrammeService.objects.filter(version=draft, service__code="ZLR").update(budget=Decimal("700.00"))
    assert budget_of(tried(organiser, draft))["whole"]["budget"] == 570_000


def test_budgets_of_services_are_parts_of_money_for_the_whole_programme(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00", code=None)
    ProgrammeService.objects.filter(version=draft, service__code="ZLR").update(budget=Decimal("700.00"))
    assert budget_of(tried(organiser, draft))["whole"]["budget"] == 500_000


def test_a_service_without_a_price_has_a_budget_and_no_cost(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00")
    funded(draft, "700.00", code="ZLR")
    page = screens.budget(budget_of(tried(organiser, draft)))
    assert page is not None
    row = next(one for one in page["rows"] if one["label"] == "Złota rączka")
    assert [row[name].replace("\u00a0", " ") for name in ("cost", "budget", "left", "until")] == ["nieznany", "700 zł", "–", "brak ceny jednostki"]
    assert page["priceless"] == "Złota rączka"


def test_a_price_of_the_fee_is_marked_as_an_estimate(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(8, 80, alone=False), "TAXI", base)
    fee = {"kind": "percent_of_cost", "amount": Decimal("30.00"), "percent": Decimal("10.00")}
    for version in (base, draft):
        FeeRule.objects.filter(programme_service__version=version, programme_service__service__code="TAXI").update(**fee)
    funded(draft, "5000.00")
    run = tried(organiser, draft)
    (row,) = budget_of(run)["rows"]
    assert (row["cost"], row["estimate"]) == (403_200, True)
    contract(provider(), ProgrammeService.objects.get(version=draft, service__code="TAXI").service, "30.00")
    (row,) = budget_of(tried(organiser, draft))["rows"]
    assert (row["cost"], row["estimate"]) == (403_200, False)


def test_what_has_no_budget_is_not_told_by_the_difference(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    """Two people have repairs; the cost of the whole less that of taxis would be theirs."""
    towns.holds(towns.residents(2, 80), "ZLR", town)
    contract(provider("Druga Dłoń"), ProgrammeService.objects.get(version=town, service__code="ZLR").service, "50.00")
    funded(draft, "5000.00")
    (row,) = budget_of(tried(organiser, draft))["rows"]
    assert (row["label"], row["cost"], row["left"], row["why"]) == ("Pozostałe usługi", None, None, "small")


def test_two_drafts_stand_side_by_side_with_their_money(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    other = towns.draft(town, number=3)
    funded(draft, "5000.00")
    funded(other, "3100.00")
    run = ask(by=organiser, draft=draft, other=other, population=DryRun.Population.OWN, assumptions=Assumptions())
    run.refresh_from_db()
    lines = {label: [cell.replace("\u00a0", " ") for cell in cells] for label, cells in screens.beside(run)}
    assert lines["Zostaje z budżetu programu"] == ["968 zł", "−932 zł"]
    assert lines["Na ile starczy pieniędzy programu"] == ["cały rok", "do końca września"]
    assert lines["Zabraknie pieniędzy"][0] == "nie"
    assert "Taksówka dla seniora: pieniędzy wystarczy do końca września" in lines["Zabraknie pieniędzy"][1]


def test_without_money_written_down_nothing_is_claimed(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    assert budget_of(tried(organiser, draft)) is None


def test_few_users_are_not_told_by_their_cost(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(2, 80), "ZLR", town)
    contract(provider("Druga Dłoń"), ProgrammeService.objects.get(version=town, service__code="ZLR").service, "50.00")
    funded(draft, "5000.00")
    funded(draft, "700.00", code="ZLR")
    budget = budget_of(tried(organiser, draft))
    assert [row["label"] for row in budget["rows"]] == ["Pozostałe usługi"]


def test_months_add_up_to_the_year() -> None:
    flow = Flow(users=9, cost=1_000_003, more_cost=[0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], new_cost=100)
    costs = running(flow, first=6)
    assert costs[-1] == 1_000_003 + 70 + 600
    assert costs == sorted(costs)
    assert (lasts_to(costs, costs[-1]), lasts_to(costs, costs[-1] - 1), lasts_to(costs, 0)) == (11, 10, -1)
