"""The programme as stored, turned into values the rules understand; what is known about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.db.models import Prefetch, Q, QuerySet

from opencus.centre.models import ServedMunicipality
from opencus.core.periods import WindowKind
from opencus.core.words import numeric_date
from opencus.people.models import DisabilityCertificate, Person
from opencus.programmes.models import DatedCriterion, FeeRule, FeeTable, ProgrammeService, ProgrammeVersion
from opencus.programmes.models import Limit as StoredLimit
from opencus.programmes.rules import fees
from opencus.programmes.rules.conditions import (
    MOST_NUMBER,
    BrokenRule,
    Condition,
    facts_needed,
    parse,
)
from opencus.programmes.rules.facts import FACTS, FOR_GOOD, Value, value_text
from opencus.programmes.rules.limits import Limit, Scope
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import PointRule, ServiceRules

REGISTER = "rejestr"
DECLARATION = "oświadczenie"
INCOME_KINDS = (FeeRule.Kind.TABLE, FeeRule.Kind.NATIONAL_TABLE, FeeRule.Kind.PERCENT_OF_INCOME)


@dataclass(frozen=True, slots=True)
class Known:
    """One fact and where it came from; ``note`` adds what the source says (`ważne do 31.12.2026`)."""

    value: Value
    source: str
    note: str = ""


def versions_in_force(on: date) -> QuerySet[ProgrammeVersion]:
    """Programmes that bind on a day; several may be in force at once (art. 4)."""
    return ProgrammeVersion.objects.filter(
        state=ProgrammeVersion.State.IN_FORCE, valid_from__lte=on, valid_to__gte=on
    ).select_related("programme").order_by("programme__name", "-number")


def services_in_force(on: date) -> QuerySet[ProgrammeService]:
    """Services of every programme in force on a day, by name, with their rules loaded."""
    return with_rules(
        ProgrammeService.objects.filter(version__in=versions_in_force(on).order_by())
        .select_related("version__programme")
        .order_by("service__name")
    )


def with_rules(services: QuerySet[ProgrammeService]) -> QuerySet[ProgrammeService]:
    """The same services with everything `rules_of` reads, in a fixed number of queries."""
    return services.select_related("service").prefetch_related(
        "limits", "reliefs", "point_rules",
        Prefetch("fee_rules", FeeRule.objects.select_related("table").prefetch_related("table__bands")),
    )  # fmt: skip


def rules_of(offered: ProgrammeService) -> ServiceRules:
    """Everything the programme says about a service, as a value; ValueError in plain Polish when it is broken.

    Load many with `with_rules`.
    """
    return ServiceRules(
        id=offered.pk, code=offered.service.code, name=offered.service.name, track=offered.track,
        mode=offered.service.mode, measure=offered.service.measure, condition=condition_of(offered),
        limits=limits_of(offered), tariffs=tariffs_of(offered), reliefs=reliefs_of(offered), points=points_of(offered),
        order=offered.order, planned_persons=offered.planned_persons, places=offered.places, budget=offered.budget,
        raise_to_percent=offered.raise_to_percent,
        raise_condition=parse(offered.raise_rule) if offered.raise_rule else None,
    )  # fmt: skip


def criteria() -> tuple[fees.IncomeCriterion, ...]:
    """The income criteria, newest first: the centre's own rows and the national ones; on one day the centre's counts."""
    own = {
        row.valid_from: fees.IncomeCriterion(row.valid_from, row.single, row.family, row.source)
        for row in DatedCriterion.objects.all()
    }
    dated = {criterion.valid_from: criterion for criterion in fees.CRITERIA} | own
    return tuple(dated[day] for day in sorted(dated, reverse=True))


def condition_of(offered: ProgrammeService) -> Condition | None:
    """The access rule; None is for everybody. BrokenRule when what is stored means nothing."""
    return parse(offered.access_rule) if offered.access_rule else None


def rule_problem(offered: ProgrammeService) -> str:
    """Why the rule of a service cannot be enforced yet; empty when it can."""
    try:
        rules_of(offered)
    except BrokenRule as broken:
        return " ".join(broken.errors)
    except ValueError as broken:
        return str(broken)
    return ""


def limits_of(offered: ProgrammeService) -> tuple[Limit, ...]:
    """Every limit the programme writes for the service, conditional ones too."""
    return tuple(_limit(limit) for limit in offered.limits.all())


def reliefs_of(offered: ProgrammeService) -> tuple[Relief, ...]:
    """Every relief of the service, by name, which decides between equals."""
    return tuple(
        Relief(row.name, parse(row.condition), row.percent, row.amount, row.evidence)
        for row in sorted(offered.reliefs.all(), key=lambda row: row.name)
    )


def points_of(offered: ProgrammeService) -> tuple[PointRule, ...]:
    """What gives points in the queue, most points first."""
    return tuple(
        PointRule(row.label, row.points, parse(row.condition))
        for row in sorted(offered.point_rules.all(), key=lambda row: (-row.points, row.label))
    )


def tariffs_of(offered: ProgrammeService) -> tuple[fees.Tariff, ...]:
    """Every fee of the service: one, or one for each variant."""
    rules = offered.fee_rules.all()
    return tuple(tariff(rule) for rule in sorted(rules, key=lambda rule: (rule.variant, str(rule.id))))


def tariff(rule: FeeRule) -> fees.Tariff:
    """One stored fee as a value, with its table."""
    return fees.Tariff(
        kind=cast(fees.Kind, rule.kind), variant=rule.variant, label=rule.label, amount=rule.amount, measure=rule.measure,
        percent=rule.percent, free_to=rule.free_to, multiplier=rule.multiplier,
        table=table(rule.table) if rule.kind == FeeRule.Kind.TABLE and rule.table_id else None,
    )  # fmt: skip


def table(stored: FeeTable) -> fees.Table:
    """A council's table as a value; ValueError when its bands do not rise or do not cover every income."""
    columns: dict[str, list[fees.Band]] = {"single": [], "family": []}
    for band in sorted(stored.bands.all(), key=lambda band: (band.up_to is None, band.up_to or 0)):
        columns[band.column].append(fees.Band(band.up_to, band.percent))
    return fees.Table(
        stored.name, stored.unit_cost, tuple(columns["single"]), tuple(columns["family"]), stored.valid_from, stored.source
    )


