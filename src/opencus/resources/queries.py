"""Reads of workers and vehicles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from opencus.resources.models import Absence, Credential, Vehicle, Worker


def workers_of(user_id: UUID) -> QuerySet[Worker]:
    """Return the rows under which a user delivers services in the current centre."""
    return Worker.objects.filter(user_id=user_id)


def working_on(day: date) -> Q:
    """Workers employed on the day, both ends included."""
    return Q(active_from__lte=day) & (Q(active_to__isnull=True) | Q(active_to__gte=day))


def missing_credentials(worker: Worker, kinds: list[str], on: date) -> list[str]:
    """Return the required credential kinds the worker does not hold on the day (R54)."""
    held = set(
        Credential.objects.filter(worker=worker, kind__in=kinds, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .values_list("kind", flat=True)
    )
    return [kind for kind in kinds if kind not in held]


def free_workers(organisation_id: UUID, day: date) -> QuerySet[Worker]:
    """Return an organisation's workers who are employed and not away on the day, by name."""
    workers = Worker.objects.filter(working_on(day), organisation_id=organisation_id)
    return workers.exclude(absences__first_day__lte=day, absences__last_day__gte=day)


def is_away(worker: Worker, day: date) -> bool:
    """Tell whether a worker is away on the day."""
    return worker.absences.filter(first_day__lte=day, last_day__gte=day).exists()


def roster(organisation_id: UUID, day: date) -> list[tuple[Worker, list[Absence]]]:
    """Return an organisation's present workers, credentials loaded, each with coming absences, by name."""
    coming = Prefetch(
        "absences", queryset=Absence.objects.filter(last_day__gte=day).order_by("first_day"), to_attr="coming_absences"
    )
    held = Prefetch("credentials", queryset=Credential.objects.order_by("kind", "-valid_from"))
    workers = Worker.objects.filter(working_on(day), organisation_id=organisation_id).prefetch_related(held, coming)
    return [(worker, getattr(worker, "coming_absences")) for worker in workers]  # noqa: B009 (set by Prefetch)


def usable_vehicles(organisation_id: UUID, day: date) -> QuerySet[Vehicle]:
    """Return an organisation's vehicles whose inspection and insurance are valid on the day."""
    vehicles = Vehicle.objects.filter(organisation_id=organisation_id)
    return vehicles.filter(inspection_valid_to__gte=day, insurance_valid_to__gte=day)
