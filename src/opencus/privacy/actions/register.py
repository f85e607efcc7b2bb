"""Writes of the register of processing activities and of agreements with processors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.text import normalise_lines
from opencus.privacy import events
from opencus.privacy.models import ProcessingActivity, ProcessorAgreement


@transaction.atomic
def write_activity(*, by: Actor, activity: ProcessingActivity | None = None, **values: Any) -> ProcessingActivity:
    """Add an entry to the register, or change one; a number is given once and never again."""
    by.require(Permission.MANAGE_PRIVACY)
    row = ProcessingActivity.objects.select_for_update().get(id=activity.id) if activity else ProcessingActivity()
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    if activity is None:
        # Locking all rows keeps two new entries from taking one number.
        list(ProcessingActivity.objects.select_for_update().values_list("id"))
        row.number = (ProcessingActivity.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row.save()
    journal.write(events.ACTIVITY_WRITTEN, by=by, subject=row, number=row.number)
    return row


@transaction.atomic
def write_agreement(*, by: Actor, agreement: ProcessorAgreement | None = None, **values: Any) -> ProcessorAgreement:
    """Record an agreement that entrusts data (art. 28), or correct one; its number is unique in the centre."""
    by.require(Permission.MANAGE_PRIVACY)
    row = ProcessorAgreement.objects.select_for_update().get(id=agreement.id) if agreement else ProcessorAgreement()
    for name, value in values.items():
        setattr(row, name, normalise_lines(value) if isinstance(value, str) else value)
    known = set(ProcessingActivity.objects.values_list("number", flat=True))
    if strange := sorted(set(row.activities) - known):
        raise ValidationError({"activities": f"W rejestrze nie ma czynności: {', '.join(map(str, strange))}."})
    if row.ends_on and row.ends_on < row.signed_on:
        raise ValidationError({"ends_on": "Umowa nie może skończyć się przed dniem podpisania."})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"number": "Umowa o tym numerze jest już w rejestrze."}) from None
    journal.write(events.AGREEMENT_WRITTEN, by=by, subject=row, number=row.number)
    return row
