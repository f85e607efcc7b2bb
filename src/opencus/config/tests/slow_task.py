"""A worker of the product with one slow task, for the test that kills it: ``python -m opencus.config.tests.slow_task``."""

from __future__ import annotations

import os
import time
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")


def declare() -> None:
    """Register the task; needs Django."""
    from procrastinate import JobContext
    from procrastinate.contrib.django import app

    from opencus.core import progress
    from opencus.core.tenancy import acting_in

    @app.task(name="test.slow", pass_context=True)
    def slow(context: JobContext, centre_id: str) -> None:
        """Three parts of work, each committed with its report; the first attempt hangs before the third."""
        from opencus.centre.models import Office

        for part in range(progress.reached(context.job.id), 3):
            if part == 2 and context.job.attempts == 0:
                time.sleep(600)
            with acting_in(UUID(centre_id)):
                Office.objects.create(
                    name=f"Część {part}", street="x", postcode="00-001", town="x", opening_hours="x"
                )
            progress.report(context.job.id, part + 1, 3, "próba")


if __name__ == "__main__":
    import django

    django.setup()
    declare()
    from opencus.config import worker

    worker.main()
