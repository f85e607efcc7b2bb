"""Log-in: no open sign-up, secrets of factors encrypted, guesses of passwords and codes counted together, codes used once."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from opencus.centre.accounts import devices
from opencus.centre.accounts.guard import last_factor_demanded
from opencus.centre.accounts.models import LoginSession, UsedCode
from opencus.centre.accounts.proof import is_proved
from opencus.core.clock import now
from opencus.core.vault import vault

_AAD = b"mfa-authenticator"
_CODE_LIVES = timedelta(minutes=5)  # longer than the three steps in which a code of an application is accepted


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by the centre; nobody registers themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Answer for a closed account as for a wrong password: nobody learns that it exists."""
        user = super().authenticate(request, **credentials)
        return user if user is None or user.is_active else None

    def login(self, request: HttpRequest, user: Any) -> None:
        """Enter, and write down from where."""
        super().login(request, user)
        devices.begin(request)
        request.entered = user.email  # type: ignore[attr-defined]

    def logout(self, request: HttpRequest) -> None:
        """Leave, and let the browser forget what it keeps of us (ASVS 5.0, 14.3.1)."""
        super().logout(request)
        request.cleared = True  # type: ignore[attr-defined]

    def set_password(self, user: Any, password: str) -> None:
        """Set it and end every session that the old one opened."""
        super().set_password(user, password)
        LoginSession.objects.filter(user=user).delete()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A log-in is a proof like any other, for ten minutes."""
        return not is_proved(context.request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A passkey of a closed account opens nothing and tells nothing."""
        messages.error(request, "Nie udało się zalogować. Spróbuj jeszcze raz albo poproś o pomoc administratora.")
        return HttpResponseRedirect(reverse("account_login"))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the proxy middleware left it."""
        return str(request.META.get("REMOTE_ADDR", ""))


class SealedAuthenticators(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().encrypt(text, aad=_AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault().decrypt(base64.b64decode(encrypted_text), aad=_AAD)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the last factor of whoever works where one is demanded."""
        return not last_factor_demanded(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "OpenCUS"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Name a new passkey after the device it is made on."""
        return devices.agent_of(context.request)


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the e-mail an attempt to log in is counted under; allauth, axes and the form call it differently."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login")
    name = name or getattr(getattr(request, "user", None), "email", "")  # the password asked for again
    return str(name).strip().lower()[:254]


def _use_up(user: Any, code: str) -> None:
    """Let a code work once for all processes; raise ``ValidationError`` for one that was used."""
    moment = now()
    digest = salted_hmac("opencus.used-code", f"{user.pk}:{code.strip()}", algorithm="sha256").hexdigest()
    UsedCode.objects.filter(user=user, used_at__lt=moment - _CODE_LIVES).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=user, digest=digest, used_at=moment)
    except IntegrityError:
        raise ValidationError("Ten kod był już użyty. Poczekaj na następny.") from None


class _Counted:
    """A wrong code counts like a wrong password: six digits would otherwise be guessed in a day."""

    user: Any

    def clean_code(self) -> str:
        request, credentials = context.request, {"email": self.user.email}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True  # axes answers with the page of the lock-out
            raise ValidationError("Logowanie wstrzymane.")
        try:
            code = str(super().clean_code())  # type: ignore[misc]
            _use_up(self.user, code)
        except ValidationError:
            AxesProxyHandler.user_login_failed(type(self), credentials, request)
            raise
        return code


class CountedCode(_Counted, AuthenticateForm):
    """The second step of the log-in."""


class CountedCodeAgain(_Counted, ReauthenticateForm):
    """The code asked for again before a change of the account."""


def display_name(user: Any) -> str:
    """Return the name shown to the person themselves."""
    return str(user.full_name)
