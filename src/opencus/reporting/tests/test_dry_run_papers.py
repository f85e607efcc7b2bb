"""Page, paper and sheet of a dry run tell the same numbers, also when there is nobody to count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.contracting.tests.factories import contract, provider
from opencus.core.clock import today
from opencus.programmes.models import BudgetLine, FundingSource, ProgrammeService, ProgrammeVersion
from opencus.reporting import documents, screens
from opencus.reporting.actions.dry_runs import ask
from opencus.reporting.assumptions import Assumptions
from opencus.reporting.models import DryRun
from opencus.reporting.tests import towns

Login = Callable[[Actor], Any]


@pytest.fixture
def run(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> DryRun:
    """Taxis for eight with too little money, repairs for nine without a price, applicants in two towns, another draft beside."""
    towns.holds(towns.residents(8, 80, alone=False), "TAXI", base)
    towns.holds(towns.residents(9, 70), "ZLR", base)
    towns.asks(towns.residents(10, 67, alone=False, town="Łazy"), "TAXI", base)
    towns.asks(towns.residents(6, 68, alone=None, town="Zarzecze"), "ZLR", base)
    contract(provider(), ProgrammeService.objects.get(version=base, service__code="TAXI").service, "30.00")
    source = FundingSource.objects.create(name="Budżet gminy", kind="own", valid_from=today())
    other = towns.draft(base, fee="5.00", number=3)
    for version in (draft, other):
        for code, amount in (("TAXI", "3100.00"), ("ZLR", "700.00")):
            service = ProgrammeService.objects.get(version=version, service__code=code)
            BudgetLine.objects.create(version=version, source=source, programme_service=service, year=version.valid_from.year, amount=Decimal(amount))
    made = ask(by=organiser, draft=draft, other=other, population=DryRun.Population.OWN, assumptions=replace(Assumptions(), reserve=5))
    made.refresh_from_db()
    return made


def words_of(block: Any) -> Iterable[str]:
    """Every piece of text of a sheet."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, dict):
        for one in block.values():
            yield from words_of(one)
    elif isinstance(block, (list, tuple)):
        for one in block:
            yield from words_of(one)


def cells(page: str) -> list[str]:
    """The numbers in the cells of the tables of a page, and what stands for one."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    return [text for one in found if (text := unescape(re.sub(r"<[^>]+>", "", one)).strip()) and re.search(r"\d|ukryte|–|rok|do końca", text)]


def same(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("query", ["", "?szkic=2"])
def test_every_number_of_the_page_stands_on_the_paper(run: DryRun, centre: Centre, organiser: Actor, login: Login, query: str) -> None:
    page = login(organiser).get(f"/testowo/zestawienia/proba/wynik/{run.pk}/{query}").content.decode()
    paper = {same(word) for word in words_of(documents.council_sheet(run, centre).blocks)}
    shown = [same(one) for one in cells(page)]
    assert len(shown) > 60
    assert [one for one in shown if one not in paper] == []


def test_every_amount_and_count_of_the_paper_stands_in_the_sheet(run: DryRun, centre: Centre) -> None:
    lines = [dict(zip(documents.HEADER, line, strict=True)) for line in documents.rows(run)]
    for at, version in enumerate((run.draft, run.other)):
        page = screens.page(run, at)
        mine = [line for line in lines if line["Szkic"] == str(version)]
        found = {(str(line["Tabela"]).split(",")[0], line["Wiersz"]): line for line in mine}
        year = page["money"]["year"]
        for group, table in zip(page["groups"], ("Usługa", "Wiek", documents.PLACE[run.population]), strict=True):
            for row in group["rows"]:
                line = found[table, row["label"]]
                assert [row[kind] for kind in documents.KINDS] == [_told(line[documents.COUNTS[kind]]) for kind in documents.KINDS]
        for label, *amounts, _ in page["money"]["rows"]:
            line = found[f"Koszt {year}", label]
            assert [one.lstrip("+") for one in amounts] == [_zl(line[column]) for column in ("Koszt usług", "Wpływy z opłat", "Dopłata gminy")]
        for month, *amounts in page["money"]["table"]:
            line = found[f"Dodatkowa dopłata {year}", month]
            assert amounts == [_zl(line[column]) for column in ("Dopłata gminy", "Najmniej", "Najwięcej")]
        for row in page["budget"]["rows"]:
            line = found[f"Budżet {year}", row["label"]]
            assert (row["budget"], row["until"]) == (_zl(line["Budżet"]), line["Na ile starczy"])
            assert [row["cost"], row["left"]] == [_zl(line["Koszt usług"]), _zl(line["Zostaje po rezerwie"])]
        for row in page["result"]["room"]:
            line = found["Osoby i miejsca", row["label"]]
            assert [row["need"], row["most"], row["places"], row["planned"]] == [line[one] for one in ("Potrzeba miejsc", "Najwięcej", "Są miejsca", "Planowane osoby")]


def test_nobody_to_count_is_said_and_nothing_is_claimed(base: ProgrammeVersion, draft: ProgrammeVersion, centre: Centre, organiser: Actor, login: Login) -> None:
    BudgetLine.objects.create(
        version=draft, source=FundingSource.objects.create(name="Budżet gminy", kind="own", valid_from=today()), year=draft.valid_from.year, amount=Decimal(900)
    )
    run = ask(by=organiser, draft=draft, population=DryRun.Population.OWN, assumptions=Assumptions())
    run.refresh_from_db()
    page = login(organiser).get(f"/testowo/zestawienia/proba/wynik/{run.pk}/").content.decode()
    assert "Nie ma jeszcze nikogo, na kim można policzyć próbę" in page
    assert "umownej ludności gminy" in page
    paper = " ".join(words_of(documents.council_sheet(run, centre).blocks))
    for claim in ("Nikomu nic się nie zmieni", "Dopłata gminy", "Kwoty są ukryte", "cały rok", "0 zł"):
        assert claim not in page
        assert claim not in paper
    assert "<ins>65</ins>" in page  # what changes in the rules is still told
    assert "Taksówka dla seniora" in paper


def _told(count: Any) -> str:
    return screens.HIDDEN if count == screens.HIDDEN else screens.shown(count)


def _zl(amount: Any) -> Any:
    """The amount of the sheet as the page writes it."""
    return screens._plain(int(amount * 100)) if isinstance(amount, Decimal) else amount
