"""Reads of workers and vehicles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.resources.models import Credential, Worker


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
