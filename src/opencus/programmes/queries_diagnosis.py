"""Reads of diagnoses for screens, papers and exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from opencus.catalogue.models import Area, Organisation
from opencus.centre.models import Municipality, ServedMunicipality
from opencus.centre.queries import valid_on
from opencus.programmes.models import Conclusion, Diagnosis, LocalProvider, Questionnaire

#: Kinds of providers in the order of the map, with short headings.
KINDS = {
    Organisation.Kind.OWN: "centrum", Organisation.Kind.MUNICIPAL: "jednostki gminy", Organisation.Kind.NGO: "organizacje",
    Organisation.Kind.PROCURED: "zamówienia publiczne", Organisation.Kind.MEDICAL: "podmioty lecznicze", Organisation.Kind.OTHER: "inne",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaConclusions:
    """What the diagnosis says about one area."""

    name: str
    needs: list[Conclusion]
    potentials: list[Conclusion]


@dataclass(frozen=True, slots=True)
class MapRow:
    """One area of the map of providers: how many of each kind, and how many together."""

    code: str
    name: str
    cells: list[tuple[str, str, int]]  # kind, its heading, how many
    total: int


def served(centre_id: UUID) -> list[Municipality]:
    """Municipalities of a centre, by name."""
    rows = ServedMunicipality.objects.filter(centre=centre_id).select_related("municipality")
    return sorted((row.municipality for row in rows), key=lambda one: one.name)


def diagnoses(municipality: str = "") -> QuerySet[Any]:
    """Diagnoses, the newest first, of one municipality where asked, with how much stands in each."""
    found = Diagnosis.objects.select_related("municipality").annotate(
        conclusion_count=Count("conclusions", distinct=True), provider_count=Count("providers", distinct=True),
        questionnaire_count=Count("questionnaires", distinct=True),
    )  # fmt: skip
    return (found.filter(municipality_id=municipality) if municipality else found).order_by("-valid_from", "-number")


def holding_on(day: date) -> dict[str, Diagnosis]:
    """Which diagnosis holds on a day, by municipality: handed over, in its period, the latest of them."""
    states = (Diagnosis.State.HANDED_OVER, Diagnosis.State.SUPERSEDED)
    rows = Diagnosis.objects.filter(state__in=states, valid_from__lte=day, valid_to__gte=day).order_by("valid_from", "number")
    return {row.municipality_id: row for row in rows}


def areas_on(day: date) -> list[Area]:
    """Areas of art. 2(1) in the Act on a day, by name."""
    return list(Area.objects.filter(valid_on(day)).order_by("name"))


def areas_of(diagnosis: Diagnosis, used: Iterable[str] = ()) -> list[Area]:
    """Areas a diagnosis is made by: those of its first day, and any other that stands in it."""
    return list(Area.objects.filter(valid_on(diagnosis.valid_from) | Q(code__in=list(used))).order_by("name"))


def conclusions_by_area(diagnosis: Diagnosis, areas: Sequence[Area]) -> list[AreaConclusions]:
    """Areas with conclusions, each with its needs and potentials."""
    rows = list(diagnosis.conclusions.order_by("id"))
    made = []
    for area in areas:
        here = [row for row in rows if row.area == area.code]
        if here:
            needs = [row for row in here if row.kind == Conclusion.Kind.NEED]
            made.append(AreaConclusions(area.name, needs, [row for row in here if row.kind == Conclusion.Kind.POTENTIAL]))
    return made


def provider_map(providers: Iterable[LocalProvider], areas: Sequence[Area]) -> list[MapRow]:
    """How many providers of each kind serve each area (R10); one that serves three areas counts in three rows."""
    counts = Counter((code, one.kind) for one in providers for code in one.areas)
    made = []
    for area in areas:
        cells = [(kind.value, heading, counts[area.code, kind.value]) for kind, heading in KINDS.items()]
        made.append(MapRow(area.code, area.name, cells, sum(count for _, _, count in cells)))
    return made


def gaps(rows: Iterable[MapRow]) -> list[str]:
    """Areas that nobody serves."""
    return [row.name for row in rows if not row.total]


def questionnaires_of(diagnosis: Diagnosis) -> QuerySet[Questionnaire]:
    """Questionnaires of a diagnosis with how many questions and answers each has."""
    return diagnosis.questionnaires.annotate(
        question_count=Count("questions", distinct=True), answer_count=Count("answers", distinct=True),
        paper_count=Count("answers", filter=Q(answers__channel="paper"), distinct=True),
    )  # fmt: skip
