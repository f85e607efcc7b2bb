"""Who stands at the door: a worker with a session that lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from opencus.centre.access import worker_only
from opencus.centre.accounts.devices import has_phone_cookie
from opencus.centre.accounts.sessions import IN_THE_FIELD
from opencus.centre.roles import FIELD_ROLES

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a person: it must get a status it understands, never a log-in page."""
    return (
        "application/json" in request.headers.get("Accept", "")
        or request.headers.get("HX-Request") == "true"
        or request.headers.get("X-Requested-With") in {"XMLHttpRequest", "fetch"}
    )


def at_the_door(view: View) -> View:
    """Let workers in; a dead session answers 401 to scripts, so that what waits in the phone is kept (U48)."""
    guarded = worker_only(view)

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and wants_json(request):
            return JsonResponse({"error": "Zaloguj się ponownie.", "login": reverse("account_login")}, status=401)
        if not request.user.is_authenticated and has_phone_cookie(request):
            return redirect("entrance:phone")
        only = request.actor is not None and request.actor.roles <= FIELD_ROLES  # type: ignore[attr-defined]
        if request.session.get(IN_THE_FIELD, False) != only:
            request.session[IN_THE_FIELD] = only
        return guarded(request, *args, **kwargs)

    return enter
