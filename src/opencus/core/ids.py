"""Identifiers: time-ordered UUIDs, so that new rows land at the end of every index."""

from __future__ import annotations

import os
import re
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_HEX = re.compile(r"[0-9a-f]{32}")
_COUNTER_LIMIT = 1 << 12


def uuid7() -> UUID:
    """A new UUID version 7, greater than every earlier one of this process, also when the clock steps back.

    48 bits of Unix milliseconds, a 12-bit counter that starts low at random, 62 random bits.
    Source: RFC 9562, 5.7 and 6.2 method 1.
    """
    global _last_ms, _counter
    noise = int.from_bytes(os.urandom(10), "big")
    with _lock:
        # Read inside the lock: a thread that waited must not go back in time.
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms, _counter = ms, noise >> 69  # 11 bits: half of the counter stays free to grow
        else:
            _counter += 1
            if _counter == _COUNTER_LIMIT:
                _last_ms, _counter = _last_ms + 1, 0
        ms, counter = _last_ms, _counter
    tail = noise & ((1 << 62) - 1)
    return UUID(int=(ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


def parse_uuid(text: object) -> UUID | None:
    """The UUID a person or an address bar gave, in any usual spelling, or None: never an error.

    Tolerates spaces around, braces, `urn:uuid:`, capitals and missing hyphens; refuses non-ASCII digits.
    """
    if isinstance(text, UUID):
        return text
    if not isinstance(text, str) or len(text) > 100:
        return None
    bare = text.strip().lower().removeprefix("urn:uuid:").strip("{}").replace("-", "")
    return UUID(hex=bare) if _HEX.fullmatch(bare) else None
