"""Reads of case files and notices."""

from __future__ import annotations

from django.db.models import QuerySet

from opencus.correspondence.models import CaseFile, Notice


def notices_waiting() -> QuerySet[Notice]:
    """Notices nobody has passed on yet, the oldest first."""
    return Notice.objects.filter(given_at__isnull=True).select_related("person", "case_file").order_by("created_at")


def case_by_number(number: int, year: int) -> QuerySet[CaseFile]:
    """Cases with the number read out on the phone; several when the file plan has several classes."""
    return CaseFile.objects.filter(number=number, year=year).select_related("person").order_by("mark")
