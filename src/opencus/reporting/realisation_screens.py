"""What the pages and papers of realisation and effects show: ready words, nothing small."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.export import Cell
from opencus.core.money import format_quantity
from opencus.core.words import measure as units_said
from opencus.core.words import numeric_date
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting import effect_charts
from opencus.reporting.actions.realisation import elements_of
from opencus.reporting.effect_queries import Effect
from opencus.reporting.realisation_forms import PublishForm, RealisationForm
from opencus.reporting.realisation_models import RealisationReport
from opencus.reporting.realisation_queries import day, report_of
from opencus.reporting.realisation_rules import FEW, Element, due_on, missing, percent_said, persons_said
from opencus.reporting.rules import small

State = ProgrammeVersion.State
SERVICES_HEADER = ["Usługa", "Planowano osób", "Skorzystało osób", "Stopień", "Jednostki", "Koszt", "Wykonawcy"]


def services(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each service in words; a small group of users is not told, nor anything that would give it back."""
    return [_service(one, small(one["persons"] or 0)) for one in figures.get("services", [])]


def _service(one: dict[str, Any], hidden: bool) -> dict[str, Any]:
    # Units of a small group would say how many they are at most, and its cost divided by a rate as well.
    units = Decimal(0) if hidden else Decimal(one["units"])
    return {
        "name": one["name"], "planned": one["planned"], "persons": persons_said(one["persons"]), "hidden": hidden,
        "unknown": one["persons"] is None, "unused": one["persons"] == 0,
        "percent": percent_said(one["persons"], one["planned"]), "units": units_said(units, one["measure"]) if units else "–",
        "cost": None if hidden else Decimal(one["cost"]), "providers": one["providers"],
    }  # fmt: skip


def measures(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each measure in words, as it was when the figures were counted."""
    return [
        {
            "name": one["name"], "unit": one["unit"], "source": one["source"], "baseline": _number(one["baseline"]), "target": _number(one["target"]),
            "value": FEW if one["hidden"] else _number(one["value"]), "on": numeric_date(on) if (on := day(one["on"])) else "", "reached": one["reached"],
        }
        for one in figures.get("measures", [])
    ]  # fmt: skip


def _number(stored: str | None) -> str:
    return "–" if stored is None else format_quantity(Decimal(stored))


def asked(report: RealisationReport) -> list[dict[str, Any]]:
    """Services about which a person must be asked: users of open ones, and who realised what nobody delivered here."""
    rows = []
    known = {one["id"]: one for one in report.figures.get("services", [])}
    for one in report.version.services.select_related("service").order_by("service__name"):
        said, found = report.by_service.get(str(one.pk), {}), known.get(str(one.pk))
        by_hand = one.track == "open" and (found is None or found["persons"] is None or "persons" in said)
        counted = found["providers"] if found else []
        named = [part.strip() for part in said.get("providers", "").split(";") if part.strip()]
        nobody = not set(counted) - set(named)
        if by_hand or (nobody and (found is None or found["persons"] != 0)) or named:
            rows.append({"id": str(one.pk), "name": one.service.name, "asks_persons": by_hand})
    return rows


def realisation(actor: Actor, version: ProgrammeVersion, form: RealisationForm | None = None, publish: PublishForm | None = None) -> dict[str, Any]:
    """The page of one version: the seven elements, figures, what is missing, and the way to publication."""
    report = report_of(version)
    report.version = version
    found = elements_of(report)
    ended = version.state in (State.ENDED, State.REPORTED)
    may_write = actor.may(Permission.MANAGE_PROGRAMME) and version.state == State.ENDED
    return {
        "version": version, "report": report, "elements": found, "lacking": missing(found), "ended": ended,
        "done": version.state == State.REPORTED, "due": due_on(version.valid_to) if ended else None, "today": clock.today(),
        "late": version.state == State.ENDED and clock.today() > due_on(version.valid_to), "may_write": may_write,
        "form": form or (RealisationForm(report=report, asked=asked(report)) if may_write else None),
        "publish": publish or PublishForm(initial={"bip_office_on": clock.today(), "bip_centre_on": clock.today()}),
        **figures(report),
    }  # fmt: skip


def figures(report: RealisationReport) -> dict[str, Any]:
    """The numbers of a report in words, shared by the page and the paper."""
    kept = report.figures
    counted = Decimal(kept.get("costs", "0"))
    every = services(kept)
    return {
        "services": every, "with_people": [one for one in every if not one["unused"]], "without_people": [one for one in every if one["unused"]],
        "measures": measures(kept), "counted_on": day(kept.get("on", "")), "planned": kept.get("planned", 0),
        "persons": persons_said(kept.get("persons", 0)), "percent": percent_said(kept.get("persons"), kept.get("planned", 0)),
        "settled": counted, "costs": counted + (report.other_costs or 0), "fees": Decimal(kept.get("fees", "0")),
        "budget": Decimal(kept.get("budget", "0")), "any_hidden": any(one["hidden"] for one in every),
    }  # fmt: skip


def services_table(report: RealisationReport) -> list[list[Cell]]:
    """The services as rows of a file; what is not told on the page is not told there."""
    return [
        [one["name"], one["planned"], one["persons"], one["percent"], one["units"], one["cost"], "; ".join(one["providers"])]
        for one in services(report.figures)
    ]


EFFECTS_HEADER = ["Miernik", "Jednostka", "Skąd", "Usługa", "Dzień", "Wartość", "Cel", "Osiągnięty"]


def effects(rows: Sequence[Effect]) -> list[dict[str, Any]]:
    """Each measure with its picture and table."""
    return [
        {
            "effect": one, "measure": one.measure, "chart": effect_charts.chart(one), "reached": one.reached,
            "last": value_said(one, len(one.points) - 1) if one.points else "", "on": one.last.on if one.last else None,
            "rows": [(point.on, value_said(one, at), point.note) for at, point in enumerate(one.points)],
        }
        for one in rows
    ]  # fmt: skip


def value_said(effect: Effect, at: int) -> str:
    """One value with its unit; a small group is not told."""
    point = effect.points[at]
    return FEW if point.hidden else format_quantity(point.value)


def effects_table(rows: Sequence[Effect]) -> list[list[Cell]]:
    """Every value of every measure as a row of a file."""
    return [
        [
            one.measure.name, one.measure.unit, one.measure.get_source_display(), str(one.measure.programme_service or "cały program"), point.on,
            FEW if point.hidden else point.value, one.measure.target, one.reached if at == len(one.points) - 1 else None,
        ]
        for one in rows for at, point in enumerate(one.points)
    ]  # fmt: skip


def steps(found: Sequence[Element]) -> str:
    """`5 z 7` elements are there."""
    return f"{sum(not one.lacking for one in found)} z {len(found)}"


def last_day(version: ProgrammeVersion) -> date:
    """The last day for publishing."""
    return due_on(version.valid_to)
