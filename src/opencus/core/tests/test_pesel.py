"""A PESEL is accepted only when it is right, refused with a reason, and shown only masked."""

import json
from datetime import date
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import pesel
from opencus.core.pesel import InvalidPesel

VECTORS = Path(__file__).parents[5] / "shared/reference/pl/pesel/pesel_vectors.json"
END = date(2299, 12, 31)
births = st.dates(date(1800, 1, 1), END)
sexes = st.sampled_from(["F", "M"])
serials = st.integers(0, 4999)


@given(births, sexes, serials)
def test_what_is_made_up_is_read_back(born: date, sex: pesel.Sex, serial: int):
    made = pesel.generate(born, sex, serial)
    read = pesel.parse(f" {made}\n", today=END)
    assert (read.value, read.born, read.sex) == (made, born, sex)
    assert len(made) == 11


@given(births, sexes, serials, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born: date, sex: pesel.Sex, serial: int, place: int, change: int):
    made = pesel.generate(born, sex, serial)
    wrong = made[:place] + str((int(made[place]) + change) % 10) + made[place + 1 :]
    with pytest.raises(InvalidPesel):
        pesel.parse(wrong, today=END)


def test_two_serials_never_give_one_number():
    made = {pesel.generate(date(1944, 5, 14), sex, n) for sex in ("F", "M") for n in range(5000)}
    assert len(made) == 10_000
    for wrong in (-1, 5000):
        with pytest.raises(ValueError, match="4999"):
            pesel.generate(date(1944, 5, 14), "F", wrong)
    with pytest.raises(ValueError, match="1800"):
        pesel.generate(date(1799, 12, 31), "F", 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("8203054321", "length"),
        ("820305432109", "length"),
        ("82 03 05 43210", "spaces"),
        ("820305-43210", "spaces"),
        ("8.20305E+10", "sheet"),
        ("8,20305E+10", "sheet"),
        ("82030543210.0", "sheet"),
        ("########", "sheet"),
        ("8203054321O", "letters"),
        ("=82030543210", "letters"),
        ("٨٢٠٣٠٥٤٣٢١٠", "digits"),
        ("８２０３０５４３２１０", "digits"),
        ("82133054321", "date"),
        ("00000000000", "date"),
        ("\x00", "letters"),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(typed: str, code: str):
    with pytest.raises(InvalidPesel) as refused:
        pesel.parse(typed)
    assert refused.value.code == code
    assert typed.strip() not in str(refused.value) or code == "empty"


def test_a_day_that_was_never_is_refused_with_a_right_check_digit():
    real = pesel.generate(date(1901, 2, 28), "F", 7)
    body = real[:4] + "29" + real[6:10]
    for digit in "0123456789":
        with pytest.raises(InvalidPesel, match="nie ma w kalendarzu"):
            pesel.parse(body + digit)


def test_nobody_is_born_tomorrow():
    with time_machine.travel("2026-11-22 12:00:00+01:00"):
        tomorrow = pesel.generate(date(2026, 11, 23), "F", 1)
        with pytest.raises(InvalidPesel, match="nie nadeszła"):
            pesel.parse(tomorrow)
        assert pesel.parse(pesel.generate(date(2026, 11, 22), "F", 1)).born == date(2026, 11, 22)
        assert pesel.parse(tomorrow, today=date(2026, 11, 23)).sex == "F"


def test_a_lost_leading_zero_is_suspected():
    with pytest.raises(InvalidPesel, match="zgubić zero"):
        pesel.parse(pesel.generate(date(2004, 1, 1), "M", 3)[1:])


def test_only_the_last_four_digits_are_ever_shown():
    made = pesel.generate(date(1944, 5, 14), "F", 12)
    read = pesel.parse(made)
    assert pesel.mask(made) == str(read) == read.masked == "•" * 7 + made[-4:]
    assert made not in repr(read)
    assert pesel.mask("1234") == pesel.mask("") == "•" * 11


@given(st.text())
def test_any_text_is_a_number_or_a_message(typed: str):
    try:
        answer = pesel.parse(typed).value
    except InvalidPesel as refused:
        answer = str(refused)
    assert len(answer) == 11 or answer.endswith(".")


def test_the_shared_vectors_agree():
    if not VECTORS.exists():
        pytest.skip("The shared PESEL vectors are not beside the repository; they were not compared.")
    for vector in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]:
        if vector["valid"]:
            read = pesel.parse(vector["pesel"], today=END)
            assert (read.born.isoformat(), read.sex) == (vector["born"], vector["sex"])
        else:
            with pytest.raises(InvalidPesel):
                pesel.parse(vector["pesel"], today=END)
