"""The vault of this installation: personal numbers and authenticator secrets."""

from __future__ import annotations

from django.conf import settings

from opencus.core.secrets import Vault


def vault() -> Vault:
    """Return the vault with the current key for writing and every older key still needed for reading."""
    current = settings.KEYS.pesel
    older = {key.id: key.secret for key in settings.KEYS.older.get("pesel", ())}
    return Vault({**older, current.id: current.secret}, current.id, settings.KEYS.blind.secret)
