"""Jobs about jobs: what a killed process had in hand is given to the next one."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)

#: A job that was in hand at so many deaths probably causes them; it is set aside for a person to look at.
MOST_RESCUES = 5


@app.periodic(cron="* * * * *")
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
