"""The call: one screen on which a matter is taken, with the keyboard, also without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.phones import phone_key
from opencus.intake import applying, conversation
from opencus.intake.actions.applications import end_call, submit
from opencus.intake.conversation import Conversation
from opencus.intake.forms.call import CallForm, NewPersonForm, chosen_ids, initial_of
from opencus.intake.models import Application, Channel, Enquiry
from opencus.intake.offer import Desk, Offer, desk_for, desks_on, offers_on, suggested
from opencus.people import access, actions, queries
from opencus.people.models import Person
from opencus.people.queries import Found
from opencus.people.rules import Likeness
from opencus.privacy.models import Process
from opencus.privacy.queries import clause_in_force

PURPOSE = "przyjęcie zgłoszenia"
SHOWN = 6
SENIOR = 60
STALE = "Strona była otwarta zbyt długo albo w innym oknie. Sprawdź dane i zapisz jeszcze raz."


@dataclass
class Screen:
    """Everything one rendering of the call needs."""

    actor: Actor
    talk: Conversation
    form: CallForm
    offers: list[Offer]
    desks: list[Desk]
    new_caller: NewPersonForm = field(default_factory=lambda: NewPersonForm(prefix="nc"))
    new_client: NewPersonForm = field(default_factory=lambda: NewPersonForm(prefix="nk"))
    alike: list[Any] = field(default_factory=list)  # people like the one being registered
    alike_to: str = ""


@staff_only
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, channel: str = Channel.PHONE) -> HttpResponse:
    """The screen of a call that begins, and every answer to it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.REGISTER_APPLICATION)
    if request.method == "GET":
        return _page(request, _screen(actor, conversation.begin(channel), None))
    told = request.POST.get("channel", "")
    channel = told if channel != Channel.PHONE and told in Channel.values else channel
    talk = conversation.by_token(actor, request.POST.get("key", ""), channel)
    if talk is None:
        screen = _screen(actor, conversation.begin(channel), request.POST.copy())
        screen.form.add_error(None, STALE)
        return _page(request, screen)
    return _answer(request, actor, talk)


@staff_only
@require_GET
def resume(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """A call put aside, as it was left."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.REGISTER_APPLICATION)
    rows = Enquiry.objects.select_related("caller", "person", "application__case_file")
    enquiry = rows.filter(id=enquiry_id, taken_by_id=actor.user_id).first()
    if enquiry is None:
        raise Http404
    if enquiry.application and enquiry.application.state != Application.State.DRAFT:
        return redirect("intake:call_done", enquiry.application_id)
    # The page shows both: each reading stands in the file of the one who was read about.
    for person_id in dict.fromkeys((enquiry.person_id, enquiry.caller_id)):
        if person_id is not None:
            access.open_person(actor, person_id, PURPOSE, request, in_contact=True)
    return _page(request, _screen(actor, conversation.resumed(actor, enquiry), None))


@staff_only
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """People found while a name or a number is typed (a part of the page)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.REGISTER_APPLICATION)
    role = "klient" if request.POST.get("role") == "klient" else "dzwoni"
    found = _found(request.POST.get("q", ""))
    access.log_search(actor, found.total)
    return render(request, "intake/call_found.html", {"found": found, "role": role, "typed": request.POST.get("q", "").strip()})


@staff_only
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What was submitted: the number to read out, the deadline, what comes next; POST ends the call."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.REGISTER_APPLICATION)
    rows = Application.objects.select_related("case_file", "client", "applicant", "office")
    application = rows.filter(id=application_id).first()
    if application is None or application.submitted_on is None:
        raise Http404
    enquiry = application.enquiries.order_by("started_at").first()
    if request.method == "POST":
        return _hang_up(request, actor, enquiry)
    access.open_person(actor, application.client_id, PURPOSE, request)
    requested = application.requested.select_related("programme_service__service").order_by("programme_service__service__name")
    due = applying.plan_due(application.submitted_on)
    running = enquiry is not None and enquiry.ended_at is None and enquiry.taken_by_id == actor.user_id
    context = {"application": application, "running": running, "requested": requested, "due": due}
    return render(request, "intake/call_done.html", context)


