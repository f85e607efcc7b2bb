"""Moje zadania: what waits for whom, computed from states; the number and the list behind it are one query (U21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from opencus.audit.models import Alarm
from opencus.audit.queries import midnight
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.centre.staff.queries import Employee, wanting
from opencus.contracting.models import Order
from opencus.core import clock
from opencus.core.money import NBSP
from opencus.core.periods import MonthRef
from opencus.core.words import hour_minute, numeric_date
from opencus.correspondence import access as correspondence
from opencus.correspondence.models import Notice
from opencus.delivery.models import Ride, State, Visit
from opencus.desk import links, rules
from opencus.desk.queries.card import application_url, order_url
from opencus.entitlements import access as entitlements
from opencus.intake import access as intake
from opencus.intake.models import Application, Decision, NeedsRecognition, RequestedService
from opencus.people.models import Opening, Person
from opencus.people.queries import openings
from opencus.plans.models import PlanVersion
from opencus.plans.queries import Awaiting, awaiting_plan
from opencus.privacy import queries as privacy
from opencus.privacy.models import AccessibilityRequest, SubjectRequest
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting.realisation_queries import to_report
from opencus.reporting.realisation_rules import due_on
from opencus.settlement.models import Settlement
from opencus.worklist.models import Handover
from opencus.worklist.queries import to_answer

Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list of tasks: what, about whom (None: about nobody), until when, where it is done."""

    title: str
    detail: str
    due: date | None
    url: str
    person_id: UUID | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of task: for whom, which rows, how a row reads."""

    slug: str
    title: str
    icon: str
    permission: P
    rows: Callable[[Actor], Rows]
    item: Callable[[Any], Item]
    hint: str
    room: str
    walled: bool = False  # only where the two divisions are kept apart

    def count(self, actor: Actor) -> int:
        """How many rows the list has: counted by the same query that lists them."""
        found = self.rows(actor)
        return found.count() if isinstance(found, QuerySet) else len(found)

    def items(self, actor: Actor, most: int | None = None) -> list[Item]:
        """The rows as lines, the most urgent first."""
        return [self.item(row) for row in self.rows(actor)[:most]]


def duties_of(actor: Actor, hidden_rooms: Sequence[str] = ()) -> list[Duty]:
    """The kinds of tasks an actor has; rooms a centre does not use are left out."""
    return [
        duty
        for duty in DUTIES
        if actor.may(duty.permission) and duty.room not in hidden_rooms and (actor.divisions or not duty.walled)
    ]


def duty(slug: str) -> Duty | None:
    """The kind of task with that address."""
    return next((one for one in DUTIES if one.slug == slug), None)


def _applications(actor: Actor) -> QuerySet[Application]:
    """Cases of the actor's side of the wall."""
    found = Application.objects.filter(intake.on_my_side(actor))
    return found.select_related("client", "case_file").order_by("submitted_on", "id")


def _recognised() -> Exists:
    return Exists(NeedsRecognition.objects.filter(application=OuterRef("pk")))


def _undecided() -> Exists:
    return Exists(
        RequestedService.objects.filter(application=OuterRef("pk"), state=RequestedService.State.OPEN)
    )


def _unfinished(actor: Actor) -> Rows:
    return _applications(actor).filter(state=Application.State.DRAFT).order_by("created_at", "id")


def _to_recognise(actor: Actor) -> Rows:
    states = [
        Application.State.SUBMITTED,
        Application.State.EVIDENCE_REQUESTED,
        Application.State.IN_RECOGNITION,
    ]
    mine = Q(coordinator__isnull=True) | Q(coordinator_id=actor.user_id)
    return _applications(actor).filter(mine, _undecided(), ~_recognised(), state__in=states)


def _to_qualify(actor: Actor) -> Rows:
    states = [Application.State.SUBMITTED, Application.State.IN_RECOGNITION]
    found = _applications(actor).filter(_undecided(), state__in=states)
    # A coordinator sees the others among the talks to hold: no application stands in two lists of one person.
    return found.filter(_recognised()) if actor.may(P.RECOGNISE_NEEDS) else found


def _application(one: Application) -> Item:
    due = rules.recognition_due(one.submitted_on) if one.submitted_on else None
    return Item(
        one.case_file.mark,
        one.get_state_display(),
        due,
        application_url(one),
        one.client_id,
        one.client.full_name,
    )


def _to_plan(actor: Actor) -> Rows:
    return awaiting_plan(clock.today(), intake.on_my_side(actor))


