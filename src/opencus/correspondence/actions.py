"""Numbers without gaps, case files, notices."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.correspondence import events, rules
from opencus.correspondence.models import CaseFile, Counter, Notice
from opencus.people.models import Person


@transaction.atomic
def next_number(series: str, year: int) -> int:
    """Take the next number of a series in a year, from 1, without gaps.

    The row stays locked until the transaction ends: whoever comes second waits, and a rollback gives the number back.
    """
    Counter.objects.bulk_create([Counter(series=series, year=year)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def open_case_file(*, by: Actor, person: Person, jrwa_class: str = rules.DEFAULT_CLASS) -> CaseFile:
    """Open a case about a person under the next mark of its class and year (R84)."""
    today = clock.today()
    number = next_number(f"jrwa:{jrwa_class}", today.year)
    file = CaseFile.objects.create(
        person=person, mark=rules.case_mark(rules.UNIT, jrwa_class, number, today.year), jrwa_class=jrwa_class,
        number=number, year=today.year, archival_category=rules.DEFAULT_CATEGORY, opened_on=today,
    )  # fmt: skip
    journal.write(events.OPENED, by=by, subject=file, person_id=person.id, mark=file.mark)
    return file


@transaction.atomic
def reassign_case_file(*, by: Actor, case_file: CaseFile, person: Person) -> None:
    """Give a case to another person before it begins: the caller named the wrong one. A used case stays."""
    if case_file.person_id == person.id:
        return
    if case_file.notices.exists():
        raise ValidationError("W tej sprawie wysłano już zawiadomienie. Załóż nową sprawę.")
    case_file.person = person
    case_file.save(update_fields=["person"])
    journal.write(events.REASSIGNED, by=by, subject=case_file, person_id=person.id, mark=case_file.mark)


@transaction.atomic
def create_notice(
    *, by: Actor, person: Person, kind: str, subject: str, text: str, case_file: CaseFile | None = None, channel: str = ""
) -> Notice:
    """Prepare a notice in the channel the person prefers (or the one given); it waits until ``mark_given``."""
    chosen = channel or rules.channel_for(
        person.preferred_contact, phone=person.phone, email=person.email, address=person.address
    )
    notice = Notice.objects.create(
        person=person, case_file=case_file, kind=kind[:40], subject=normalise(subject)[:160],
        text=normalise_lines(text), channel=chosen,
    )  # fmt: skip
    journal.write(
        events.NOTICE_MADE, by=by, subject=notice, person_id=person.id, kind=notice.kind, channel=notice.get_channel_display()
    )
    return notice


@transaction.atomic
def mark_given(*, by: Actor, notice: Notice) -> None:
    """Say that the person got the notice; a second time changes nothing."""
    by.require(Permission.OPEN_PERSON)
    kept = Notice.objects.select_for_update().get(id=notice.id)
    if kept.given_at is not None:
        notice.given_at = kept.given_at
        return
    notice.given_at = clock.now()
    notice.save(update_fields=["given_at"])
    journal.write(
        events.NOTICE_GIVEN, by=by, subject=notice, person_id=notice.person_id, kind=notice.kind,
        channel=notice.get_channel_display(),
    )  # fmt: skip