def _answer(request: HttpRequest, actor: Actor, talk: Conversation) -> HttpResponse:
    verb, _, argument = request.POST.get("akcja", "").partition(":")
    _take_people(request, actor, talk, verb, argument)
    data = _prefilled(request.POST.copy(), talk, verb)
    screen = _screen(actor, talk, data)
    if verb in {"nowa", "rozne-nowa"}:
        side = argument.partition(":")[0]
        if not _register(screen, request.POST, side):
            return _page(request, screen)
        screen = _screen(actor, talk, _prefilled(data, talk, "klient"))
    screen.form.is_valid()
    late = conversation.save(actor, talk, screen.form, screen.offers)
    if verb == "zloz":
        return _submitted(request, screen, late)
    if verb == "zakoncz":
        return _hang_up(request, actor, talk.enquiry)
    if verb == "odloz":
        messages.success(request, "Odłożono rozmowę. Wrócisz do niej z tej strony.")
        return redirect(request.path)
    return _page(request, screen)


def _take_people(request: HttpRequest, actor: Actor, talk: Conversation, verb: str, argument: str) -> None:
    """Set who calls and for whom; somebody new to this call is opened, and that is logged."""
    chosen = {"caller": request.POST.get("caller", ""), "client": request.POST.get("client", "")}
    match verb:
        case "dzwoni":
            chosen["caller"] = argument
        case "klient":
            chosen["client"] = argument
        case "ta-sama":
            chosen["client"] = chosen["caller"]
    known = {talk.enquiry.caller_id, talk.enquiry.person_id} if talk.enquiry else set()
    opened: dict[str, Person] = {}
    for side, raw in chosen.items():
        if raw and raw not in opened:
            person = conversation.person_named(raw)
            if person is None or person.id not in known:
                person = access.open_person(actor, raw, PURPOSE, request, in_contact=True)
            opened[raw] = person
        setattr(talk, side, opened.get(raw))
    _take_apart(request, actor, talk, verb, argument.rpartition(":")[2])


def _take_apart(request: HttpRequest, actor: Actor, talk: Conversation, verb: str, other: str) -> None:
    """Set who was looked at and is somebody else; an answer about nobody of this centre is no answer."""
    talk.apart = access.known_ids(request.POST.getlist("apart")[:20])
    if not verb.startswith("rozne"):
        return
    told = access.known_ids([other])
    if not told or (talk.client is not None and told[0] == talk.client.id):
        raise Http404
    talk.apart += [one for one in told if one not in talk.apart]
    if verb == "rozne" and talk.client is not None:
        actions.tell_apart(by=actor, person=talk.client, other_id=told[0])


def _prefilled(data: QueryDict, talk: Conversation, verb: str) -> QueryDict:
    """Fill what is known already: how the two are related, how the client is contacted."""
    if verb in {"dzwoni", "klient", "ta-sama"}:
        data["caller_q"] = data["client_q"] = ""
    if talk.client is None:
        return data
    if not data.get("contact") or verb == "klient":
        data["contact"] = talk.client.preferred_contact
    if talk.caller is not None and not talk.same and verb in {"dzwoni", "klient"}:
        known = queries.relationship_between(talk.client.id, talk.caller.id)
        if known is not None:
            data["relation"] = known.kind
            data["capacity"] = (
                "representative" if known.statutory_representative else "carer" if known.actual_carer else data.get("capacity", "")
            )
    return data


