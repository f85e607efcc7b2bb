"""What of a person's journal stands on the actor's side of the wall between the two divisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.audit.models import Entry
from opencus.contracting.models import Order
from opencus.correspondence.models import CaseFile
from opencus.delivery.models import Ride, Visit
from opencus.desk.access import Panels
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application, Decision, Enquiry, RequestedService
from opencus.plans.access import on_my_side as plans_on_my_side
from opencus.plans.models import Plan, PlanVersion
from opencus.settlement.models import Charge

#: Rooms whose acts belong to a matter, and so to a division; what concerns the person as such is known to both.
WALLED_ROOMS = ("intake", "entitlements", "plans", "contracting", "delivery", "settlement", "correspondence")


def on_my_side(entries: QuerySet[Entry], person_id: UUID, panels: Panels) -> QuerySet[Entry]:
    """Of these entries, those of matters the actor sees and those of no matter (one more query, only behind a wall)."""
    first, *rest = [rows.order_by().values_list("id") for rows in _matters(person_id, panels)]
    subjects = [row[0] for row in first.union(*rest, all=True)]
    walled = Q()
    for room in WALLED_ROOMS:
        walled |= Q(kind__startswith=f"{room}.")
    return entries.filter(~walled | Q(subject_id__in=subjects))


def _matters(person_id: UUID, panels: Panels) -> list[QuerySet[Any]]:
    cases, rights = panels.cases, panels.rights
    mine = Application.objects.filter(cases(), client_id=person_id)
    return [
        mine,
        CaseFile.objects.filter(id__in=mine.order_by().values("case_file_id")),
        Enquiry.objects.filter(Q(application__isnull=True) | cases("application__"), person_id=person_id),
        RequestedService.objects.filter(cases("application__"), application__client_id=person_id),
        Decision.objects.filter(cases("requested__application__"), requested__application__client_id=person_id),
        Entitlement.objects.filter(rights(), person_id=person_id),
        Plan.objects.filter(plans_on_my_side(panels.actor), person_id=person_id),
        PlanVersion.objects.filter(plans_on_my_side(panels.actor, "plan__"), plan__person_id=person_id),
        Order.objects.filter(rights("entitlement__"), person_id=person_id),
        Visit.objects.filter(rights("order__entitlement__"), person_id=person_id),
        Ride.objects.filter(rights("order__entitlement__"), person_id=person_id),
        Charge.objects.filter(rights("entitlement__"), person_id=person_id),
    ]
