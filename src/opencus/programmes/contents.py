"""A version as a value: what it holds, so that the rules can say what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Sum

from opencus.core import clock
from opencus.core.money import ZERO
from opencus.programmes import queries
from opencus.programmes.models import FeeRule, ProgrammeService, ProgrammeVersion
from opencus.programmes.rules.completeness import Contents, Offered
from opencus.programmes.rules.conditions import Condition, facts_needed
from opencus.programmes.rules.diagnosis import diagnosis_required
from opencus.programmes.rules.service import ServiceRules


def services_of(version: ProgrammeVersion) -> list[ProgrammeService]:
    """The services of a version by name, with everything their rules need."""
    rows = ProgrammeService.objects.filter(version=version).select_related("service").prefetch_related("targets")
    return list(queries.with_rules(rows).order_by("service__name"))


def rules_of_version(version: ProgrammeVersion) -> tuple[ServiceRules, ...]:
    """The rules of every service of a version that can be read; a broken one is left out."""
    return tuple(queries.rules_of(one) for one in services_of(version) if not problem_of(one))


def of(version: ProgrammeVersion, services: Sequence[ProgrammeService] | None = None) -> Contents:
    """Everything completeness asks about a version (art. 5(3)); ``services`` spares reading them again."""
    offered = services_of(version) if services is None else services
    return Contents(
        name=version.programme.name, aim=version.aim, valid_from=version.valid_from, valid_to=version.valid_to,
        needs=version.needs, diagnosed=version.diagnosis_id is not None, waived=waived(version, clock.today()),
        groups=version.target_groups.count(), services=tuple(_offered(one) for one in offered),
        procedure=version.procedure, fees_apply=version.fees_apply, reliefs_apply=version.reliefs_apply,
        evidence_kinds=tuple(version.evidence_kinds),
        evidence_for={fact: tuple(kinds) for fact, kinds in version.evidence_for.items()},
        data_fields=tuple(version.data_fields), organisation=version.organisation, stages=version.stages.count(),
        monitoring=version.monitoring, measures=version.measures.count(),
        budget=version.budget_lines.aggregate(sum=Sum("amount"))["sum"] or ZERO,
    )  # fmt: skip


def waived(version: ProgrammeVersion, on: date) -> bool:
    """Whether a programme may still do without a diagnosis: the first year of the centre (art. 76, R11)."""
    return not diagnosis_required(version.centre.created_on, on)


def problem_of(offered: ProgrammeService) -> str:
    """Why the rules of a service cannot be applied; empty when they can."""
    try:
        queries.rules_of(offered)
    except ValueError as broken:
        return str(broken)
    return ""


def facts_of(rules: ServiceRules) -> tuple[str, ...]:
    """Every fact the rules of a service may ask about, each once (art. 5(3)(9))."""
    trees: Iterable[Condition | None] = (
        rules.condition, *(one.condition for one in rules.limits), *(one.condition for one in rules.reliefs),
        *(one.condition for one in rules.points), rules.raise_condition,
    )  # fmt: skip
    asked = [fact for tree in trees for fact in facts_needed(tree)]
    if any(one.free_to is not None or one.kind in queries.INCOME_KINDS for one in rules.tariffs):
        asked += ["income_pct", "household_size"]
    return tuple(dict.fromkeys(asked))


def _offered(row: ProgrammeService) -> Offered:
    problem = problem_of(row)
    fees = row.fee_rules.all()
    return Offered(
        name=row.service.name, planned_persons=row.planned_persons, grouped=bool(row.targets.all()), problem=problem,
        paid=any(fee.kind != FeeRule.Kind.FREE for fee in fees), tariffs=len(fees),
        relief_evidence=tuple(one.evidence for one in row.reliefs.all()),
        facts=() if problem else facts_of(queries.rules_of(row)),
    )  # fmt: skip
