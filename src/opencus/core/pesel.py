"""The PESEL number: checked, masked, and made up for invented people.

Source: annex and art. 15 of the act of 24 September 2010 on population records: year, month (with the century in
it), day, four serial digits of which the last tells the sex, and a check digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from opencus.core import clock

Sex = Literal["F", "M"]
LENGTH = 11
SERIALS = 5000
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CENTURY_BY_MONTH = {0: 1900, 20: 2000, 40: 2100, 60: 2200, 80: 1800}
_MONTH_BY_CENTURY = {century // 100: month for month, century in _CENTURY_BY_MONTH.items()}
_DIGITS = re.compile(r"[0-9]+")
_FROM_SHEET = re.compile(r"[0-9]+[.,][0-9]*(?:[eE]\+?[0-9]+)?|[0-9]+[eE]\+?[0-9]+|#+")


class InvalidPesel(ValueError):
    """The text is no PESEL; the message says why in plain Polish and never repeats the number."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pesel:
    """A correct PESEL with what it says; printed only masked, so that it cannot slip into a log."""

    value: str = field(repr=False)
    born: date
    sex: Sex

    @property
    def masked(self) -> str:
        return mask(self.value)

    def __str__(self) -> str:
        return self.masked


def parse(text: str, *, today: date | None = None) -> Pesel:
    """The PESEL somebody typed or imported; spaces around it are dropped, nothing else is repaired.

    `today` is the last possible day of birth, by default this day. InvalidPesel with `code` one of: empty, sheet,
    spaces, letters, digits, length, date, checksum, future.
    """
    bare = text.strip()
    _check_spelling(bare)
    born = _born(bare)
    if born is None:
        raise InvalidPesel(
            "date",
            "Początek numeru PESEL to data urodzenia, a takiej daty nie ma w kalendarzu. Sprawdź cyfry.",
        )
    if _check_digit(bare) != bare[-1]:
        raise InvalidPesel(
            "checksum",
            "W numerze PESEL jest pomyłka: cyfra kontrolna się nie zgadza. Porównaj go z dokumentem.",
        )
    if born > (today or clock.today()):
        raise InvalidPesel(
            "future", "Data urodzenia w tym numerze PESEL jeszcze nie nadeszła. Sprawdź cyfry."
        )
    return Pesel(bare, born, "M" if int(bare[9]) % 2 else "F")


def mask(pesel: str) -> str:
    """Seven dots and the last four digits: `•••••••1234`; only dots when the text has not 11 characters."""
    return "•" * 7 + pesel[-4:] if len(pesel) == LENGTH else "•" * LENGTH


def generate(born: date, sex: Sex, serial: int) -> str:
    """A PESEL with a right check digit for an invented person; another for every serial from 0 to 4999.

    ValueError for another serial, or a birth outside 1800 to 2299.
    """
    if not 0 <= serial < SERIALS:
        raise ValueError("Numer porządkowy musi być od 0 do 4999.")
    if born.year // 100 not in _MONTH_BY_CENTURY:
        raise ValueError("PESEL obejmuje urodzonych od 1800 do 2299 roku.")
    month = born.month + _MONTH_BY_CENTURY[born.year // 100]
    head = f"{born.year % 100:02d}{month:02d}{born.day:02d}{2 * serial + (sex == 'M'):04d}"
    return head + _check_digit(head)


def _check_spelling(bare: str) -> None:
    if not bare:
        raise InvalidPesel("empty", "Wpisz numer PESEL.")
    if _DIGITS.fullmatch(bare):
        if len(bare) == LENGTH:
            return
        lost = " Arkusz kalkulacyjny mógł zgubić zero na początku." if len(bare) in (9, 10) else ""
        raise InvalidPesel("length", f"PESEL ma 11 cyfr. Liczba wpisanych cyfr: {len(bare)}.{lost}")
    if _FROM_SHEET.fullmatch(bare):
        raise InvalidPesel(
            "sheet", "Arkusz kalkulacyjny zamienił PESEL na zwykłą liczbę. Wpisz 11 cyfr z dokumentu."
        )
    if _DIGITS.fullmatch(re.sub(r"[\s\-]", "", bare)):
        raise InvalidPesel("spaces", "Wpisz PESEL bez spacji i kresek, 11 cyfr obok siebie.")
    if any(char.isdigit() and not char.isascii() for char in bare):
        # str.isdigit() is true for ٣ and ３ too, and int() reads them.
        raise InvalidPesel("digits", "Wpisz PESEL zwykłymi cyframi od 0 do 9.")
    raise InvalidPesel("letters", "PESEL składa się z samych cyfr. Usuń litery i inne znaki.")


def _born(digits: str) -> date | None:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    try:
        return date(_CENTURY_BY_MONTH[month - month % 20] + year, month % 20, day)
    except ValueError:
        return None


def _check_digit(digits: str) -> str:
    return str(-sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 10)
