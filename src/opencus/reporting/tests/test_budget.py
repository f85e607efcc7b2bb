"""What the draft costs in the year against the money written down for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from opencus.centre.actors import Actor
from opencus.contracting.tests.factories import contract, provider
from opencus.core.clock import today
from opencus.programmes.models import BudgetLine, FundingSource, ProgrammeService, ProgrammeVersion
from opencus.reporting import documents, screens
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
    assert row == {"label": "Taksówka dla seniora", "cost": 403_200, "budget": 500_000, "left": 96_800, "lasts_to": 11}


def test_money_that_runs_out_names_the_last_month_it_pays(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "3100.00")  # nine months cost 3 024 zł
    page = screens.budget(budget_of(tried(organiser, draft)))
    assert page is not None
    assert page["rows"][0]["until"] == "do końca miesiąca: wrzesień"
    assert page["short"] == ["Taksówka dla seniora"]


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


def test_without_money_written_down_nothing_is_claimed(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    assert budget_of(tried(organiser, draft)) is None


def test_few_users_are_not_told_by_their_cost(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(2, 80), "ZLR", town)
    contract(provider("Druga Dłoń"), ProgrammeService.objects.get(version=town, service__code="ZLR").service, "50.00")
    funded(draft, "5000.00")
    funded(draft, "700.00", code="ZLR")
    budget = budget_of(tried(organiser, draft))
    assert [row["label"] for row in budget["rows"]] == ["Pozostałe usługi"]


def test_screen_paper_and_sheet_agree(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    funded(draft, "5000.00")
    run = tried(organiser, draft)
    page = screens.page(run, 0)
    line = next(row for row in documents.rows(run) if row[1] == f"Budżet {draft.valid_from.year}")
    assert [str(one) for one in line[-2:]] == ["5000.00", "968.00"]
    assert len(line) == len(documents.HEADER)
    assert page["budget"]["rows"][0]["left"] == screens.budget(budget_of(run))["rows"][0]["left"]  # type: ignore[index]


def test_months_add_up_to_the_year() -> None:
    flow = Flow(users=9, cost=1_000_003, more_cost=[0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], new_cost=100)
    costs = running(flow, first=6)
    assert costs[-1] == 1_000_003 + 70 + 600
    assert costs == sorted(costs)
    assert (lasts_to(costs, costs[-1]), lasts_to(costs, costs[-1] - 1), lasts_to(costs, 0)) == (11, 10, -1)
