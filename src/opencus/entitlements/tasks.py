"""What places do by themselves each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.core.tenancy import in_each_centre
from opencus.entitlements.actions import lapse_offers, recount_everywhere


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="entitlements_lapse_offers")
def lapse_late_offers(timestamp: int = 0) -> None:
    """Take back places nobody answered for in time and count points again, in every centre; harmless when run again."""
    day, centres = today(), Centre.objects.values_list("id", flat=True)
    in_each_centre(centres, lambda centre_id: lapse_offers(by=Actor.system(centre_id), on=day))
    in_each_centre(centres, lambda centre_id: recount_everywhere(by=Actor.system(centre_id)))