def facts_about(
    person: Person, declared: Mapping[str, Any], on: date, dated: Sequence[fees.IncomeCriterion] = fees.CRITERIA
) -> dict[str, Known]:
    """Everything known on a day: the register first, then what was declared. An absent key is unknown.

    ``dated``: the income criteria as `criteria` gives them. The register wins where both speak, because it was checked; a declaration fills what the register does not know.
    """
    known: dict[str, Known] = {}
    for fact, value in declared.items():
        if fact in FACTS and (typed := declared_value(fact, value)) is not None:
            known[fact] = Known(typed, DECLARATION)
    known |= _from_register(person, on) | _from_certificates(person, on)
    _derive(known)
    if "household_size" not in known and known.get("lives_alone", Known(False, "")).value is True:
        known["household_size"] = Known(1, known["lives_alone"].source, "mieszka samotnie")
    if (income := income_of(known, declared)) is not None:
        known["income_pct"] = Known(fees.income_pct(income, on, dated), DECLARATION)
    return known


def _derive(known: dict[str, Known]) -> None:
    """What follows from another fact: no certificate means no degree, a degree means a certificate, work its lack."""
    certificate, degree, working = known.get("certificate_valid"), known.get("degree"), known.get("working")
    if certificate is not None and certificate.value is False and degree is None:
        known["degree"] = Known("none", certificate.source)
    if certificate is not None and certificate.value is False:
        known.setdefault("certificate_days", Known(0, certificate.source))
    if degree is not None and certificate is None:
        known["certificate_valid"] = Known(degree.value != "none", degree.source)
    if working is not None and "not_working" not in known:
        known["not_working"] = Known(working.value is False, working.source)


def income_of(known: Mapping[str, Known], declared: Mapping[str, Any]) -> fees.Income | None:
    """The declared net monthly income of the household in złoty; None when it or the number of people is unknown."""
    try:
        total = Decimal(str(declared["income"]))
        return fees.Income(total, int(str(known["household_size"].value)))
    except (KeyError, InvalidOperation, ValueError):
        return None


