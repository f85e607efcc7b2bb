"""Qualification of one service and the places of a programme: qualified, waiting, offered.

Every verb first locks the service in the programme, so that of two clerks who give the last place one succeeds.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.core.text import normalise_lines
from opencus.core.words import full_date, listed, numeric_date
from opencus.correspondence.actions import create_notice
from opencus.entitlements import events
from opencus.entitlements.actions.lifecycle import grant
from opencus.entitlements.actions.queueing import count_again
from opencus.entitlements.assessment import Assessment, assess
from opencus.entitlements.models import Entitlement
from opencus.entitlements.points import basis, total
from opencus.entitlements.queries import offer_on, places, similar_with_room
from opencus.entitlements.rules import OFFER_WORKING_DAYS, NoPlace
from opencus.intake.actions.outcomes import conclude, leave_queue, lock, record_outcome
from opencus.intake.models import Qualification, RequestedService, WaitingListEntry
from opencus.intake.rules import NotAllowed
from opencus.programmes.models import ProgrammeService, Track
from opencus.programmes.rules.terms import Terms

State = RequestedService.State


def qualify(
    *, by: Actor, requested: RequestedService, reasons: str = "", override: str = "", cared_for: str = ""
) -> Entitlement:
    """Qualify a person for a service of the programme: an entitlement and a notice, no decision (art. 42(1), R25).

    By the programme in force today, whichever version it was asked under. ``override`` is the reason for qualifying
    although the rules propose a refusal; ``cared_for`` the id of whom a carer asks for, when that has to be said. Raises NotAllowed while a fact is
    missing or without that reason, NoPlace when no place is free (R27), Refused for whoever may not qualify (art. 49).
    """
    by.require(Permission.QUALIFY)
    with transaction.atomic():
        lock_places(requested.programme_service)
        kept = lock(requested)
        found = assess(kept, clock.today())
        if found.offered.track == Track.DECISION:
            raise NotAllowed("Tę usługę przyznaje się decyzją. Przygotuj decyzję przyznającą (art. 19 ustawy o CUS).")
        check_grantable(kept, found, override)
        terms, whom = found.terms, subject_of(found, cared_for)
        if terms is None:
            raise NotAllowed("Program, w którym jest ta usługa, już się skończył.")
        kept.move_to(State.QUALIFIED)
        kept.save(update_fields=["state"])
        leave_queue(kept)
        _record(by, kept, Qualification.Outcome.QUALIFIED, found, reasons, override)
        _note(events.QUALIFIED, by, kept, overridden="tak" if override else "nie")
        held = grant(by=by, requested=kept, terms=terms, offered=found.offered, cared_for=whom)
        _tell_qualified(by, kept, terms, found)
        conclude(by=by, application=kept.application)
    return held


def wait(*, by: Actor, requested: RequestedService, reasons: str = "", override: str = "") -> WaitingListEntry:
    """Put a person who meets the conditions on the waiting list: by points where the programme says so, then by arrival.

    Raises NotAllowed while a fact is missing or a place is free and no reason is given.
    """
    by.require(Permission.QUALIFY)
    with transaction.atomic():
        lock_places(requested.programme_service)
        kept = lock(requested)
        found = assess(kept, clock.today())
        _check_decidable(found)
        if found.proposal != "wait":
            _check_override(found, override)
        kept.move_to(State.WAITING)
        kept.save(update_fields=["state"])
        since = kept.application.submitted_on or clock.today()
        entry: WaitingListEntry = WaitingListEntry.objects.create(
            requested=kept, programme_service=kept.programme_service, since=since,
            points=total(found.points), points_basis=basis(found.offered, found.points, clock.today()),
        )  # fmt: skip
        _record(by, kept, Qualification.Outcome.WAITING, found, reasons, override)
        _note(events.WAITS, by, kept, since=numeric_date(since))
        _tell(by, kept, "waiting", "Lista oczekujących", f"Warunki usługi „{kept}” są spełnione, ale nie ma wolnego miejsca. "
              f"{_order_said(found, entry)} Damy znać, gdy zwolni się miejsce.")  # fmt: skip
        conclude(by=by, application=kept.application)
    return entry


def offer_next(*, by: Actor, offered: ProgrammeService) -> RequestedService:
    """Offer a free place to the first person on the list; it is kept for them until the answer or the deadline.

    Raises NoPlace when nothing is free, NotAllowed when nobody waits.
    """
    by.require(Permission.QUALIFY)
    with transaction.atomic():
        lock_places(offered)
        offered = offer_on(offered, clock.today())
        if places(offered, clock.today()).is_full:
            raise NoPlace("Nie ma wolnego miejsca, które można zaproponować.")
        count_again(by, offered)
        entry = _first_waiting(offered)
        if entry is None:
            raise NotAllowed("Nikt nie czeka na tę usługę.")
        kept = lock(entry.requested)
        kept.move_to(State.OFFERED)
        kept.save(update_fields=["state"])
        entry.offered_until = clock.add_working_days(clock.today(), OFFER_WORKING_DAYS)
        entry.save(update_fields=["offered_until"])
        _note(events.OFFERED, by, kept, until=numeric_date(entry.offered_until))
        _tell(by, kept, "offer", "Zwolniło się miejsce", f"Zwolniło się miejsce w usłudze „{kept}”. "
              f"Prosimy o odpowiedź do {full_date(entry.offered_until)}. Miejsce jest do tego dnia zarezerwowane.")  # fmt: skip
    return kept


def lapse_offers(*, by: Actor, on: date) -> int:
    """Take back places offered to people who have not answered in time; they keep their place in the queue."""
    if Role.SYSTEM not in by.roles:
        by.require(Permission.QUALIFY)
    with transaction.atomic():
        late = WaitingListEntry.objects.filter(
            left_at__isnull=True, offered_until__lt=on, requested__state=State.OFFERED
        ).select_related("requested")
        lapsed = 0
        for entry in late:
            kept = lock(entry.requested)
            if kept.state != State.OFFERED:
                continue  # answered while the list was being read
            lapsed += 1
            kept.move_to(State.WAITING)
            kept.save(update_fields=["state"])
            _note(events.LAPSED, by, kept, until=numeric_date(entry.offered_until))
    return lapsed


def lock_places(offered: ProgrammeService) -> None:
    """Lock the service in every version of the programme: whoever comes second waits and counts again."""
    list(ProgrammeService.objects.select_for_update().filter(service_id=offered.service_id).order_by("id").values_list("id"))


def check_grantable(kept: RequestedService, found: Assessment, override: str) -> None:
    """Raise unless the service may be given now: facts known, conditions met or overruled, a place free."""
    _check_decidable(found)
    if found.proposal == "wait":
        alternatives = similar_with_room(found.offered, clock.today())
        raise NoPlace(
            f"{found.why} Możesz wpisać tę osobę na listę oczekujących"
            + (f" albo zaproponować: {listed(alternatives, 'lub')}." if alternatives else "."),
            alternatives,
        )
    if found.proposal == "refuse":
        _check_override(found, override)


def _check_decidable(found: Assessment) -> None:
    if found.proposal in {"ask", "broken"}:
        raise NotAllowed(found.why, field="missing")


def _check_override(found: Assessment, override: str) -> None:
    if not override.strip():
        raise NotAllowed(f"{found.why} Jeśli mimo to wybierasz inny wynik, wpisz dlaczego.", field="override")


def _first_waiting(offered: ProgrammeService) -> WaitingListEntry | None:
    waiting = WaitingListEntry.objects.filter(
        programme_service__service_id=offered.service_id, left_at__isnull=True, requested__state=State.WAITING
    ).select_related("requested")
    # Whoever let an offer lapse keeps the place, but the next offer goes to those not yet asked.
    return waiting.order_by(F("offered_until").asc(nulls_first=True), "-points", "since", "entered_at", "id").first()


def _record(by: Actor, kept: RequestedService, outcome: str, found: Assessment, reasons: str, override: str) -> None:
    explanation = found.as_json() | ({"override": normalise_lines(override)} if override else {})
    text = normalise_lines(override or reasons) or found.why
    record_outcome(by=by, requested=kept, outcome=outcome, reasons=text, explanation=explanation)


def subject_of(found: Assessment, chosen: str) -> UUID | None:
    """For whom a right with a limit shared by carers is; None: for the client. NotAllowed while it has to be said."""
    choices = {str(one.pk): one.pk for one in found.subjects.choices}
    if not choices:
        return found.subjects.only
    if chosen not in choices:
        raise NotAllowed("Wskaż, dla kogo jest ta usługa: limit jest wspólny dla tej osoby i jej opiekunów.", field="cared_for")
    client = found.subjects.choices[-1]  # the client stands last
    return None if choices[chosen] == client.pk else choices[chosen]


def _order_said(found: Assessment, entry: WaitingListEntry) -> str:
    if not found.points:
        return f"Sprawa czeka w kolejności wniosków, z datą {full_date(entry.since)}."
    given = [f"{row.label} ({row.given})" for row in found.points if row.given]
    counted = f": {listed(given)}" if given else ""
    return (
        f"O kolejności decydują punkty, a przy równych data wniosku ({full_date(entry.since)}). "
        f"Liczba punktów: {entry.points}{counted}."
    )


def _tell_qualified(by: Actor, kept: RequestedService, terms: Terms, found: Assessment) -> None:
    amount = listed([limit.text for limit in terms.limits]) or "bez limitu"
    lacking = f" Niższa opłata może przysługiwać po uzupełnieniu informacji: {found.relief_lacking}." if found.relief_missing else ""
    end = f" do {full_date(terms.period.end)}" if terms.period.end else ""
    _tell(by, kept, "qualified", f"Przyznaliśmy usługę: {kept}", f"Usługa „{kept}” jest przyznana od "
          f"{full_date(terms.period.start)}{end}. Ile: {amount}. Opłata: {terms.fee.text}.{lacking} "
          "To jest zawiadomienie, a nie decyzja administracyjna.")  # fmt: skip


def _tell(by: Actor, kept: RequestedService, kind: str, subject: str, text: str) -> None:
    case = kept.application
    create_notice(by=by, person=case.client, case_file=case.case_file, kind=kind, subject=subject, text=text)


def _note(event: events.Event, by: Actor, kept: RequestedService, **data: Any) -> None:
    journal.write(event, by=by, subject=kept, person_id=kept.application.client_id, service=str(kept), **data)
