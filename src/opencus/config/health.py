"""Health for whoever watches the machine: `/health/live` (the process answers) and `/health/ready` (it can serve).

Answered before sessions, cookies and log-ins, with names of checks and true or false: nothing a stranger could use.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from opencus.config import schema

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

HEARTBEAT = 120.0  # seconds without a sign of any worker
TAIL = 600.0  # seconds an entry of the journal may wait for its seal
DISK = 500_000_000  # free bytes below which the database will soon refuse to write
REMEMBERED = 1.0  # seconds for which an answer stands: asking often must not cost

_PULSE = """
SELECT shobj_description((SELECT oid FROM pg_database WHERE datname = current_database()), 'pg_database'),
       (SELECT max(last_heartbeat) FROM procrastinate_workers),
       guard.oldest_unsealed(),
       clock_timestamp()
"""


@dataclass(frozen=True)
class Pulse:
    """What the database says of itself at one moment; None: it did not say, or there is none."""

    note: str | None
    heartbeat: datetime | None
    oldest_unsealed: datetime | None
    now: datetime

    def silent(self) -> float | None:
        """Seconds since any worker gave a sign; None when none ever did."""
        return (self.now - self.heartbeat).total_seconds() if self.heartbeat else None

    def tail(self) -> float:
        """Seconds for which the oldest entry has waited for its seal; 0 when none waits."""
        return (self.now - self.oldest_unsealed).total_seconds() if self.oldest_unsealed else 0.0


@dataclass(frozen=True)
class Readiness:
    """Each check by name; true is well."""

    database: bool = False
    migrations: bool = False
    worker: bool = False
    journal: bool = False
    disk: bool = False


def pulse() -> Pulse:
    """Ask the database once; DatabaseError when it does not answer or was never migrated."""
    with connection.cursor() as cursor:
        cursor.execute(_PULSE)
        return Pulse(*cursor.fetchone())


def readiness() -> Readiness:
    """Look at everything a request needs."""
    disk = free_disk()[0] > DISK
    try:
        seen = pulse()
    except DatabaseError as error:
        # A database that answers but was never migrated has no such tables.
        return Readiness(database=isinstance(error, ProgrammingError), disk=disk)
    silent = seen.silent()
    return Readiness(
        database=True,
        migrations=f'"{fingerprint()}"' in (seen.note or ""),
        worker=silent is not None and silent < HEARTBEAT,
        journal=seen.tail() < TAIL,
        disk=disk,
    )


@cache
def fingerprint() -> str:
    """The hash of our migrations: files of a running process do not change."""
    return schema.fingerprint()


def free_disk() -> tuple[int, float]:
    """Return the free bytes, and their share, of the disk that holds our data."""
    usage = shutil.disk_usage(settings.DATA if settings.DATA.exists() else "/")
    return usage.free, usage.free / usage.total


_remembered: list[Any] = [0.0, None]
_asking = threading.Lock()


def _ready() -> Readiness:
    with _asking:
        if _remembered[1] is None or time.monotonic() - _remembered[0] > REMEMBERED:
            _remembered[:] = [time.monotonic(), readiness()]
        found: Readiness = _remembered[1]
        return found


def answers(get_response: Handler) -> Handler:
    """Answer the two addresses and pass everything else on."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path_info not in ("/health/live", "/health/ready"):
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        checks = asdict(_ready()) if request.path_info == "/health/ready" else {}
        well = all(checks.values())
        body: dict[str, Any] = {"status": "ok" if well else "unavailable"}
        if checks:
            body["checks"] = checks
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return JsonResponse(body, status=200 if well else 503, headers=headers)

    return handle
