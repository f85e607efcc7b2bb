"""Which facts are special data: art. 9 (health, disability) and art. 10 (convictions) GDPR, and what they may be asked for.

Source: art. 5(3)(9) CUS Act: the programme lists the data needed for qualification and marks these (R04).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Special:
    """Why a fact is special, in Polish: article, label for the screen, the purpose it may serve."""

    article: Literal["art9", "art10"]
    label: str
    purpose: str

    @property
    def text(self) -> str:
        """`dane o zdrowiu (art. 9 RODO)`."""
        return f"{self.label} ({'art. 9' if self.article == 'art9' else 'art. 10'} RODO)"


_DISABILITY = Special("art9", "dane o niepełnosprawności", "ustalenie prawa do usług i wymiaru usług dla osób z niepełnosprawnością")
_HEALTH = Special("art9", "dane o zdrowiu", "ustalenie, czy usługa jest potrzebna ze względu na stan zdrowia i jak ją dopasować")
_MENTAL = Special("art9", "dane o zdrowiu psychicznym", "przyznanie specjalistycznych usług opiekuńczych i ustalenie odpłatności")
_ADDICTION = Special("art9", "dane o leczeniu uzależnienia", "ustalenie prawa do usług reintegracji społecznej")
_OTHERS = Special("art9", "dane o zdrowiu innej osoby", "ustalenie prawa opiekuna do opieki wytchnieniowej")
_CONVICTION = Special("art10", "dane o skazaniu", "ustalenie prawa do pomocy po opuszczeniu zakładu karnego")

#: fact -> why it is special; every other fact is ordinary personal data.
SPECIAL: Mapping[str, Special] = {
    "degree": _DISABILITY, "certificate_valid": _DISABILITY, "certificate_days": _DISABILITY,
    "mobility": _HEALTH, "referral": _HEALTH, "health_difficulty": _HEALTH, "needs_from_illness": _HEALTH,
    "after_hospital": _HEALTH, "days_since_hospital": _HEALTH, "doctors_note": _HEALTH, "reduced_mobility": _HEALTH,
    "dependent": _HEALTH, "self_reliant": _HEALTH, "overweight": _HEALTH,
    "mental_disorder": _MENTAL, "leaving_addiction": _ADDICTION, "cares_for_disabled": _OTHERS, "after_prison": _CONVICTION,
}  # fmt: skip


def special_among(facts: Iterable[str]) -> dict[str, Special]:
    """The special ones of these facts, in their order."""
    return {fact: SPECIAL[fact] for fact in facts if fact in SPECIAL}
