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
        cursor.execute(
            "SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint"
        )
        backend, started = cursor.fetchone()
        message = f"{centre_id}|{backend}|{started}".encode()
        signature = hmac.new(settings.KEYS.signing.secret, message, hashlib.sha256).hexdigest()
        cursor.execute(
            "SELECT set_config('opencus.centre', %s, true), set_config('opencus.signature', %s, true)",
            [str(centre_id), signature],
        )


def install_signing_key(connection: BaseDatabaseWrapper, key: bytes) -> None:
    """Store the two pads of the HMAC key where only the definer function reads them (run as migrator)."""
    block = key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    inner = bytes(byte ^ 0x36 for byte in block)
    outer = bytes(byte ^ 0x5C for byte in block)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guard.signing_key")
        cursor.execute("INSERT INTO guard.signing_key (inner_pad, outer_pad) VALUES (%s, %s)", [inner, outer])
