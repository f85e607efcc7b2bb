"""What the Act asks of a director, OUS, KIPUS and OSL, and whether the evidence shows it. Pure functions.

Source: art. 25, 28, 30, 31 and 33 CUS Act; hours of training: Dz.U. 2020 poz. 664.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opencus.centre.roles import Role
from opencus.core.periods import Period

#: A year of work that may be interrupted has 365 days (art. 114 of the Civil Code).
DAYS_OF_A_YEAR = 365


class Proof(StrEnum):
    """What a document in the register shows; the value is its code, ``PROOF_LABELS`` its Polish name."""

    HIGHER_EDUCATION = "higher_education"
    MANAGING = "managing"
    SPECIALISATION = "specialisation"
    SOCIAL_WORKER = "social_worker"
    SOCIAL_WORK = "social_work"
    ANIMATION = "animation"
    COMMUNITY_SPECIALISATION = "community_specialisation"
    ASSISTANCE_ORGANISER = "assistance_organiser"
    NO_CONVICTION = "no_conviction"


PROOF_LABELS: dict[Proof, str] = {
    Proof.HIGHER_EDUCATION: "wykształcenie wyższe",
    Proof.MANAGING: "kierowanie u podmiotu, który świadczy usługi społeczne",
    Proof.SPECIALISATION: "specjalizacja z organizacji pomocy społecznej, ze zdrowia publicznego albo studia podyplomowe z zarządzania",
    Proof.SOCIAL_WORKER: "kwalifikacje pracownika socjalnego",
    Proof.SOCIAL_WORK: "praca socjalna",
    Proof.ANIMATION: "animacja lokalna lub praca ze społecznością",
    Proof.COMMUNITY_SPECIALISATION: "specjalizacja II stopnia z pracy socjalnej ze społecznością lokalną",
    Proof.ASSISTANCE_ORGANISER: "wymagania z art. 122 ust. 1 ustawy o pomocy społecznej",
    Proof.NO_CONVICTION: "niekaralność",
}

#: Shown by a period of work, not by a diploma.
EXPERIENCE = frozenset({Proof.MANAGING, Proof.SOCIAL_WORK, Proof.ANIMATION})


class Course(StrEnum):
    """A statutory training; the value is its code."""

    MANAGEMENT = "management"
    PLANS = "plans"
    COMMUNITY = "community"


COURSE_LABELS: dict[Course, str] = {
    Course.MANAGEMENT: "zarządzanie usługami społecznymi",
    Course.PLANS: "opracowywanie i realizacja indywidualnych planów usług społecznych",
    Course.COMMUNITY: "organizacja społeczności lokalnej",
}
#: Hours of each training (Dz.U. 2020 poz. 664).
COURSE_HOURS: dict[Course, int] = {Course.MANAGEMENT: 60, Course.PLANS: 52, Course.COMMUNITY: 57}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the Act asks of a post: a document, years of work, or hours of a training; any of them is enough."""

    label: str
    source: str
    proofs: tuple[Proof, ...] = ()
    years: int = 0
    course: Course | None = None


_CONVICTION = "niekaralność za przestępstwo umyślne ścigane z oskarżenia publicznego i skarbowe"


def _convictions(article: str) -> Requirement:
    return Requirement(_CONVICTION, article, (Proof.NO_CONVICTION,))


