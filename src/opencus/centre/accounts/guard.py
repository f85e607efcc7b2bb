"""Watches every request of a session: how old it is, whether it moved, what a phone and a missing factor allow."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from allauth.mfa.adapter import get_adapter as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from opencus.audit import journal
from opencus.centre.accounts import devices, events, rules
from opencus.centre.accounts.models import LoginSession
from opencus.centre.accounts.proof import ask, proved_at
from opencus.centre.accounts.sessions import AGENT, IN_THE_FIELD, NETWORK, PHONE, digest
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import User
from opencus.centre.queries import centres_of
from opencus.core.clock import now
from opencus.core.tenancy import acting_in

Handler = Callable[[HttpRequest], HttpResponse]
security = logging.getLogger("opencus.security")

DOUBT = "doubt"
#: Where a person whose session is doubted may still go: to prove themselves or to leave.
_PROVING = (
    "/konto/reauthenticate/", "/konto/2fa/reauthenticate/", "/konto/2fa/webauthn/reauthenticate/", "/konto/potwierdz/",
    "/konto/logout/",
)  # fmt: skip
#: What a session opened by a PIN reaches under konto/: only its own door and the way out.
_PHONE_PAGES = ("/konto/telefon/", "/konto/logout/")
#: Works without a second factor in a centre that demands one: setting it up, and what everybody may read.
_WITHOUT_FACTOR = ("/konto/", "/uslugi/", "/ui/", "/dostepnosc/", "/dane-osobowe/")


def living(get_response: Handler) -> Handler:
    """End sessions that are over, ask again when one has moved, and keep a phone's session in its place."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = _answer_of_guard(request) if request.session.get(SESSION_KEY) else None
        response = response or get_response(request)
        devices.remember(request, response)
        if getattr(request, "cleared", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return handle


def factor_demanded(get_response: Handler) -> Handler:
    """Lead whoever has no second factor to set one up, where their centre demands it; stands behind the centre."""

    def handle(request: HttpRequest) -> HttpResponse:
        centre, actor = getattr(request, "centre", None), getattr(request, "actor", None)
        demanded = actor is not None and centre is not None and centre.second_factor
        free = request.path_info.startswith(_WITHOUT_FACTOR) or bool(request.session.get(PHONE))
        if demanded and not free and not has_factor(request.user):
            return HttpResponseRedirect(reverse("own:factor"))
        return get_response(request)

    return handle


def has_factor(user: object) -> bool:
    """Whether the user has set up an application with codes or a passkey."""
    return bool(mfa().is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def last_factor_demanded(authenticator: Authenticator) -> bool:
    """Whether a factor is the only one of somebody who works in a centre that demands one."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=kinds).exclude(pk=authenticator.pk)
    if authenticator.type not in kinds or others.exists():
        return False
    return any(centre.second_factor for centre in centres_of(authenticator.user_id))


def _answer_of_guard(request: HttpRequest) -> HttpResponse | None:
    if words := _over(request):
        logout(request)
        messages.info(request, words)
        return None
    path = _without_centre(request)
    if request.session.get(PHONE):
        if _moved(request):
            logout(request)
        elif path.startswith("/konto/") and not path.startswith(_PHONE_PAGES):
            raise Refused("Ta strona nie działa po wejściu PIN-em. Zaloguj się hasłem na komputerze.")
        return None
    return _doubted(request, path)


def _over(request: HttpRequest) -> str:
    """Return why the session ends now, empty when it goes on; a living one is written down as seen."""
    row, moment = request.session.row, now()  # type: ignore[attr-defined]
    if row is None or row.started_at is None:
        return ""
    if moment - row.started_at >= rules.ABSOLUTE:
        return "Minęło 10 godzin od zalogowania. Zaloguj się ponownie."
    field = request.session.get(PHONE) or request.session.get(IN_THE_FIELD)
    limit = max(rules.FIELD_IDLE, settings.IDLE) if field else settings.IDLE
    if moment - row.seen_at >= limit:
        minutes = int(limit.total_seconds() // 60)
        return f"Wylogowaliśmy Cię, bo przez {minutes} min nic się nie działo. Zaloguj się ponownie."
    if moment - row.seen_at >= rules.TOUCH:
        key = digest(request.session.session_key or "")
        LoginSession.objects.filter(session_key=key).update(seen_at=moment)
    return ""


def _moved(request: HttpRequest) -> str:
    """Return what of the session has changed since it began: the browser, or the network where that is watched."""
    began = request.session.get(AGENT)
    if began and began != devices.agent_of(request):
        return "inna przeglądarka"
    network = request.session.get(NETWORK)
    if settings.BIND_NETWORK and network and network != devices.network_of(request):
        return "inna sieć"
    return ""


def _doubted(request: HttpRequest, path: str) -> HttpResponse | None:
    why = _moved(request)
    if not why:
        return None
    since = request.session.get(DOUBT)
    shown = proved_at(request)
    if since and shown and shown > datetime.fromisoformat(since):
        devices.begin(request)
        request.session.pop(DOUBT)
        return None
    if not since:
        request.session[DOUBT] = now().isoformat()
        _tell(request, why)
    return None if path.startswith(_PROVING) else ask(request)


def _tell(request: HttpRequest, why: str) -> None:
    security.warning("session moved", extra={"facts": {"why": why}})
    user = request.user
    assert isinstance(user, User)
    for centre in centres_of(user.id):
        with acting_in(centre.id):
            by = Actor(centre_id=centre.id, user_id=user.id, name=user.full_name)
            journal.write(events.STEP_UP, by=by, subject=user, why=why)


def _without_centre(request: HttpRequest) -> str:
    """The address without the segment of the centre, which a later middleware takes away."""
    head, slash, rest = request.path_info[1:].partition("/")
    return request.path_info if head == "konto" or not slash else f"/{rest}"



