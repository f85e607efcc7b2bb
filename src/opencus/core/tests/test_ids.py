"""Identifiers grow with time and never repeat; what is no identifier is simply not found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import RFC_4122, UUID, uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import ids


def test_every_identifier_is_greater_than_the_last():
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_it_is_version_7_of_the_rfc_and_holds_the_moment():
    with time_machine.travel(datetime(2199, 1, 1, tzinfo=UTC), tick=False):
        made = ids.uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(datetime(2199, 1, 1, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(autouse=True)
def _fresh_generator(monkeypatch: pytest.MonkeyPatch):
    """Each test moves the clock: the next one must not start in its future."""
    monkeypatch.setattr(ids, "_last_ms", 0)
    monkeypatch.setattr(ids, "_counter", 0)


def test_order_holds_when_the_clock_steps_back_or_stands_still():
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
        standing = [ids.uuid7() for _ in range(5_000)]
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        standing.append(ids.uuid7())
    assert standing == sorted(set(standing))


def test_threads_share_no_identifier():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.uuid7(), range(4_000)))
    assert len(set(made)) == 4_000


@given(st.uuids())
def test_every_usual_spelling_is_read(known: UUID):
    spellings = (str(known), known.hex, known.urn, f" {{{str(known).upper()}}}\n", known)
    assert all(ids.parse_uuid(spelling) == known for spelling in spellings)


@given(st.one_of(st.text(), st.integers(), st.none(), st.binary()))
def test_nothing_else_is_an_error(text: object):
    assert ids.parse_uuid(text) is None or isinstance(text, str)


def test_foreign_digits_and_long_text_are_no_identifier():
    assert ids.parse_uuid("٣" * 32) is None
    assert ids.parse_uuid("0" * 33) is None
    assert ids.parse_uuid(str(uuid4()) + "\x00") is None
