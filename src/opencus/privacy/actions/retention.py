"""Disposal: a list, two signatures, and only then the erasing; retired fields the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Permission
from opencus.core import clock, pdf
from opencus.core.text import normalise, normalise_lines
from opencus.privacy import documents, erasing, events, keeping
from opencus.privacy.actions.numbering import next_number
from opencus.privacy.models import (
    AccessibilityRequest,
    Consent,
    Disposal,
    DisposalItem,
    FieldPurge,
    RetentionClass,
    SubjectRequest,
)

#: Kinds whose rows are this room's own and are removed whole.
OWN = {"data_request": SubjectRequest, "access_request": AccessibilityRequest, "consent": Consent}
TWO = "Zatwierdzić musi inna osoba niż ta, która podpisała wcześniej."


@transaction.atomic
def set_class(*, by: Actor, kind: str, jrwa: str, category: str, basis: str = "") -> RetentionClass:
    """Set how long a kind of record is kept: class of the file plan and category A, B5, B10, BE50 and so on."""
    by.require(Permission.MANAGE_PRIVACY)
    if kind not in keeping.KINDS:
        raise ValidationError({"kind": "Wybierz rodzaj akt z listy."})
    row = RetentionClass.objects.select_for_update().filter(kind=kind).first() or RetentionClass(kind=kind)
    row.jrwa, row.category, row.basis = normalise(jrwa)[:12], normalise(category)[:6], normalise_lines(basis)[:1000]
    row.full_clean(exclude=["centre"])
    row.save()
    journal.write(events.CLASS_SET, by=by, subject=row, kind=keeping.KINDS[kind], category=row.category)
    return row


@transaction.atomic
def draw_up(*, by: Actor, records: Iterable[UUID], commission: str, archive_consent: str = "") -> Disposal:
    """Draw up a list of records due today with the names of the commission; nothing is erased yet."""
    by.require(Permission.MANAGE_PRIVACY)
    names = [line for line in normalise_lines(commission).splitlines() if line.strip()]
    if len(names) < 2:
        raise ValidationError({"commission": "Wpisz co najmniej dwie osoby z komisji, każdą w osobnym wierszu."})
    today = clock.today()
    wanted = set(records)
    chosen = [one for one in keeping.due(today) if one.record_id in wanted and one.due <= today]
    if not chosen or len(chosen) != len(wanted):
        raise ValidationError({"records": "Zaznacz co najmniej jedną pozycję, której okres przechowywania już minął."})
    if any(one.category.startswith("BE") for one in chosen) and not normalise(archive_consent):
        raise ValidationError({"archive_consent": "Kategoria BE wymaga ekspertyzy archiwum państwowego. Wpisz numer zgody."})
    row = Disposal.objects.create(
        number=next_number(Disposal, today.year), year=today.year, commission="\n".join(names),
        archive_consent=normalise(archive_consent)[:120], created_by_id=by.user_id,
    )  # fmt: skip
    for one in chosen:
        DisposalItem.objects.create(
            disposal=row, kind=one.kind, record_id=one.record_id, mark=one.mark, category=one.category,
            ended_on=one.ended_on, due_on=one.due,
        )  # fmt: skip
    journal.write(events.DISPOSAL_DRAWN, by=by, subject=row, mark=str(row), count=len(chosen))
    return row


@transaction.atomic
def sign(*, by: Actor, disposal: Disposal) -> Disposal:
    """Approve a list: the first signature, then the second by somebody else."""
    by.require(Permission.MANAGE_PRIVACY)
    row = Disposal.objects.select_for_update().get(id=disposal.id)
    now = clock.now()
    if row.state == Disposal.State.DRAFT:
        row.move_to(Disposal.State.APPROVED)
        row.first_by_id, row.first_at = by.user_id, now
    else:
        if row.first_by_id == by.user_id:
            raise Refused(TWO)
        row.move_to(Disposal.State.READY)
        row.second_by_id, row.second_at = by.user_id, now
    row.save()
    which = "pierwszy" if row.state == Disposal.State.APPROVED else "drugi"
    journal.write(events.DISPOSAL_SIGNED, by=by, subject=row, mark=str(row), which=which)
    return row


@transaction.atomic
def abandon(*, by: Actor, disposal: Disposal) -> Disposal:
    """Give up a list that was not executed; its records are due again."""
    by.require(Permission.MANAGE_PRIVACY)
    row = Disposal.objects.select_for_update().get(id=disposal.id)
    row.move_to(Disposal.State.ABANDONED)
    row.save(update_fields=["state"])
    journal.write(events.DISPOSAL_ABANDONED, by=by, subject=row, mark=str(row))
    return row


@transaction.atomic
def execute(*, by: Actor, disposal: Disposal) -> Disposal:
    """Erase what two people approved and keep the protocol; a record that is open again is left out and named.

    Everything or nothing: an error anywhere undoes the whole.
    """
    by.require(Permission.MANAGE_PRIVACY)
    row = Disposal.objects.select_for_update().get(id=disposal.id)
    row.move_to(Disposal.State.DONE)
    erased = left = 0
    for item in row.items.select_for_update().order_by("kind", "mark"):
        item.left_out = keeping.still_due(item.kind, item.record_id, clock.today())
        if item.left_out:
            left += 1
        else:
            item.erased = _erase(by, row, item)
            erased += 1
        item.save(update_fields=["left_out", "erased"])
    row.executed_at = clock.now()
    row.protocol = pdf.render(documents.disposal_protocol(row, Centre.objects.get(id=by.centre_id)), at=row.executed_at)
    row.protocol_sha256 = hashlib.sha256(row.protocol).hexdigest()
    row.save()
    journal.write(events.DISPOSAL_DONE, by=by, subject=row, mark=str(row), erased=erased, left=left)
    return row


def _erase(by: Actor, disposal: Disposal, item: DisposalItem) -> dict[str, int]:
    if item.kind in OWN:
        return {keeping.KINDS[item.kind]: OWN[item.kind].objects.filter(id=item.record_id).delete()[0]}
    done = erasing.erase_person(item.record_id)
    journal.write(events.PERSON_ERASED, by=by, subject=item, person_id=item.record_id, mark=str(disposal))
    return done


@transaction.atomic
def ask_purge(*, by: Actor, table: str, field: str, basis: str) -> FieldPurge:
    """Ask that a field be retired: its values purged everywhere, because there is no basis for them any more (R73)."""
    by.require(Permission.MANAGE_PRIVACY)
    label = erasing.retirable().get((table, field))
    if label is None:
        raise ValidationError({"field": "Wybierz pole z listy. Pól, bez których zapis traci sens, nie można wycofać."})
    if len(normalise_lines(basis)) < 10:
        raise ValidationError({"basis": "Napisz, dlaczego danych nie wolno już mieć, na przykład jaki przepis się zmienił."})
    row = FieldPurge.objects.create(table=table, field=field, label=label, basis=normalise_lines(basis)[:2000], asked_by_id=by.user_id)
    journal.write(events.PURGE_ASKED, by=by, subject=row, field=label)
    return row


@transaction.atomic
def do_purge(*, by: Actor, purge: FieldPurge) -> FieldPurge:
    """Purge the values of a retired field in the whole centre; somebody else than who asked."""
    by.require(Permission.MANAGE_PRIVACY)
    row = FieldPurge.objects.select_for_update().get(id=purge.id)
    if row.done_at is not None:
        return row
    if row.asked_by_id == by.user_id:
        raise Refused(TWO)
    row.rows = erasing.purge(row.table, row.field)
    row.done_by_id, row.done_at = by.user_id, clock.now()
    row.protocol = pdf.render(documents.purge_protocol(row, Centre.objects.get(id=by.centre_id)), at=row.done_at)
    row.protocol_sha256 = hashlib.sha256(row.protocol).hexdigest()
    row.save()
    journal.write(events.PURGE_DONE, by=by, subject=row, field=row.label, rows=row.rows)
    return row
