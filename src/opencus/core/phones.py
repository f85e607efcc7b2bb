"""Telephone numbers: one stored spelling, one shown, and a key to find them by.

Polish numbers have nine digits. Numbers that begin with 000 are accepted: no operator has them, so demonstration
and test people use them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

POLAND = "48"
NATIONAL = 9
LONGEST = 60
_EXTENSION = re.compile(
    r"^(.*?)[\s,;]*(?:wewnętrzny|wewn\.?|wew\.?|w\.|ext\.?=?|x|#)\s*([0-9]{1,6})$", re.IGNORECASE
)
# Country codes of two digits (ITU-T E.164); 1 and 7 stand alone, all others have three.
_SHORT_CODES = (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 "
    "90 91 92 93 94 95 98"
)
_ALLOWED = re.compile(r"\+?[0-9 ()/.\-]*")
_LEAD = re.compile(r"^(?:tel\.?|telefon|kom\.?)[\s:]*", re.IGNORECASE)
_ODD = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "‑": "-", "–": "-", "—": "-", "−": "-"}
)
# Area codes of the national numbering plan (regulation of 30 October 2013 and its changes).
_AREAS = (
    "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 61 62 63 65 67 68 71 74 75 76 "
    "77 81 82 83 84 85 86 87 89 91 94 95"
)


class InvalidPhone(ValueError):
    """The text is no telephone number; the message says why in plain Polish."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number by country code, national digits and extension (often empty)."""

    country: str
    national: str
    extension: str = ""

    @property
    def stored(self) -> str:
        """The one spelling to keep and to put after `tel:`: `+48412745454` or `+48412745454;ext=12` (RFC 3966)."""
        return f"+{self.country}{self.national}" + (f";ext={self.extension}" if self.extension else "")

    @property
    def shown(self) -> str:
        """`000 555 456`, `41 274 54 54`, `+380 441 234 567`, with ` wew. 12` when there is an extension."""
        digits = self.national
        if self.country == POLAND:
            number = _spaced(digits, (2, 3, 2, 2) if digits[:2] in _AREAS.split() else (3, 3, 3))
        else:
            number = f"+{self.country} " + re.sub(r"([0-9]{3})(?=[0-9]{2})", r"\1 ", digits)
        return number + (f" wew. {self.extension}" if self.extension else "")


def parse_phone(text: str) -> Phone:
    """The number somebody typed, in any usual spelling; InvalidPhone with a plain Polish message.

    Without a country code it is Polish. The old trunk zero (`0 41 ...`), `0048` and an extension (`wew. 12`) are
    understood.
    """
    bare = _LEAD.sub("", text.translate(_ODD).strip())
    if len(bare) > LONGEST:
        raise InvalidPhone("To za długi tekst na numer telefonu. Wpisz jeden numer.")
    found = _EXTENSION.match(bare)
    bare, extension = (found[1].strip(), found[2]) if found else (bare, "")
    if not bare:
        raise InvalidPhone("Wpisz numer telefonu, na przykład 000 555 456.")
    bare = bare.replace("(+", "+", 1)
    if not _ALLOWED.fullmatch(bare):
        raise InvalidPhone("Wpisz numer telefonu samymi cyframi, na przykład 000 555 456.")
    digits = re.sub(r"[^0-9]", "", bare)
    abroad = bare.startswith("+")
    # No country code begins with 0: 000 is an invented Polish number, not a call abroad.
    if not abroad and len(digits) > NATIONAL + 1 and digits.startswith("00") and digits[2] != "0":
        digits, abroad = digits[2:], True
    return _abroad(digits, extension) if abroad else _polish(digits, extension)


def normalise_phone(text: str) -> str:
    """The stored spelling of a typed number (`Phone.stored`); InvalidPhone with a plain Polish message."""
    return parse_phone(text).stored


def phone_key(text: str) -> str:
    """Digits to find a number by: nine for Poland, country code and all for others, '' for no number. Never an error."""
    try:
        phone = parse_phone(text)
    except InvalidPhone:
        return ""
    return phone.national if phone.country == POLAND else phone.country + phone.national


def format_phone(text: str) -> str:
    """A stored or typed number for the eye (`Phone.shown`); a text that is no number comes back unchanged."""
    try:
        return parse_phone(text).shown
    except InvalidPhone:
        return text


def _polish(digits: str, extension: str) -> Phone:
    if len(digits) == NATIONAL + 2 and digits.startswith(POLAND):
        digits = digits[2:]
    elif len(digits) == NATIONAL + 1 and digits.startswith("0"):
        digits = digits[1:]
    if len(digits) != NATIONAL:
        raise InvalidPhone(
            f"Polski numer telefonu ma 9 cyfr. Liczba wpisanych cyfr: {len(digits)}. "
            "Numer zagraniczny zacznij od znaku plus."
        )
    return Phone(POLAND, digits, extension)


def _abroad(digits: str, extension: str) -> Phone:
    if digits.startswith(POLAND):
        return _polish(digits[2:], extension)
    if not 7 <= len(digits) <= 15 or digits.startswith("0"):
        # E.164 allows 15 digits; the shortest national plans leave about seven.
        raise InvalidPhone("Numer zagraniczny ma po znaku plus kod kraju i razem od 7 do 15 cyfr.")
    size = 1 if digits[0] in "17" else 2 if digits[:2] in _SHORT_CODES.split() else 3
    return Phone(digits[:size], digits[size:], extension)


def _spaced(digits: str, groups: tuple[int, ...]) -> str:
    parts, start = [], 0
    for size in groups:
        parts.append(digits[start : start + size])
        start += size
    return " ".join(part for part in parts if part)
