"""What programmes do by themselves each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.core.tenancy import in_each_centre
from opencus.programmes.actions.versions import turn


@app.periodic(cron="2 * * * *")  # hourly: an office switches its computer off for the night, a missed turn is not made up
@app.task(queueing_lock="programmes_turn_of_day")
def turn_of_day(timestamp: int = 0) -> None:
    """Bring adopted programmes into force on their day and end those that are over, in every centre; harmless again."""
    day, centres = today(), Centre.objects.values_list("id", flat=True)
    in_each_centre(centres, lambda centre_id: turn(by=Actor.system(centre_id), on=day))
