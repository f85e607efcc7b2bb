"""Log-in: no open sign-up, authenticator secrets encrypted at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from opencus.core.vault import vault

_AAD = b"mfa-authenticator"


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by the centre; nobody registers themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedAuthenticators(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().encrypt(text, aad=_AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault().decrypt(base64.b64decode(encrypted_text), aad=_AAD)


def display_name(user: Any) -> str:
    """Return the name shown to the person themselves."""
    return str(user.full_name)
