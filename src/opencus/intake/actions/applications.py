"""Writes of the first step: a contact is noted, an application grows, is submitted or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Division, Office
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.correspondence.actions import open_case_file, reassign_case_file
from opencus.intake import applying, events
from opencus.intake.models import Application, Channel, Enquiry, RequestedService
from opencus.people.models import Person
from opencus.privacy.actions.informing import give_clause
from opencus.privacy.models import ClauseGiven, Process
from opencus.programmes.models import ProgrammeService
from opencus.programmes.queries import facts_asked, services_in_force


@dataclass(frozen=True)
class Asked:
    """One service asked for: the wish in the person's words and the small details of its mode."""

    programme_service_id: UUID
    wish: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def register_call(
    *, by: Actor, key: UUID, channel: str = Channel.PHONE, started_at: datetime | None = None, caller: Person | None = None,
    caller_name: str = "", caller_phone: str = "", person: Person | None = None, text: str = "",
) -> Enquiry:  # fmt: skip
    """Note a contact, or what has become known of it; ``key`` makes a repeated request the same enquiry.

    A contact that has ended is not changed any more.
    """
    by.require(Permission.REGISTER_APPLICATION)
    if channel not in Channel.values:
        raise ValidationError({"channel": "Wybierz, jak sprawa do nas trafiła."})
    start = {"channel": channel, "taken_by_id": by.user_id, "started_at": started_at or clock.now()}
    enquiry, made = Enquiry.objects.select_for_update().get_or_create(id=key, defaults=start)
    if enquiry.ended_at is not None:
        return enquiry
    enquiry.channel, enquiry.caller, enquiry.person = channel, caller, person
    enquiry.caller_name = normalise(caller_name)[:120] or (caller.full_name if caller else "")
    enquiry.caller_phone = normalise(caller_phone)[:24] or (caller.phone if caller else "")
    enquiry.text = normalise_lines(text)[: applying.LONGEST_NEED]
    enquiry.save()
    if made:
        person_id = person.id if person else None
        journal.write(
            events.ENQUIRY_STARTED, by=by, subject=enquiry, person_id=person_id, channel=enquiry.get_channel_display()
        )
    return enquiry


