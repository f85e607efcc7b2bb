"""The centre's own people for one dry run: facts in columns, read with a fixed number of queries, kept nowhere.

What each fact means is said once, in `programmes.queries.facts_about`; a test holds both to the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db.models import F, Q, QuerySet, Sum

from opencus.centre.estates import queries as estates
from opencus.centre.estates.rules import Map
from opencus.centre.models import ServedMunicipality
from opencus.core import clock
from opencus.core.money import grosze, round_half_up
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.queries import UNITS
from opencus.intake.models import Application, RequestedService
from opencus.people.models import DisabilityCertificate, Person
from opencus.programmes import bulk
from opencus.programmes.bulk.population import in_column
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.programmes.queries import declared_value
from opencus.programmes.rules.facts import FACTS, FOR_GOOD, Value
from opencus.reporting.assumptions import age_group

if TYPE_CHECKING:
    import pyarrow as pa

#: How a person stands to a service today, the stronger the higher.
NONE, REFUSED, ASKED, WAITING, HELD = range(5)
RELATION = {
    RequestedService.State.REFUSED: REFUSED, RequestedService.State.OPEN: ASKED, RequestedService.State.WAITING: WAITING,
    RequestedService.State.OFFERED: WAITING,
}  # fmt: skip
RUNNING = (Entitlement.State.ACTIVE, Entitlement.State.SUSPENDED)
UNKNOWN_PLACE = "miejscowość nieznana"
MOST_PLACES = 14


@dataclass(frozen=True)
class People:
    """Facts in columns, one row a person without a name; ``relation`` and ``ends`` have a column for each base service.

    ages: position of the age group. places: position in ``place_names``. ends: the last day of a running entitlement as
    an ordinal, 0 without one. used: by code of service, hundredths of its units each has used this calendar year; a
    service that is not there has been used by nobody.
    """

    table: pa.Table
    ages: Any
    places: Any
    place_names: tuple[str, ...]
    relation: Any
    ends: Any
    used: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def part(self, start: int, length: int) -> People:
        """So many rows from one on."""
        rows = slice(start, start + length)
        used = {code: units[rows] for code, units in self.used.items()}
        return People(
            self.table.slice(start, length), self.ages[rows], self.places[rows], self.place_names, self.relation[rows], self.ends[rows], used
        )


def own_people(base: ProgrammeVersion, services: Sequence[UUID], on: date) -> People:
    """Everybody with an entitlement, waiting, refused or applied under the base version, with facts of a day.

    ``services`` are the programme services of the base in the order of the columns. The dead and those whose data are
    restricted (art. 18 GDPR) are left out. Their place is
    the estate of their address, the town where none is known. Eight queries, whatever the number of people.
    """
    asked, held = _asked(base), Entitlement.objects.filter(programme_service__version=base)
    known = _known(base).order_by("id")
    rows = list(known.values("id", "birth_date", "lives_alone", "mobility", "municipality", "municipality__name", "town", "street", "house_number"))
    ids = known.order_by().values("id")
    certificates: defaultdict[UUID, list[tuple[str, date, date | None]]] = defaultdict(list)
    for person, *one in DisabilityCertificate.objects.filter(person__in=ids).values_list("person", "degree", "valid_from", "valid_to"):
        certificates[person].append((one[0], one[1], one[2]))
    latest = Application.objects.filter(client__in=ids).order_by(
        "client", F("submitted_on").desc(nulls_last=True), "-created_at"
    ).distinct("client")
    declared = dict(latest.values_list("client", "declared"))
    served = set(ServedMunicipality.objects.filter(centre=base.centre_id).values_list("municipality", flat=True))
    facts = [facts_of(row, certificates.get(row["id"], ()), declared.get(row["id"], {}), served, on) for row in rows]
    relation, ends = _relations([row["id"] for row in rows], services, asked, held.filter(state__in=RUNNING, valid_to__gte=on))
    used = _used([row["id"] for row in rows], base, on)
    lie = estates.maps()
    return in_columns(facts, [_place(row, lie) for row in rows], relation, ends, used)


def how_many(base: ProgrammeVersion) -> int:
    """How many people `own_people` would read."""
    return _known(base).count()


def _asked(base: ProgrammeVersion) -> QuerySet[RequestedService]:
    gone = [RequestedService.State.WITHDRAWN, RequestedService.State.FORWARDED]
    return RequestedService.objects.filter(programme_service__version=base).exclude(state__in=gone)


def _known(base: ProgrammeVersion) -> QuerySet[Person]:
    held = Entitlement.objects.filter(programme_service__version=base)
    either = Q(id__in=_asked(base).values("application__client")) | Q(id__in=held.values("person"))
    return Person.objects.filter(either, deceased_on=None, restricted_since=None)


def facts_of(
    row: Mapping[str, Any], certificates: Iterable[tuple[str, date, date | None]], declared: Mapping[str, Any], served: set[str], on: date
) -> dict[str, Value]:
    """Facts of one person by the values of their rows, as `programmes.queries.facts_about`, with ``income`` in grosze."""
    known: dict[str, Value] = {}
    for fact, value in declared.items():
        if fact in FACTS and (typed := declared_value(fact, value)) is not None:
            known[fact] = typed
    known |= _registered(row, served, on) | _certified(certificates, on)
    if known.get("certificate_valid") is False:
        known.setdefault("degree", "none")
        known.setdefault("certificate_days", 0)
    if "degree" in known:
        known.setdefault("certificate_valid", known["degree"] != "none")
    if "working" in known:
        known.setdefault("not_working", known["working"] is False)
    if known.get("lives_alone") is True:
        known.setdefault("household_size", 1)
    if (income := _income(known, declared)) is not None:
        known["income"] = income
        known.pop("income_pct", None)  # the evaluator sets it from the income
    return known


def in_columns(
    facts: Sequence[Mapping[str, Value]], places: Sequence[str], relation: Any, ends: Any, used: Mapping[str, Any] | None = None
) -> People:
    """People as columns of the types the evaluator takes; an absent fact is null."""
    filled = {
        fact: [one.get(fact) if FACTS[fact].kind != "number" else _number(fact, one.get(fact)) for one in facts]
        for fact in bulk.columns()
        if fact in FACTS
    }
    table = arrow_table({**filled, "income": [one.get("income") for one in facts]})
    names, positions = _places(places)
    ages = [age_group(None if one.get("age") is None else int(one["age"])) for one in facts]
    return People(table, np.array(ages, dtype=np.int64), positions, names, relation, ends, used or {})


def arrow_table(filled: Mapping[str, Any]) -> pa.Table:
    """Columns by name as one table with every column the evaluator knows; those not given are unknown for everybody."""
    import pyarrow as pa  # here, because it takes a while and no other page needs it

    types = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string()}
    size = len(next(iter(filled.values())))
    return pa.table(
        {name: pa.array(filled[name], type=types[kind]) if name in filled else pa.nulls(size, types[kind]) for name, kind in bulk.columns().items()}
    )


def _number(fact: str, value: Value | None) -> int | None:
    """A whole number in the unit of its column; a part that the column cannot hold is cut off."""
    return None if value is None else int(in_column(fact, Decimal(str(value))))


def _places(places: Sequence[str]) -> tuple[tuple[str, ...], Any]:
    """Names, the most frequent first, and the position of each row; rare ones are one place together."""
    counts: defaultdict[str, int] = defaultdict(int)
    for one in places:
        counts[one] += 1
    names = sorted(counts, key=lambda name: (-counts[name], name))
    if len(names) > MOST_PLACES:
        names = [*names[: MOST_PLACES - 1], "pozostałe miejscowości"]
    at = {name: position for position, name in enumerate(names)}
    return tuple(names), np.array([at.get(one, len(names) - 1) for one in places], dtype=np.int64)


def _relations(people: Sequence[UUID], services: Sequence[UUID], asked: Any, running: Any) -> tuple[Any, Any]:
    row_of, column_of = {one: at for at, one in enumerate(people)}, {one: at for at, one in enumerate(services)}
    relation = np.zeros((len(people), len(services)), dtype=np.int8)
    ends = np.zeros((len(people), len(services)), dtype=np.int64)
    for person, service, state in asked.values_list("application__client", "programme_service", "state"):
        row, column = row_of.get(person), column_of.get(service)
        if row is not None and column is not None:
            relation[row, column] = max(relation[row, column], RELATION.get(state, NONE))
    for person, service, last in running.values_list("person", "programme_service", "valid_to"):
        row, column = row_of.get(person), column_of.get(service)
        if row is not None and column is not None:
            relation[row, column] = HELD
            ends[row, column] = max(ends[row, column], last.toordinal())
    return relation, ends


def _place(row: Mapping[str, Any], lie: Mapping[str, Map[str]]) -> str:
    """The estate of an address, else its town, else its municipality."""
    of_municipality = lie.get(row["municipality"] or "")
    estate = of_municipality.find(row["town"], row["street"], row["house_number"]) if of_municipality else None
    return estate or row["town"] or row["municipality__name"] or UNKNOWN_PLACE


def _used(people: Sequence[UUID], base: ProgrammeVersion, on: date) -> dict[str, Any]:
    """Hundredths of units used this calendar year up to the day, under any version: `entitlements.queries.used_this_year` in bulk."""
    row_of = {one: at for at, one in enumerate(people)}
    uses = EntitlementUse.objects.filter(
        entitlement__person__in=_known(base).order_by().values("id"), state=EntitlementUse.State.USED, on__year=on.year, on__lte=on,
        entitlement__programme_service__service__in=ProgrammeService.objects.filter(version__programme=base.programme_id).values("service"),
    )  # fmt: skip
    made: dict[str, Any] = {}
    for person, code, quantity in uses.values_list("entitlement__person", "entitlement__programme_service__service__code").annotate(Sum("quantity")).order_by():
        if (row := row_of.get(person)) is not None:
            made.setdefault(code, np.zeros(len(people), dtype=np.int64))[row] = int(in_column(UNITS, quantity))
    return made


def _registered(row: Mapping[str, Any], served: set[str], on: date) -> dict[str, Value]:
    born: date | None = row["birth_date"]
    found: dict[str, Value | None] = {
        "age": clock.age(born, on) if born and born <= on else None, "lives_alone": row["lives_alone"],
        "mobility": row["mobility"] or None, "municipality": row["municipality__name"], "town": row["town"] or None,
        "resident": row["municipality"] in served if row["municipality"] else None,
        "reduced_mobility": True if row["mobility"] and row["mobility"] != Person.Mobility.UNAIDED else None,
    }  # fmt: skip
    return {fact: value for fact, value in found.items() if value is not None}


def _certified(certificates: Iterable[tuple[str, date, date | None]], on: date) -> dict[str, Value]:
    rows = list(certificates)
    current = [one for one in rows if one[1] <= on and (one[2] is None or one[2] >= on)]
    if current:
        degree, _, last = max(current, key=lambda one: one[1])
        return {"degree": degree, "certificate_valid": True, "certificate_days": (last - on).days if last else FOR_GOOD}
    if any(last is not None and last < on for _, _, last in rows):
        return {"degree": "none", "certificate_valid": False}
    return {}


def _income(known: Mapping[str, Value], declared: Mapping[str, Any]) -> int | None:
    try:
        total, persons = Decimal(str(declared["income"])), int(str(known["household_size"]))
    except (KeyError, InvalidOperation, ValueError):
        return None
    if not total.is_finite() or total < 0 or persons < 1:
        return None
    return grosze(round_half_up(total))
