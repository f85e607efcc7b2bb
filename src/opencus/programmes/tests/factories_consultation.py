"""Consultations for tests: the Starachowice change of 2023, from what people said to what the clause did."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from opencus.core.clock import now, today
from opencus.programmes.models import (
    Clause,
    ClauseOrigin,
    Comment,
    Consultation,
    EffectMeasure,
    EffectReading,
    Meeting,
    Programme,
    ProgrammeService,
    ProgrammeVersion,
    Recommendation,
)
from opencus.programmes.tests.factories import offered

TAXI_RULE = {"all": [{"fact": "age", "op": ">=", "value": 65}]}


def draft_version(**fields: Any) -> ProgrammeVersion:
    """The next version of the programme, still a draft, with the senior taxi from 65 years."""
    programme, _ = Programme.objects.get_or_create(name="Program usług społecznych")
    year = today().year + 1
    values = {"number": 2, "aim": "Dojazd do lekarza także dla par.", "valid_from": today().replace(year=year, month=1, day=1), "valid_to": today().replace(year=year, month=12, day=31), **fields}
    made: ProgrammeVersion = ProgrammeVersion.objects.create(programme=programme, **values)
    offered("TAXI", "Taxi dla seniora", mode="transport", measure="trip", rule=TAXI_RULE, limits=[(2, "month")], fee={"kind": "flat", "amount": 5, "measure": "trip"}, version=made)
    return made


def consultation(*, state: str = "open", code: str = "2026-1", **fields: Any) -> Consultation:
    """Residents are asked for two weeks, a week is gone."""
    values = {
        "title": "Opłaty i taxi od nowego roku", "intro": "Taxi będzie od 65 lat.", "document": "Projekt zmian.",
        "opens_on": today() - timedelta(days=7), "closes_on": today() + timedelta(days=7), **fields,
    }  # fmt: skip
    return Consultation.objects.create(state=state, code=code, **values)  # type: ignore[no-any-return]


def comment(of: Consultation, number: int = 1, **fields: Any) -> Comment:
    """Somebody of 67 whom nobody drives."""
    values = {"channel": "letter", "received_on": of.opens_on, "text": "Mam 67 lat, mąż 71. Do poradni jest 6 km.", "visibility": "shown", **fields}
    return Comment.objects.create(consultation=of, number=number, **values)  # type: ignore[no-any-return]


def answered(of: Consultation, number: int = 1, disposition: str = "accepted", **fields: Any) -> Comment:
    """A comment with its answer."""
    return comment(of, number, disposition=disposition, answer="Zmienimy wiek na 65 lat.", answered_on=today(), **fields)


def meeting(of: Consultation, **fields: Any) -> Meeting:
    """A meeting on the estate, held two days ago."""
    values = {"starts_at": now() - timedelta(days=2), "place": "Szkoła nr 9, os. Wzgórze", "persons": 23, "minutes": "Mówiono o dojazdach.", **fields}
    return Meeting.objects.create(consultation=of, **values)  # type: ignore[no-any-return]


def whole_chain(of: Consultation, version: ProgrammeVersion) -> tuple[Comment, Recommendation, Clause, ProgrammeService, EffectMeasure]:
    """Comment, recommendation, clause, rule and a measure with two readings, all linked."""
    recommendation = Recommendation.objects.create(consultation=of, number=1, text="Obniżyć wiek w taxi do 65 lat.")
    said = answered(of, 1, recommendation=recommendation, persons=4)
    taxi = version.services.get()
    clause = Clause.objects.create(version=version, position=1, number="§ 15 ust. 1", text="Z taxi korzystają osoby od 65 lat.", programme_service=taxi, aspect="access")
    ClauseOrigin.objects.create(clause=clause, recommendation=recommendation)
    measure = EffectMeasure.objects.create(version=version, name="Przejazdy do lekarza", unit="przejazdów", baseline=Decimal(100), target=Decimal(200), clause=clause)
    EffectReading.objects.create(measure=measure, on=today() - timedelta(days=30), value=Decimal(120))
    EffectReading.objects.create(measure=measure, on=today(), value=Decimal(150))
    return said, recommendation, clause, taxi, measure
