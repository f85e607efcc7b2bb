"""The information on realisation: words, figures, publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.core.words import listed, numeric_date
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting import realisation_events as events
from opencus.reporting.effect_queries import effects_of, unread
from opencus.reporting.realisation_models import RealisationReport
from opencus.reporting.realisation_queries import figures_of
from opencus.reporting.realisation_rules import Element, NotReported, elements, missing

State = ProgrammeVersion.State


def write(
    *, by: Actor, version: ProgrammeVersion, degree: str, assessment: str, other_costs: Decimal | None, other_costs_for: str,
    by_service: Mapping[str, Mapping[str, Any]],
) -> RealisationReport:
    """Keep the words of the centre and what no room counts, and count the figures anew; not once it is published."""
    by.require(Permission.MANAGE_PROGRAMME)
    with transaction.atomic():
        report = _open(version)
        report.degree, report.assessment = normalise_lines(degree), normalise_lines(assessment)
        report.other_costs, report.other_costs_for = other_costs, normalise(other_costs_for)
        report.by_service = {key: dict(said) for key, said in by_service.items()}
        _count(by, report)
        report.save()
        journal.write(events.WRITTEN, by=by, subject=report, version=str(version))
    return report


def prepare(*, by: Actor, version: ProgrammeVersion) -> RealisationReport:
    """Count the figures as they are today and keep them; deliveries recorded later change nothing until it is done again."""
    by.require(Permission.MANAGE_PROGRAMME)
    with transaction.atomic():
        report = _open(version)
        _count(by, report)
        report.save()
        journal.write(events.PREPARED, by=by, subject=report, version=str(version))
    return report


def publish(*, by: Actor, version: ProgrammeVersion, bip_office_on: date, bip_centre_on: date) -> RealisationReport:
    """Record the publication in the bulletins of the office and of the centre; the version is reported (art. 6(3)).

    Raises NotReported while one of the seven elements is missing or a day cannot be right.
    """
    by.require(Permission.MANAGE_PROGRAMME)
    with transaction.atomic():
        report = _open(version)
        lacking = missing(elements_of(report))
        if not report.prepared_on:
            raise NotReported("Najpierw policz liczby do informacji.")
        if lacking:
            raise NotReported(f"Informacja nie jest pełna. Brakuje: {listed([one.label for one in lacking])}.")
        for field, on in (("bip_office_on", bip_office_on), ("bip_centre_on", bip_centre_on)):
            if not version.valid_to < on <= clock.today():
                raise NotReported(f"Wpisz dzień po {numeric_date(version.valid_to)} i nie późniejszy niż dziś.", field=field)
        report.bip_office_on, report.bip_centre_on = bip_office_on, bip_centre_on
        report.save()
        report.version.move_to(State.REPORTED)
        report.version.save(update_fields=["state"])
        journal.write(
            events.PUBLISHED, by=by, subject=report, version=str(version), office=numeric_date(bip_office_on), centre=numeric_date(bip_centre_on)
        )
    return report


def elements_of(report: RealisationReport) -> tuple[Element, ...]:
    """The seven elements of a report as it stands."""
    return elements(
        report.figures, degree=report.degree, assessment=report.assessment, other_costs=report.other_costs,
        unread=unread(effects_of(report.version)),
    )  # fmt: skip


def _open(version: ProgrammeVersion) -> RealisationReport:
    """The report of a version that has ended, locked with it. NotReported for a running or a reported one."""
    kept = ProgrammeVersion.objects.select_for_update(of=("self",)).select_related("programme").get(pk=version.pk)
    if kept.state == State.REPORTED:
        raise NotReported("Informacja jest już ogłoszona.")
    if kept.state != State.ENDED:
        raise NotReported("Informację przygotowuje się po zakończeniu programu (art. 6 ustawy o CUS).")
    report: RealisationReport = RealisationReport.objects.filter(version=kept).first() or RealisationReport(version=kept)
    report.version = kept
    return report


def _count(by: Actor, report: RealisationReport) -> None:
    report.figures = figures_of(report.version, report.by_service)
    report.prepared_on, report.prepared_by_id = clock.today(), by.user_id
