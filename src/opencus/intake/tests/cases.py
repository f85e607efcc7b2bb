"""Cases further on their way: one service asked for, needs recognised."""

from __future__ import annotations

from datetime import date
from typing import Any

from opencus.centre.models import User
from opencus.core.clock import today
from opencus.intake.models import Application, NeedsRecognition, RequestedService
from opencus.intake.tests.factories import submitted_application
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService


def user(name: str) -> User:
    """A log-in by name, made once."""
    email = "-".join(name.lower().split()) + "@example.invalid"
    return User.objects.get_or_create(email=email, defaults={"full_name": name})[0]


def case(
    client: Person, *offered: ProgrammeService, declared: dict[str, Any] | None = None, on: date | None = None, **fields: Any
) -> Application:
    """A submitted application, with declarations and the day of submission as the test needs them."""
    made = submitted_application(client, list(offered), **fields)
    if declared or on:
        made.declared, made.submitted_on = declared or {}, on or made.submitted_on
        made.save(update_fields=["declared", "submitted_on"])
    return made


def asked_for(client: Person, offered: ProgrammeService, **fields: Any) -> RequestedService:
    """The only service of a submitted application."""
    return case(client, offered, **fields).requested.get()


def recognition(of: Application, **fields: Any) -> NeedsRecognition:
    """A complete talk about needs held today by the coordinator Anna Kowalik."""
    defaults: dict[str, Any] = {
        "coordinator": user("Anna Kowalik"), "held_on": today(), "place": NeedsRecognition.Place.HOME,
        "present": "Halina Wesołowska, córka Joanna Mróz", "needs": "Pomoc w chodzeniu i drobnych naprawach.",
        "current_services": "Żadne.", "assessment": "Wnioskowane usługi są potrzebne i możliwe.", "fees_explained": True,
    }  # fmt: skip
    of.state = Application.State.IN_RECOGNITION
    of.save(update_fields=["state"])
    return NeedsRecognition.objects.create(application=of, **(defaults | fields))
