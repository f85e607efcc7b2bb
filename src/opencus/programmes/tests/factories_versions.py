"""Drafts for tests: one that has all twelve elements, to take something away from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from opencus.centre.models import ServedMunicipality
from opencus.core.clock import today
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    ClauseOrigin,
    Consultation,
    Diagnosis,
    EffectMeasure,
    FundingSource,
    PointRule,
    Programme,
    ProgrammeVersion,
    Recommendation,
    Relief,
    ServiceTarget,
    Stage,
    TargetGroup,
)
from opencus.programmes.tests.factories import fee_table, offered, physiotherapist, senior_taxi

SENIOR_CARD = {"fact": "senior_card", "op": "==", "value": True}


def diagnosis(**fields: Any) -> Diagnosis:
    """The diagnosis of the municipality the centre serves."""
    served = ServedMunicipality.objects.select_related("municipality").first()
    assert served is not None
    year = today().year
    defaults = {"title": "Diagnoza potrzeb", "number": 1, "valid_from": date(year, 1, 1), "valid_to": date(year + 4, 12, 31)}
    made: Diagnosis = Diagnosis.objects.create(municipality=served.municipality, **(defaults | fields))
    return made


def complete_draft(*, name: str = "Program usług społecznych", **fields: Any) -> ProgrammeVersion:
    """A draft for next year with every element of art. 5(3): taxi, physiotherapist and care with a table of fees."""
    year = today().year + 1
    defaults = {
        "number": 1, "valid_from": date(year, 1, 1), "valid_to": date(year, 12, 31), "aim": "Seniorzy żyją bezpiecznie u siebie.",
        "needs": "Co piąty mieszkaniec ma ponad 65 lat.", "procedure": "Wniosek, rozmowa, zawiadomienie.", "fees_apply": True,
        "reliefs_apply": True, "organisation": "Program prowadzi centrum.", "monitoring": "Co kwartał.",
        "evidence_kinds": ["karta seniora", "zaświadczenie o dochodzie"], "evidence_for": {"senior_card": ["karta seniora"]},
        "data_fields": ["age", "lives_alone", "degree", "referral", "income", "household_size", "senior_card"],
        "diagnosis": fields.pop("diagnosis", None) or diagnosis(), "session_on": date(year - 1, 12, 10),
    }  # fmt: skip
    programme, _ = Programme.objects.get_or_create(name=name)
    version: ProgrammeVersion = ProgrammeVersion.objects.create(programme=programme, **(defaults | fields))
    _fill(version)
    return version


def _fill(version: ProgrammeVersion) -> None:
    group = TargetGroup.objects.create(version=version, name="seniorzy", planned_persons=200)
    taxi, physio = senior_taxi(version=version), physiotherapist(version=version)
    care = offered(
        "UO", "Usługi opiekuńcze", measure="hour", track="decision", version=version,
        fee={"kind": "table", "table": fee_table(), "measure": "hour"},
    )  # fmt: skip
    for service in (taxi, physio, care):
        ServiceTarget.objects.create(programme_service=service, target_group=group)
    Relief.objects.create(programme_service=taxi, name="Karta Seniora", condition=SENIOR_CARD, percent=Decimal(50), evidence="karta seniora")
    PointRule.objects.create(programme_service=physio, label="Mieszka samotnie", points=3, condition={"fact": "lives_alone", "op": "==", "value": True})
    clause = Clause.objects.create(version=version, position=1, number="§ 5", text="Taxi jest częściowo płatna.", programme_service=taxi, aspect="fee")
    asked = Consultation.objects.create(
        version=version, title="Konsultacje", code=f"k{str(version.id)[-8:]}", opens_on=version.valid_from, closes_on=version.valid_from, state="reported"
    )
    ClauseOrigin.objects.create(clause=clause, recommendation=Recommendation.objects.create(consultation=asked, number=1, text="Wprowadzić opłaty."))
    EffectMeasure.objects.create(version=version, name="Osoby w taxi", unit="osób", target=Decimal(120), programme_service=taxi, clause=clause)
    source, _ = FundingSource.objects.get_or_create(name="Budżet gminy", defaults={"kind": "own", "valid_from": date(2020, 1, 1)})
    BudgetLine.objects.create(version=version, source=source, programme_service=taxi, year=version.valid_from.year, amount=Decimal(100_000))
    Stage.objects.create(version=version, name="Nabór", starts_on=version.valid_from, ends_on=version.valid_from)
