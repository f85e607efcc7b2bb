"""Asking for a dry run, counting it, keeping what may be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.programmes.models import ProgrammeVersion
from opencus.programmes.queries import criteria
from opencus.reporting import dryrun, events, outcomes, population, queries, results, synthetic
from opencus.reporting.assumptions import Assumptions
from opencus.reporting.dryrun import Counted, Setting
from opencus.reporting.models import DryRun
from opencus.reporting.population import People

AT_ONCE = 2_000_000  # people x services counted while the person waits: under a second


@dataclass(frozen=True)
class Loaded:
    """Everything a dry run needs, read from the database: people, and what each draft is held against.

    counted: what an earlier run that was cut short had counted of each draft, and in how many parts.
    """

    people: People
    settings: tuple[Setting, ...]
    marks: tuple[str, ...]
    started_at: float
    counted: tuple[tuple[Counted, int], ...] = ()

    def so_far(self, at: int) -> tuple[Counted | None, int]:
        """What is counted of a draft, and in how many parts."""
        return self.counted[at] if at < len(self.counted) else (None, 0)

    @property
    def each(self) -> int:
        return dryrun.parts(len(self.people))

    @property
    def parts(self) -> int:
        return self.each * len(self.settings)


@transaction.atomic
def ask(
    *, by: Actor, draft: ProgrammeVersion, population: str, assumptions: Assumptions, other: ProgrammeVersion | None = None
) -> DryRun:
    """Try a draft on people. A small one is counted at once, a larger one in the background.

    ValidationError when there is nothing to hold the draft against or a rule in it is broken.
    """
    by.require(Permission.MANAGE_PROGRAMME)
    base = queries.base_of(draft)
    if base is None:
        raise ValidationError("Nie ma obowiązującej wersji tego programu, z którą można porównać szkic.")
    if population == DryRun.Population.SYNTHETIC and not assumptions.persons:
        raise ValidationError("Wpisz, ilu mieszkańców ma gmina.")
    today = clock.today()
    run = DryRun.objects.create(
        base=base, draft=draft, other=other, population=population, assumptions=assumptions.as_json(), data_on=today,
        year=max(draft.valid_from, today).year, made_by_id=by.user_id,
    )  # fmt: skip
    journal.write(events.DRY_RUN_ASKED, by=by, subject=run, population=run.get_population_display())
    _go(run, by)
    return run


@transaction.atomic
def try_again(*, by: Actor, run: DryRun) -> None:
    """Count a dry run once more that failed."""
    by.require(Permission.MANAGE_PROGRAMME)
    run.move_to(DryRun.State.QUEUED)
    run.failure, run.done, run.total = "", 0, 0
    run.save()
    journal.write(events.DRY_RUN_ASKED, by=by, subject=run, population=run.get_population_display())
    _go(run, by)


def prepare(base: ProgrammeVersion, draft: ProgrammeVersion) -> None:
    """Compile in the background what a dry run of this draft will ask, while somebody fills in the form; broken rules wait."""
    try:
        before, after = queries.rules_in(base), queries.rules_in(draft)
    except ValueError:
        return
    today, dated = clock.today(), criteria()
    fresh = [after[pair.after] for pair in Setting(before, after, today, today, dated).fresh if pair.after is not None]
    outcomes.prepare([before, fresh], today, dated)


def _go(run: DryRun, by: Actor) -> None:
    from opencus.reporting.tasks import count_dry_run

    if _size(run) > AT_ONCE:
        count_dry_run.defer(centre_id=str(run.centre_id), run_id=str(run.pk))
        return
    loaded = begin(run.pk)
    if loaded is not None:
        finish(run.pk, loaded, [dryrun.run(loaded.people, setting) for setting in loaded.settings])


def _size(run: DryRun) -> int:
    """People times services, of each draft."""
    services = run.base.services.count() * (2 if run.other_id else 1)
    if run.population == DryRun.Population.SYNTHETIC:
        return Assumptions.from_json(run.assumptions).persons * services
    return population.how_many(run.base) * services


@transaction.atomic
def begin(run_id: UUID) -> Loaded | None:
    """Read everything a dry run needs; own people are journalled with their number. None: there is nothing to count."""
    run = DryRun.objects.select_for_update(of=("self",)).select_related("base", "draft", "other").get(id=run_id)
    if run.state in (DryRun.State.DONE, DryRun.State.FAILED):
        return None
    if run.state == DryRun.State.QUEUED:
        run.move_to(DryRun.State.RUNNING)
    started = clock.now().timestamp()
    try:
        loaded = _load(run, started)
    except ValueError as broken:
        run.move_to(DryRun.State.FAILED)
        run.partial = None
        run.failure = str(broken)[:300]
        run.save()
        return None
    loaded = replace(loaded, counted=_resumed(run, loaded))
    run.done, run.total = sum(done for _, done in loaded.counted), loaded.parts
    run.save()
    if run.population == DryRun.Population.OWN:
        by = Actor(centre_id=run.centre_id, user_id=run.made_by_id)
        journal.write(events.DRY_RUN_READ, by=by, subject=run, count=len(loaded.people))
    return loaded


def _resumed(run: DryRun, loaded: Loaded) -> tuple[tuple[Counted, int], ...]:
    """What was counted before the run was cut short, if rules, prices and all else it hangs on are still those."""
    kept = run.partial
    if kept is None or kept["marks"] != [setting.mark() for setting in loaded.settings]:
        run.partial = None
        return ()
    return tuple((Counted.from_json(one["counted"]), one["done"]) for one in kept["drafts"])


def _load(run: DryRun, started: float) -> Loaded:
    assumed, dated = Assumptions.from_json(run.assumptions), criteria()
    before = queries.rules_in(run.base)
    drafts = [one for one in (run.draft, run.other) if one is not None]
    after = [queries.rules_in(one) for one in drafts]
    own = run.population == DryRun.Population.OWN
    if own:
        people = population.own_people(run.base, [rules.id for rules in before if rules.id], run.data_on)
    else:
        people = synthetic.people(assumed, len(before), run.data_on, dated)
    every = [*before, *(rules for one in after for rules in one)]
    agreed, estimates, used = queries.contract_prices(run.data_on), queries.fee_prices(every), queries.uses(run.base, run.data_on)
    settings = tuple(
        Setting(
            before, rules, run.data_on, max(version.valid_from, run.data_on), dated, estimates | agreed, used, assumed.use, assumed.take_up, own,
            queries.funds(version, rules, max(version.valid_from, run.data_on).year), assumed.reserve, estimates.keys() - agreed.keys(),
        )
        for version, rules in zip(drafts, after, strict=True)
    )
    return Loaded(people, settings, tuple(queries.mark_of(rules) for rules in after), started)


@transaction.atomic
def advance(run_id: UUID, loaded: Loaded, counted: Sequence[tuple[Counted, int]]) -> None:
    """Say how many parts are counted and keep, of a synthetic population, what they came to."""
    parts = {"marks": [setting.mark() for setting in loaded.settings], "drafts": [{"counted": one.as_json(), "done": done} for one, done in counted]}
    running = DryRun.objects.filter(id=run_id, state=DryRun.State.RUNNING)
    running.update(done=sum(done for _, done in counted))
    running.filter(population=DryRun.Population.SYNTHETIC).update(partial=parts)


@transaction.atomic
def fail(run_id: UUID) -> None:
    """Say that the computation broke off for a reason nobody foresaw; it may be tried again."""
    run = DryRun.objects.select_for_update().get(id=run_id)
    run.move_to(DryRun.State.FAILED)
    run.partial = None
    run.failure = "Liczenie przerwał nieoczekiwany błąd. Spróbuj jeszcze raz, a gdy się powtórzy, powiedz administratorowi."
    run.save()


@transaction.atomic
def finish(run_id: UUID, loaded: Loaded, counted: Sequence[Counted]) -> None:
    """Keep the aggregates, with small groups already hidden; nothing about a person is kept."""
    run = DryRun.objects.select_for_update().get(id=run_id)
    drafts = [
        {**results.of(one, setting, loaded.people.place_names), "rules": mark}
        for one, setting, mark in zip(counted, loaded.settings, loaded.marks, strict=True)
    ]
    run.move_to(DryRun.State.DONE)
    run.partial = None
    run.result, run.persons, run.done = {"drafts": drafts}, drafts[0]["persons"] or 0, run.total
    run.finished_at = clock.now()
    run.milliseconds = max(0, round((run.finished_at.timestamp() - loaded.started_at) * 1000))
    run.save()
