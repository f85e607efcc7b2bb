"""The trace: comment, recommendation, clause of the programme, rule of the qualification, measured effect; from either end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from opencus.programmes import queries
from opencus.programmes.models import (
    Clause,
    ClauseOrigin,
    Comment,
    Consultation,
    EffectMeasure,
    EffectReading,
    ProgrammeService,
    ProgrammeVersion,
    Recommendation,
)
from opencus.programmes.rules import wording
from opencus.programmes.rules.consultation import PROMISED, reached, way
from opencus.programmes.rules.service import ServiceRules

#: What an end of the trace is called in addresses.
ENDS = ("uwaga", "rekomendacja", "paragraf", "usluga", "miernik")
READ: dict[str, Callable[[ServiceRules], wording.Sentences]] = {
    Clause.Aspect.ACCESS: wording.access, Clause.Aspect.LIMIT: wording.limits, Clause.Aspect.FEE: wording.fees,
    Clause.Aspect.RELIEF: wording.reliefs, Clause.Aspect.ORDER: wording.order,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One aspect of one service, read aloud; ``by`` are the clauses it comes from."""

    offered: ProgrammeService
    aspect: str
    label: str
    sentences: wording.Sentences
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure with its last reading and how far on the way to the target it is (percent; None: cannot be said)."""

    measure: EffectMeasure
    readings: Sequence[EffectReading]
    percent: int | None
    reached: bool

    @property
    def last(self) -> EffectReading | None:
        return self.readings[-1] if self.readings else None

    @property
    def value(self) -> Decimal | None:
        return self.last.value if self.last else None


@dataclass(frozen=True, slots=True)
class Trace:
    """The five links of a chain, as far as they exist, and the end it was asked from."""

    end: str
    row: Any
    comments: Sequence[Comment] = ()
    recommendations: Sequence[Recommendation] = ()
    clauses: Sequence[Clause] = ()
    rules: Sequence[Rule] = ()
    effects: Sequence[Effect] = ()

    @property
    def persons(self) -> int:
        """How many people stand behind the comments."""
        return sum(one.persons for one in self.comments)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where the chain is broken: promised comments without recommendation, recommendations without clause, clauses without measure."""

    comments: Sequence[Comment] = ()
    recommendations: Sequence[Recommendation] = ()
    clauses: Sequence[Clause] = ()

    def __bool__(self) -> bool:
        return bool(self.comments or self.recommendations or self.clauses)


@dataclass(frozen=True, slots=True)
class Change:
    """What one recommendation became: for residents, in one card."""

    recommendation: Recommendation
    comments: Sequence[Comment]
    clauses: Sequence[Clause]
    rules: Sequence[Rule]
    effects: Sequence[Effect] = field(default=())

    @property
    def persons(self) -> int:
        return sum(one.persons for one in self.comments)


def find(end: str, row_id: UUID) -> Any:
    """The row an end of the trace names; None when there is none."""
    sources: dict[str, QuerySet[Any]] = {
        "uwaga": Comment.objects.select_related("consultation", "meeting"), "rekomendacja": Recommendation.objects.select_related("consultation"),
        "paragraf": _clauses(Clause.objects.all()), "usluga": ProgrammeService.objects.select_related("service", "version__programme"),
        "miernik": EffectMeasure.objects.select_related("version__programme"),
    }  # fmt: skip
    return sources[end].filter(id=row_id).first() if end in sources else None


def trace(end: str, row: Any) -> Trace:
    """The whole chain through a row: what led to it and what came of it."""
    clauses = list(_clauses(Clause.objects.filter(_through(end, row)).distinct()))
    if end == "uwaga":
        said, wanted = [row], Q(id=row.recommendation_id) if row.recommendation_id else Q(pk__in=[])
    elif end == "rekomendacja":
        said, wanted = list(_comments().filter(recommendation=row)), Q(id=row.id)
    else:
        said, wanted = [], Q(clauses__clause__in=clauses)
    recommendations = list(Recommendation.objects.filter(wanted).distinct().select_related("consultation").order_by("consultation", "number"))
    if end not in ("uwaga", "rekomendacja"):
        said = list(_comments().filter(recommendation__in=recommendations))
    return Trace(end, row, said, recommendations, clauses, read_aloud(clauses, row if end == "usluga" else None), effects(_measured(end, row, clauses)))


def _through(end: str, row: Any) -> Q:
    match end:
        case "uwaga":
            return Q(origins__recommendation=row.recommendation_id) if row.recommendation_id else Q(pk__in=[])
        case "rekomendacja":
            return Q(origins__recommendation=row)
        case "paragraf":
            return Q(id=row.id)
        case "usluga":
            return Q(programme_service=row)
    return Q(id=row.clause_id) if row.clause_id else Q(pk__in=[])


def _measured(end: str, row: Any, clauses: Sequence[Clause]) -> Q:
    if end == "miernik":
        return Q(id=row.id)
    return Q(clause__in=clauses) | Q(programme_service=row) if end == "usluga" else Q(clause__in=clauses)


