"""What may be known about a person when a rule is applied: names, kinds, Polish words.

Facts are few on purpose: a programme may ask only what it lists (art. 5(3)(9) CUS Act).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from opencus.core.money import format_quantity
from opencus.core.text import plural
from opencus.core.words import listed

Value = bool | int | Decimal | str
Kind = Literal["number", "yes_no", "choice", "text"]
OPERATIONS: Mapping[str, frozenset[str]] = {
    "number": frozenset({">=", "<=", ">", "<", "==", "!="}),
    "yes_no": frozenset({"=="}),
    "choice": frozenset({"==", "!=", "in"}),
    "text": frozenset({"==", "!=", "in"}),
}
NUMBER_WORDS = {
    ">=": "{} lub więcej", "<=": "{} lub mniej", ">": "więcej niż {}", "<": "mniej niż {}", "==": "dokładnie {}",
    "!=": "inną liczbę niż {}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a person; ``yes`` and ``no`` are its sentences, ``{}`` the place of the value."""

    label: str
    kind: Kind
    yes: str
    no: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    question: str = ""
    register: bool = False  # the person's file knows it; nobody has to declare it


def _yes_no(label: str, yes: str, no: str, question: str, *, register: bool = False) -> Fact:
    return Fact(label, "yes_no", yes, no, question=question, register=register)


DEGREES = {
    "severe": "znacznym",
    "moderate": "umiarkowanym",
    "light": "lekkim",
    "child": "dziecka do 16 lat",
    "none": "żadnym",
}
MOBILITY = {
    "unaided": "chodzi bez pomocy",
    "walker": "chodzi o balkoniku lub kulach",
    "folding_wheelchair": "porusza się na wózku składanym",
    "wheelchair": "porusza się na wózku",
    "bedridden": "leży",
}
GROUPS = {
    "family_in_crisis": "rodzina w kryzysie",
    "carer": "opiekun osoby zależnej",
    "leaving_homelessness": "osoba wychodząca z bezdomności",
    "leaving_care": "osoba opuszczająca pieczę zastępczą",
    "large_family": "rodzina z trojgiem lub więcej dzieci",
    "community": "mieszkaniec objęty organizowaniem społeczności",
}

FACTS: Mapping[str, Fact] = {
    "age": Fact("wiek", "number", "ma {}", register=True, question="Ile lat ma ta osoba?"),
    "resident": _yes_no(
        "miejsce zamieszkania", "mieszka na terenie gminy", "mieszka poza gminą", "Czy mieszka na terenie gminy?", register=True
    ),
    "municipality": Fact("gmina", "text", "mieszka w gminie {}", "mieszka poza gminą {}", register=True),
    "lives_alone": _yes_no(
        "mieszka samotnie", "mieszka samotnie", "nie mieszka samotnie", "Czy mieszka samotnie?", register=True
    ),
    "degree": Fact(
        "stopień niepełnosprawności", "choice", "ma orzeczenie o stopniu {}", "nie ma orzeczenia o stopniu {}", DEGREES,
        "Jaki stopień niepełnosprawności ma w orzeczeniu?", register=True,
    ),
    "certificate_valid": _yes_no(
        "ważne orzeczenie", "ma ważne orzeczenie o niepełnosprawności", "nie ma ważnego orzeczenia o niepełnosprawności",
        "Czy ma ważne orzeczenie o niepełnosprawności?", register=True,
    ),
    "mobility": Fact(
        "poruszanie się", "choice", "{}", "nie: {}", MOBILITY, "Jak się porusza?", register=True
    ),
    "income_pct": Fact(
        "dochód", "number", "ma dochód: {} kryterium", question="Jaki jest miesięczny dochód netto gospodarstwa domowego?"
    ),
    "household_size": Fact(
        "liczba osób w gospodarstwie", "number", "prowadzi gospodarstwo liczące {}",
        question="Ile osób liczy gospodarstwo domowe?",
    ),
    "senior_card": _yes_no("Karta Seniora", "ma Kartę Seniora 60+", "nie ma Karty Seniora 60+", "Czy ma Kartę Seniora 60+?"),
    "referral": _yes_no(
        "skierowanie", "ma skierowanie lub zaświadczenie od lekarza", "nie ma skierowania ani zaświadczenia od lekarza",
        "Czy ma skierowanie lub zaświadczenie od lekarza?",
    ),
    "working": _yes_no("praca", "pracuje zawodowo", "nie pracuje zawodowo", "Czy pracuje zawodowo?"),
    "unemployed": _yes_no("brak pracy", "nie ma pracy", "ma pracę", "Czy jest bez pracy i jej szuka?"),
    "health_difficulty": _yes_no(
        "trudności zdrowotne", "ma trudności z powodu stanu zdrowia", "nie ma trudności z powodu stanu zdrowia",
        "Czy ma trudności w codziennym życiu z powodu stanu zdrowia?",
    ),
    "family_can_help": _yes_no(
        "pomoc rodziny", "rodzina może pomóc", "rodzina nie może pomóc", "Czy rodzina może zapewnić pomoc?"
    ),
    "dependent": _yes_no(
        "pomoc w codziennych czynnościach", "potrzebuje pomocy w codziennych czynnościach",
        "radzi sobie w codziennych czynnościach", "Czy potrzebuje pomocy w codziennych czynnościach?",
    ),
    "carer_lives_together": _yes_no(
        "wspólne mieszkanie z opiekunem", "mieszka razem z opiekunem", "nie mieszka razem z opiekunem",
        "Czy opiekun mieszka z tą osobą?",
    ),
    "overweight": _yes_no("nadwaga", "ma nadwagę", "nie ma nadwagi", "Czy ma nadwagę?"),
    "target_group": Fact("grupa", "choice", "należy do grupy: {}", "nie należy do grupy: {}", GROUPS, "Do której grupy należy?"),
}  # fmt: skip


def sentence(fact: str, op: str, value: Value | tuple[Value, ...]) -> str:
    """One condition in Polish: `ma 60 lat lub więcej`, `mieszka samotnie`."""
    known = FACTS[fact]
    if known.kind == "yes_no":
        return known.yes if value else known.no
    if known.kind == "number":
        return known.yes.format(_number(fact, op, value))
    values = value if isinstance(value, tuple) else (value,)
    text = listed([known.choices.get(str(one), str(one)) for one in values], "lub")
    if fact == "degree" and values == ("child",):
        return "jest dzieckiem do 16 lat z orzeczeniem o niepełnosprawności"
    return (known.no if op == "!=" else known.yes).format(text)


def value_text(fact: str, value: Value) -> str:
    """A known value in Polish: `82 lata`, `tak`, `73% kryterium`."""
    known = FACTS[fact]
    if known.kind == "yes_no":
        return "tak" if value else "nie"
    if known.kind != "number":
        return {"none": "brak orzeczenia"}.get(str(value)) or known.choices.get(str(value), str(value))
    if fact == "income_pct":
        return f"{_counted(fact, value)} kryterium"
    return _counted(fact, value)


def _number(fact: str, op: str, value: object) -> str:
    return NUMBER_WORDS[op].format(_counted(fact, value))


def _counted(fact: str, value: object) -> str:
    number = Decimal(str(value))
    shown, whole = format_quantity(number), int(number)
    match fact:
        case "age":
            return f"{shown} {plural(whole, 'rok', 'lata', 'lat')}"
        case "household_size":
            return f"{shown} {plural(whole, 'osobę', 'osoby', 'osób')}"
        case "income_pct":
            return f"{shown}%"
    return shown