def _awaiting(one: Awaiting) -> Item:
    detail = f"{one.services}{NBSP}usług" if one.services > 4 else f"{one.services}{NBSP}usługi"
    must = ", plan obowiązkowy" if one.mandatory else ""
    asked = one.application
    return Item(
        asked.case_file.mark,
        detail + must,
        one.clock.due,
        application_url(asked),
        asked.client_id,
        asked.client.full_name,
    )


def _versions(*states: str) -> QuerySet[PlanVersion]:
    return (
        PlanVersion.objects.filter(state__in=states)
        .select_related("plan__person")
        .order_by("plan__due_on", "id")
    )


def _drafts(actor: Actor) -> Rows:
    return _versions(PlanVersion.State.DRAFT).filter(plan__author_id=actor.user_id)


def _to_approve(actor: Actor) -> Rows:
    return _versions(PlanVersion.State.SUBMITTED)


def _ending(actor: Actor) -> Rows:
    last = clock.today() + timedelta(days=rules.WARN_END)
    found = _versions(PlanVersion.State.IN_FORCE).filter(valid_to__lte=last, plan__monitor_id=actor.user_id)
    return found.order_by("valid_to", "id")


def _version(one: PlanVersion) -> Item:
    ending = one.state == PlanVersion.State.IN_FORCE
    url = links.to("plans:detail", one.plan_id) or links.to("desk:person_plan", one.plan.person_id)
    detail = (
        "koniec planu"
        if ending
        else f"wersja {one.number}" + (f", odesłany: {one.remark}" if one.remark else "")
    )
    return Item(
        one.plan.number, detail, one.valid_to if ending else one.plan.due_on, url, one.plan.person_id,
        one.plan.person.full_name,
    )  # fmt: skip


def _to_sign(actor: Actor) -> Rows:
    side = intake.on_my_side(actor, "requested__application__")
    found = Decision.objects.filter(side, state=Decision.State.DRAFT)
    joined = found.select_related("requested__application__client", "requested__programme_service__service")
    return joined.order_by("requested__application__submitted_on", "number")


def _decision(one: Decision) -> Item:
    application = one.requested.application
    url = links.to("intake:decision", one.id) or application_url(application)
    detail = f"{one.get_kind_display()}: {one.requested.programme_service.service.name}"
    due = rules.recognition_due(application.submitted_on) if application.submitted_on else None
    return Item(one.number, detail, due, url, application.client_id, application.client.full_name)


def _unanswered(actor: Actor) -> Rows:
    side = entitlements.on_my_side(actor, "entitlement__")
    found = Order.objects.filter(side, state=Order.State.PLACED, reply_due_on__lt=clock.today())
    return found.select_related("person", "line__service", "line__contract__provider").order_by(
        "reply_due_on", "id"
    )


def _order(one: Order) -> Item:
    detail = f"{one.line.service.name}, {one.line.contract.provider.short_name}"
    return Item(one.number, detail, one.reply_due_on, order_url(one), one.person_id, one.person.full_name)


def _settlements(state: str) -> Callable[[Actor], Rows]:
    def rows(actor: Actor) -> Rows:
        found = Settlement.objects.filter(state=state).select_related("contract__provider")
        return found.order_by("month", "contract__number")

    return rows


def _settlement(one: Settlement) -> Item:
    title = f"{one.contract.provider.short_name}, {MonthRef.of(one.month).label}"
    url = links.to("settlement:detail", one.id) or links.to("settlement:list")
    return Item(title, f"umowa {one.contract.number}", None, url)


def _without_worker(model: type[Visit] | type[Ride]) -> Callable[[Actor], Rows]:
    def rows(actor: Actor) -> Rows:
        today = clock.today()
        span = {"starts_at__gte": midnight(today), "starts_at__lt": midnight(today + timedelta(days=1))}
        side = entitlements.on_my_side(actor, "order__entitlement__")
        found = model.objects.filter(side, worker__isnull=True, state__in=[State.PROPOSED, State.CONFIRMED], **span)
        return found.select_related("person", "order__line__service").order_by("starts_at", "id")

    return rows


def _booking(one: Visit | Ride) -> Item:
    start = clock.local(one.starts_at)
    url = links.to("delivery:calendar") or links.to("desk:person_visits", one.person_id)
    title = f"{start.hour}:{start.minute:02} {one.order.line.service.name}"
    return Item(
        title,
        "bez kierowcy" if isinstance(one, Ride) else "bez pracownika",
        start.date(),
        url,
        one.person_id,
        one.person.full_name,
    )


