"""What a dry run reads besides people: rules of versions, prices, real use, comments behind clauses, earlier runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from opencus.contracting.models import Contract, ContractLine
from opencus.core.money import grosze
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    ClauseOrigin,
    Comment,
    ProgrammeService,
    ProgrammeVersion,
)
from opencus.programmes.queries import rules_of, with_rules
from opencus.programmes.rules.service import ServiceRules
from opencus.reporting.models import DryRun
from opencus.reporting.money import Funds
from opencus.reporting.rules import SMALLEST

YEAR = 365


def rules_in(version: ProgrammeVersion) -> tuple[ServiceRules, ...]:
    """Every service of a version as a value, by name; ValueError in plain Polish when one is broken."""
    offered = with_rules(ProgrammeService.objects.filter(version=version)).order_by("service__name")
    return tuple(rules_of(one) for one in offered)


def mark_of(rules: Sequence[ServiceRules]) -> str:
    """A mark that changes when anything in the rules does."""
    return sha256(repr(tuple(rules)).encode()).hexdigest()[:32]


def base_of(draft: ProgrammeVersion) -> ProgrammeVersion | None:
    """What a draft is held against: the version it replaces, else the one of its programme in force; None without one."""
    if draft.replaces_id:
        return draft.replaces
    others = ProgrammeVersion.objects.filter(programme=draft.programme_id, state=ProgrammeVersion.State.IN_FORCE).exclude(id=draft.pk)
    return others.order_by("-number").first()


def other_drafts(draft: ProgrammeVersion) -> QuerySet[ProgrammeVersion]:
    """Drafts of the same programme that may stand beside it."""
    open_states = [ProgrammeVersion.State.DRAFT, ProgrammeVersion.State.IN_CONSULTATION, ProgrammeVersion.State.READY]
    found = ProgrammeVersion.objects.filter(programme=draft.programme_id, state__in=open_states).exclude(id=draft.pk)
    return found.select_related("programme").order_by("number")


def contract_prices(on: date) -> dict[str, int]:
    """Grosze of one unit by code of service: contracts of the day by their sizes."""
    lines = ContractLine.objects.filter(
        contract__state=Contract.State.ACTIVE, contract__valid_from__lte=on, contract__valid_to__gte=on
    ).values_list("service__code", "rate", "units_limit")
    weighed: dict[str, tuple[Decimal, Decimal]] = {}
    for code, rate, units in lines:
        value, size = weighed.get(code, (Decimal(0), Decimal(0)))
        weighed[code] = value + rate * units, size + units
    return {code: int((value * 100 / size).to_integral_value()) for code, (value, size) in weighed.items() if size}


def fee_prices(rules: Sequence[ServiceRules]) -> dict[str, int]:
    """Grosze of one unit by code of service as the table or price of its fee names it: an estimate of what a provider takes.

    A budget divided by planned persons and limits is no price: a limit is what a person may use, not what is planned, and
    a cost computed from the budget would always fit it.
    """
    return {one.code: price for one in rules if (price := _price_in(one)) is not None}


def _price_in(rules: ServiceRules) -> int | None:
    """The price of a unit as the fee names it; None when it does not."""
    for tariff in rules.tariffs:
        if tariff.table is not None:
            return int((tariff.table.unit_cost * tariff.multiplier * 100).to_integral_value())
        if tariff.kind in {"national_table", "percent_of_cost"} and tariff.amount is not None:
            return grosze(tariff.amount)
    return None


def funds(version: ProgrammeVersion, rules: Sequence[ServiceRules], year: int) -> Funds:
    """What a version has for a year: its budget lines; where a service has none, the budget written at the service itself.

    Where lines are for the whole programme, budgets written at services are parts of them, else they come on top.
    """
    lines = BudgetLine.objects.filter(version=version, year=year).values_list("programme_service__service__code", "source__name", "amount")
    split: dict[str, list[tuple[str, int]]] = {}
    sources: dict[str, int] = {}
    for code, source, amount in lines:
        sources[source] = sources.get(source, 0) + grosze(amount)
        split.setdefault(code or "", []).append((source, grosze(amount)))
    general = split.pop("", [])
    services = {code: sum(amount for _, amount in parts) for code, parts in split.items()}
    services |= {one.code: grosze(one.budget) for one in rules if one.budget is not None and one.code not in services}
    whole = None
    if general:
        whole = sum(sources.values())
    elif services and (sources or len(services) == len(rules)):
        whole = sum(services.values())
    return Funds(services, split, whole, tuple(sorted(sources.items())))


def uses(base: ProgrammeVersion, on: date) -> dict[str, int]:
    """Hundredths of units one person uses a month, by code of service, over the last year; only of five people and more."""
    start = on - timedelta(days=YEAR)
    used = EntitlementUse.objects.filter(
        entitlement__programme_service__version=base, state=EntitlementUse.State.USED, on__gt=start, on__lte=on
    ).values("entitlement__programme_service__service__code")
    counted = used.annotate(quantity=Sum("quantity"), persons=Count("entitlement__person", distinct=True))
    held = Entitlement.objects.filter(programme_service__version=base, valid_from__lte=on, valid_to__gt=start)
    days: dict[str, int] = {}
    for code, first, last in held.values_list("programme_service__service__code", "valid_from", "valid_to"):
        days[code] = days.get(code, 0) + (min(last, on) - max(first, start)).days + 1
    found = {}
    for row in counted.order_by():
        code = row["entitlement__programme_service__service__code"]
        if row["persons"] >= SMALLEST and days.get(code):
            found[code] = int((row["quantity"] * 100 * YEAR / 12 / days[code]).to_integral_value())
    return found


@dataclass(frozen=True)
class Said:
    """A comment behind a change: the paragraph it led to, and the service it rules (empty: the whole programme)."""

    comment: Comment
    clause: Clause
    code: str
    recommendation: str


def said_behind(version: ProgrammeVersion) -> list[Said]:
    """Comments that led to clauses of a version, by paragraph; hidden ones are left out."""
    shown = Comment.objects.exclude(visibility=Comment.Visibility.HIDDEN).select_related("meeting").order_by("number")
    origins = (
        ClauseOrigin.objects.filter(clause__version=version)
        .select_related("clause__programme_service__service", "recommendation")
        .prefetch_related(Prefetch("recommendation__comments", shown))
        .order_by("clause__position", "recommendation__number")
    )
    return [
        Said(comment, origin.clause, origin.clause.programme_service.service.code if origin.clause.programme_service else "", origin.recommendation.text)
        for origin in origins
        for comment in origin.recommendation.comments.all()
    ]


def clauses_by_code(version: ProgrammeVersion) -> dict[str, list[Clause]]:
    """Paragraphs of a version by the code of the service they rule."""
    found: dict[str, list[Clause]] = {}
    for clause in Clause.objects.filter(version=version, programme_service__isnull=False).select_related("programme_service__service"):
        assert clause.programme_service is not None
        found.setdefault(clause.programme_service.service.code, []).append(clause)
    return found


def dry_runs(**where: Any) -> QuerySet[DryRun]:
    """Earlier dry runs, the newest first, without their results."""
    return DryRun.objects.filter(**where).select_related("draft__programme", "base__programme", "other__programme", "made_by").defer("result")
