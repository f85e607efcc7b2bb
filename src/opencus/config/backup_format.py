"""The format of an encrypted backup: AES-256-GCM in chunks, readable as a stream, proof against cutting and mixing.

A file is MAGIC, the length of the header (4 bytes, big-endian), the header (JSON in UTF-8), then chunks; a chunk is the
length of its ciphertext (4 bytes) and the ciphertext with its tag. The key of the file is HKDF-SHA256 of the backup key
with the header's salt. Nonce: 11 bytes number of the chunk, 1 byte 1 for the last chunk and 0 otherwise; so a chunk
left out, moved, doubled or cut off at the end is noticed. Additional data of every chunk: the whole header.

Inside stand: a line of JSON (the manifest), the archive of files (as many bytes as the manifest says), the dump.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from opencus.config.keys import Key

MAGIC = b"OPENCUS BACKUP 1\n"
CHUNK = 1 << 18  # bytes
LONGEST_HEADER = 1 << 16
TAG = 16


class BackupError(RuntimeError):
    """A backup cannot be made or read; the message is one plain line in Polish for the operator."""


class Writer:
    """Seals what is written and hands it to `out` in pieces; `close` marks the end."""

    def __init__(self, out: Callable[[bytes], Any], key: Key, **facts: Any) -> None:
        salt = os.urandom(32)
        about = {"key": key.id, "check": check(key), "salt": salt.hex(), **facts}
        self._header = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
        self._cipher = _cipher(key, salt)
        self._out, self._waiting, self._number = out, bytearray(), 0
        out(MAGIC + len(self._header).to_bytes(4, "big") + self._header)

    def write(self, data: bytes) -> None:
        """Take bytes; nothing is promised to be out before `close`."""
        self._waiting += data
        while len(self._waiting) > CHUNK:  # never all of it: the last chunk is the one that says so
            self._send(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk."""
        self._send(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _send(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), plain, self._header)
        self._out(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def header(file: BinaryIO) -> dict[str, Any]:
    """Read what stands in clear at the beginning: key number, date, installation; BackupError when it is no backup."""
    return _header(file)[0]


def read(file: BinaryIO, keys: Sequence[Key]) -> Iterator[bytes]:
    """Yield the content piece by piece; BackupError for a wrong key, a change or a missing end.

    A piece is authentic once it is yielded, but only the end of the iteration says that nothing is missing.
    """
    about, raw = _header(file)
    cipher = _cipher(_fitting(about, keys), bytes.fromhex(about["salt"]))
    number, last = 0, False
    while not last:
        length = int.from_bytes(_exactly(file, 4), "big")
        if not TAG <= length <= CHUNK + TAG:
            raise BackupError("Plik kopii jest uszkodzony. Użyj innej kopii.")
        sealed = _exactly(file, length)
        plain, last = _open(cipher, number, sealed, raw)
        number += 1
        yield plain
    if file.read(1):
        raise BackupError("Do pliku kopii ktoś coś dopisał. Użyj innej kopii.")


def check(key: Key) -> str:
    """Return the text by which a backup tells whether a key is its own; it says nothing about the key."""
    return hashlib.sha256(b"opencus backup key " + key.secret).hexdigest()[:16]


def _fitting(about: dict[str, Any], keys: Sequence[Key]) -> Key:
    for key in keys:
        if key.id == about["key"] and check(key) == about["check"]:
            return key
    raise BackupError(
        f"Tę kopię zaszyfrowano innym kluczem (backup-{about['key']}, instalacja {about.get('installation', '?')})."
        " Weź kartkę z kluczami tej instalacji, wydrukowaną przed zrobieniem kopii albo później."
    )


def _header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupError("To nie jest plik kopii OpenCUS.")
    length = int.from_bytes(_exactly(file, 4), "big")
    raw = _exactly(file, length) if length <= LONGEST_HEADER else b""
    try:
        about = dict(json.loads(raw))
        about["key"], about["salt"], about["check"]
    except (ValueError, KeyError, TypeError):
        raise BackupError("Początek pliku kopii jest uszkodzony. Użyj innej kopii.") from None
    return about, raw


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise BackupError("Plik kopii jest urwany: brakuje końca. Użyj innej kopii.")
    return data


def _open(cipher: AESGCM, number: int, sealed: bytes, raw: bytes) -> tuple[bytes, bool]:
    for last in (False, True):
        try:
            return cipher.decrypt(_nonce(number, last), sealed, raw), last
        except InvalidTag:
            continue
    raise BackupError("Plik kopii zmieniono albo uszkodzono. Użyj innej kopii.")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: Key, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"opencus backup file").derive(key.secret))