def _notices(actor: Actor) -> Rows:
    found = Notice.objects.filter(correspondence.on_my_side(actor), given_at__isnull=True)
    return found.select_related("person").order_by("created_at", "id")


def _notice(one: Notice) -> Item:
    return Item(
        one.subject,
        one.get_channel_display(),
        None,
        links.to("correspondence:notices", zawiadomienie=str(one.id)),
        one.person_id,
        one.person.full_name,
    )


def _wanting(actor: Actor) -> Rows:
    return wanting(clock.today())


def _employee(one: Employee) -> Item:
    return Item(one.user.full_name, "; ".join(one.faults), None, links.to("staff:employee", one.user.id))


def _openings(actor: Actor) -> Rows:
    # One's own opening waits for somebody else.
    return openings().exclude(user_id=actor.user_id) if actor.user_id else openings()


def _opening(one: Opening) -> Item:
    """Who opened and why; whose file it was stands behind the link, for those who may know."""
    opened = clock.local(one.opened_at)
    said = f"{one.get_reason_display()}, {opened:%d.%m}, {hour_minute(one.opened_at)}"
    return Item(one.user.full_name, said, rules.look_due(opened.date()), links.to("people:opening", one.id))


def _handover(one: Handover) -> Item:
    matters = ", ".join(f"{matter.get_kind_display()} {matter.mark}" for matter in one.matters.all())
    return Item(matters, one.purpose, None, links.to("worklist:detail", one.id), one.person_id, one.person.full_name)


def _alarms(actor: Actor) -> Rows:
    return Alarm.objects.filter(lifted_at__isnull=True).order_by("-raised_at")


def _alarm(one: Alarm) -> Item:
    title = "Alarm: bardzo wiele kart" if one.level == Alarm.Level.ALARM else "Ostrzeżenie: wiele kart"
    detail = f"{one.openings} w 10 minut"
    return Item(title, detail, clock.day_of(one.raised_at), f"{links.to('desk:journal_signals')}#alarmy")


def _to_tell(one: Person) -> Item:
    return Item("Klauzula informacyjna", "dane podał ktoś inny (art. 14 RODO)", privacy.information_due(one), links.to("privacy:untold"), one.id, one.full_name)


def _request(one: SubjectRequest) -> Item:
    who = one.person.full_name if one.person else one.requester
    return Item(str(one), one.get_kind_display(), one.extended_to or one.due_on, links.to("privacy:request", one.id), None, who)


def _access_request(one: AccessibilityRequest) -> Item:
    return Item(str(one), "zapewnienie dostępności", one.extended_to or one.due_on, links.to("privacy:access_request", one.id))


def _reviews(actor: Actor) -> Rows:
    due = privacy.review_due(clock.today())
    return [due] if due else []


def _review(due: date) -> Item:
    return Item("Przegląd deklaracji dostępności", "co roku do 31 marca", due, links.to("privacy:declaration"))


def _to_report(actor: Actor) -> Rows:
    """Ended programmes whose information on realisation is not published yet (R08)."""
    return to_report()


def _programme(one: ProgrammeVersion) -> Item:
    detail = f"{one}, zakończony {numeric_date(one.valid_to)}"
    return Item("Informacja z realizacji programu", detail, due_on(one.valid_to), links.to("reporting:realisation", one.id))


