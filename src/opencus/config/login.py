"""Log-in: no open sign-up, authenticator secrets encrypted at rest, guesses of passwords and codes counted together."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from opencus.core.vault import vault

_AAD = b"mfa-authenticator"


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by the centre; nobody registers themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Answer for a closed account as for a wrong password: nobody learns that it exists."""
        user = super().authenticate(request, **credentials)
        return user if user is None or user.is_active else None


class SealedAuthenticators(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().encrypt(text, aad=_AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault().decrypt(base64.b64decode(encrypted_text), aad=_AAD)


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the e-mail an attempt to log in is counted under; allauth, axes and the form call it differently."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login")
    name = name or getattr(getattr(request, "user", None), "email", "")  # the password asked for again
    return str(name).strip().lower()[:254]


class _Counted:
    """A wrong code counts like a wrong password: six digits would otherwise be guessed in a day."""

    user: Any

    def clean_code(self) -> str:
        request, credentials = context.request, {"email": self.user.email}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True  # axes answers with the page of the lock-out
            raise ValidationError("Logowanie wstrzymane.")
        try:
            return super().clean_code()  # type: ignore[misc,no-any-return]
        except ValidationError:
            AxesProxyHandler.user_login_failed(type(self), credentials, request)
            raise


class CountedCode(_Counted, AuthenticateForm):
    """The second step of the log-in."""


class CountedCodeAgain(_Counted, ReauthenticateForm):
    """The code asked for again before a change of the account."""


def display_name(user: Any) -> str:
    """Return the name shown to the person themselves."""
    return str(user.full_name)
