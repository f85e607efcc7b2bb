"""Applications for tests, made the way the front desk makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opencus.centre.actors import Actor
from opencus.centre.models import User
from opencus.centre.roles import Role
from opencus.core.ids import uuid7
from opencus.core.tenancy import current_centre_id
from opencus.intake.actions.applications import Asked, draft, register_call, submit
from opencus.intake.models import Application, Enquiry
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService

RIDE = {"when": "czw. 26.11, 9:30", "where": "poradnia ortopedyczna, ul. Radomska 70"}
REPAIR = {"broken": "cieknie kran w łazience"}


def receptionist() -> Actor:
    """Marek Bielecki of the front desk, with a log-in but no memberships: enough to act."""
    email = "marek.bielecki@example.invalid"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, full_name="Marek Bielecki")
    centre_id = current_centre_id()
    assert centre_id is not None
    return Actor(centre_id=centre_id, user_id=user.id, name=user.full_name, roles=frozenset({Role.RECEPTION}))


def call(by: Actor | None = None, **fields: Any) -> Enquiry:
    """A contact that goes on."""
    return register_call(by=by or receptionist(), key=uuid7(), **fields)


def asked(one: ProgrammeService) -> Asked:
    """The service asked for with every needed detail."""
    ride, repair = one.service.mode == "transport", one.service.measure == "job"
    return Asked(one.id, "" if ride else "2 razy w tygodniu, rano", RIDE if ride else REPAIR if repair else {})


def drafted_application(
    client: Person, services: Sequence[ProgrammeService], *, applicant: Person | None = None, by: Actor | None = None,
    **fields: Any,
) -> Application:  # fmt: skip
    """A draft; the applicant is the client unless given (then an actual carer)."""
    by = by or receptionist()
    applicant = applicant or client
    fields.setdefault("capacity", "self" if applicant == client else "carer")
    enquiry = call(by, caller=applicant, person=client)
    return draft(
        by=by, enquiry=enquiry, client=client, applicant=applicant, services=[asked(one) for one in services], **fields
    )


def submitted_application(
    client: Person, services: Sequence[ProgrammeService], *, applicant: Person | None = None, by: Actor | None = None,
    **fields: Any,
) -> Application:  # fmt: skip
    """An application submitted today with the clause read aloud."""
    by = by or receptionist()
    made = drafted_application(client, services, applicant=applicant, by=by, **fields)
    return submit(by=by, application=made, clause_form="spoken", information_given=True)
