"""The rest of the town: about two hundred invented people with services granted in the past, so that groups are not too small to show.

Nobody here has a story, a plan, a booking or an open matter. Each grant is what the rules of the version give that person, judged by
the same function as at the desk; only the writing goes in bulk, because two hundred calls would keep everybody waiting.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo import population
from opencus.audit import journal
from opencus.audit.events import keep, register
from opencus.centre.actors import Actor
from opencus.centre.estates.actions import save
from opencus.centre.estates.rules import Span
from opencus.centre.models import Centre, Municipality, ServedMunicipality, User
from opencus.core.clock import add_years, age, now
from opencus.correspondence import rules as marks
from opencus.correspondence.actions import next_number
from opencus.correspondence.models import CaseFile
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application, RequestedService
from opencus.people import keys
from opencus.people.models import DisabilityCertificate, Person
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.programmes.queries import criteria, rules_of, with_rules
from opencus.programmes.rules.fees import Income
from opencus.programmes.rules.service import Judgement, judge

GRANTED = register("demo.neighbours.added", "dodano {count} wymyślonych osób z dawnymi przyznaniami", scrub=keep("count"))
CLASS = "5020"  # of closed files of former years; new ones have the usual class
OLDER = ((60, 64, 0.12), (65, 69, 0.28), (70, 79, 0.34), (80, 94, 0.26))
ADULTS = ((25, 59, 1.0),)
#: Estates of the demo and their streets; which street lies where is invented.
ESTATES = {
    "Majówka": ("Majówka", "Radomska", "Moniuszki", "Murarska"), "Południe": ("Lipowa", "Spółdzielcza", "Krzosa", "Rogowskiego"),
    "Skałka": ("Mickiewicza", "Staszica", "Słoneczna"), "Wierzbnik": ("Złota", "Borkowskiego", "Kilińskiego", "Kościelna"),
    "Stadion": ("Ostrowiecka", "Szkolna", "Piłsudskiego"), "Michałów": ("Miodowa", "Smugowa"),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """So many people with the same services. ages: as of `population.AGES`; certificate: its degree."""

    count: int
    services: tuple[str, ...]
    ages: Sequence[tuple[int, int, float]] = OLDER
    certificate: str = ""
    declared: dict[str, Any] = field(default_factory=dict)


GROUPS = (
    Group(44, ("ZLR",), declared={"lives_alone": True}),
    Group(30, ("TAXI",), ages=OLDER[2:], declared={"lives_alone": True}),
    Group(22, ("TAXI", "ZLR"), ages=OLDER[2:], declared={"lives_alone": True}),
    Group(16, ("TAXI",), certificate="moderate"),
    Group(26, ("PIEL",), ages=OLDER[2:], declared={"dependent": True}),
    Group(12, ("FIZ",), declared={"referral": True}),
    Group(14, ("TELE",), declared={"health_difficulty": True, "lives_alone": True}),
    Group(12, ("WYP",), certificate="severe"),
    Group(12, ("AQUA",)), Group(10, ("PLYW",)),
    Group(12, ("PSY",), ages=ADULTS, declared={"family_in_crisis": True}),
    Group(10, ("AOON",), ages=ADULTS, certificate="severe"),
    Group(8, ("OWD",), ages=ADULTS, certificate="severe", declared={"cares_for_disabled": True}),
)  # fmt: skip


def estates(by: Actor) -> None:
    """The estates of the town."""
    for name, streets in ESTATES.items():
        save(by=by, municipality=_municipality(), name=name, kind="estate", spans=[Span("Starachowice", f"ul. {street}") for street in streets])


def villages(by: Actor, names: Sequence[str]) -> None:
    """Village units, each of one whole village."""
    for name in names:
        save(by=by, municipality=_municipality(), name=name, kind="village", spans=[Span(name)])


def _municipality() -> Municipality:
    return ServedMunicipality.objects.select_related("municipality").earliest("since").municipality


def settle(centre: Centre, clerk: User, version: ProgrammeVersion, day: date, seed: int = 38) -> int:
    """Add everybody with what they were granted; returns how many."""
    town = ServedMunicipality.objects.select_related("municipality").filter(centre_id=centre.id).earliest("since")
    offered = {one.service.code: one for one in with_rules(ProgrammeService.objects.filter(version=version))}
    dice, dated, used = random.Random(seed), criteria(), population.taken()
    rows: dict[Any, list[Any]] = {}
    count = 0
    for group in GROUPS:
        for person in population.draw_people(group.count, day, dice, centre, town, used, group.ages):
            person.lives_alone = group.declared.get("lives_alone")
            income = None if dice.random() < 0.1 else Income(Decimal(dice.randrange(1_200, 4_200, 50)), 1)
            facts = _facts(person, group, day)
            judged = {code: judge(rules_of(offered[code]), facts, income, day, dated) for code in group.services}
            granted = {offered[code]: one for code, one in judged.items() if one.access.truth}
            if not granted:
                continue
            count += 1
            for row in _rows(person, group, income, granted, clerk, day, dice):
                rows.setdefault(type(row), []).append(row)
    for model, batch in rows.items():
        model.objects.bulk_create(batch)
    journal.write(GRANTED, by=Actor.system(centre.id), count=count)
    return count


def _facts(person: Person, group: Group, day: date) -> dict[str, Any]:
    assert person.birth_date is not None
    degree = group.certificate or "none"
    known: dict[str, Any] = {"age": age(person.birth_date, day), "resident": True, "degree": degree, "certificate_valid": degree != "none"}
    return known | group.declared


def _rows(
    person: Person, group: Group, income: Income | None, granted: dict[ProgrammeService, Judgement], clerk: User, day: date, dice: random.Random
) -> Iterator[Any]:
    """Every row of one person, in the order in which they may be stored."""
    asked_on = day - timedelta(days=dice.randrange(50, 290))
    yield person
    yield from keys.token_rows(person)
    if group.certificate:
        yield DisabilityCertificate(person=person, degree=group.certificate, valid_from=add_years(asked_on, -1))
    number = next_number(f"jrwa:{CLASS}", asked_on.year)
    file = CaseFile(
        person=person, mark=marks.case_mark(marks.UNIT, CLASS, number, asked_on.year), jrwa_class=CLASS, number=number, year=asked_on.year,
        archival_category=marks.DEFAULT_CATEGORY, opened_on=asked_on, closed_on=asked_on + timedelta(days=14),
    )  # fmt: skip
    declared = {name: value for name, value in group.declared.items() if name != "lives_alone"}
    declared |= {} if group.certificate else {"certificate_valid": False}
    declared |= {"income": str(income.total), "household_size": income.persons} if income else {}
    application = Application(
        case_file=file, client=person, applicant=person, capacity="self", channel="phone", state=Application.State.CLOSED, declared=declared,
        clause_given_at=now(), clause_form="spoken", submitted_on=asked_on, created_by=clerk, created_at=now(),
    )  # fmt: skip
    yield file
    yield application
    start = asked_on + timedelta(days=7)
    for service, judged in granted.items():
        requested = RequestedService(application=application, programme_service=service, state=RequestedService.State.QUALIFIED)
        fee = judged.fee
        held = Entitlement(
            person=person, programme_service=service, requested=requested, valid_from=start, valid_to=add_years(start, 1) - timedelta(days=1),
            limits=[limit.as_json() for limit in judged.limits], unit_fee=fee.unit_fee if fee else None,
            fee_text=fee.text if fee else "program nie przewiduje opłaty", fee_basis=fee.basis if fee else {"kind": "none"}, granted_on=start,
        )  # fmt: skip
        yield requested
        yield held