def read_aloud(clauses: Iterable[Clause], service: ProgrammeService | None = None) -> list[Rule]:
    """The rules these clauses write, each once; of a service asked for by itself also who may have it."""
    by: dict[tuple[UUID, str], list[str]] = {}
    for clause in clauses:
        if clause.programme_service_id and clause.aspect in READ:
            by.setdefault((clause.programme_service_id, clause.aspect), []).append(clause.number)
    if service is not None and not by:
        by[service.id, Clause.Aspect.ACCESS] = []
    offered = {one.id: one for one in queries.with_rules(ProgrammeService.objects.filter(id__in={key[0] for key in by}))}
    labels = dict(Clause.Aspect.choices)
    return [Rule(offered[key[0]], key[1], str(labels[key[1]]), _said(offered[key[0]], key[1]), tuple(numbers)) for key, numbers in by.items()]


def _said(offered: ProgrammeService, aspect: str) -> wording.Sentences:
    try:
        return READ[aspect](queries.rules_of(offered))
    except ValueError as broken:  # written, but not yet to be read
        return (f"Reguła wymaga poprawki: {broken}",)


def effects(which: Q) -> list[Effect]:
    """Measures with all they showed since."""
    held = EffectMeasure.objects.filter(which).distinct().prefetch_related(Prefetch("readings", EffectReading.objects.order_by("on")))
    return [_effect(one) for one in held]


def _effect(measure: EffectMeasure) -> Effect:
    readings = list(measure.readings.all())
    value = readings[-1].value if readings else None
    fewer = measure.fewer_is_better
    done = value is not None and reached(measure.target, value, fewer_is_better=fewer)
    return Effect(measure, readings, way(measure.baseline, measure.target, value, fewer_is_better=fewer), done)


def gaps_of_version(version: ProgrammeVersion) -> Gaps:
    """What is broken in the chain of a version: its consultations and those its clauses come from."""
    asked = consultations_behind(version)
    unmeasured = _clauses(version.clauses.filter(origins__isnull=False, measures__isnull=True).distinct())
    return Gaps(*_gaps_of(asked, Q(clauses__clause__version=version)), clauses=list(unmeasured))


def gaps_of_consultation(consultation: Consultation) -> Gaps:
    """The same from the side of one consultation; clauses of any version count."""
    comments, recommendations = _gaps_of([consultation], Q(clauses__isnull=False))
    unmeasured = _clauses(Clause.objects.filter(origins__recommendation__consultation=consultation, measures__isnull=True).distinct())
    return Gaps(comments, recommendations, list(unmeasured))


def _gaps_of(asked: Sequence[Consultation], carried_out: Q) -> tuple[list[Comment], list[Recommendation]]:
    comments = _comments().filter(consultation__in=asked, disposition__in=PROMISED, recommendation__isnull=True)
    done = Recommendation.objects.filter(carried_out, id=OuterRef("id"))
    open_ones = Recommendation.objects.filter(~Exists(done), consultation__in=asked).select_related("consultation")
    return list(comments), list(open_ones.order_by("consultation", "number"))


def consultations_behind(version: ProgrammeVersion) -> list[Consultation]:
    """Consultations of the version itself, and those whose recommendations its clauses carry out."""
    behind = Q(version=version) | Q(recommendations__clauses__clause__version=version)
    return list(Consultation.objects.filter(behind).distinct().order_by("opens_on"))


def clauses_of(version: ProgrammeVersion) -> QuerySet[Clause]:
    """Clauses with everything a row of the trace shows."""
    return _clauses(version.clauses.all())


def candidates(clause: Clause) -> tuple[list[Recommendation], list[EffectMeasure]]:
    """What a clause may be linked with: recommendations of consultations behind its version, measures of the version."""
    near = Q(consultation__in=consultations_behind(clause.version)) | Q(clauses__clause=clause) | Q(consultation__version=clause.version.replaces_id or clause.version_id)
    recommendations = Recommendation.objects.filter(near).distinct().select_related("consultation").order_by("consultation", "number")
    return list(recommendations), list(clause.version.measures.all())


def changes_of(consultation: Consultation) -> list[Change]:
    """What the comments of a consultation changed: recommendations that became clauses, with rules and effects."""
    said = Prefetch("comments", _comments())
    carried = Prefetch("clauses", ClauseOrigin.objects.select_related("clause"))
    found = list(consultation.recommendations.filter(clauses__isnull=False).distinct().prefetch_related(said, carried))
    clauses = {one.id: one for one in _clauses(Clause.objects.filter(origins__recommendation__in=found).distinct())}
    told = {(rule.offered.id, rule.aspect): rule for rule in read_aloud(clauses.values())}
    measured = effects(Q(clause__in=clauses))
    return [_change(one, clauses, told, measured) for one in found]


def _change(
    one: Recommendation, clauses: dict[UUID, Clause], told: dict[tuple[UUID, str], Rule], measured: Sequence[Effect]
) -> Change:
    mine = [clauses[origin.clause_id] for origin in one.clauses.all()]
    ids = {clause.id for clause in mine}
    keys = dict.fromkeys((clause.programme_service_id, clause.aspect) for clause in mine)
    return Change(
        one, list(one.comments.all()), mine, [told[key] for key in keys if key in told],
        [effect for effect in measured if effect.measure.clause_id in ids],
    )  # fmt: skip


def _clauses(found: QuerySet[Clause]) -> QuerySet[Clause]:
    origins = ClauseOrigin.objects.select_related("recommendation__consultation").order_by("recommendation__number")
    return (
        found.select_related("version__programme", "programme_service__service")
        .prefetch_related(Prefetch("origins", origins), "measures")
        .order_by("version", "position")
    )


def _comments() -> QuerySet[Comment]:
    return Comment.objects.select_related("consultation", "meeting").order_by("consultation", "number")
