"""When a backup is made and when it is tried out."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from opencus.config import backup_state, external
from opencus.config.backup_format import BackupError
from opencus.core import clock

TRIALS = ("nightly", "weekly", "never")


def hour() -> int | None:
    """Return the Polish hour after which the nightly backup runs: `OPENCUS_BACKUP_HOUR`, 2 by default; None for `off`."""
    chosen = os.environ.get("OPENCUS_BACKUP_HOUR", "2")
    if chosen == "off":
        return None
    if not (chosen.isascii() and chosen.isdigit() and int(chosen) < 24):
        raise BackupError("OPENCUS_BACKUP_HOUR musi być godziną od 0 do 23 albo „off”.")
    return int(chosen)


def due(*, demo: bool = False) -> bool:
    """Say whether the worker should back up now: the hour has come and this Polish day has no good backup.

    Counted by days, not by turns of the clock: the night with two second hours makes one backup, the night without one
    makes it an hour later, and a last backup from the future (the clock was wrong) does not put off the next.
    """
    wanted = hour()
    if wanted is None or not _able(demo):
        return False
    now = clock.local(clock.now())
    return now.hour >= wanted and _day_of_last() != now.date()


def trial_due() -> bool:
    """Say whether the new backup should be restored on trial: `OPENCUS_RESTORE_TEST` (nightly, weekly, never)."""
    chosen = os.environ.get("OPENCUS_RESTORE_TEST", "nightly")
    if chosen not in TRIALS:
        raise BackupError(f"OPENCUS_RESTORE_TEST musi być jednym z: {', '.join(TRIALS)}.")
    if chosen != "weekly":
        return chosen == "nightly"
    last = backup_state.read("restore_test")
    if not last.get("at") or last.get("faults"):
        return True
    return abs(clock.now() - datetime.fromisoformat(last["at"])) > timedelta(days=6, hours=12)


def _able(demo: bool) -> bool:
    """A demonstration is backed up only into places somebody chose; a server of somebody else's by its own timer."""
    if external.configured():
        return bool(os.environ.get("OPENCUS_BACKUP_URL"))
    return not demo or bool(os.environ.get("OPENCUS_BACKUP_DIRS"))


def _day_of_last() -> object:
    made = backup_state.read("backup")
    if not any(not one.get("trouble") for one in made.get("copies", [])):
        return None
    return clock.day_of(datetime.fromisoformat(made["at"]))