REQUIREMENTS: Mapping[Role, tuple[Requirement, ...]] = {
    Role.DIRECTOR: (
        Requirement("wykształcenie wyższe", "art. 25", (Proof.HIGHER_EDUCATION,)),
        Requirement("co najmniej 3 lata kierowania u podmiotu świadczącego usługi społeczne", "art. 25", (Proof.MANAGING,), 3),
        Requirement(PROOF_LABELS[Proof.SPECIALISATION], "art. 25", (Proof.SPECIALISATION,)),
        Requirement("szkolenie z zarządzania usługami społecznymi", "art. 25", course=Course.MANAGEMENT),
        _convictions("art. 25"),
    ),
    Role.OUS: (
        Requirement("wykształcenie wyższe", "art. 28", (Proof.HIGHER_EDUCATION,)),
        Requirement("co najmniej 2 lata kierowania u podmiotu świadczącego usługi społeczne", "art. 28", (Proof.MANAGING,), 2),
        Requirement("szkolenie z zarządzania usługami społecznymi", "art. 28", course=Course.MANAGEMENT),
        _convictions("art. 28"),
    ),
    Role.KIPUS: (
        Requirement("kwalifikacje pracownika socjalnego", "art. 30", (Proof.SOCIAL_WORKER,)),
        Requirement("co najmniej 2 lata pracy socjalnej", "art. 30", (Proof.SOCIAL_WORK,), 2),
        Requirement("szkolenie z indywidualnych planów usług społecznych", "art. 30", course=Course.PLANS),
        _convictions("art. 30"),
    ),
    Role.OSL: (
        Requirement("wykształcenie wyższe", "art. 33", (Proof.HIGHER_EDUCATION,)),
        Requirement("co najmniej 2 lata animacji lokalnej lub pracy ze społecznością", "art. 33", (Proof.ANIMATION,), 2),
        Requirement(
            "specjalizacja II stopnia z pracy ze społecznością albo szkolenie z organizacji społeczności lokalnej",
            "art. 33", (Proof.COMMUNITY_SPECIALISATION,), course=Course.COMMUNITY,
        ),
        _convictions("art. 33"),
    ),
    Role.ASSISTANCE_ORGANISER: (
        Requirement(PROOF_LABELS[Proof.ASSISTANCE_ORGANISER], "art. 31", (Proof.ASSISTANCE_ORGANISER,)),
        _convictions("art. 31"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the register: what it shows, from which day, and for work the period it covers."""

    proof: Proof
    issued_on: date
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a requirement is met on a day; ``words`` say how far it is, ``missing`` what is still needed."""

    requirement: Requirement
    met: bool
    words: str
    missing: str = ""


def standings(
    role: Role, documents: Collection[Document], hours: Mapping[Course, int], on: date
) -> tuple[Standing, ...]:
    """Return how a person stands to every requirement of the role; empty for a role the Act asks nothing of."""
    return tuple(_standing(one, documents, hours, on) for one in REQUIREMENTS.get(role, ()))


def days_of_work(periods: Sequence[Period], on: date) -> int:
    """Count the days covered by the periods up to ``on``, each day once however many posts were held."""
    total, reached = 0, date.min
    for one in sorted(periods, key=lambda period: period.start):
        start = max(one.start, reached)
        end = min(one.end or on, on)
        if start <= end:
            total += (end - start).days + 1
            reached = date.fromordinal(min(end.toordinal() + 1, date.max.toordinal()))
    return total


def _standing(
    asked: Requirement, documents: Collection[Document], hours: Mapping[Course, int], on: date
) -> Standing:
    held = [one for one in documents if one.proof in asked.proofs and one.issued_on <= on]
    if asked.years:
        return _years(asked, held, on)
    if held:
        return Standing(asked, True, "")
    if asked.course is None:
        return Standing(asked, False, "", asked.label)
    done, wanted = hours.get(asked.course, 0), COURSE_HOURS[asked.course]
    words = f"{done} z {wanted} godz."
    return Standing(asked, done >= wanted, words, "" if done >= wanted else f"{asked.label} ({words})")


def _years(asked: Requirement, held: Collection[Document], on: date) -> Standing:
    days = days_of_work([one.period for one in held if one.period], on)
    wanted = asked.years * DAYS_OF_A_YEAR
    words = f"{days // DAYS_OF_A_YEAR} {_noun(days // DAYS_OF_A_YEAR)} i {days % DAYS_OF_A_YEAR} dni z {asked.years} lat"
    return Standing(asked, days >= wanted, words, "" if days >= wanted else f"{asked.label} ({words})")


def _noun(years: int) -> str:
    return "rok" if years == 1 else "lata" if 2 <= years <= 4 else "lat"
