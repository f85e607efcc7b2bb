"""Jobs about jobs: what a killed process had in hand is given to the next one."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from opencus.centre.models import Centre
from opencus.config import once
from opencus.config.jobs import notes
from opencus.core.tenancy import acting_in

logger = logging.getLogger(__name__)

#: A job that was in hand at so many deaths probably causes them; it is set aside for a person to look at.
MOST_RESCUES = 5


@app.periodic(cron="* * * * * */20")  # every 20 seconds: with 30 of silence a job waits less than a minute
@app.task(queueing_lock="config.rescue", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> int:
    """Queue again every job whose worker has been silent for 30 seconds; return how many."""
    jobs = context.app.job_manager
    rescued = 0
    for job in await jobs.get_stalled_jobs():
        if job.attempts >= MOST_RESCUES:
            logger.error(
                "job %s (%s) was cut short %s times and is set aside", job.id, job.task_name, job.attempts
            )
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job)
            rescued += 1
    return rescued


@app.periodic(cron="40 * * * *")  # hourly: an office switches its computer off for the night
@app.task(queueing_lock="config.submissions")
def forget_submissions(timestamp: int = 0) -> None:
    """Throw away, in every centre, what was kept of forms sent more than a week ago; harmless when run again."""
    for centre_id in list(Centre.objects.values_list("id", flat=True)):
        with acting_in(centre_id):
            once.forget()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="config.forget_notes")
def forget_notes(timestamp: int) -> int:
    """Drop the notes of jobs that are done and gone; return how many."""
    return notes.forget()
