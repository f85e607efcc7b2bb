"""Headers of every answer; the centre, the actor and the transaction of every request."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix

from opencus.audit.pace import TooFast
from opencus.centre.models import Centre
from opencus.centre.queries import centre_by_slug
from opencus.config import attempts, once
from opencus.config.actors import actor_for
from opencus.config.errors import bad_request
from opencus.core.tenancy import acting_in

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FEATURES = (
    "camera=(), microphone=(), geolocation=(), payment=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
#: First segments that belong to nobody: a centre of that name would take over the log-in of all.
SHARED = frozenset({"dane-osobowe", "dostepnosc", "konto", "static", "ui", "health"})
_SLUG = re.compile(r"^/([a-z0-9-]{2,40})(/.*)$")


def headers(get_response: Handler) -> Handler:
    """Add the content security policy and keep personal pages out of every cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "\x00" in query or "%00" in query:  # PostgreSQL knows no such character
            response = bad_request(request, BadRequest("NUL in the address"))
        elif not (request.META.get("CONTENT_LENGTH") or "0").isdecimal():  # the framework would answer 500
            response = bad_request(request, BadRequest("a length that is no number"))
        else:
            response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", FEATURES)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return handle


class CentreMiddleware:
    """Take the centre from the first segment of the address and run the view inside its transaction.

    ``/starachowice/osoby/`` becomes ``/osoby/`` with ``request.centre``; ``reverse()`` writes the segment
    back by itself (script prefix). One person may work in two centres in two tabs: nothing is switched.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.centre = None  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        match = _SLUG.match(request.path_info)
        centre = centre_by_slug(match[1]) if match and match[1] not in SHARED else None
        if match is None or centre is None:
            set_script_prefix("/")
            return self.get_response(request)
        request.path_info = match[2]
        set_script_prefix(f"/{centre.slug}/")
        try:
            return self._inside(request, centre)
        finally:
            set_script_prefix("/")

    def _inside(self, request: HttpRequest, centre: Centre) -> HttpResponse:
        afterwards: list[Callable[[], object]] = []
        request.afterwards = afterwards  # type: ignore[attr-defined]
        with ExitStack() as stack:
            stack.enter_context(acting_in(centre.id))
            request.centre = centre  # type: ignore[attr-defined]
            request.actor = actor_for(request, centre)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
            else:
                once.end(request, response)
        # Attempts on foreign rows are journalled after the rollback, so that they survive it.
        if writes := attempts.due(request, response, afterwards):
            with acting_in(centre.id):
                for write in writes:
                    write()
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """After the proof against forged forms, and before the view: has this form been carried out already?"""
        return once.begin(request) if request.centre is not None else None  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        request.failed = True  # type: ignore[attr-defined]
        return attempts.slowed(request, exception) if isinstance(exception, TooFast) else None
