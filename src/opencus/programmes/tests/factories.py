"""Programmes for tests: one in force this year, with services offered as a test needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from opencus.catalogue.models import Area, Mode, Service
from opencus.core.clock import today
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

FREE: Mapping[str, Any] = {"kind": "free"}


def area(code: str = "social_assistance", name: str = "pomoc społeczna") -> Area:
    """An area of art. 2(1), made once."""
    return Area.objects.get_or_create(code=code, defaults={"name": name, "valid_from": date(2020, 1, 1)})[0]


def programme_in_force(
    *, name: str = "Program usług społecznych", valid_from: date | None = None, valid_to: date | None = None, **fields: Any
) -> ProgrammeVersion:
    """The version in force for the whole calendar year; asked again it gives the same one."""
    year = today().year
    programme, _ = Programme.objects.get_or_create(name=name)
    fields = {
        "aim": "Lepsze życie mieszkańców.",
        "state": ProgrammeVersion.State.IN_FORCE, "resolution_number": f"XII/88/{year}",
        "resolution_date": date(year - 1, 12, 15), "valid_from": valid_from or date(year, 1, 1),
        "valid_to": valid_to or date(year, 12, 31), **fields,
    }  # fmt: skip
    version, _ = ProgrammeVersion.objects.get_or_create(
        programme=programme, number=fields.pop("number", 1), defaults=fields
    )
    return version


def service(code: str = "FIZ", name: str = "Mobilny fizjoterapeuta", **fields: Any) -> Service:
    """A service of the centre, made once per code."""
    area()
    fields = {
        "name": name, "summary": f"{name} dla mieszkańców.", "mode": Mode.AT_HOME, "measure": "session",
        "areas": ["social_assistance"], "icon": "hand-heart", "confirmed_on": today(), "search_key": search_key(name),
        **fields,
    }  # fmt: skip
    return Service.objects.get_or_create(code=code, defaults=fields)[0]


def offered(
    code: str = "FIZ",
    name: str = "Mobilny fizjoterapeuta",
    *,
    mode: str = Mode.AT_HOME,
    measure: str = "session",
    track: str = Track.PROGRAMME,
    rule: Mapping[str, Any] | None = None,
    limits: Sequence[Mapping[str, Any] | tuple[int, str] | tuple[int, str, str]] = (),
    fee: Mapping[str, Any] | Sequence[Mapping[str, Any]] = FREE,
    places: int | None = None,
    version: ProgrammeVersion | None = None,
    booking: Mapping[str, Any] | None = None,
    **fields: Any,
) -> ProgrammeService:
    """A service in the programme in force.

    limits: ``(4, "month")``, ``(4, "month", "hour")`` or a dict of `Limit` fields. fee: a dict of `FeeRule` fields
    or several with ``variant``; `fee_table` gives a table.
    """
    fields = {"target_text": "mieszkańcy gminy", "planned_persons": 100, "provider_kinds": ["pes_procurement"], **fields}
    made = ProgrammeService.objects.create(
        version=version or programme_in_force(), service=service(code, name, mode=mode, measure=measure), track=track,
        places=places, access_rule=rule, booking_rules=dict(booking or {}), **fields,
    )  # fmt: skip
    for limit in limits:
        Limit.objects.create(programme_service=made, **_limit(limit, measure))
    for one in [fee] if isinstance(fee, Mapping) else fee:
        FeeRule.objects.create(programme_service=made, **one)
    return made


def _limit(limit: Any, measure: str) -> dict[str, Any]:
    if isinstance(limit, Mapping):
        return {"measure": measure, **limit}
    return {"quantity": limit[0], "period": limit[1], "measure": limit[2] if len(limit) > 2 else measure}


def fee_table(
    name: str = "Tabela opłat za usługi opiekuńcze",
    *,
    unit_cost: str = "38.00",
    single: Sequence[tuple[int | None, int]] = ((100, 0), (130, 5), (160, 10), (200, 20), (250, 35), (300, 55), (350, 80), (None, 100)),
    family: Sequence[tuple[int | None, int]] = ((100, 0), (130, 7), (160, 15), (200, 30), (250, 50), (300, 75), (None, 100)),
) -> FeeTable:
    """A council's table with exact percents."""
    table = FeeTable.objects.create(
        name=name, unit_cost=Decimal(unit_cost), valid_from=date(2025, 1, 1), source="uchwała nr XII/88/2025"
    )
    for column, bands in (("single", single), ("family", family)):
        for up_to, percent in bands:
            FeeBand.objects.create(table=table, column=column, up_to=up_to, percent=percent)
    return table


def physiotherapist(**fields: Any) -> ProgrammeService:
    """FIZ of Starachowice: 60+ or with a referral, 4 sessions a month, 20 a year, 25 zł, free to 150 %."""
    defaults: dict[str, Any] = {
        "rule": {"any": [{"fact": "age", "op": ">=", "value": 60}, {"fact": "referral", "op": "==", "value": True}]},
        "limits": [(4, "month"), (20, "year")],
        "fee": {"kind": "flat", "amount": 25, "measure": "session", "free_to": 150},
    }
    return offered("FIZ", "Mobilny fizjoterapeuta", **(defaults | fields))


def handyman(**fields: Any) -> ProgrammeService:
    """ZLR of Starachowice: 65+ living alone or with a certificate, 12 repairs a year, free."""
    alone = {"all": [{"fact": "age", "op": ">=", "value": 65}, {"fact": "lives_alone", "op": "==", "value": True}]}
    defaults: dict[str, Any] = {
        "measure": "job",
        "rule": {"any": [alone, {"fact": "certificate_valid", "op": "==", "value": True}]},
        "limits": [(12, "year")],
        "max_minutes": 120,
    }
    return offered("ZLR", "Złota rączka", **(defaults | fields))


def senior_taxi(**fields: Any) -> ProgrammeService:
    """TAXI of Starachowice: 70+ alone or disability, 2 a month, 12 a year, 5 zł in town, 10 zł in the county."""
    alone = {"all": [{"fact": "age", "op": ">=", "value": 70}, {"fact": "lives_alone", "op": "==", "value": True}]}
    defaults: dict[str, Any] = {
        "mode": Mode.TRANSPORT,
        "measure": "trip",
        "rule": {"any": [alone, {"fact": "certificate_valid", "op": "==", "value": True}]},
        "limits": [(2, "month"), (12, "year")],
        "booking": {"min_ahead_working_days": 3, "max_ahead_days": 60, "cancel_hour": "12:00", "confirm_h_before": 24},
        "fee": [
            {"variant": "in_gmina", "label": "na terenie gminy", "kind": "flat", "amount": 5, "measure": "trip"},
            {"variant": "to_powiat", "label": "w powiecie", "kind": "flat", "amount": 10, "measure": "trip"},
            {"variant": "day_home", "label": "do dziennego domu", "kind": "free"},
            {"variant": "further", "label": "dalej", "kind": "individual"},
        ],
    }
    return offered("TAXI", "Taxówka dla seniora", **(defaults | fields))
