"""Passwords that everybody tries first, also when they are long: repeated, counted up, walked along the keyboard."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from opencus.core.text import search_key

_WALKS = (
    "0123456789" * 8,
    "abcdefghijklmnopqrstuvwxyz" * 4,
    "qwertyuiopasdfghjklzxcvbnm" * 4,
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_OURS = frozenset(
    {
        "opencus",
        "centrum",
        "uslugi",
        "haslo",
        "hasla",
        "mojehaslo",
        "tajnehaslo",
        "polska",
        "starachowice",
        "wojcieszkow",
    }
)


class NotGuessable:
    """Refuses what is long only in appearance: ``passwordpassword``, ``123456789012``, ``Starachowice2026!``.

    Source: OWASP ASVS 5.0, 6.2.4; Django's own list holds hardly any password of twelve characters.
    """

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords | _OURS

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` for a password that a guesser has on the first pages of the list."""
        if _guessable(password, self.common):
            raise ValidationError(
                "To hasło łatwo odgadnąć. Połącz na przykład trzy albo cztery niezwiązane słowa.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """Return the rule for the form."""
        return (
            "Hasło nie może być powtórzeniem, ciągiem kolejnych znaków ani znanym słowem z dopisaną liczbą."
        )


def _guessable(password: str, common: frozenset[str] | set[str]) -> bool:
    folded = "".join(search_key(password).split()) or password.lower()
    unit = folded[: (folded + folded).find(folded, 1)]  # the shortest piece whose repetition is the whole
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", unit)  # a year or an exclamation mark behind a word adds little
    if len(core) < 4 or unit in common or core in common:
        return True
    return any(folded in walk or folded in walk[::-1] for walk in _WALKS)


__all__ = ["NotGuessable"]
