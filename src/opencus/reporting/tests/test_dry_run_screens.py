"""The screens of the dry run: asking, reading, comparing, exporting, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.contracting.tests.factories import contract, provider
from opencus.core.clock import today
from opencus.programmes.models import (
    Clause,
    ClauseOrigin,
    Comment,
    Consultation,
    ProgrammeService,
    ProgrammeVersion,
    Recommendation,
)
from opencus.reporting import dryrun
from opencus.reporting.actions import dry_runs as actions
from opencus.reporting.actions.dry_runs import ask
from opencus.reporting.assumptions import AGES, INCOMES, Assumptions, Place
from opencus.reporting.dryrun import Counted
from opencus.reporting.forms import COLUMNS
from opencus.reporting.models import DryRun
from opencus.reporting.tests import towns

Login = Callable[[Actor], Client]
START = "/testowo/zestawienia"


def typed(**changes: Any) -> dict[str, Any]:
    """The form as it opens, sent back."""
    usual = Assumptions()
    data: dict[str, Any] = {"population": "own", "take_up": 50, "use": 70, "reserve": 0, "seed": 2026, "persons_9900011": ""}
    data |= {f"{name}_{at}": getattr(usual.ages[at], name) for at in range(len(AGES)) for name in COLUMNS}
    data |= {f"income_{at}": usual.incomes[at] for at in range(len(INCOMES))}
    return data | changes


@pytest.fixture
def town(base: ProgrammeVersion) -> ProgrammeVersion:
    towns.holds(towns.residents(8, 80, alone=False), "TAXI", base)
    towns.asks(towns.residents(10, 67, alone=False, town="Łazy"), "TAXI", base)
    towns.asks(towns.residents(3, 68, alone=False, town="Zarzecze"), "TAXI", base)
    return base


@pytest.fixture
def run(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> DryRun:
    return ask(by=organiser, draft=draft, population=DryRun.Population.OWN, assumptions=Assumptions())


def test_one_click_counts_the_draft(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    client = login(organiser)
    assert "Policz próbę" in client.get(f"{START}/proba/{draft.pk}/").content.decode()
    answer = client.post(f"{START}/proba/{draft.pk}/", typed(), follow=True)
    page = answer.content.decode()
    assert "Lepiej: 13 osób, gorzej: 8 osób" in page
    assert "przeliczono 21\u00a0osób" in page
    assert "<ins>65</ins>" in page


def test_small_groups_do_not_stand_on_the_page(run: DryRun, organiser: Actor, login: Login) -> None:
    page = login(organiser).get(f"{START}/proba/wynik/{run.pk}/").content.decode()
    row = re.search(r"Zarzecze</th>(.*?)</tr>", page, re.DOTALL)
    assert row is not None
    assert "ukryte" in row[1]
    assert ">3<" not in row[1]


def test_shares_that_do_not_add_up_are_told_and_kept(draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    answer = login(organiser).post(f"{START}/proba/{draft.pk}/", typed(share_0=60, take_up=33))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "muszą dać razem 100%, a dają 143%" in page
    assert 'value="33"' in page
    assert not DryRun.objects.exists()


def test_a_synthetic_population_needs_its_size(draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    answer = login(organiser).post(f"{START}/proba/{draft.pk}/", typed(population="synthetic"))
    assert answer.status_code == 422
    assert "ilu mieszkańców" in answer.content.decode()


def test_a_synthetic_run_names_its_source(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    answer = login(organiser).post(f"{START}/proba/{draft.pk}/", typed(population="synthetic", persons_9900011=3000), follow=True)
    page = answer.content.decode()
    assert "przeliczono 3\u00a0000\u00a0osób" in page
    assert "źródło liczb: założenie" in page


def test_two_drafts_are_shown_side_by_side(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    other = towns.draft(town, fee="5.00", number=3)
    client = login(organiser)
    answer = client.post(f"{START}/proba/{draft.pk}/", typed(other=str(other.pk)), follow=True)
    assert "Dwa szkice obok siebie" in answer.content.decode()
    second = client.get(answer.redirect_chain[-1][0] + "?szkic=2").content.decode()
    assert "gorzej: 0 osób" in second


def test_a_change_after_the_run_is_told(run: DryRun, organiser: Actor, login: Login) -> None:
    ProgrammeService.objects.filter(version=run.draft, service__code="ZLR").update(access_rule=None)
    assert "Szkic zmienił się po tej próbie" in login(organiser).get(f"{START}/proba/wynik/{run.pk}/").content.decode()


def test_the_comments_behind_a_change_stand_beside_it(run: DryRun, organiser: Actor, login: Login) -> None:
    talks = Consultation.objects.create(version=run.draft, title="Konsultacje", code="abc", opens_on=today(), closes_on=today())
    made = Recommendation.objects.create(consultation=talks, number=1, text="Wiek 65 lat, także dla par")
    for number, visibility in ((31, "shown"), (32, "hidden")):
        Comment.objects.create(
            consultation=talks, number=number, channel="web", received_on=today(), persons=23, text=f"Mam 67 lat, mąż 71 ({number}).",
            visibility=visibility, hidden_reason="obraża" if visibility == "hidden" else "", disposition="accepted", answer="Tak.", recommendation=made,
        )  # fmt: skip
    taxi = ProgrammeService.objects.get(version=run.draft, service__code="TAXI")
    clause = Clause.objects.create(version=run.draft, position=1, number="§ 15", text="Od 65 lat.", programme_service=taxi, aspect="access")
    ClauseOrigin.objects.create(clause=clause, recommendation=made)
    page = login(organiser).get(f"{START}/proba/wynik/{run.pk}/").content.decode()
    assert "Mam 67 lat, mąż 71 (31)" in page
    assert "Uwagi 31" in page
    assert "(32)" not in page


def test_who_only_reads_sees_the_result_but_cannot_count(run: DryRun, accountant: Actor, login: Login) -> None:
    client = login(accountant)
    assert client.get(f"{START}/proba/wynik/{run.pk}/").status_code == 200
    assert "Policz próbę" not in client.get(f"{START}/proba/{run.draft_id}/").content.decode()
    assert client.post(f"{START}/proba/{run.draft_id}/", typed()).status_code == 403


def test_reception_sees_nothing_of_it(run: DryRun, make_actor: Callable[..., Actor], login: Login) -> None:
    from opencus.centre.roles import Role

    client = login(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    assert client.get(f"{START}/proba/wynik/{run.pk}/").status_code == 403
    assert client.get(f"{START}/proby/").status_code == 403


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "ods"])
def test_the_report_leaves_as_a_file(run: DryRun, organiser: Actor, login: Login, kind: str) -> None:
    client = login(organiser)
    assert client.get(f"{START}/proba/wynik/{run.pk}/pobierz/").status_code == 405
    answer = client.post(f"{START}/proba/wynik/{run.pk}/pobierz/", {"format": kind})
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert Entry.objects.filter(kind="reporting.dry_run.exported", data__format=kind).exists()


def test_no_file_tells_a_small_group(run: DryRun, organiser: Actor, login: Login) -> None:
    answer = login(organiser).post(f"{START}/proba/wynik/{run.pk}/pobierz/", {"format": "csv"})
    lines = [line.split(",") for line in answer.content.decode().splitlines()[1:]]
    counts = [cell for line in lines for cell in line[3:8] if cell.isdigit()]
    assert counts
    assert not [cell for cell in counts if 0 < int(cell) < 5]


def test_a_failed_run_can_be_tried_again(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Login) -> None:
    taxi = ProgrammeService.objects.filter(version=draft, service__code="TAXI")
    taxi.update(access_rule={"fact": "wzrost", "op": ">=", "value": 1})
    run = ask(by=organiser, draft=draft, population=DryRun.Population.OWN, assumptions=Assumptions())
    client = login(organiser)
    assert "Nie udało się policzyć próby" in client.get(f"{START}/proba/wynik/{run.pk}/").content.decode()
    taxi.update(access_rule=towns.FROM_65)
    page = client.post(f"{START}/proba/wynik/{run.pk}/ponownie/", follow=True).content.decode()
    assert "Lepiej: 13 osób" in page


def test_a_large_run_waits_in_the_background_and_is_finished_by_its_job(
    town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from opencus.reporting.actions import dry_runs as actions
    from opencus.reporting.tasks import count_dry_run

    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr("opencus.reporting.dryrun.PART", 10)
    run = ask(by=organiser, draft=draft, population=DryRun.Population.OWN, assumptions=Assumptions())
    page = login(organiser).get(f"{START}/proba/wynik/{run.pk}/").content.decode()
    assert "Liczymy w tle" in page
    for _ in range(2):  # a job that is run again changes nothing
        count_dry_run.func(SimpleNamespace(job=SimpleNamespace(id=None)), centre_id=str(run.centre_id), run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.persons) == (DryRun.State.DONE, 3, 3, 21)
    assert run.result is not None
    assert run.result["drafts"][0]["strip"]["gain"] == 13
    assert Entry.objects.filter(kind="reporting.dry_run.read").count() == 1


def test_a_job_on_own_people_that_was_cut_short_begins_again(
    town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    run = ask(by=organiser, draft=draft, population=DryRun.Population.OWN, assumptions=Assumptions())
    loaded = actions.begin(run.pk)
    assert loaded is not None
    actions.advance(run.pk, loaded, [(Counted(), 1)])
    assert actions.begin(run.pk) is not None  # the machine went off in between
    run.refresh_from_db()
    assert (run.state, run.done, run.partial) == (DryRun.State.RUNNING, 0, None)


def test_a_synthetic_job_that_was_cut_short_goes_on_and_comes_to_the_same(
    base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dryrun, "PART", 150)
    assumed = Assumptions(places=(Place("9900011", "Testowo", 1000),))
    milder = towns.draft(base, fee="5.00", number=3)
    whole = ask(by=organiser, draft=draft, population=DryRun.Population.SYNTHETIC, assumptions=assumed, other=milder)
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    run = ask(by=organiser, draft=draft, population=DryRun.Population.SYNTHETIC, assumptions=assumed, other=milder)
    for stops_after in (2, 9):  # parts of the first draft, then of the second
        with pytest.raises(KeyboardInterrupt):
            _count_until(run, stops_after)
        run.refresh_from_db()
        assert (run.done, run.state) == (stops_after, DryRun.State.RUNNING)
    _count_until(run, None)
    run.refresh_from_db()
    whole.refresh_from_db()
    assert run.result == whole.result
    assert (run.done, run.total, run.partial) == (14, 14, None)


@pytest.mark.parametrize("what", ["nothing", "rules", "price", "size of a part"])
def test_what_was_counted_by_other_rules_or_prices_is_thrown_away(
    base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(dryrun, "PART", 500)
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    run = ask(by=organiser, draft=draft, population=DryRun.Population.SYNTHETIC, assumptions=Assumptions(places=(Place("9900011", "Testowo", 1000),)))
    with pytest.raises(KeyboardInterrupt):
        _count_until(run, 1)
    taxi = ProgrammeService.objects.get(version=draft, service__code="TAXI")
    if what == "rules":
        ProgrammeService.objects.filter(pk=taxi.pk).update(access_rule=towns.FROM_75)
    elif what == "price":
        contract(provider(), taxi.service, "30.00")
    elif what == "size of a part":
        monkeypatch.setattr(dryrun, "PART", 400)
    loaded = actions.begin(run.pk)
    assert loaded is not None
    assert loaded.so_far(0)[1] == (1 if what == "nothing" else 0)


def _count_until(run: DryRun, parts: int | None) -> None:
    """Count in the background; the machine goes off after so many parts in all."""
    from opencus.reporting import tasks

    def report(job: int | None, done: int, total: int, words: str) -> None:
        if parts is not None and done >= parts:
            raise KeyboardInterrupt

    context = SimpleNamespace(job=SimpleNamespace(id=None))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tasks.progress, "report", report)
        tasks.count_dry_run.func(context, centre_id=str(run.centre_id), run_id=str(run.pk))


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_as_often_for_many_as_for_one(run: DryRun, organiser: Actor, login: Login, count: int) -> None:
    for _ in range(count - 1):
        DryRun.objects.create(base=run.base, draft=run.draft, population="own", data_on=run.data_on, year=run.year, made_by=run.made_by)
    client = login(organiser)
    client.get(f"{START}/proby/")
    with CaptureQueriesContext(connection) as made:
        assert client.get(f"{START}/proby/").status_code == 200
    reporting = [one for one in made.captured_queries if "reporting_dryrun" in one["sql"]]
    assert len(reporting) == 2


def test_the_result_page_asks_a_bounded_number_of_times(run: DryRun, organiser: Actor, login: Login) -> None:
    client = login(organiser)
    client.get(f"{START}/proba/wynik/{run.pk}/")
    with CaptureQueriesContext(connection) as made:
        client.get(f"{START}/proba/wynik/{run.pk}/")
    assert len(made) <= 40


def test_the_list_narrows_by_population_and_says_when_it_is_empty(run: DryRun, organiser: Actor, login: Login) -> None:
    client = login(organiser)
    assert "wersja 2" in client.get(f"{START}/proby/?ludnosc=own").content.decode()
    assert "Nie ma jeszcze prób" in client.get(f"{START}/proby/?ludnosc=synthetic").content.decode()
