"""Pages for refusals and failures: each says why and what to do."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from opencus.core import ui_settings
from opencus.people.access import BehindGlass
from opencus.people.glass import closed_file

#: SQLSTATE classes of a database that is away, full or overrun; None: nobody answered at all.
AWAY = ("08", "53", "57P", "58", None)
RETRY = 15  # seconds


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token; what was typed stays in the browser."""
    text = "Strona była otwarta zbyt długo albo otwarto ją w innej karcie po wylogowaniu. Wróć, odśwież i wyślij ponownie."
    return render(request, "403.html", {"reason": text}, status=403)


def closed(request: HttpRequest, *parts: str) -> HttpResponse:
    """Answer for pages of the log-in library that a centre does without: it makes accounts and keeps e-mails itself."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why; a file outside one's own matters asks for the reason instead."""
    if isinstance(exception, BehindGlass):
        return closed_file(request, exception.person)
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours; when it is the database that is away, say so: that mends itself."""
    if database_is_away(sys.exception()):
        return maintenance(request)
    return render(request, "500.html", status=500)


def database_is_away(error: BaseException | None) -> bool:
    """Say whether the error means that the database does not answer or can write nothing at the moment."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return any(state is None if kind is None else (state or "").startswith(kind) for kind in AWAY)


def maintenance(request: HttpRequest) -> HttpResponse:
    """Answer while the database is away: no session, no log-in and no message may be asked for here."""
    context = {"ui": ui_settings.read(request), "number": getattr(request, "number", "")}
    page = render_to_string("503.html", context)  # without the request: its context asks the database
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY)})
