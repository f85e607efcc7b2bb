"""Rules about people: what a name may be, when two records may be one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher

from opencus.core.text import search_key

#: From this score a pair is shown as perhaps one person; a namesake without anything in common stays below.
SUSPICIOUS = 60
CERTAIN = 100
OLDEST = 125  # years: an older birth date is a slip of the pen
REASON_MIN, REASON_MAX = 10, 300
#: Reasons for which reception opens a file as its duty: somebody is there now, or has written.
CONTACTS = frozenset({"calling", "at_desk", "letter"})
#: How long a file stays open: for a reason a working day, at the desk as long as somebody may stand there.
OPEN_FOR_REASON, OPEN_BY_DUTY = timedelta(hours=8), timedelta(hours=1)


@dataclass(frozen=True)
class Likeness:
    """The few facts two records are compared by; keys are folded, an empty one is unknown."""

    given: str
    family: str
    birth_date: date | None = None
    street: str = ""
    phone: str = ""
    pesel: bytes | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls, given: str, family: str, *, birth_date: date | None = None, address: str = "", phone: str = "",
        pesel: bytes | memoryview | None = None,
    ) -> Likeness:  # fmt: skip
        """Fold what was typed or stored."""
        key = bytes(pesel) if pesel is not None else None
        return cls(search_key(given), search_key(family), birth_date, search_key(address), phone, key)


@dataclass(frozen=True)
class Verdict:
    """How much two records look like one person, 0 to 100, and why in Polish."""

    score: int
    reasons: tuple[str, ...] = ()

    @property
    def suspicious(self) -> bool:
        return self.score >= SUSPICIOUS


def compare(a: Likeness, b: Likeness) -> Verdict:
    """Say how likely two records are one person.

    The same PESEL settles it; two different PESELs settle it too. Without them names must be alike and something else
    must agree: twins share family name, birth date and address but not the given name; father and son share the
    names and address but not the birth date.
    """
    if a.pesel is not None and b.pesel is not None:
        return Verdict(CERTAIN, ("ten sam numer PESEL",)) if a.pesel == b.pesel else Verdict(0)
    given, family = similarity(a.given, b.given), similarity(a.family, b.family)
    if given < 0.75:
        return Verdict(0)
    same_birth = a.birth_date is not None and a.birth_date == b.birth_date
    if family < 0.75:
        # A new family name after a wedding: everything else must agree.
        return Verdict(70, ("to samo imię, data urodzenia i adres",)) if same_birth and _same(a.street, b.street) else Verdict(0)
    return _score(a, b, given, family, same_birth)


def similarity(a: str, b: str) -> float:
    """How alike two folded names are, 0 to 1; a slip of one letter in a long name keeps 0.85 or more."""
    if not a or not b:
        return 0.0
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def _score(a: Likeness, b: Likeness, given: float, family: float, same_birth: bool) -> Verdict:
    score, reasons = 40, ["to samo imię i nazwisko" if given == family == 1 else "podobne imię i nazwisko"]
    if same_birth:
        score += 45
        reasons.append("ta sama data urodzenia")
    elif a.birth_date and b.birth_date:
        slip = slip_of_pen(a.birth_date, b.birth_date)
        score += 10 if slip else -40
        if slip:
            reasons.append("zbliżona data urodzenia")
    if _same(a.street, b.street):
        score += 25
        reasons.append("ten sam adres")
    if _same(a.phone, b.phone):
        score += 25
        reasons.append("ten sam telefon")
    if given < 1 or family < 1:
        score -= 5
    return Verdict(max(0, min(score, CERTAIN - 1)), tuple(reasons))


def slip_of_pen(a: date, b: date) -> bool:
    """Whether two birth dates differ in one part only, or have day and month changed round."""
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return True
    parts = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    if sum(x != y for x, y in parts) != 1:
        return False
    return abs(a.year - b.year) <= 10  # a generation apart is a father and his son born on one day


def _same(a: str, b: str) -> bool:
    return bool(a) and a == b


def birth_date_problem(born: date, today: date) -> str:
    """The Polish reason why a birth date cannot be right, '' when it can."""
    if born > today:
        return "Data urodzenia nie może być w przyszłości."
    if today.year - born.year > OLDEST:
        return "Data urodzenia jest zbyt dawna. Sprawdź rok."
    return ""


def reason_problem(reason: str) -> str:
    """The Polish reason why the given purpose of unmasking is not enough, '' when it is (art. 5(1)(b) GDPR)."""
    if len(reason) < REASON_MIN:
        return f"Napisz, po co potrzebujesz numeru PESEL (co najmniej {REASON_MIN} znaków)."
    if len(reason) > REASON_MAX:
        return f"Skróć uzasadnienie do {REASON_MAX} znaków."
    return ""


#: Why nobody may change a person's data while their processing is restricted (art. 18 GDPR).
RESTRICTED = (
    "Przetwarzanie danych tej osoby jest ograniczone (art. 18 RODO). Danych nie wolno teraz zmieniać. "
    "Zmienić je może dyrektor albo inspektor ochrony danych."
)
