"""Guessing at log-ins, counted in the database for all processes: one account, one address, many of either.

Three counts over a quarter of an hour: eight failures of a name from one address close that pair (django-axes);
thirty names tried from one address close the address; fifty failures of one name from anywhere close the name.
The last two leave out browsers from which that very person has logged in before, so that nobody can be shut out of
their own desk from afar. Nothing is closed for good, and a name that nobody has is counted like any other.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from opencus.audit import journal
from opencus.centre.accounts import devices, events
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.config.login import attempted_name
from opencus.core.clock import now
from opencus.core.tenancy import acting_in

WINDOW = timedelta(minutes=15)
NAMES_FROM_ONE_ADDRESS = 30
FAILURES_OF_ONE_NAME = 50

security = logging.getLogger("opencus.security")


class Lockout(AxesDatabaseHandler):
    """The handler of django-axes with the two wider counts and an alarm."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        name = attempted_name(request, credentials)
        if devices.knows(request, name):
            return False
        address = _of_address(request).aggregate(names=Count("username", distinct=True))["names"]
        if address >= NAMES_FROM_ONE_ADDRESS:
            return True
        return _sum(_of_name(name)) >= FAILURES_OF_ONE_NAME

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        closed = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None or closed:
            return  # was told when it was closed
        from_here, of_name = _of_address(request), _of_name(attempted_name(request, credentials))
        names = from_here.aggregate(names=Count("username", distinct=True))["names"]
        if names == NAMES_FROM_ONE_ADDRESS:
            _alarm("wiele kont z jednego adresu", from_here)
        elif _sum(of_name) == FAILURES_OF_ONE_NAME:
            _alarm("jedno konto z wielu adresów", of_name)


def _recent() -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__gte=now() - WINDOW)


def _of_address(request: HttpRequest) -> QuerySet[AccessAttempt]:
    return _recent().filter(ip_address=request.axes_ip_address)  # type: ignore[attr-defined]


def _of_name(name: str) -> QuerySet[AccessAttempt]:
    return _recent().filter(username=name)


def _sum(attempts: QuerySet[AccessAttempt]) -> int:
    return int(attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0)


def _alarm(kind: str, attempts: QuerySet[AccessAttempt]) -> None:
    """Tell the log and every centre's journal: nobody knows yet whose people were meant."""
    facts: dict[str, Any] = {
        "accounts": attempts.values("username").distinct().count(),
        "addresses": attempts.values("ip_address").distinct().count(),
        "attempts": _sum(attempts),
    }
    security.error("log-ins attacked", extra={"facts": {"kind": kind, **facts}})
    for centre in Centre.objects.all():
        with acting_in(centre.id):
            journal.write(events.ATTACK, by=Actor.system(centre.id), kind=kind, **facts)
