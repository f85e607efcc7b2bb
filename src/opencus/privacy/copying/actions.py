"""Making a copy: the permission, the journal, and the mark on the request it answers."""

from __future__ import annotations

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.people.models import Person
from opencus.privacy import events
from opencus.privacy.copying.copy import Copy, copy_of
from opencus.privacy.models import SubjectRequest


@transaction.atomic
def make_copy(
    *, by: Actor, person: Person, form: str, request: SubjectRequest | None = None, names_of_staff: bool = False
) -> Copy:
    """Gather the copy of a person's data and write that it was made (art. 15(3) GDPR; it is itself a reading).

    Only for whoever manages data protection; ``form`` is pdf, json or xlsx.
    """
    by.require(Permission.MANAGE_PRIVACY)
    copy = copy_of(person, names_of_staff=names_of_staff)
    if request is not None and request.person_id == person.id:
        SubjectRequest.objects.filter(id=request.id).update(copied_at=clock.now())
    journal.write(
        events.COPY_MADE, by=by, subject=person, person_id=person.id, purpose=str(request) if request else "kopia danych",
        format=form, rows=copy.count,
    )  # fmt: skip
    return copy
