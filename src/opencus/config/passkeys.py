"""Answers of passkeys as they come from a browser or from somebody who plays one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError

UNREADABLE = "Nie udało się odczytać odpowiedzi klucza. Spróbuj jeszcze raz."


class _Readable:
    """The library reads the answer without looking at its shape; whatever breaks there is a refusal, never a failure."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except Exception as unreadable:
            raise ValidationError(UNREADABLE) from unreadable


class PasskeyLogin(_Readable, LoginWebAuthnForm):
    """The log-in without a password."""


class PasskeyStep(_Readable, AuthenticateWebAuthnForm):
    """The second step of the log-in."""


class PasskeyAgain(_Readable, ReauthenticateWebAuthnForm):
    """The proof before a sensitive act."""


class NewPasskey(AddWebAuthnForm):
    """A key that is added to an account."""

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except ValidationError:
            raise
        except Exception as unreadable:
            raise ValidationError(UNREADABLE) from unreadable
