"""Keeping the base of services true: confirmed by its owner, suspended, brought back (art. 13(1)(9), 13(2))."""

from __future__ import annotations

from django.db import transaction

from opencus.audit import journal
from opencus.catalogue import events
from opencus.catalogue.models import Service
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.words import numeric_date


def confirm_service(*, by: Actor, service: Service) -> Service:
    """Say that everything about the service is still true today (R15)."""
    by.require(Permission.MANAGE_CATALOGUE)
    with transaction.atomic():
        kept: Service = Service.objects.select_for_update().get(pk=service.pk)
        kept.confirmed_on = clock.today()
        kept.save(update_fields=["confirmed_on"])
        journal.write(events.CONFIRMED, by=by, subject=kept, service=kept.name, on=numeric_date(kept.confirmed_on))
    service.confirmed_on = kept.confirmed_on
    return kept


def set_status(*, by: Actor, service: Service, status: str) -> Service:
    """Suspend a service, end it or bring it back; ValueError for an unknown status."""
    by.require(Permission.MANAGE_CATALOGUE)
    if status not in Service.Status.values:
        raise ValueError("Nieznany stan usługi.")
    with transaction.atomic():
        kept: Service = Service.objects.select_for_update().get(pk=service.pk)
        kept.status = status
        kept.confirmed_on = clock.today()
        kept.save(update_fields=["status", "confirmed_on"])
        journal.write(events.STATUS_CHANGED, by=by, subject=kept, service=kept.name, status=kept.get_status_display())
    return kept