DUTIES: tuple[Duty, ...] = (
    Duty("alarmy-dostepu", "Alarmy dostępu do danych", "siren", P.READ_JOURNAL, _alarms, _alarm, "Z jednego konta otworzono bardzo wiele kart. Sprawdź i napisz, co się okazało.", "desk"),
    Duty("do-rozpoznania", "Rozpoznania potrzeb", "messages-square", P.RECOGNISE_NEEDS, _to_recognise, _application, "Wnioski, w których trzeba porozmawiać z osobą.", "intake"),
    Duty("do-kwalifikacji", "Wnioski do kwalifikacji", "list-checks", P.QUALIFY, _to_qualify, _application, "Wnioski, w których usługa czeka na rozstrzygnięcie.", "intake"),
    Duty("plany-do-zatwierdzenia", "Plany do zatwierdzenia", "stamp", P.APPROVE_PLAN, _to_approve, _version, "Plany wysłane przez koordynatorów.", "plans"),
    Duty("decyzje-do-podpisu", "Decyzje do podpisu", "signature", P.SIGN_DECISION, _to_sign, _decision, "Projekty odmów i decyzji o przyznaniu.", "intake"),
    Duty("plany-do-opracowania", "Plany do opracowania", "clipboard-plus", P.DRAFT_PLAN, _to_plan, _awaiting, "Osoby z kilkoma usługami, które nie mają jeszcze planu.", "plans"),
    Duty("moje-szkice", "Plany w opracowaniu", "clipboard-pen", P.DRAFT_PLAN, _drafts, _version, "Twoje szkice planów, także odesłane z uwagą.", "plans"),
    Duty("plany-konczace-sie", "Plany, które się kończą", "hourglass", P.MONITOR_PLAN, _ending, _version, "Plany, które prowadzisz i które kończą się w ciągu 30 dni.", "plans"),
    Duty("bez-pracownika", "Dzisiejsze wizyty bez pracownika", "user-x", P.SCHEDULE, _without_worker(Visit), _booking, "Wizyty dziś, na które nikt nie jest wyznaczony.", "delivery"),
    Duty("bez-kierowcy", "Dzisiejsze przejazdy bez kierowcy", "bus", P.SCHEDULE, _without_worker(Ride), _booking, "Przejazdy dziś bez kierowcy.", "delivery"),
    Duty("zlecenia-bez-odpowiedzi", "Zlecenia bez odpowiedzi", "send", P.PLACE_ORDER, _unanswered, _order, "Zlecenia, na które wykonawca nie odpowiedział w terminie.", "contracting"),
    Duty("rozliczenia-do-sprawdzenia", "Rozliczenia do sprawdzenia", "scale", P.CHECK_SETTLEMENT, _settlements(Settlement.State.SUBMITTED), _settlement, "Miesiące złożone przez wykonawców.", "settlement"),
    Duty("rozliczenia-do-akceptacji", "Rozliczenia do akceptacji", "wallet", P.ACCEPT_SETTLEMENT, _settlements(Settlement.State.CHECKED), _settlement, "Miesiące sprawdzone merytorycznie.", "settlement"),
    Duty("przekazania", "Przekazania do przyjęcia", "arrow-left-right", P.HAND_OVER, to_answer, _handover, "Sprawy, które daje Ci drugi pion.", "worklist", walled=True),
    Duty("otwarcia-poza-sprawami", "Otwarcia poza swoimi sprawami", "scan-eye", P.READ_JOURNAL, _openings, _opening, "Kto otworzył kartę osoby, której spraw nie prowadzi. Przeczytaj powód i napisz, co ustalono.", "people"),
    Duty("klauzula-do-przekazania", "Klauzula do przekazania", "message-square-text", P.REGISTER_APPLICATION, lambda actor: privacy.untold(), _to_tell, "Osoby, których dane podał ktoś inny. Na informację jest miesiąc.", "privacy"),
    Duty("zadania-osob", "Żądania dotyczące danych", "file-user", P.MANAGE_PRIVACY, lambda actor: privacy.open_requests(), _request, "Odpowiedź w ciągu miesiąca od wpływu.", "privacy"),
    Duty("zadania-dostepnosci", "Żądania dostępności", "accessibility", P.MANAGE_PRIVACY, lambda actor: privacy.open_access_requests(), _access_request, "Odpowiedź w 7 dni od wpływu.", "privacy"),
    Duty("przeglad-deklaracji", "Przegląd deklaracji dostępności", "calendar-check", P.MANAGE_PRIVACY, _reviews, _review, "Co roku do 31 marca i po każdej istotnej zmianie strony.", "privacy"),
    Duty("wnioski-niezlozone", "Wnioski niezłożone", "file-pen", P.REGISTER_APPLICATION, _unfinished, _application, "Wnioski zaczęte przy telefonie lub w biurze i niedokończone.", "intake"),
    Duty("informacje-z-realizacji", "Informacje z realizacji programu", "file-check", P.MANAGE_PROGRAMME, _to_report, _programme, "Po zakończeniu programu są 4 miesiące na ogłoszenie informacji w obu BIP.", "programmes"),
    Duty("zawiadomienia", "Zawiadomienia do przekazania", "bell", P.REGISTER_APPLICATION, _notices, _notice, "Wiadomości, które trzeba przekazać tak, jak osoba woli.", "intake"),
    Duty("braki-personelu", "Braki w dokumentach personelu", "id-card", P.MANAGE_STAFF, _wanting, _employee, "Osoby, którym brakuje dowodu wymagań, szkolenia lub upoważnienia.", "desk"),
)  # fmt: skip
