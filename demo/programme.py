"""Turns an offer into a programme in force: services, rules, limits, fees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from demo.offer import Offered
from opencus.catalogue.models import Organisation, Service
from opencus.centre.models import Division
from opencus.core.text import search_key
from opencus.programmes.models import (
    FeeBand,
    FeeRule,
    FeeTable,
    Limit,
    Programme,
    ProgrammeService,
    ProgrammeVersion,
    Track,
)
from opencus.programmes.rules.conditions import facts_needed, parse

EVIDENCE = ["orzeczenie o niepełnosprawności", "zlecenie lub zaświadczenie lekarza", "zaświadczenie o dochodzie"]


def adopt(name: str, aim: str, resolution: str, offer: tuple[Offered, ...], tables: dict[str, Any], today: date) -> ProgrammeVersion:
    """Create the programme of this year with every service of the offer; it is in force."""
    programme = Programme.objects.create(name=name)
    version = ProgrammeVersion.objects.create(
        programme=programme, aim=aim, number=1, state=ProgrammeVersion.State.IN_FORCE, resolution_number=resolution,
        resolution_date=date(today.year - 1, 11, 28), valid_from=date(today.year, 1, 1), valid_to=date(today.year + 1, 12, 31),
        data_fields=_data_fields(offer), evidence_kinds=EVIDENCE,
        bip_office_on=date(today.year - 1, 12, 2), bip_centre_on=date(today.year - 1, 12, 2),
    )  # fmt: skip
    made_tables = {key: _fee_table(title, cost, columns, today) for key, (title, cost, columns) in tables.items()}
    for offered in offer:
        _offer(version, offered, made_tables, today)
    return version


def _data_fields(offer: tuple[Offered, ...]) -> list[str]:
    """Everything the conditions and fees of the offer need to know, and nothing else (art. 5(3)(9))."""
    needed = {fact for one in offer for fact in facts_needed(parse(one.rule) if one.rule else None)}
    return sorted(needed | {"income", "income_pct", "household_size"})


def _fee_table(title: str, cost: str, columns: dict[str, list[tuple[int | None, str]]], today: date) -> FeeTable:
    table = FeeTable.objects.create(
        name=title, unit_cost=Decimal(cost), valid_from=date(today.year, 1, 1), source="demo: kształt z publicznych uchwał, liczby własne"
    )
    FeeBand.objects.bulk_create(
        FeeBand(table=table, column=column, up_to=up_to, percent=Decimal(percent))
        for column, steps in columns.items()
        for up_to, percent in steps
    )
    return table


def _offer(version: ProgrammeVersion, offered: Offered, tables: dict[str, FeeTable], today: date) -> None:
    service = Service.objects.create(
        code=offered.code, name=offered.name, summary=offered.summary, description=offered.description,
        how_to_apply=offered.how, mode=offered.mode, measure=offered.measure, unit_minutes=offered.minutes,
        areas=list(offered.areas), audiences=list(offered.audiences), topics=list(offered.topics), icon=offered.icon,
        hours=offered.hours, worker_requirements=list(offered.requirements), confirmed_on=today.replace(day=1),
        search_key=search_key(f"{offered.name} {offered.summary} {offered.target}"),
    )  # fmt: skip
    row = ProgrammeService.objects.create(
        version=version, service=service, track=offered.track, division=_division(offered), target_text=offered.target,
        planned_persons=offered.planned,
        places=offered.places, access_rule=offered.rule, provider_kinds=list(offered.providers), hours=offered.hours,
        exclusions=offered.exclusions, max_minutes=offered.max_minutes, group_size=offered.group,
        booking_rules=offered.booking, waiting_days=offered.waiting_days,
    )  # fmt: skip
    for limit in offered.limits:
        Limit.objects.create(
            programme_service=row, quantity=Decimal(limit.quantity), measure=limit.measure, period=limit.period,
            condition=limit.condition,
        )  # fmt: skip
    for fee in offered.fees:
        FeeRule.objects.create(
            programme_service=row, variant=fee.variant, label=fee.label, kind=fee.kind,
            amount=Decimal(fee.amount) if fee.amount else None, measure=fee.measure or offered.measure,
            percent=Decimal(fee.percent) if fee.percent else None, free_to=fee.free_to,
            table=tables[fee.table] if fee.table else None, multiplier=Decimal(fee.multiplier),
        )  # fmt: skip


def others(organisations: dict[str, Organisation], today: date) -> None:
    """Add services of other local entities: the base holds them all, not only ours (art. 13(1)(9))."""
    for code, name, summary, area, owner, audience, topic, icon in (
        ("X-POR", "Bezpłatne porady prawne", "Prawnik wyjaśni Twoją sprawę i napisze z Tobą pismo.", "civic", "Oddech", "all", "family", "scale"),
        ("X-WOL", "Wolontariusz dla seniora", "Wolontariusz odwiedza, rozmawia i idzie z Tobą na spacer.", "civic", "Oddech", "senior", "together", "hand-heart"),
        ("X-STO", "Obiady na wynos", "Ciepły obiad do odbioru w dni robocze.", "social_assistance", "Pomocna Dłoń", "senior", "home", "utensils"),
    ):  # fmt: skip
        Service.objects.create(
            code=code, name=name, summary=summary, mode="none", measure="visit", areas=[area], audiences=[audience],
            topics=[topic], icon=icon, organisation=organisations[owner], hours="pn.–pt. 9–15", confirmed_on=today.replace(day=1),
            how_to_apply="Zadzwoń do organizacji, która prowadzi usługę.", search_key=search_key(f"{name} {summary}"),
        )  # fmt: skip


def _division(offered: Offered) -> str:
    """Decisions under the social assistance act are the work of that division; everything else of social services."""
    of_assistance = offered.track == Track.DECISION and "social_assistance" in offered.areas
    return Division.ASSISTANCE if of_assistance else Division.SERVICES
