"""A copy of the database for reading (`OPENCUS_REPLICA_URL`): a few heavy pages read there, everything else does not.

The copy knows the same signed context, so without it it shows no row; and being a standby it refuses every write. Pages
that keep a reading log stay on the primary with everything they read: the log and what was seen belong together.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from opencus.core.tenancy import acting_in

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

NAME = "replica"
#: Pages that only read, write no reading log, and may be a second old: the public catalogue, reports.
PAGES = frozenset({"directory:list", "directory:service", "settlement:pes"})
LAG = 10.0  # seconds behind the primary that nobody minds on such a page
REMEMBERED = 5.0  # seconds for which the state of the replica is taken for granted
_STATE = """
SELECT pg_is_in_recovery(), EXISTS (SELECT 1 FROM pg_stat_wal_receiver WHERE pid IS NOT NULL),
       pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_last_wal_replay_lsn(),
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
"""

_reading: ContextVar[bool] = ContextVar("opencus_replica", default=False)


class Router:
    """Sends reads to the replica inside ``reading``, and never a write."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return NAME if _reading.get() else "default"

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"


@contextmanager
def reading(centre_id: UUID) -> Iterator[None]:
    """Read rows of one centre from the replica: the ORM reads there, its writes and raw SQL stay on the primary."""
    with acting_in(centre_id, using=NAME):
        token = _reading.set(True)
        try:
            yield
        finally:
            _reading.reset(token)


def fresh(link: BaseDatabaseWrapper) -> bool:
    """Say whether the copy follows the primary closely; False too when it does not answer."""
    try:
        with link.cursor() as cursor:
            cursor.execute(_STATE)
            standby, connected, caught_up, behind = cursor.fetchone()
    except DatabaseError:
        return False
    return bool(standby and connected and (caught_up or (behind is not None and behind < LAG)))


class Reads:
    """Serve ``PAGES`` from the replica while it follows; when it fails in the middle, once more from the primary."""

    def __init__(self, get_response: Handler) -> None:
        if NAME not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.looked, self.follows = 0.0, False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        centre = getattr(request, "centre", None)
        if centre is None or request.method not in ("GET", "HEAD") or not _served(request) or not self._usable():
            return self.get_response(request)
        try:
            with reading(centre.id):
                response = self.get_response(request)
        except DatabaseError:
            response = None
        if response is None or response.status_code >= 500:
            logger.warning("replica failed in the middle of a page; the primary answers")
            self.looked, self.follows = time.monotonic(), False
            request.failed = False  # type: ignore[attr-defined]
            response = self.get_response(request)
        return response

    def _usable(self) -> bool:
        if time.monotonic() - self.looked > REMEMBERED:
            self.looked, self.follows = time.monotonic(), fresh(connections[NAME])
        return self.follows


def _served(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in PAGES
    except Resolver404:
        return False
