"""What is counted in the background because it takes longer than a person should wait."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from opencus.core import progress
from opencus.core.tenancy import acting_in
from opencus.reporting import dryrun
from opencus.reporting.actions import dry_runs as actions
from opencus.reporting.dryrun import Counted


@app.task(pass_context=True)
def count_dry_run(context: JobContext, *, centre_id: str, run_id: str) -> None:
    """Count a dry run; one that was cut short goes on and comes to the same, a finished one is left alone."""
    centre, run = UUID(centre_id), UUID(run_id)
    with acting_in(centre):
        loaded = actions.begin(run)
    if loaded is None:
        return
    counted: list[tuple[Counted, int]] = []

    def report(done: int, total: Counted) -> None:
        with acting_in(centre):
            actions.advance(run, loaded, [*counted, (total, done)])
        progress.report(context.job.id, len(counted) * loaded.each + done, loaded.parts, "Liczenie próby zmiany")

    try:
        finished = []
        for at, setting in enumerate(loaded.settings):
            total, done = loaded.so_far(at)
            raw = Counted() if total is None else total
            finished.append(dryrun.run(loaded.people, setting, report, raw, done))
            counted.append((raw, loaded.each))
    except Exception:
        with acting_in(centre):
            actions.fail(run)
        raise
    with acting_in(centre):
        actions.finish(run, loaded, finished)
