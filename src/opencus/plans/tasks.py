"""What plans do by themselves each night."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.core.tenancy import in_each_centre
from opencus.plans.actions import begin_due, end_due


@app.periodic(cron="5 * * * *")  # hourly: an office switches its computer off for the night, a missed turn is not made up
@app.task(queueing_lock="plans_turn_of_day")
def turn_of_day(timestamp: int = 0) -> None:
    """Begin and end plans whose day has come, in every centre; harmless when run again."""
    day = today()

    def turn(centre_id: UUID) -> None:
        system = Actor.system(centre_id)
        end_due(by=system, on=day)
        begin_due(by=system, on=day)

    in_each_centre(Centre.objects.values_list("id", flat=True), turn)
