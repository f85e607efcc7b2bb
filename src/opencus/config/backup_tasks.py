"""What keeps the data safe by itself: the nightly backup with its trial, and rotations that were cut short."""

from __future__ import annotations

import logging
import subprocess
import sys

from django.conf import settings
from procrastinate.contrib.django import app

from opencus.config import backup_schedule, disk

logger = logging.getLogger(__name__)


class BackupFailed(RuntimeError):
    """The nightly backup or its trial failed; the doctor says what is wrong."""


@app.periodic(cron="15 * * * *")  # hourly: an office switches its computer off for the night, a missed turn is made up
@app.task(queueing_lock="config.backup")
def nightly_backup(timestamp: int = 0) -> None:
    """Back up once a day after the chosen hour and restore on trial, in a process of its own; harmless when run again."""
    if not backup_schedule.due(demo=settings.DEMO):
        return
    disk.make_ballast()
    words = [sys.executable, "-m", "opencus.config.cli", "backup", "--nightly"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        logger.error("the nightly backup needs a person: exit code %s", done.returncode)
        raise BackupFailed(f"exit code {done.returncode}")


@app.periodic(cron="25 4 * * *")
@app.task(queueing_lock="config.rotation")
def finish_rotation(timestamp: int = 0) -> int:
    """Write anew what an interrupted exchange of keys has left; return how many values."""
    from opencus.config import rotation

    held = settings.KEYS.at_this_moment()
    return sum(rotation.resume(kind, say=logger.info) for kind in ("pesel", "blind") if held.older.get(kind))
