"""Diagnoses and questionnaires for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencus.centre.actors import Actor
from opencus.centre.models import Municipality
from opencus.core.clock import today
from opencus.programmes.actions import diagnosis as actions
from opencus.programmes.actions import questionnaires
from opencus.programmes.models import Answers, Consultation, Diagnosis, Questionnaire
from opencus.programmes.rules.diagnosis import usual_end


def diagnosis(by: Actor, **fields: Any) -> Diagnosis:
    """A draft for five years from today."""
    valid_from = fields.pop("valid_from", today())
    return actions.draw_up(
        by=by, municipality=fields.pop("municipality", None) or Municipality.objects.get(code="9900011"), valid_from=valid_from,
        valid_to=fields.pop("valid_to", usual_end(valid_from)), title=fields.pop("title", "Diagnoza gminy Testowo"), **fields,
    )  # fmt: skip


def reported(row: Diagnosis, on: date | None = None) -> Consultation:
    """A consultation of it that ended with a report."""
    day = on or today()
    return Consultation.objects.create(
        diagnosis=row, title="Czego potrzebujemy", code=f"k{row.number}", state=Consultation.State.REPORTED,
        opens_on=day - timedelta(days=14), closes_on=day - timedelta(days=1), reported_on=day,
    )  # fmt: skip


def handed_over(by: Actor, **fields: Any) -> Diagnosis:
    """One that went all the way today."""
    row = diagnosis(by, **fields)
    reported(row)
    actions.consulted(row, by=by)
    return actions.hand_over(by=by, diagnosis=row, to_mayor_on=today(), to_council_on=today())


def questionnaire(by: Actor, row: Diagnosis, **fields: Any) -> Questionnaire:
    """Open this week: one answer (age), many, a scale, words."""
    made = questionnaires.write_questionnaire(
        by=by, diagnosis=row, audience="residents", title="Czego potrzebujesz na co dzień?", intro="Pięć minut.",
        opens_on=fields.pop("opens_on", today() - timedelta(days=3)), closes_on=fields.pop("closes_on", today() + timedelta(days=3)),
    )  # fmt: skip
    for text, kind, options, required in (
        ("Ile masz lat?", "one", ["do 59", "60 i więcej"], True), ("Co by pomogło?", "many", ["taksówka", "złota rączka", "opieka"], False),
        ("Jak łatwo dojechać do lekarza?", "scale", [], False), ("Co jeszcze?", "text", [], False),
    ):  # fmt: skip
        questionnaires.write_question(by=by, questionnaire=made, text=text, kind=kind, options=options, required=required)
    return made


def answered(row: Questionnaire, *given: dict[str, Any], channel: str = "web") -> None:
    """Answers of today."""
    Answers.objects.bulk_create(Answers(questionnaire=row, channel=channel, on=today(), given=one) for one in given)


def asked_by(client: Client, url: str) -> int:
    """How many questions a page asks the database."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
