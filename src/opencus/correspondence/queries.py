"""Reads of case files and notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.correspondence.models import CaseFile, Notice


def notices_waiting(side: Q | None = None) -> QuerySet[Notice]:
    """Notices nobody has passed on yet, the newest first; ``side`` narrows them (``access.on_my_side``)."""
    return Notice.objects.filter(side or Q(), given_at__isnull=True).select_related("person", "case_file").order_by("-created_at", "-id")


def place_waiting(notice_id: UUID, side: Q | None = None) -> int | None:
    """How many stand before a notice in ``notices_waiting``; None when it does not wait."""
    one = Notice.objects.filter(given_at__isnull=True, id=notice_id).first()
    if one is None:
        return None
    newer = Q(created_at__gt=one.created_at) | Q(created_at=one.created_at, id__gt=one.id)
    return Notice.objects.filter(newer, side or Q(), given_at__isnull=True).count()


def case_by_number(number: int, year: int) -> QuerySet[CaseFile]:
    """Cases with the number read out on the phone; several when the file plan has several classes."""
    return CaseFile.objects.filter(number=number, year=year).select_related("person").order_by("mark")


def with_kept_files(people: Iterable[UUID], closed_before: date) -> set[UUID]:
    """Those of the people who have a case file that is open or was closed on that day or later."""
    kept = Q(closed_on__isnull=True) | Q(closed_on__gte=closed_before)
    return set(CaseFile.objects.filter(kept, person_id__in=list(people)).values_list("person_id", flat=True))