def _screen(actor: Actor, talk: Conversation, data: QueryDict | None) -> Screen:
    """Read what was posted, or what was put aside, into a form that fits the chosen services."""
    initial = {} if data is not None else initial_of(talk.application)
    if data is None and talk.enquiry is not None:
        initial.setdefault("need", talk.enquiry.text)
    if data is None and talk.caller is not None and talk.client is not None:
        tie = queries.relationship_between(talk.client.id, talk.caller.id)
        initial["relation"] = tie.kind if tie else ""
    chosen = chosen_ids(data) if data is not None else [UUID(one) for one in initial.get("services", [])]
    need = (data.get("need", "") if data is not None else initial.get("need", ""))[: applying.LONGEST_NEED]
    today = clock.today()
    age = talk.client.age_on(today) if talk.client else None
    offers = offers_on(today, need=need, chosen=chosen, senior=(age or 0) >= SENIOR)
    desks = desks_on(today)
    if data is not None and not data.get("office") and chosen:
        best = desk_for(desks, [one.service for one in offers if one.chosen])
        data["office"] = str(best.office.id) if best else ""
    facts, _ = conversation.facts_to_ask(offers, talk.client)
    initial.setdefault("channel", talk.channel)
    if talk.client is not None:
        initial.setdefault("contact", talk.client.preferred_contact)
    form = CallForm(data, initial=initial, offers=offers, facts=facts, desks=desks, phone=talk.channel == Channel.PHONE)
    screen = Screen(actor, talk, form, offers, desks)
    if data is not None:
        for prefix, name in (("nc", "new_caller"), ("nk", "new_client")):
            typed = {key: data.get(f"{prefix}-{key}", "") for key in NewPersonForm.base_fields}
            setattr(screen, name, NewPersonForm(prefix=prefix, initial=typed))
    return screen


def _register(screen: Screen, posted: QueryDict, side: str) -> bool:
    """Register somebody new who calls ("nc") or is called about ("nk"); False when the page has to ask again."""
    form = NewPersonForm(posted, prefix="nc" if side == "nc" else "nk")
    if side == "nc":
        screen.new_caller = form
    else:
        screen.new_client = form
    if not form.is_valid():
        return False
    try:
        screen.alike = queries.similar_to(_likeness(screen.actor, form), without=screen.talk.apart)
        if screen.alike:
            screen.alike_to = side
            form.add_error(None, "Jest już podobna osoba. Sprawdź, czy to nie ta sama.")
            return False
        values = form.values()
        served = queries.served_municipalities(screen.actor.centre_id)
        if side != "nc" and len(served) == 1:
            values["municipality"] = served[0]
        person = actions.register_person(by=screen.actor, **values)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    setattr(screen.talk, "caller" if side == "nc" else "client", access.open_person(screen.actor, person.id, PURPOSE, in_contact=True))
    for other in screen.talk.apart:
        actions.tell_apart(by=screen.actor, person=person, other_id=other)
    return True


def _likeness(actor: Actor, form: NewPersonForm) -> Likeness:
    data = form.cleaned_data
    asked = Person(**{key: value for key, value in form.values().items() if key != "pesel"})
    try:
        index = queries.stored_index(data["pesel"].strip(), actor.centre_id) if data["pesel"] else None
    except ValueError:
        index = None
    return Likeness.of(
        asked.given_name, asked.family_name, birth_date=asked.birth_date, address=asked.address if asked.house_number else "",
        phone=phone_key(asked.phone), pesel=index,
    )  # fmt: skip


def _submitted(request: HttpRequest, screen: Screen, late: dict[str, Any]) -> HttpResponse:
    """Submit when nothing is missing; else the same page with everything that is."""
    form, talk = screen.form, screen.talk
    for name, missing, message in (
        ("caller_q", talk.caller is None, "Wskaż, kto dzwoni."),
        ("client_q", talk.client is None, "Wskaż osobę, która skorzysta z usług."),
        ("services", not any(one.chosen for one in screen.offers), "Wybierz co najmniej jedną usługę."),
        ("information", not form.cleaned_data.get("information"), "Przekaż informację o przetwarzaniu danych i zaznacz to pole."),
        ("clause", not form.cleaned_data.get("clause"), "Odczytaj oświadczenie i zaznacz, że je potwierdzono. Bez niego wniosku nie można złożyć."),
    ):  # fmt: skip
        if missing:
            form.add_error(name, message)
    for name, problems in late.items():
        if name in form.fields and not form.has_error(name):
            form.add_error(name, problems)
    for one in screen.offers:
        for detail in one.details if one.chosen else ():
            if detail.missing and not form.given(one).get(detail.name):
                form.add_error(f"s_{one.code}_{detail.name}", f"{one.service.name}: wpisz, {detail.missing}.")
    if form.errors or talk.application is None:
        return _page(request, screen)
    spoken = form.cleaned_data.get("channel") in {Channel.PHONE, ""}
    made = submit(
        by=screen.actor, application=talk.application, clause_form="spoken" if spoken else "signed", information_given=True,
        information_form=form.cleaned_data.get("information_form", ""),
    )  # fmt: skip
    return redirect("intake:call_done", made.id)