def values(known: Mapping[str, Known]) -> dict[str, Value]:
    """Facts without their sources, as the rules take them."""
    return {fact: one.value for fact, one in known.items()}


def said(known: Mapping[str, Known], fact: str) -> str:
    """A known fact with its source: `82 lata (rejestr)`; empty when unknown."""
    if fact not in known:
        return ""
    one = known[fact]
    note = f", {one.note}" if one.note else ""
    return f"{value_text(fact, one.value)} ({one.source}{note})"


def certificate_end(person: Person, on: date) -> date | None:
    """When the certificate that is valid on the day ends; None when it is permanent or there is none."""
    current = _certificates(person, on).order_by("-valid_to").first()
    return current.valid_to if current else None


def _limit(stored: StoredLimit) -> Limit:
    condition = parse(stored.condition) if stored.condition else None
    return Limit(stored.quantity, stored.measure, cast(WindowKind, stored.period), condition, cast(Scope, stored.scope))


def declared_value(fact: str, value: Any) -> Value | None:
    """A declared value as the rules take it; None when it is no answer to that fact, so that the fact stays unknown."""
    kind = FACTS[fact].kind
    if kind == "yes_no":
        return value if isinstance(value, bool) else None
    if kind == "number":
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        if not number.is_finite() or abs(number) > MOST_NUMBER:
            return None
        if FACTS[fact].hundredths or fact == "income_pct":
            return number
        return int(number) if number == int(number) else None
    return value if isinstance(value, str) and value else None


def _from_register(person: Person, on: date) -> dict[str, Known]:
    found: dict[str, Value | None] = {
        "age": person.age_on(on) if person.birth_date and person.birth_date <= on else None,
        "lives_alone": person.lives_alone,
        "mobility": person.mobility or None,
        "municipality": person.municipality.name if person.municipality else None,
        "town": person.town or None,
        "resident": _served(person) if person.municipality_id else None,
    }
    if person.mobility and person.mobility != Person.Mobility.UNAIDED:
        found["reduced_mobility"] = True
    return {fact: Known(value, REGISTER) for fact, value in found.items() if value is not None}


def _served(person: Person) -> bool:
    return ServedMunicipality.objects.filter(centre=person.centre_id, municipality=person.municipality_id).exists()


def _from_certificates(person: Person, on: date) -> dict[str, Known]:
    current = _certificates(person, on).order_by("-valid_from").first()
    if current is not None:
        note = f"ważne do {numeric_date(current.valid_to)}" if current.valid_to else "bezterminowo"
        left = (current.valid_to - on).days if current.valid_to else FOR_GOOD
        return {
            "degree": Known(current.degree, REGISTER, note), "certificate_valid": Known(True, REGISTER, note),
            "certificate_days": Known(left, REGISTER, note),
        }  # fmt: skip
    expired = DisabilityCertificate.objects.filter(person=person, valid_to__lt=on).order_by("-valid_to").first()
    if expired is None:
        return {}
    note = f"straciło ważność {numeric_date(expired.valid_to)}"
    return {"certificate_valid": Known(False, REGISTER, note), "degree": Known("none", REGISTER, note)}


def _certificates(person: Person, on: date) -> QuerySet[DisabilityCertificate]:
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return DisabilityCertificate.objects.filter(open_ended, person=person, valid_from__lte=on)


def facts_asked(offered: Iterable[ProgrammeService]) -> tuple[str, ...]:
    """Facts that the rules, limits and fees of these services may need, each once, in reading order (art. 5(3)(9))."""
    asked: list[str] = []
    for one in offered:
        if rule_problem(one):  # a rule written wrongly must not stop a call; qualification says what is wrong
            continue
        asked += facts_needed(condition_of(one))
        for limit in limits_of(one):
            asked += facts_needed(limit.condition)
        for condition in [*(relief.condition for relief in reliefs_of(one)), *(rule.condition for rule in points_of(one))]:
            asked += facts_needed(condition)
        if any(rule.free_to is not None or rule.kind in INCOME_KINDS for rule in one.fee_rules.all()):
            asked += ["income_pct", "household_size"]
    return tuple(dict.fromkeys(asked))

