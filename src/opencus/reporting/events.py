"""What the journal says about reports: what was computed and how many people were read, never about whom."""

from __future__ import annotations

from opencus.audit.events import keep, register

DRY_RUN_ASKED = register("reporting.dry_run.asked", "zlecono próbę zmiany programu ({population})", scrub=keep("population"))
DRY_RUN_READ = register("reporting.dry_run.read", "próba zmiany programu przeczytała dane {count} osób", scrub=keep("count"), reading=True)
DRY_RUN_EXPORTED = register("reporting.dry_run.exported", "pobrano próbę zmiany programu ({format})", scrub=keep("format"), reading=True)
