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

INCOME_WORDS = {
    ">=": "co najmniej {}", "<=": "nie wyższy niż {}", ">": "wyższy niż {}", "<": "niższy niż {}", "==": "równy {}",
    "!=": "inny niż {}",
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
    register: bool = False  # the person's file or the ledger of uses knows it; nobody has to declare it
    most: int = 30  # of a number that is declared: more is a slip of the pen
    hundredths: bool = False  # a number with two decimal places; other numbers are whole


def _yes_no(label: str, yes: str, no: str, question: str, *, register: bool = False) -> Fact:
    return Fact(label, "yes_no", yes, no, question=question, register=register)


#: Days left of a certificate that never ends.
FOR_GOOD = 99_999
DEGREES = {
    "severe": "znacznym",
    "moderate": "umiarkowanym",
    "light": "lekkim",
    "child": "dziecka do 16 lat",
    "none": "żadnym",
}
DEGREE_NAMES = {
    "severe": "znaczny", "moderate": "umiarkowany", "light": "lekki", "child": "dziecko do 16 lat", "none": "brak orzeczenia",
}  # fmt: skip
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
        "mieszka w gminie", "mieszka na terenie gminy", "mieszka poza gminą", "Czy mieszka na terenie gminy?", register=True
    ),
    "municipality": Fact("gmina", "text", "mieszka w gminie {}", "mieszka poza gminą {}", register=True),
    "town": Fact("miejscowość", "text", "mieszka w miejscowości {}", "mieszka poza miejscowością {}", register=True),
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
    "certificate_days": Fact(
        "ważność orzeczenia w dniach", "number", "ma orzeczenie ważne jeszcze przez {}", register=True,
        question="Przez ile dni orzeczenie będzie jeszcze ważne?",
    ),
    "mobility": Fact(
        "poruszanie się", "choice", "{}", "nie: {}", MOBILITY, "Jak się porusza?", register=True
    ),
    "income_pct": Fact(
        "dochód", "number", "ma dochód {} kryterium", question="Jaki jest miesięczny dochód netto gospodarstwa domowego?"
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
    "not_working": _yes_no("bez pracy zawodowej", "nie pracuje zawodowo", "pracuje zawodowo", "Czy zakończyła pracę zawodową?"),
    "unemployed": _yes_no("brak pracy", "nie ma pracy", "ma pracę", "Czy jest bez pracy i jej szuka?"),
    "jobless_or_poor_work": _yes_no(
        "praca", "nie ma pracy albo ma pracę dorywczą", "ma stałą pracę", "Czy jest bez pracy albo pracuje dorywczo?"
    ),
    "long_term_jobless": _yes_no(
        "długotrwały brak pracy", "od ponad roku nie ma pracy", "nie jest długotrwale bez pracy", "Czy nie ma pracy od ponad roku?"
    ),
    "parent_starts_work": _yes_no(
        "powrót do pracy", "zaczyna pracę i ma małe dziecko", "nie zaczyna pracy", "Czy rodzic zaczyna teraz pracę?"
    ),
    "leaving_addiction": _yes_no(
        "wychodzenie z uzależnienia", "wychodzi z uzależnienia", "nie wychodzi z uzależnienia", "Czy wychodzi z uzależnienia?"
    ),
    "health_difficulty": _yes_no(
        "trudności zdrowotne", "ma trudności z powodu stanu zdrowia", "nie ma trudności z powodu stanu zdrowia",
        "Czy ma trudności w codziennym życiu z powodu stanu zdrowia?",
    ),
    "needs_from_illness": _yes_no(
        "potrzeby z powodu choroby", "potrzebuje opieki dostosowanej do choroby lub niepełnosprawności",
        "nie potrzebuje opieki specjalistycznej", "Czy potrzebuje opieki dostosowanej do choroby?",
    ),
    "mental_disorder": _yes_no(
        "zaburzenia psychiczne", "ma zaświadczenie lekarza o zaburzeniach psychicznych",
        "nie ma zaświadczenia o zaburzeniach psychicznych", "Czy ma zaświadczenie lekarza o zaburzeniach psychicznych?",
    ),
    "after_hospital": _yes_no(
        "po szpitalu", "wróciła ze szpitala lub jest po udarze", "nie wróciła ze szpitala ani nie jest po udarze",
        "Czy w ostatnich trzech miesiącach była w szpitalu?",
    ),
    "days_since_hospital": Fact(
        "dni od pobytu w szpitalu", "number", "wróciła ze szpitala {} temu", question="Ile dni temu wróciła ze szpitala?", most=3650,
    ),
    "doctors_note": _yes_no(
        "zaświadczenie lekarza", "ma zaświadczenie od lekarza", "nie ma zaświadczenia od lekarza",
        "Czy ma zaświadczenie od lekarza?",
    ),
    "reduced_mobility": _yes_no(
        "ograniczona mobilność", "ma ograniczoną mobilność", "porusza się bez ograniczeń", "Czy ma trudności z poruszaniem się?"
    ),
    "dependent": _yes_no(
        "pomoc w codziennych czynnościach", "potrzebuje pomocy w codziennych czynnościach",
        "radzi sobie w codziennych czynnościach", "Czy potrzebuje pomocy w codziennych czynnościach?",
    ),
    "self_reliant": _yes_no(
        "samodzielność", "jest samodzielna w podstawowych czynnościach", "nie jest samodzielna w podstawowych czynnościach",
        "Czy radzi sobie sama w podstawowych czynnościach?",
    ),
    "family_cannot_help": _yes_no(
        "pomoc rodziny", "rodzina nie może pomóc", "rodzina może pomóc", "Czy jest tak, że rodzina nie może pomóc?"
    ),
    "lives_with_eligible": _yes_no(
        "mieszka z osobą uprawnioną", "mieszka tylko z osobą, która też spełnia warunki",
        "nie mieszka z osobą, która spełnia warunki", "Czy mieszka tylko z osobą, która też spełnia warunki?",
    ),
    "cares_for_disabled": _yes_no(
        "opieka nad osobą z niepełnosprawnością", "opiekun mieszka z tą osobą i stale się nią zajmuje",
        "opiekun nie zajmuje się stale tą osobą", "Czy opiekun mieszka z tą osobą i stale się nią zajmuje?",
    ),
    "overweight": _yes_no("nadwaga", "ma nadwagę", "nie ma nadwagi", "Czy ma nadwagę?"),
    "family_in_crisis": _yes_no(
        "rodzina w kryzysie", "rodzina jest w kryzysie", "rodzina nie jest w kryzysie", "Czy rodzina jest w kryzysie?"
    ),
    "housing_need": _yes_no(
        "potrzeba mieszkaniowa", "potrzebuje mieszkania ze wsparciem", "nie potrzebuje mieszkania ze wsparciem",
        "Czy potrzebuje mieszkania ze wsparciem?",
    ),
    "after_prison": _yes_no(
        "po zakładzie karnym", "opuściła zakład karny w ciągu ostatniego roku", "nie opuściła zakładu karnego w ciągu ostatniego roku",
        "Czy w ciągu ostatniego roku opuściła zakład karny?",
    ),
    "units_used": Fact(
        "wykorzystane jednostki", "number", "wykorzystała w tym roku {} tej usługi", register=True, hundredths=True,
        question="Ile jednostek tej usługi wykorzystała w tym roku?",
    ),
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
    if fact == "degree":
        return _degrees(values, denied=op == "!=")
    text = listed([known.choices.get(str(one), str(one)) for one in values], "lub")
    return (known.no if op == "!=" else known.yes).format(text)


def value_text(fact: str, value: Value) -> str:
    """A known value in Polish: `82 lata`, `tak`, `73% kryterium`."""
    known = FACTS[fact]
    if known.kind == "yes_no":
        return "tak" if value else "nie"
    if known.kind != "number":
        return DEGREE_NAMES.get(str(value)) or known.choices.get(str(value), str(value))
    if fact == "income_pct":
        return f"{_counted(fact, value)} kryterium"
    if fact == "household_size":
        return f"{value} {plural(int(value), 'osoba', 'osoby', 'osób')}"
    if fact == "certificate_days" and value == FOR_GOOD:
        return "bezterminowo"
    return _counted(fact, value)


def _degrees(values: tuple[Value, ...], *, denied: bool) -> str:
    """A child has a certificate without a degree, so it is said apart."""
    if not denied and set(values) == set(DEGREES) - {"none"}:
        return "ma orzeczenie o niepełnosprawności"
    degrees = listed([DEGREES[str(one)] for one in values if one not in {"child", "none"}], "lub")
    said = [f"orzeczenie o stopniu {degrees}"] if degrees else []
    said += ["orzeczenie dla dziecka do 16 lat"] if "child" in values else []
    if "none" in values:
        return "ma orzeczenie o niepełnosprawności" if denied else "nie ma orzeczenia o niepełnosprawności"
    return f"{'nie ma: ' if denied else 'ma '}{' albo '.join(said)}"


def _number(fact: str, op: str, value: object) -> str:
    if fact == "income_pct":
        return INCOME_WORDS[op].format(_counted(fact, value))
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
        case "certificate_days" | "days_since_hospital":
            return f"{shown} {plural(whole, 'dzień', 'dni', 'dni')}"
        case "units_used":
            return f"{shown} {plural(whole, 'jednostkę', 'jednostki', 'jednostek') if number == whole else 'jednostki'}"
    return shown
