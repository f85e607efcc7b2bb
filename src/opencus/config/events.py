"""What the journal says about running the system."""

from __future__ import annotations

from opencus.audit.events import keep, register

STATE_VIEWED = register("config.system.view", "sprawdzono stan systemu: {problems} do naprawy", scrub=keep("problems"))
JOB_RETRIED = register("config.job.retry", "ponowiono zadanie w tle nr {job}: {task}", scrub=keep("job", "task"))
JOB_SET_ASIDE = register("config.job.set_aside", "odłożono zadanie w tle nr {job}: {task}", scrub=keep("job", "task"))
