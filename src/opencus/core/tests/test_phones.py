"""A telephone number is understood in any usual spelling, kept in one, and found by its digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import phones
from opencus.core.phones import InvalidPhone

nine = st.text("0123456789", min_size=9, max_size=9)
extensions = st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=6))


@pytest.mark.parametrize(
    "typed",
    [
        "000555456", "000 555 456", "000-555-456", "+48 000 555 456", "48000555456", "0048 000 555 456",
        "(+48) 000 555 456", "tel. 000.555.456", "kom. 000/555/456", "\u00a0000\u00a0555\u00a0456\t", "0 000 555 456",
    ],
)  # fmt: skip
def test_an_invented_number_is_read_in_every_spelling(typed: str):
    assert phones.normalise_phone(typed) == "+48000555456"
    assert phones.phone_key(typed) == "000555456"
    assert phones.format_phone(typed) == "000 555 456"


@pytest.mark.parametrize(
    "typed", ["41 000 54 54 wew. 12", "(41) 000-54-54 w. 12", "410005454#12", "+48410005454;ext=12"]
)
def test_an_extension_is_kept(typed: str):
    assert phones.normalise_phone(typed) == "+48410005454;ext=12"
    assert phones.format_phone(typed) == "41 000 54 54 wew. 12"
    assert phones.phone_key(typed) == "410005454"


def test_a_number_from_abroad():
    assert phones.normalise_phone("00380 44 000 45 67") == "+380440004567"
    assert phones.format_phone("+380440004567") == "+380 440 004 567"
    assert phones.format_phone("+12125550123") == "+1 212 555 0123"
    assert phones.phone_key("+49 30 0000000") == "49300000000"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Wpisz numer telefonu"),
        ("wew. 12", "Wpisz numer telefonu"),
        ("brak", "samymi cyframi"),
        ("٠٠٠ ٥٥٥ ٤٥٦", "samymi cyframi"),
        ("000 555 45", "ma 9 cyfr. Liczba wpisanych cyfr: 8"),
        ("000 555 4567 8", "ma 9 cyfr"),
        ("+48 000 555 45", "ma 9 cyfr"),
        ("+1", "od 7 do 15"),
        ("+0000000000", "od 7 do 15"),
        ("000 555 456, 000 555 457, 000 555 458, 000 555 459, 000 555 460", "za długi"),
        ("000+555456", "samymi cyframi"),
    ],
)
def test_a_wrong_number_is_refused_in_plain_polish(typed: str, why: str):
    with pytest.raises(InvalidPhone, match=why):
        phones.parse_phone(typed)
    assert phones.phone_key(typed) == ""
    assert phones.format_phone(typed) == typed


@given(nine, extensions)
def test_every_polish_number_survives_storing_and_showing(digits: str, extension: str):
    phone = phones.Phone("48", digits, extension)
    assert phones.parse_phone(phone.stored) == phone
    assert phones.parse_phone(phone.shown) == phone


@given(st.integers(1, 9), st.text("0123456789", min_size=6, max_size=14), extensions)
def test_every_foreign_number_survives_storing_and_showing(first: int, rest: str, extension: str):
    if f"{first}{rest}".startswith("48"):
        return
    phone = phones.parse_phone(f"+{first}{rest} wew. {extension}" if extension else f"+{first}{rest}")
    assert phones.parse_phone(phone.stored) == phone
    assert phones.parse_phone(phone.shown) == phone


@given(st.text())
def test_any_text_is_a_number_or_a_message(typed: str):
    assert phones.format_phone(typed) is not None
    assert phones.phone_key(typed).isascii()
