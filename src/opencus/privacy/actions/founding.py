"""What a new centre gets at once: clauses, register, retention classes, the declaration. Each is its own to change."""

from __future__ import annotations

from django.db import transaction

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core import clock
from opencus.privacy.actions.informing import first_clauses
from opencus.privacy.models import Declaration, ProcessingActivity, RetentionClass
from opencus.privacy.starting import register


@transaction.atomic
def found_privacy(*, by: Actor) -> None:
    """Give the centre of the context the starting set; what it already has stays as it is."""
    first_clauses(by=by)
    today = clock.today()
    if not ProcessingActivity.objects.exists():
        for number, one in enumerate(register.ACTIVITIES, start=1):
            ProcessingActivity.objects.create(number=number, reviewed_on=today, **one.values())
    have = set(RetentionClass.objects.values_list("kind", flat=True))
    for kind, (jrwa, category, basis) in register.RETENTION.items():
        if kind not in have:
            RetentionClass.objects.create(kind=kind, jrwa=jrwa, category=category, basis=basis)
    if not Declaration.objects.exists():
        _first_declaration(Centre.objects.get(id=by.centre_id))


def _first_declaration(centre: Centre) -> None:
    today = clock.today()
    Declaration.objects.create(
        published_on=today, updated_on=today, prepared_on=today, reviewed_on=today, status=Declaration.Status.PARTLY,
        gaps=register.GAPS, method=Declaration.Method.SELF, contact_name="Biuro obsługi klienta", contact_email=centre.email,
        contact_phone=centre.phone, shortcuts=register.SHORTCUTS, sign_language=register.SIGN_LANGUAGE,
        applications=register.APPLICATIONS,
    )  # fmt: skip
