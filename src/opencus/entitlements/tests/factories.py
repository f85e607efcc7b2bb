"""Entitlements for tests, granted without walking the whole case."""

from __future__ import annotations

from datetime import date
from typing import Any

from opencus.centre.models import User
from opencus.core.clock import now, today
from opencus.correspondence.models import CaseFile
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application, RequestedService
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService


def entitlement(
    person: Person, offered: ProgrammeService, *, valid_from: date | None = None, valid_to: date | None = None, **fields: Any
) -> Entitlement:
    """An active right of a person to a service, with the limits of the programme as its snapshot.

    Makes a decided application behind it unless ``requested`` is given.
    """
    requested = fields.pop("requested", None) or _requested(person, offered)
    defaults: dict[str, Any] = {
        "valid_from": valid_from or date(today().year, 1, 1), "valid_to": valid_to or date(today().year, 12, 31),
        "limits": [
            {"quantity": str(limit.quantity), "measure": limit.measure, "period": limit.period}
            for limit in offered.limits.filter(condition__isnull=True)
        ],
        "unit_fee": 0, "fee_text": "bezpłatnie", "granted_on": today(),
    }  # fmt: skip
    return Entitlement.objects.create(
        person=person, programme_service=offered, requested=requested, **(defaults | fields)
    )


def _requested(person: Person, offered: ProgrammeService) -> RequestedService:
    clerk, _ = User.objects.get_or_create(email="marek-bielecki@example.invalid", defaults={"full_name": "Marek Bielecki"})
    number = CaseFile.objects.count() + 9001
    file = CaseFile.objects.create(
        person=person, mark=f"CUS.5020.{number}.{today().year}", jrwa_class="5020", number=number, year=today().year,
        archival_category="B5", opened_on=today(),
    )  # fmt: skip
    application = Application.objects.create(
        case_file=file, client=person, applicant=person, capacity="self", channel="phone", state="decided",
        clause_given_at=now(), clause_form="spoken", submitted_on=today(), created_by=clerk,
    )  # fmt: skip
    return RequestedService.objects.create(
        application=application, programme_service=offered, state=RequestedService.State.QUALIFIED
    )
