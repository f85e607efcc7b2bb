"""How a person wants to see the pages: theme, contrast and text size, kept in one functional cookie."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "ui"
YEAR = 365 * 24 * 3600
ALLOWED = {"theme": ("auto", "light", "dark"), "contrast": ("normal", "high"), "size": ("1", "2", "3")}


@dataclass(frozen=True)
class UiSettings:
    """The choice as it stands on <html>: data-theme, data-contrast, data-size."""

    theme: str = "auto"
    contrast: str = "normal"
    size: str = "1"


def read(request: HttpRequest) -> UiSettings:
    """The choice from the cookie "dark.high.2"; anything that is not known is left at its default."""
    parts = request.COOKIES.get(COOKIE, "").split(".")
    return _change(UiSettings(), dict(zip(ALLOWED, parts, strict=False)))


def _change(current: UiSettings, wanted: dict[str, str]) -> UiSettings:
    good = {name: wanted[name] for name, values in ALLOWED.items() if wanted.get(name) in values}
    return replace(current, **good)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `ui` with the choice."""
    return {"ui": read(request)}


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps what was chosen and goes back to the page; a foreign address is never followed."""
    chosen = _change(read(request), request.POST.dict())
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    value = ".".join(asdict(chosen).values())
    response.set_cookie(
        COOKIE, value, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response
