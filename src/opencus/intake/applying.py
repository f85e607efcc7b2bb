"""Rules of applying: who may, with what words, what a need may mean, what may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from opencus.core.clock import deadline_days
from opencus.core.text import search_key

#: The only wording art. 36(2) of the CUS Act allows.
CLAUSE = "Jestem świadomy odpowiedzialności karnej za złożenie fałszywego oświadczenia."
PLAN_DAYS = 30  # art. 40: the plan is drawn up within 30 days of the application
REPORTER = "reporter"  # somebody who only tells of another's need: an enquiry, no application
LONGEST_NEED, LONGEST_WISH, LONGEST_DETAIL = 4000, 240, 200


def plan_due(submitted_on: date) -> date:
    """The last day for the individual plan; a free day moves it on (art. 40 CUS Act, art. 57(4) KPA)."""
    return deadline_days(submitted_on, PLAN_DAYS)


def standing_problem(capacity: str, *, same_person: bool) -> str:
    """Why somebody may not apply in this capacity, '' when they may.

    Source: art. 35 CUS Act: the person concerned, the statutory representative or the actual carer.
    """
    if capacity == "self" and not same_person:
        return "Dzwoni kto inny niż osoba, która skorzysta z usług. Wybierz, w czyim imieniu występuje."
    if capacity in {"representative", "carer"} and same_person:
        return "Ta osoba występuje we własnej sprawie. Wybierz „we własnej sprawie”."
    if capacity in {"self", "representative", "carer"}:
        return ""
    if capacity == REPORTER:
        return (
            "Może zgłosić potrzebę, ale wniosku nie złoży. Składa go ta osoba, jej przedstawiciel ustawowy "
            "albo opiekun faktyczny."
        )
    return "Wybierz, w czyim imieniu występuje osoba składająca wniosek."


@dataclass(frozen=True)
class Topic:
    """A kind of need: what it is called and the beginnings of words that tell of it (folded)."""

    code: str
    label: str
    stems: tuple[str, ...]


TOPICS = (
    Topic("home", "pomoc w domu", ("opiek", "myci", "mycie", "myc", "umy", "zakup", "gotow", "sprzat", "ubier", "karmi", "kapiel", "obiad", "pran")),
    Topic("health", "zdrowie i ćwiczenia", ("cwicz", "rehab", "fizjo", "biodr", "zlam", "kregos", "bol", "szpital", "udar", "operac", "pielegn", "balkonik", "chodz")),
    Topic("transport", "dojazd", ("dojazd", "dojech", "dowie", "dowoz", "zawie", "podwie", "przewo", "taks", "taxi", "autobus", "lekarz", "przychod", "kontrol", "poradni")),
    Topic("repair", "naprawy", ("napraw", "kran", "ciekn", "kapi", "zepsu", "zlew", "zarow", "klamk", "gniazd", "polk", "drzwi", "zamek", "zatka", "popsu", "uchwyt")),
    Topic("together", "wśród ludzi", ("samotn", "towarzy", "zajeci", "klub", "basen", "wycieczk", "kino", "porozmaw", "nudzi")),
    Topic("family", "rodzina", ("dziec", "rodzin", "kryzys", "psycholog", "przemoc", "szkol", "wnuk", "rozwod", "zlob")),
)  # fmt: skip


def topics_in(need: str) -> tuple[str, ...]:
    """Codes of the topics a need tells of, in the order of ``TOPICS``."""
    words = search_key(need[:LONGEST_NEED]).split()
    return tuple(topic.code for topic in TOPICS if any(word.startswith(topic.stems) for word in words))


@dataclass(frozen=True)
class Detail:
    """A small question about one service; ``missing`` names it when it has to be answered."""

    name: str
    label: str
    missing: str = ""
    example: str = ""
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()


WISH = Detail("wish", "Jak często i kiedy", example="np. 2 razy w tygodniu, rano")
WHEN = Detail("when", "Kiedy", "kiedy", "np. czw. 26.11, 9:30")
WHERE = Detail("where", "Dokąd", "dokąd", "np. poradnia ortopedyczna, ul. Radomska 70")
BACK = Detail("back", "Powrót", kind="choice", choices=(("", "nie wiadomo"), ("yes", "tak"), ("no", "nie")))
BROKEN = Detail("broken", "Co jest do naprawy", "co naprawić", "np. cieknie kran w łazience")


def details_of(mode: str, topics: Iterable[str], measure: str) -> tuple[Detail, ...]:
    """What is asked about a service when it is chosen, by its mode."""
    if mode == "transport":
        return (WHEN, BACK, WHERE)
    if measure == "job" or (mode == "at_home" and "repair" in topics):
        return (BROKEN, WISH)
    return (WISH,)


def missing_details(details: Iterable[Detail], given: Mapping[str, str]) -> tuple[str, ...]:
    """Names of answers that are still missing, as shown beside the service."""
    return tuple(one.missing for one in details if one.missing and not given.get(one.name, "").strip())


#: Under which entry of the programme's list of data a fact is asked (R04); others stand under their own name.
LISTED_AS = {"income_pct": "income", "certificate_valid": "degree"}
#: What the person's own file answers; the others are asked.
FROM_FILE = frozenset({"age", "resident", "municipality", "town", "mobility", "certificate_days", "units_used"})


def allowed_facts(asked: Iterable[str], data_fields: Iterable[str]) -> tuple[str, ...]:
    """Of the facts the chosen services need, those the programme lets the form ask for (R05)."""
    listed = set(data_fields)
    return tuple(fact for fact in asked if fact not in FROM_FILE and {fact, LISTED_AS.get(fact, fact)} & listed)
