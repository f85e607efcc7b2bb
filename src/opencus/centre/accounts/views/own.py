"""One's own account: factors, sessions, the proof before sensitive pages."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opencus.centre.accounts import queries
from opencus.centre.accounts.guard import has_factor
from opencus.centre.accounts.models import LoginSession
from opencus.centre.accounts.proof import prove_page, safe_target
from opencus.centre.accounts.sessions import digest
from opencus.centre.models import User
from opencus.centre.queries import centres_of


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Second factors, recovery codes left, and every place where this person is logged in."""
    user = request.user
    assert isinstance(user, User)
    held = [one.wrap() for one in Authenticator.objects.filter(user=user).order_by("created_at")]
    spare = next((one for one in held if one.instance.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "codes": [one for one in held if one.instance.type == Authenticator.Type.TOTP],
        "keys": [one for one in held if one.instance.type == Authenticator.Type.WEBAUTHN],
        "spare": len(spare.get_unused_codes()) if spare else None, "centres": centres_of(user.id),
        "sessions": queries.sessions_of(user.id, digest(request.session.session_key or "")),
    }  # fmt: skip
    return render(request, "own/account.html", context)


@login_required
def factor(request: HttpRequest) -> HttpResponse:
    """The choice of a second factor for whoever has none where one is demanded."""
    if has_factor(request.user):
        return redirect("root")
    return render(request, "own/factor.html")


@login_required
@require_POST
def end_session(request: HttpRequest, session_key: str) -> HttpResponse:
    """End one of one's own sessions; it is dead at its next request."""
    assert isinstance(request.user, User)
    ended, _ = LoginSession.objects.filter(user=request.user, session_key=session_key).delete()
    if session_key == digest(request.session.session_key or ""):
        return _leave(request)
    messages.success(request, "Zakończono sesję." if ended else "Ta sesja już się skończyła.")
    return redirect("own:account")


@login_required
@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions, this one too."""
    assert isinstance(request.user, User)
    LoginSession.objects.filter(user=request.user).delete()
    return _leave(request)


@login_required
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Check the password and send the waiting form on to where it belongs, with everything that was typed (307)."""
    target = safe_target(request, request.GET.get("next", "/"))
    assert isinstance(request.user, User)
    if not get_adapter().reauthenticate(request.user, request.POST.get("proof_password", "")):
        return prove_page(request, target, "Hasło jest nieprawidłowe.")
    reauthenticate_by_password(request)
    return HttpResponseRedirect(target, preserve_request=True)


def _leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    request.cleared = True  # type: ignore[attr-defined]
    messages.success(request, "Wylogowano.")
    return HttpResponseRedirect("/konto/login/")
