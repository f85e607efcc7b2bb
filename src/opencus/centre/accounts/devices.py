"""What a request says about its device, and the browsers from which a person has logged in before."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse

from opencus.centre.accounts import rules
from opencus.centre.accounts.sessions import AGENT, NETWORK

KNOWN_LASTS = 180 * 24 * 3600
_SALT = "opencus.known-browser"


def agent_of(request: HttpRequest) -> str:
    """Return the request's browser and system in words."""
    return rules.agent_words(request.META.get("HTTP_USER_AGENT", ""))


def network_of(request: HttpRequest) -> str:
    """Return the network the request comes from."""
    return rules.network_of(request.META.get("REMOTE_ADDR", ""))


def begin(request: HttpRequest) -> None:
    """Write down in the session where it begins."""
    request.session[AGENT], request.session[NETWORK] = agent_of(request), network_of(request)


def cookie_name(base: str, request: HttpRequest) -> str:
    """Return the name of a cookie of ours: bound to the host where the connection is safe."""
    return f"__Host-{base}" if request.is_secure() else base


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Mark this browser as known to whoever has just logged in (``request.entered``)."""
    email = getattr(request, "entered", "")
    if email:
        response.set_cookie(
            cookie_name("known", request), signing.dumps(_mark(email), salt=_SALT), max_age=KNOWN_LASTS,
            secure=request.is_secure(), httponly=True, samesite="Lax",
        )  # fmt: skip


def knows(request: HttpRequest, email: str) -> bool:
    """Whether somebody with this e-mail has logged in from this browser before."""
    cookie = request.COOKIES.get(cookie_name("known", request), "")
    try:
        return bool(signing.loads(cookie, salt=_SALT, max_age=KNOWN_LASTS) == _mark(email))
    except signing.BadSignature:
        return False


def phone_cookie(request: HttpRequest) -> str:
    """Return the name of the cookie of a phone that is paired in the request's centre; one phone may serve two."""
    return cookie_name(f"phone-{request.centre.slug}", request)  # type: ignore[attr-defined]


def has_phone_cookie(request: HttpRequest) -> bool:
    """Whether this browser was paired in the request's centre, be it still so or not."""
    return getattr(request, "centre", None) is not None and phone_cookie(request) in request.COOKIES


def _mark(email: str) -> str:
    return signing.Signer(salt=_SALT).signature(email.strip().lower())