@transaction.atomic
def end_call(*, by: Actor, enquiry: Enquiry) -> Enquiry:
    """Note when the contact ended; a second time changes nothing. Raises ``Refused`` for a colleague's contact."""
    by.require(Permission.REGISTER_APPLICATION)
    kept = Enquiry.objects.select_for_update().get(id=enquiry.id)
    if kept.taken_by_id != by.user_id:
        raise Refused("Tę rozmowę prowadzi ktoś inny. Zakończyć ją może tylko osoba, która ją odebrała.")
    if kept.ended_at is None:
        kept.ended_at = max(clock.now(), kept.started_at)
        kept.save(update_fields=["ended_at"])
        minutes = int(clock.elapsed(kept.started_at, kept.ended_at).total_seconds() // 60)
        journal.write(events.ENQUIRY_ENDED, by=by, subject=kept, person_id=kept.person_id, minutes=minutes)
    return kept


@transaction.atomic
def draft(
    *, by: Actor, enquiry: Enquiry, client: Person, applicant: Person, capacity: str, services: Sequence[Asked],
    office: Office | None = None, need: str = "", declared: Mapping[str, Any] | None = None,
) -> Application:  # fmt: skip
    """Make or change the draft of the application that a contact led to.

    The case file is opened with the first draft, so that its number can be read out. A submitted application comes
    back unchanged. Raises ``ValidationError`` for a wrong capacity, an unknown service, or a declared fact that the
    programme does not list (R05).
    """
    by.require(Permission.REGISTER_APPLICATION)
    # The enquiry is locked first: two windows of one call make one application.
    kept = Enquiry.objects.select_for_update().get(id=enquiry.id)
    same = client.id == applicant.id
    if problem := applying.standing_problem(capacity, same_person=same):
        raise ValidationError({"capacity": problem})
    offered = _offered(services)
    _only_listed(offered, declared or {})
    application = _of(kept)
    if application is not None and application.state != Application.State.DRAFT:
        return application
    values = {
        "client": client, "applicant": applicant, "capacity": capacity, "channel": kept.channel, "office": office,
        "need": normalise_lines(need)[: applying.LONGEST_NEED], "declared": dict(declared or {}),
    }  # fmt: skip
    if application is None:
        return _begin(by, kept, offered, services, values)
    _continue(by, application, offered, services, values)
    return application


@transaction.atomic
def submit(
    *, by: Actor, application: Application, clause_form: str = "", information_given: bool = False,
    information_form: str = "",
) -> Application:
    """Submit a draft: day 0 of the 30 days of art. 40. A submitted one comes back as it is (a double click).

    Raises ``ValidationError`` without the liability clause (R20), without the information of art. 13 or 14 GDPR,
    without a service, or while a needed detail is missing.
    """
    by.require(Permission.REGISTER_APPLICATION)
    kept = Application.objects.select_for_update().select_related("case_file").get(id=application.id)
    if kept.state != Application.State.DRAFT:
        return kept
    requested = list(kept.requested.select_related("programme_service__service"))
    _ready(requested, clause_form, information_given)
    now = clock.now()
    kept.clause_given_at, kept.clause_form = now, clause_form
    kept.information_given_at, kept.submitted_on = now, clock.today()
    kept.move_to(Application.State.SUBMITTED)
    kept.save()
    _told(by, kept, information_form)
    journal.write(
        events.APPLICATION_SUBMITTED, by=by, subject=kept, person_id=kept.client_id, mark=kept.case_file.mark,
        services=len(requested), capacity=kept.capacity, channel=kept.channel, clause=clause_form,
    )  # fmt: skip
    return kept


@transaction.atomic
def withdraw(*, by: Actor, application: Application, reason: str = "") -> Application:
    """Withdraw an application because the applicant says so; services not yet settled are withdrawn with it."""
    by.require(Permission.REGISTER_APPLICATION)
    kept = Application.objects.select_for_update().select_related("case_file").get(id=application.id)
    kept.move_to(Application.State.WITHDRAWN)
    kept.save(update_fields=["state"])
    for one in kept.requested.all():
        if one.can_move_to(RequestedService.State.WITHDRAWN):
            one.move_to(RequestedService.State.WITHDRAWN)
            one.save(update_fields=["state"])
    journal.write(
        events.APPLICATION_WITHDRAWN, by=by, subject=kept, person_id=kept.client_id, purpose=normalise(reason)[:300],
        mark=kept.case_file.mark,
    )  # fmt: skip
    return kept


def _of(enquiry: Enquiry) -> Application | None:
    if enquiry.application_id is None:
        return None
    return Application.objects.select_for_update().select_related("case_file").get(id=enquiry.application_id)


def _offered(services: Sequence[Asked]) -> list[ProgrammeService]:
    wanted = {one.programme_service_id for one in services}
    found = [one for one in services_in_force(clock.today()) if one.id in wanted]
    if not wanted:
        raise ValidationError({"services": "Wybierz co najmniej jedną usługę."})
    if len(found) != len(wanted):
        raise ValidationError({"services": "Jednej z tych usług nie ma w obowiązującym programie. Wybierz z listy."})
    return found


def _only_listed(offered: Sequence[ProgrammeService], declared: Mapping[str, Any]) -> None:
    listed = {name for one in offered for name in one.version.data_fields}
    may = {applying.LISTED_AS.get(fact, fact) for fact in applying.allowed_facts(facts_asked(offered), listed)}
    may |= set(applying.allowed_facts(facts_asked(offered), listed))
    if surplus := sorted(set(declared) - may):
        raise ValidationError({"declared": f"Program nie pozwala o to pytać: {', '.join(surplus)}."})


def _begin(
    by: Actor, enquiry: Enquiry, offered: Sequence[ProgrammeService], services: Sequence[Asked], values: Mapping[str, Any]
) -> Application:
    case_file = open_case_file(by=by, person=values["client"])
    application = Application.objects.create(
        case_file=case_file, created_by_id=by.user_id, division=_division(offered), **values
    )
    _bring_services(application, offered, services)
    enquiry.application = application
    enquiry.save(update_fields=["application"])
    journal.write(
        events.APPLICATION_DRAFTED, by=by, subject=application, person_id=application.client_id, mark=case_file.mark,
        services=len(offered),
    )  # fmt: skip
    return application


def _division(offered: Sequence[ProgrammeService]) -> str:
    """Whose matter it is: social assistance when it handles every service asked for, else social services (art. 38)."""
    only_assistance = all(one.division == Division.ASSISTANCE for one in offered)
    return Division.ASSISTANCE if only_assistance else Division.SERVICES


_SAID = {
    "client": "osoba", "applicant": "wnioskodawca", "capacity": "w czyim imieniu", "channel": "kanał",
    "office": "biuro", "need": "potrzeba", "declared": "oświadczenia",
}  # fmt: skip


def _continue(
    by: Actor, application: Application, offered: Sequence[ProgrammeService], services: Sequence[Asked], values: Mapping[str, Any]
) -> None:
    reassign_case_file(by=by, case_file=application.case_file, person=values["client"])
    changed = [said for name, said in _SAID.items() if getattr(application, name) != values[name]]
    for name, value in values.items():
        setattr(application, name, value)
    application.division = _division(offered)
    application.save()
    if _bring_services(application, offered, services):
        changed.append("usługi")
    if changed:
        journal.write(
            events.APPLICATION_CHANGED, by=by, subject=application, person_id=application.client_id,
            mark=application.case_file.mark, fields=", ".join(changed),
        )  # fmt: skip


def _bring_services(
    application: Application, offered: Sequence[ProgrammeService], services: Sequence[Asked]
) -> bool:
    """Bring the rows of a draft in line with what is asked now; tell whether anything changed."""
    asked = {one.programme_service_id: one for one in services}
    kept = {row.programme_service_id: row for row in application.requested.all()}
    dropped = application.requested.exclude(programme_service_id__in=asked).delete()[0]
    changed = bool(dropped)
    for one in offered:
        wanted = asked[one.id]
        row = kept.get(one.id) or RequestedService(application=application, programme_service=one)
        wish = normalise(wanted.wish)[: applying.LONGEST_WISH]
        details = {
            name: normalise(value)[: applying.LONGEST_DETAIL] for name, value in wanted.details.items() if value.strip()
        }
        if row._state.adding or (row.wish, row.details) != (wish, details):
            row.wish, row.details, changed = wish, details, True
            row.save()
    return changed


def _told(by: Actor, application: Application, form: str) -> None:
    """Record who was given the information about data, and how: as they talked, unless said otherwise (R69).

    A representative hears it for the person they represent; anybody else's client is told within a month (art. 14 GDPR).
    """
    usual = {Channel.PHONE: ClauseGiven.Form.SPOKEN, Channel.PORTAL: ClauseGiven.Form.WEB}
    people = [application.applicant]
    if application.capacity == Application.Capacity.REPRESENTATIVE:
        people.append(application.client)
    chosen = form if form in ClauseGiven.Form.values else usual.get(Channel(application.channel), ClauseGiven.Form.HANDED)
    give_clause(by=by, people=people, process=Process.APPLICATION, form=chosen)


def _ready(requested: Sequence[RequestedService], clause_form: str, information_given: bool) -> None:
    problems: dict[str, str] = {}
    if not requested:
        problems["services"] = "Wybierz co najmniej jedną usługę."
    for row in requested:
        service = row.programme_service.service
        details = applying.details_of(service.mode, service.topics, service.measure)
        if missing := applying.missing_details(details, {**row.details, "wish": row.wish}):
            problems["services"] = f"{service.name}: wpisz, {' i '.join(missing)}."
    if not information_given:
        problems["information"] = "Przekaż informację o przetwarzaniu danych i zaznacz to pole."
    if clause_form not in {"spoken", "signed"}:
        problems["clause"] = "Odczytaj oświadczenie i zaznacz, że je potwierdzono. Bez niego wniosku nie można złożyć."
    if problems:
        raise ValidationError(problems)
