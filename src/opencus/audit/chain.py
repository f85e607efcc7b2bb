"""The chain as anybody can recompute it: no function of the database is asked, so none has to be trusted.

A link holds ``sha256(hash of the link before + entry)``, an entry holds the digest of its payload. Every link can be
checked against the stored hash before it, so a long chain is checked in parts and by several processes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg

#: No entry is scrubbed or dropped before this age (KRI par. 20: two years from the entry).
LEAST_AGE = 730 * 86_400 * 1_000_000  # microseconds

#: One row per link, in the order in which ``walk`` takes it; the entry may be missing.
COLUMNS = """
    l.number, l.entry_id, encode(l.hash, 'hex'), coalesce(e.number_before, e.id), e.centre_id, (extract(epoch FROM e.at) * 1000000)::bigint,
    e.kind, e.actor_id, e.actor_role, e.subject_type, e.subject_id, e.person_id, encode(e.digest, 'hex'),
    (extract(epoch FROM e.scrubbed_at) * 1000000)::bigint, e.data::text, e.purpose
"""
PART = f"""
COPY (SELECT {COLUMNS} FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id AND e.id BETWEEN %s AND %s
      WHERE l.centre_id = %s AND l.number BETWEEN %s AND %s ORDER BY l.number) TO STDOUT
"""
#: The entries of a part lie close together; knowing how close keeps the planner from reading them all.
EXTENT = """
SELECT coalesce(min(entry_id), 0), coalesce(max(entry_id), 0), set_config('work_mem', '64MB', true) FROM audit_link
WHERE centre_id = %s AND number BETWEEN %s AND %s
"""

NULL = b"\\N"
_UNESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def part(connection: psycopg.Connection[Any], centre_id: UUID, low: int, high: int) -> list[Any]:
    """The parameters of ``PART`` for the links from ``low`` to ``high``."""
    row = connection.execute(EXTENT, [centre_id, low, high]).fetchone()
    assert row is not None
    return [row[0], row[1], centre_id, low, high]


class Reason(StrEnum):
    """What is wrong with the first bad link, as far as one look tells."""

    GAP = "gap"
    MISSING = "missing"
    FOREIGN = "foreign"
    PAYLOAD = "payload"
    EARLY = "early"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class Break:
    """The first bad link of a part of a chain."""

    number: int
    reason: Reason


def genesis(centre_id: UUID) -> bytes:
    """The hash that stands before the first link of a centre."""
    return hashlib.sha256(f"opencus {centre_id}".encode()).digest()


def payload_digest(data: bytes, purpose: bytes) -> str:
    """The digest of a payload in hexadecimal; ``data`` as PostgreSQL prints it, ``purpose`` as JSON."""
    return hashlib.sha256(b"[" + data + b", " + purpose + b"]").hexdigest()


def entry_bytes(fields: list[bytes], words: _Words) -> bytes:
    """What the chain covers of an entry; ``fields`` are those of ``COLUMNS``."""
    return b'[%b, "%b", %b, %b, %b, %b, %b, %b, %b, "%b"]' % (
        fields[3], fields[4], fields[5], words[fields[6]], _quoted(fields[7]), words[fields[8]], words[fields[9]],
        _quoted(fields[10]), _quoted(fields[11]), fields[12],
    )  # fmt: skip


def walk(lines: Iterable[bytes | memoryview], centre_id: UUID, number: int, previous: bytes | None) -> Break | None:
    """Check links that follow one another; return the first bad one.

    ``lines`` are rows of ``COLUMNS`` in COPY text format, ``number`` the first expected, ``previous`` the hash before it
    (None: unknown, the first hash is taken as it stands).
    """
    words, centre = _Words(), str(centre_id).encode()
    for line in lines:
        fields = bytes(line).rstrip(b"\n").split(b"\t")
        if int(fields[0]) != number:
            return Break(number, Reason.GAP)
        if fields[3] == NULL:
            return Break(number, Reason.MISSING)
        if fields[4] != centre:
            return Break(number, Reason.FOREIGN)
        if fields[13] == NULL:
            if payload_digest(_plain(fields[14]), words[fields[15]]) != fields[12].decode():
                return Break(number, Reason.PAYLOAD)
        elif int(fields[13]) - int(fields[5]) < LEAST_AGE:
            return Break(number, Reason.EARLY)
        stored = bytes.fromhex(fields[2].decode())
        if previous is not None and hashlib.sha256(previous + entry_bytes(fields, words)).digest() != stored:
            return Break(number, Reason.HASH)
        previous, number = stored, number + 1
    return None


class _Words(dict[bytes, bytes]):
    """COPY text to JSON text; kinds, roles and purposes repeat, so each is turned once."""

    def __missing__(self, raw: bytes) -> bytes:
        made = json.dumps(_plain(raw).decode(), ensure_ascii=False).encode()
        if len(self) < 100_000:
            self[raw] = made
        return made


def words() -> _Words:
    """A fresh table of JSON texts for ``entry_bytes``."""
    return _Words()


def _quoted(raw: bytes) -> bytes:
    return b"null" if raw == NULL else b'"' + raw + b'"'


def _plain(raw: bytes) -> bytes:
    """Undo the escapes of COPY."""
    if b"\\" not in raw:
        return raw
    pieces, rest = [], raw
    while (at := rest.find(b"\\")) >= 0:
        letter = rest[at + 1 : at + 2]
        pieces += [rest[:at], _UNESCAPED.get(letter, letter)]
        rest = rest[at + 2 :]
    return b"".join([*pieces, rest])
