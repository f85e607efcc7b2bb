"""The coordinator's talk about needs, declarations completed in it, documents asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise_lines
from opencus.core.words import numeric_date
from opencus.intake import events
from opencus.intake.models import Application, NeedsRecognition
from opencus.intake.rules import NotAllowed
from opencus.programmes.rules.facts import FACTS

State = Application.State
UNDER_WAY = (State.SUBMITTED, State.EVIDENCE_REQUESTED, State.IN_RECOGNITION)


def record_recognition(
    *,
    by: Actor,
    application: Application,
    held_on: date,
    place: str,
    present: str,
    needs: str,
    current_services: str,
    assessment: str,
    supporting_actions: str,
    fees_explained: bool,
) -> NeedsRecognition:
    """Write down the talk of art. 37(2) in its four parts; only a coordinator of the centre may (art. 49).

    Raises NotAllowed when fees and reliefs were not explained, a part is empty, the day is to come or the case is closed.
    """
    by.require(Permission.RECOGNISE_NEEDS)
    parts = {"needs": needs, "current_services": current_services, "assessment": assessment, "present": present}
    _check_talk(application, held_on, parts, fees_explained)
    with transaction.atomic():
        kept = _lock(application)
        made = NeedsRecognition.objects.create(
            application=kept, coordinator_id=by.user_id, held_on=held_on, place=place,
            supporting_actions=normalise_lines(supporting_actions), fees_explained=True,
            **{name: normalise_lines(text) for name, text in parts.items()},
        )  # fmt: skip
        if kept.state != State.IN_RECOGNITION:
            kept.move_to(State.IN_RECOGNITION)
        kept.coordinator_id = kept.coordinator_id or by.user_id
        kept.save(update_fields=["state", "coordinator"])
        _note(events.RECOGNISED, by, kept, on=numeric_date(held_on), place=made.get_place_display())
    return made


def _check_talk(application: Application, held_on: date, parts: Mapping[str, str], fees_explained: bool) -> None:
    if application.state not in UNDER_WAY:
        raise NotAllowed(f"Wniosek ma stan „{application.get_state_display()}”. Rozpoznanie zapisuje się przed rozstrzygnięciem.")
    for name, text in parts.items():
        if not text.strip():
            raise NotAllowed("Uzupełnij tę część rozpoznania (art. 37 ust. 2).", field=name)
    if not fees_explained:
        raise NotAllowed("Potwierdź, że wyjaśniono opłaty i ulgi. Bez tego rozpoznanie jest niepełne.", field="fees_explained")
    if held_on > clock.today():
        raise NotAllowed("Rozmowa nie mogła odbyć się w przyszłości.", field="held_on")


def declare_facts(*, by: Actor, application: Application, facts: Mapping[str, Any]) -> Application:
    """Add what the applicant has declared since; earlier answers are replaced (art. 36). NotAllowed once decided."""
    by.require(Permission.REGISTER_APPLICATION)
    unknown = [name for name in facts if name not in FACTS and name != "income"]
    if unknown:
        raise NotAllowed("Program nie pozwala pytać o te dane.")
    with transaction.atomic():
        kept = _lock(application)
        if kept.state not in UNDER_WAY and not kept.requested.filter(state__in=["waiting", "offered"]).exists():
            raise NotAllowed("Ten wniosek jest już rozstrzygnięty.")
        kept.declared = {**kept.declared, **facts}
        kept.save(update_fields=["declared"])
        labels = sorted(FACTS[name].label if name in FACTS else "dochód" for name in facts)
        _note(events.FACTS_DECLARED, by, kept, fields=", ".join(labels))
    application.declared = kept.declared
    return kept


def request_evidence(*, by: Actor, application: Application, kinds: Sequence[str]) -> Application:
    """Ask for documents; only of kinds the programme lists (art. 36(3), R21)."""
    by.require(Permission.REGISTER_APPLICATION)
    allowed = {
        kind
        for requested in application.requested.select_related("programme_service__version")
        for kind in requested.programme_service.version.evidence_kinds
    }
    if not kinds or not set(kinds) <= allowed:
        raise NotAllowed("Można poprosić tylko o dokumenty, które wymienia program.", field="kinds")
    with transaction.atomic():
        kept = _lock(application)
        kept.move_to(State.EVIDENCE_REQUESTED)
        kept.save(update_fields=["state"])
        _note(events.EVIDENCE_ASKED, by, kept, kinds=", ".join(kinds))
    return kept


def evidence_came(*, by: Actor, application: Application) -> Application:
    """The documents are here: the case goes on."""
    by.require(Permission.REGISTER_APPLICATION)
    with transaction.atomic():
        kept = _lock(application)
        kept.move_to(State.SUBMITTED)
        kept.save(update_fields=["state"])
        _note(events.EVIDENCE_CAME, by, kept)
    return kept


def _lock(application: Application) -> Application:
    kept: Application = Application.objects.select_for_update().get(pk=application.pk)
    return kept


def _note(event: events.Event, by: Actor, application: Application, **data: Any) -> None:
    journal.write(event, by=by, subject=application, person_id=application.client_id, **data)