def _hang_up(request: HttpRequest, actor: Actor, enquiry: Enquiry | None) -> HttpResponse:
    if enquiry is not None:
        ended = end_call(by=actor, enquiry=enquiry)
        assert ended.ended_at is not None
        messages.success(request, f"Zakończono o {clock.local(ended.ended_at):%H:%M}. Zgłoszenie jest zapisane.")
    return redirect("intake:call")


def _found(typed: str) -> Found:
    """A whole telephone number tells who calls; otherwise any search."""
    if by_phone := queries.find_by_phone(typed):
        return Found(by_phone[:SHOWN], len(by_phone), ())
    return queries.find(typed, SHOWN)


def _page(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = screen.form
    broken = bool(form.errors or screen.new_caller.errors or screen.new_client.errors)
    return render(request, "intake/call.html", _context(screen), status=422 if broken else 200)


def _context(screen: Screen) -> dict[str, Any]:
    form, talk = screen.form, screen.talk
    capacity = "self" if talk.same else str(form["capacity"].value() or "")
    both = talk.caller is not None and talk.client is not None
    chosen = [one for one in screen.offers if one.chosen]
    topics = applying.topics_in(str(form["need"].value() or ""))
    # A client just found may have a double in the register: say so before anything is written about the wrong one.
    alike = queries.similar_to(queries.likeness_of(talk.client), without=[talk.client.id, *talk.apart]) if talk.client else []
    typed = {name: str(form[f"{name}_q"].value() or "").strip() for name in ("caller", "client")}
    first = suggested(screen.offers)
    return {
        "form": form, "talk": talk, "screen": screen, "token": talk.token(screen.actor), "capacity": capacity,
        "standing": applying.standing_problem(capacity, same_person=talk.same) if both else "",
        "both": both, "chosen": [(one, _fields(form, one), _missing(form, one)) for one in chosen],
        "facts": [form[f"f_{fact}"] for fact in form.facts], "alike": alike if not screen.alike else [],
        "topics": [topic for topic in applying.TOPICS if topic.code in topics], "clause": applying.CLAUSE,
        "information": clause_in_force(Process.APPLICATION, clock.today()),
        "suggested": screen.offers[:first], "others": screen.offers[first:],
        "found_caller": _found(typed["caller"]) if typed["caller"] and talk.caller is None else None,
        "found_client": _found(typed["client"]) if typed["client"] and talk.client is None else None,
        "wards": list(queries.wards_of(talk.caller.id)[:4]) if talk.caller and not talk.client else [],
        "typed_caller": typed["caller"], "typed_client": typed["client"], "today": clock.today(),
        "due": applying.plan_due(clock.today()), "saved_at": clock.local(clock.now()) if talk.enquiry else None,
        "unfinished": [] if talk.enquiry else conversation.unfinished(screen.actor),
        "phone": talk.channel == Channel.PHONE, "started": clock.local(talk.started_at),
    }  # fmt: skip


def _fields(form: CallForm, one: Offer) -> list[Any]:
    return [(detail, form[f"s_{one.code}_{detail.name}"]) for detail in one.details]


def _missing(form: CallForm, one: Offer) -> str:
    given = {detail.name: str(form[f"s_{one.code}_{detail.name}"].value() or "") for detail in one.details}
    return " i ".join(applying.missing_details(one.details, given))
