"""Encrypted fields (PESEL and the like): AES-256-GCM bound to one place, and a keyed index to find them again.

Keys never enter the database or its backup. A plain hash of a PESEL is broken on one core in minutes, so the index
is an HMAC with a key of its own, different in every centre and field.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16


class SecretError(Exception):
    """A secret cannot be read; the message never holds the secret."""


class SecretMoved(SecretError):
    """The ciphertext was made for another tenant, table, row or field, or was altered: the two look the same."""


class UnknownKey(SecretError):
    """The ciphertext names a key that this vault does not hold."""


def aad(tenant: object, table: str, row: object, field: str) -> bytes:
    """The place a ciphertext belongs to, for `Vault.encrypt` and `Vault.decrypt`; no two places give the same bytes."""
    return _joined(str(tenant), table, str(row), field)


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def new_keyring() -> str:
    """The text of a fresh key file: one encryption key, number 1, and one index key. Keep it in a file of mode 0600."""
    return f"active 1\nkey 1 {_text(new_key())}\nindex {_text(new_key())}\n"


class Vault:
    """Encrypts and finds secret texts with keys numbered 0 to 255, one of them active.

    Layout of a ciphertext: 1 byte key number, 12 bytes nonce, then text and 16-byte tag; 40 bytes for a PESEL.
    Random nonces carry about four thousand million encryptions by one key; rotate before.
    """

    def __init__(self, keys: Mapping[int, bytes], active: int, blind_key: bytes, older: Sequence[bytes] = ()) -> None:
        if active not in keys:
            raise ValueError("The active key is missing.")
        if any(not 0 <= number <= 255 for number in keys):
            raise ValueError("Key numbers go from 0 to 255.")
        if any(len(key) != KEY_BYTES for key in (*keys.values(), blind_key, *older)):
            raise ValueError("Every key has 32 bytes.")
        if any(hmac.compare_digest(key, blind_key) for key in keys.values()):
            raise ValueError("The index needs a key of its own.")
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._active = active
        self._blind_key = blind_key
        self._older_blind_keys = tuple(older)

    @classmethod
    def from_keyring(cls, text: str) -> Self:
        """A vault from the text of a key file, as `new_keyring` writes it.

        Lines: `active N`, `key N BASE64URL` (several), `index BASE64URL`; blank lines and lines with # are skipped.
        ValueError, which names the line but never its key.
        """
        keys: dict[int, bytes] = {}
        active, blind_key = -1, b""
        for number, line in enumerate(text.splitlines(), start=1):
            match line.partition("#")[0].split():
                case []:
                    continue
                case ["active", wanted] if wanted.isascii() and wanted.isdigit():
                    active = int(wanted)
                case ["key", name, key] if name.isascii() and name.isdigit() and int(name) not in keys:
                    keys[int(name)] = _key(key, number)
                case ["index", key]:
                    blind_key = _key(key, number)
                case _:
                    raise ValueError(f"Line {number} of the key file cannot be read.")
        return cls(keys, active, blind_key)

    def encrypt(self, plain: str, *, aad: bytes) -> bytes:
        """The text as a ciphertext that only this place (`secrets.aad`) can read; different every time."""
        nonce = os.urandom(NONCE_BYTES)
        head = bytes([self._active])
        return head + nonce + self._ciphers[self._active].encrypt(nonce, plain.encode(), head + aad)

    def decrypt(self, blob: bytes | memoryview, *, aad: bytes) -> str:
        """The text of a ciphertext; UnknownKey, or SecretMoved when it belongs elsewhere or was altered."""
        whole = bytes(blob)
        if len(whole) < 1 + NONCE_BYTES + TAG_BYTES:
            raise SecretMoved("The ciphertext is too short.")
        cipher = self._ciphers.get(whole[0])
        if cipher is None:
            raise UnknownKey(f"Key {whole[0]} is not in this vault.")
        nonce, sealed = whole[1 : 1 + NONCE_BYTES], whole[1 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, whole[:1] + aad).decode()
        except InvalidTag:
            # Without the chain: the cause adds nothing, and a traceback must stay short on secrets.
            raise SecretMoved("The ciphertext does not belong here or was altered.") from None

    def needs_rotation(self, blob: bytes | memoryview) -> bool:
        """True when the ciphertext was made with another key than the active one."""
        return bytes(blob[:1]) != bytes([self._active])

    def blind_index(self, value: str, *, tenant: object, field: str) -> bytes:
        """16 bytes that are equal for equal values of one field in one centre, and tell nothing else.

        Normalise the value first: `44051401359` and `44051401359 ` differ.
        """
        return _index(self._blind_key, value, tenant, field)

    def blind_indexes(self, value: str, *, tenant: object, field: str) -> list[bytes]:
        """The index a value has now, first, and those it had under rotated keys: look a stored value up by all of them."""
        return [_index(key, value, tenant, field) for key in (self._blind_key, *self._older_blind_keys)]

    def __repr__(self) -> str:
        return f"<Vault of {len(self._ciphers)} keys, active {self._active}>"


def _index(key: bytes, value: str, tenant: object, field: str) -> bytes:
    return hmac.digest(key, _joined(str(tenant), field, value), hashlib.sha256)[:INDEX_BYTES]


def _joined(*parts: str) -> bytes:
    # Lengths first: otherwise ("ab", "c") and ("a", "bc") would be one place.
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _key(text: str, line: int) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"Line {line} of the key file holds no key of 32 bytes.") from None
    return key
