"""The signed tenant context: which centre this transaction belongs to.

The web process proves to PostgreSQL for which centre it asks. The proof is an HMAC over the centre, the
backend and the start of the transaction, so that an injected ``set_config`` or a replayed signature opens
nothing. ``guard.centre()`` (migration core 0001) checks it; every policy compares with its answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_current: ContextVar[UUID | None] = ContextVar("opencus_centre", default=None)


class NoCentre(RuntimeError):
    """A tenant table was asked for outside ``acting_in``."""


def current_centre_id() -> UUID | None:
    """Return the centre of the running context, or None outside one (also the default of ``centre`` fields)."""
    return _current.get()


@contextmanager
def acting_in(centre_id: UUID, *, using: str = "default") -> Iterator[None]:
    """Run the block in one transaction that sees and writes rows of one centre only.

    Contexts nest: the outer centre is restored at the end. Errors roll the block back.
    """
    connection = connections[using]
    outer = _current.get()
    token = _current.set(centre_id)
    try:
        with transaction.atomic(using=using):
            _bind(connection, centre_id)
            yield
    finally:
        _current.reset(token)
        # A local setting outlives a released savepoint, so the outer centre is put back by hand.
        if connection.in_atomic_block and not connection.needs_rollback:
            _bind(connection, outer)


def _bind(connection: BaseDatabaseWrapper, centre_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        if centre_id is None:
            cursor.execute("SELECT set_config('opencus.centre', '', true)")
            return
        prove(cursor, centre_id, settings.KEYS.signing.secret)


def prove(cursor: Any, centre_id: UUID, key: bytes) -> None:
    """Bind the running transaction of any DB-API cursor to a centre, by a key the database accepts."""
    cursor.execute("SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint")
    backend, started = cursor.fetchone()
    message = f"{centre_id}|{backend}|{started}".encode()
    signature = hmac.new(key, message, hashlib.sha256).hexdigest()
    cursor.execute(
        "SELECT set_config('opencus.centre', %s, true), set_config('opencus.signature', %s, true)",
        [str(centre_id), signature],
    )


def install_signing_key(connection: Any, *keys: bytes) -> None:
    """Let the database accept these keys and no other (run as migrator, in one transaction).

    Of each it stores the two pads of the HMAC, where only the definer function reads them. More than one key is
    accepted while a rotation lasts: transactions under way keep their signature.
    """
    rows = [(_pad(key, 0x36), _pad(key, 0x5C)) for key in keys]
    places = ", ".join(["(%s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        # One statement, so that there is no moment without a key.
        cursor.execute(
            "WITH gone AS (DELETE FROM guard.signing_key) "
            f"INSERT INTO guard.signing_key (inner_pad, outer_pad) VALUES {places}",
            [pad for row in rows for pad in row],
        )


def _pad(key: bytes, mask: int) -> bytes:
    block = key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    return bytes(byte ^ mask for byte in block)
