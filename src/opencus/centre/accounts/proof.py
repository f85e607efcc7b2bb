"""Asking again who sits here: before sensitive pages, and when a session looks moved.

A log-in, a password or a factor counts as proof for ten minutes. After the proof the same address goes on: a page
is opened, a form is sent with everything that was typed in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from opencus.centre.accounts import rules
from opencus.centre.accounts.sessions import STARTED
from opencus.core.clock import now

View = Callable[..., HttpResponse]
#: Fields of the resent form that are not part of what was typed.
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "proof_password"})


def proved_at(request: HttpRequest) -> datetime | None:
    """Return when the user of this session last showed a password or a factor; None for a visitor."""
    started = request.session.get(STARTED)
    if not request.user.is_authenticated or started is None:
        return None
    moments = [datetime.fromisoformat(started)]
    for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        moments.append(datetime.fromtimestamp(record["at"], UTC))
    return max(moments)


def is_proved(request: HttpRequest) -> bool:
    """Whether the last proof is fresh enough for this request."""
    shown = proved_at(request)
    return shown is not None and now() - shown < rules.PROOF


def recently_proved(view: View) -> View:
    """Open the view only shortly after a log-in, a password or a factor; put it under the gate of the log-in.

    ``@staff_only`` above ``@recently_proved``: who may not enter at all is refused without being asked.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_proved(request) else ask(request)

    return guarded


def ask(request: HttpRequest) -> HttpResponse:
    """Answer with the question who sits here; what was asked for or sent goes on afterwards."""
    if request.method in {"GET", "HEAD"}:
        methods = get_adapter().get_reauthentication_methods(request.user)
        address = methods[0]["url"] if methods else reverse("account_login")
        return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()}, safe='/')}")
    return prove_page(request, request.get_full_path(), "")


def prove_page(request: HttpRequest, target: str, error: str) -> HttpResponse:
    """Return the page that asks for the password and carries the sent form along."""
    sent = [
        (name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values
    ]
    context = {"sent": sent, "target": target, "error": error, "prove": _address(), "files": bool(request.FILES)}
    return render(request, "own/prove.html", context, status=422 if error else 403)


def _address() -> str:
    """The address of the proof outside every centre: the form it carries belongs to another one."""
    return "/" + reverse("own:prove").removeprefix(get_script_prefix())


def safe_target(request: HttpRequest, typed: str) -> str:
    """Return an address of this site, or the front page for anything else."""
    if typed.startswith("/") and url_has_allowed_host_and_scheme(
        typed, {request.get_host()}, require_https=request.is_secure()
    ):
        return typed
    return "/"
