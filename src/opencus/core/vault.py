"""The vault of this installation: personal numbers and authenticator secrets."""

from __future__ import annotations

from django.conf import settings

from opencus.core.secrets import Vault


def vault() -> Vault:
    """Return the vault with the current key for writing and every older key still needed for reading."""
    keys = settings.KEYS.at_this_moment()
    secrets = {key.id: key.secret for key in keys.all("pesel")}
    return Vault(secrets, keys.pesel.id, keys.blind.secret, [key.secret for key in keys.older.get("blind", ())])
