"""The twelve elements a programme must have (art. 5(3) CUS Act), and what each of them still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from opencus.core.words import listed
from opencus.programmes.rules.facts import FACTS

State = Literal["done", "missing", "not_applicable"]
Place = Literal["text", "offer", "data", "stages", "measures", "budget"]  # the page where an element is filled in
#: Under which entry of the list of data a fact may stand; others stand under their own name.
LISTED_AS = {"income_pct": "income", "certificate_valid": "degree", "certificate_days": "degree"}
OWN = frozenset({"units_used"})  # the centre counts it itself, nobody is asked
NAMES = {
    1: "Nazwa i cel", 2: "Okres realizacji", 3: "Potrzeby, które uzasadniają program", 4: "Dla kogo i ile osób",
    5: "Oferowane usługi", 6: "Warunki i tryb kwalifikowania", 7: "Opłaty i ulgi", 8: "Dokumentowanie warunków i ulg",
    9: "Dane osobowe potrzebne do kwalifikowania", 10: "Organizacja i etapy", 11: "Monitorowanie i mierniki",
    12: "Budżet i źródła finansowania",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """One service as far as completeness asks: ``problem`` is why its rules cannot be applied, empty when they can."""

    name: str
    planned_persons: int
    grouped: bool  # belongs to a target group
    problem: str = ""
    paid: bool = False  # some fee of it is more than nothing
    tariffs: int = 0
    relief_evidence: tuple[str, ...] = ()  # kinds of evidence its reliefs ask for, one for each relief ('' for a declaration)
    facts: tuple[str, ...] = ()  # everything its rules may ask about a person


@dataclass(frozen=True, slots=True)
class Contents:
    """What a version holds. ``diagnosed``: rests on a diagnosis; ``waived``: it may do without (art. 76)."""

    name: str
    aim: str
    valid_from: date
    valid_to: date
    needs: str = ""
    diagnosed: bool = False
    waived: bool = False
    groups: int = 0
    services: tuple[Offered, ...] = ()
    procedure: str = ""
    fees_apply: bool | None = None
    reliefs_apply: bool | None = None
    evidence_kinds: tuple[str, ...] = ()
    evidence_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    data_fields: tuple[str, ...] = ()
    organisation: str = ""
    stages: int = 0
    monitoring: str = ""
    measures: int = 0
    budget: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Element:
    """One of the twelve; ``problems`` say what to do, each with the page where it is done."""

    number: int
    state: State
    problems: tuple[tuple[str, Place], ...] = ()
    place: Place = "text"

    @property
    def name(self) -> str:
        return NAMES[self.number]


def elements(held: Contents) -> tuple[Element, ...]:
    """The twelve in the order of art. 5(3), each done, missing or not applicable."""
    return (
        _element(1, "text", _empty(held.aim, "Napisz cel programu.")),
        _element(2, "text", [] if held.valid_to >= held.valid_from else ["Popraw okres: kończy się, zanim się zacznie."]),
        _element(3, "text", _needs(held)),
        _element(4, "offer", _persons(held)),
        _element(5, "offer", [] if held.services else ["Dodaj przynajmniej jedną usługę."]),
        _conditions(held),
        _fees(held),
        _element(8, "data", _evidence(held)),
        _element(9, "data", _data(held)),
        _with_rows(10, _empty(held.organisation, "Opisz organizację programu."), held.stages, "Dodaj etapy realizacji.", "stages"),
        _with_rows(11, _empty(held.monitoring, "Opisz, jak program będzie sprawdzany i oceniany."), held.measures, "Dodaj mierniki efektywności.", "measures"),
        _element(12, "budget", [] if held.budget > 0 else ["Wpisz kwoty i źródła finansowania."]),
    )  # fmt: skip


def missing(held: Contents) -> tuple[Element, ...]:
    """The elements for the sake of which a version is not ready for the council (R02)."""
    return tuple(one for one in elements(held) if one.state == "missing")


def not_listed(facts: Iterable[str], data_fields: Iterable[str]) -> tuple[str, ...]:
    """Facts the rules ask about that the programme does not list (art. 5(3)(9), 50(1))."""
    listed_now = set(data_fields)
    return tuple(fact for fact in dict.fromkeys(facts) if fact not in OWN and not {fact, LISTED_AS.get(fact, fact)} & listed_now)


def _element(number: int, place: Place, problems: Iterable[str]) -> Element:
    found = tuple((one, place) for one in problems)
    return Element(number, "missing" if found else "done", found, place)


def _empty(text: str, problem: str) -> list[str]:
    return [] if text.strip() else [problem]


def _with_rows(number: int, texts: list[str], rows: int, problem: str, place: Place) -> Element:
    found: tuple[tuple[str, Place], ...] = tuple((one, "text") for one in texts)
    found += () if rows else ((problem, place),)
    return Element(number, "missing" if found else "done", found, "text" if texts or rows else place)


def _needs(held: Contents) -> list[str]:
    problems = _empty(held.needs, "Opisz potrzeby, które uzasadniają program.")
    if not (held.diagnosed or held.waived):
        problems.append("Wskaż diagnozę potrzeb i potencjału (art. 5 ust. 2). Bez niej można tylko w pierwszym roku centrum (art. 76).")
    return problems


def _persons(held: Contents) -> list[str]:
    problems = [] if held.groups else ["Dodaj grupy docelowe."]
    if without := [one.name for one in held.services if not one.planned_persons]:
        problems.append(f"Wpisz planowaną liczbę osób: {listed(without, 'i')}.")
    if held.groups and (lost := [one.name for one in held.services if not one.grouped]):
        problems.append(f"Wskaż, dla jakiej grupy jest usługa: {listed(lost, 'i')}.")
    return problems


def _conditions(held: Contents) -> Element:
    found: list[tuple[str, Place]] = [(one, "text") for one in _empty(held.procedure, "Opisz tryb kwalifikowania.")]
    found += [(f"{one.name}: {one.problem}", "offer") for one in held.services if one.problem]
    return Element(6, "missing" if found else "done", tuple(found), "text" if not held.procedure.strip() else "offer")


def _fees(held: Contents) -> Element:
    """Element 7 is only for a programme with fees or reliefs; that there are none must be said."""
    paid = any(one.paid for one in held.services)
    eased = any(one.relief_evidence for one in held.services)
    found: list[tuple[str, Place]] = []
    for said, real, unsaid, extra, lacking in (
        (held.fees_apply, paid, "Zaznacz, czy program przewiduje opłaty.", "Zaznaczono, że opłat nie ma, a niektóre usługi są płatne.", "Wpisz opłaty: zaznaczono, że są, a każda usługa jest bezpłatna."),
        (held.reliefs_apply, eased, "Zaznacz, czy program przewiduje ulgi.", "Zaznaczono, że ulg nie ma, a niektóre usługi je mają.", "Wpisz ulgi: zaznaczono, że są, a żadna usługa ich nie ma."),
    ):  # fmt: skip
        if said is None:
            found.append((unsaid, "text"))
        elif said != real:
            found.append((lacking if said else extra, "offer"))
    if silent := [one.name for one in held.services if held.fees_apply and not one.tariffs]:
        found.append((f"Wpisz opłatę albo „bezpłatnie”: {listed(silent, 'i')}.", "offer"))
    if found:
        return Element(7, "missing", tuple(found), found[0][1])
    return Element(7, "done" if held.fees_apply or held.reliefs_apply else "not_applicable", (), "text")


def _evidence(held: Contents) -> list[str]:
    kinds = set(held.evidence_kinds)
    problems = [] if kinds else ["Wymień dokumenty, którymi można potwierdzić warunki i prawo do ulg."]
    asked = {kind for one in held.services for kind in one.relief_evidence if kind}
    if kinds and (unknown := sorted(asked - kinds)):
        problems.append(f"Dopisz dokumenty, których wymagają ulgi: {listed(unknown, 'i')}.")
    proven = {kind for some in held.evidence_for.values() for kind in some}
    if kinds and (lost := sorted(proven - kinds)):
        problems.append(f"Tych dokumentów nie ma na liście, a mają coś potwierdzać: {listed(lost, 'i')}.")
    return problems


def _data(held: Contents) -> list[str]:
    if not held.data_fields:
        return ["Wymień dane potrzebne do kwalifikowania."]
    asked = not_listed((fact for one in held.services for fact in one.facts), held.data_fields)
    if not asked:
        return []
    names = listed([FACTS[fact].label if fact in FACTS else fact for fact in asked], "i")
    return [f"Reguły usług pytają o dane, których nie ma na liście: {names}."]
