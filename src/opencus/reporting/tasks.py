"""What is counted in the background because it takes longer than a person should wait."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from opencus.core import progress
from opencus.core.tenancy import acting_in
from opencus.reporting import dryrun
from opencus.reporting.actions import dry_runs as actions


@app.task(pass_context=True)
def count_dry_run(context: JobContext, *, centre_id: str, run_id: str) -> None:
    """Count a dry run; one that was cut short begins again and comes to the same, a finished one is left alone."""
    centre, run = UUID(centre_id), UUID(run_id)
    with acting_in(centre):
        loaded = actions.begin(run)
    if loaded is None:
        return
    total = loaded.parts

    def reporter(before: int) -> Callable[[int], None]:
        def report(done: int) -> None:
            with acting_in(centre):
                actions.advance(run, before + done)
            progress.report(context.job.id, before + done, total, "Liczenie próby zmiany")

        return report

    try:
        counted = [
            dryrun.run(loaded.people, setting, reporter(at * loaded.each))
            for at, setting in enumerate(loaded.settings)
        ]
    except Exception:
        with acting_in(centre):
            actions.fail(run)
        raise
    with acting_in(centre):
        actions.finish(run, loaded, counted)
