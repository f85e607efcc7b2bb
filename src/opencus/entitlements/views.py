"""Pages of qualification, waiting lists and what is left of an entitlement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.export import answer
from opencus.core.states import WrongMove
from opencus.entitlements import actions, events, pages
from opencus.entitlements.access import require_my_side
from opencus.entitlements.forms import GrantForm, OutcomeForm, RaiseForm, RefusalForm, ResignForm
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import limits_of
from opencus.entitlements.rules import LimitReached, NoPlace, NotEntitled, NotRaised
from opencus.intake.access import open_decision, open_requested
from opencus.intake.actions import decisions as intake_decisions
from opencus.intake.actions.outcomes import forward
from opencus.intake.actions.recognition import declare_facts
from opencus.intake.forms.decisions import ForwardForm
from opencus.intake.forms.recognition import FactsForm
from opencus.intake.models import Decision, RequestedService
from opencus.intake.rules import NotAllowed
from opencus.intake.views.decisions import page as decision_page
from opencus.people.access import open_person
from opencus.programmes.models import ProgrammeService

Problem = (NotAllowed, NoPlace, NotEntitled, NotRaised, LimitReached, WrongMove)
Handler = Callable[[Actor, RequestedService, Form], HttpResponse]


@staff_only
@require_http_methods(["GET", "POST"])
def qualify(request: HttpRequest, requested_id: UUID) -> HttpResponse:
    """One service: conditions with their sources, places, limits, fee, and the outcome."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    requested = open_requested(actor, requested_id, request)
    context = pages.qualification(actor, requested)
    if request.method != "POST":
        return render(request, "entitlements/qualify.html", context)
    outcome = request.POST.get("wynik", "")
    if outcome not in OUTCOMES:
        raise Http404
    kind, handle, done = OUTCOMES[outcome]
    form = kind(request.POST, prefix=outcome, **_options(outcome, context))
    if form.is_valid():
        try:
            answer = handle(actor, requested, form)
            messages.success(request, done)
            return answer
        except Problem as problem:
            _say(form, problem)
    context |= {"forms": context["forms"] | {outcome: form}, "chosen": outcome, "failed": form}
    return render(request, "entitlements/qualify.html", context, status=422)


def _options(outcome: str, context: dict[str, Any]) -> dict[str, Any]:
    """What a form of an outcome must know of the case."""
    if outcome == "facts":
        return {"facts": context["missing"]}
    return {"choices": context["found"].subjects.choices} if outcome in {"qualify", "grant"} else {}


def _say(form: Form, problem: Exception) -> None:
    field = getattr(problem, "field", "")
    form.add_error(field if field in form.fields else None, str(problem))


def _back(requested: RequestedService) -> HttpResponse:
    return redirect("intake:detail", requested.application_id)


def _qualify(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    actions.qualify(by=actor, requested=requested, **form.cleaned_data)
    return _back(requested)


def _wait(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    actions.wait(by=actor, requested=requested, **form.cleaned_data)
    return _back(requested)


def _refuse(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    draft = intake_decisions.draft_decision(
        by=actor, requested=requested, kind=Decision.Kind.REFUSAL, factual_reasons=form.cleaned_data["factual"]
    )
    return redirect("intake:decision", draft.id)


def _grant(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    data = dict(form.cleaned_data)
    draft = actions.draft_grant(by=actor, requested=requested, reasons=data.pop("factual"), **data)
    return redirect("intake:decision", draft.id)


def _forward(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    forward(by=actor, requested=requested, **form.cleaned_data)
    return _back(requested)


def _facts(actor: Actor, requested: RequestedService, form: Form) -> HttpResponse:
    assert isinstance(form, FactsForm)
    answers = form.answers()
    if not answers:
        raise NotAllowed("Odpowiedz przynajmniej na jedno pytanie.")
    declare_facts(by=actor, application=requested.application, facts=answers)
    if requested.state == RequestedService.State.WAITING:
        actions.recount(by=actor, offered=requested.programme_service)
    return redirect("entitlements:qualify", requested.id)


OUTCOMES: dict[str, tuple[Any, Handler, str]] = {
    "qualify": (OutcomeForm, _qualify, "Zakwalifikowano. Zawiadomienie czeka na przekazanie."),
    "wait": (OutcomeForm, _wait, "Wpisano na listę oczekujących."),
    "refuse": (RefusalForm, _refuse, "Projekt decyzji odmownej jest gotowy do uzupełnienia i podpisu."),
    "grant": (GrantForm, _grant, "Projekt decyzji przyznającej jest gotowy do podpisu."),
    "forward": (ForwardForm, _forward, "Przekazano."),
    "facts": (FactsForm, _facts, "Uzupełniono oświadczenia."),
}


@staff_only
@recently_proved
@require_POST
def sign(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Sign a decision that grants a service; the entitlement is created in the same act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = open_decision(actor, decision_id, request)
    try:
        actions.sign_grant(by=actor, decision=found)
    except Problem as problem:
        return decision_page(request, found, problem=str(problem), status=422)
    messages.success(request, "Decyzja jest podpisana, usługa przyznana. Doręcz decyzję i zapisz dowód doręczenia.")
    return redirect("intake:decision", found.id)


@staff_only
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Every service with limited places: free, offered, waiting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.QUALIFY):
        actor.require(Permission.RECOGNISE_NEEDS)
    return render(request, "entitlements/waiting.html", pages.waiting_lists(clock.today(), actor))


@staff_only
@require_GET
def queue(request: HttpRequest, offered_id: UUID) -> HttpResponse:
    """The waiting list of one service and why the chosen person has their place."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.QUALIFY):
        actor.require(Permission.RECOGNISE_NEEDS)
    offered = get_object_or_404(ProgrammeService.objects.select_related("service", "version__programme"), pk=offered_id)
    if not actor.sees(offered.division):
        raise Http404
    context = pages.queue(actor, offered, request.GET.get("wpis", ""), clock.today())
    journal.write(events.QUEUE_OPENED, by=actor, service=str(offered), count=len(context["entries"]))
    if context["chosen"]:
        case = context["chosen"].requested.application
        open_person(actor, case.client_id, f"lista oczekujących: {offered}", request)
    return render(request, "entitlements/queue.html", context)


@staff_only
@require_POST
def offer(request: HttpRequest, offered_id: UUID) -> HttpResponse:
    """Offer the free place to the first who waits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offered = get_object_or_404(ProgrammeService.objects.select_related("service"), pk=offered_id)
    if not actor.sees(offered.division):
        raise Http404
    try:
        chosen = actions.offer_next(by=actor, offered=offered)
        messages.success(request, f"Zaproponowano miejsce: {chosen.application.client}. Zawiadomienie czeka na przekazanie.")
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("entitlements:queue", offered.id)


@staff_only
@require_POST
def queue_export(request: HttpRequest, offered_id: UUID) -> HttpResponse:
    """The waiting list with its points as a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.QUALIFY):
        actor.require(Permission.RECOGNISE_NEEDS)
    offered = get_object_or_404(ProgrammeService.objects.select_related("service"), pk=offered_id)
    if not actor.sees(offered.division):
        raise Http404
    rows = pages.queue_table(offered)
    journal.write(events.QUEUE_EXPORTED, by=actor, service=str(offered), count=len(rows))
    name = f"lista-oczekujacych-{offered.service.code.lower()}-{clock.today():%Y-%m-%d}"
    return answer(pages.QUEUE_HEADER, rows, title="Lista oczekujących", name=name, kind=request.POST.get("format", ""))


@staff_only
@require_GET
def detail(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """What was granted, at what fee, what is left and who used it."""
    held = _held(request, entitlement_id)
    return render(request, "entitlements/detail.html", pages.entitlement(request.actor, held))  # type: ignore[attr-defined]


@staff_only
@require_POST
def resign(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """The person gives the service up."""
    held, form = _held(request, entitlement_id), ResignForm(request.POST)
    if form.is_valid():
        try:
            actions.resign(by=request.actor, entitlement=held, on=form.cleaned_data["on"])  # type: ignore[attr-defined]
            messages.success(request, "Odnotowano rezygnację. Późniejsze rezerwacje są zwolnione.")
            return redirect("entitlements:detail", held.id)
        except Problem as problem:
            _say(form, problem)
    context = pages.entitlement(request.actor, held) | {"form": form}  # type: ignore[attr-defined]
    return render(request, "entitlements/detail.html", context, status=422)


@staff_only
@require_POST
def raise_amount(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """More of a running service, within what the programme allows."""
    held = _held(request, entitlement_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.QUALIFY)
    page = pages.entitlement(actor, held)
    form = RaiseForm(request.POST, prefix="wymiar", limits=limits_of(held), ceilings=page["raising"].ceilings)
    if form.is_valid():
        try:
            actions.raise_entitlement(by=actor, entitlement=held, amounts=form.amounts, reasons=form.cleaned_data["reasons"])
            messages.success(request, "Podwyższono wymiar. Zawiadomienie czeka na przekazanie.")
            return redirect("entitlements:detail", held.id)
        except Problem as problem:
            _say(form, problem)
    return render(request, "entitlements/detail.html", page | {"raise_form": form}, status=422)


@staff_only
@require_POST
def pause(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """Suspend a running right or resume a suspended one."""
    held = _held(request, entitlement_id)
    verb = actions.resume if held.state == Entitlement.State.SUSPENDED else actions.suspend
    try:
        verb(by=request.actor, entitlement=held)  # type: ignore[attr-defined]
        messages.success(request, "Zapisano.")
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("entitlements:detail", held.id)


def _held(request: HttpRequest, entitlement_id: UUID) -> Entitlement:
    found: Entitlement = get_object_or_404(
        Entitlement.objects.select_related("programme_service__service", "programme_service__version__programme", "requested__application__case_file"),
        pk=entitlement_id,
    )
    require_my_side(request.actor, found, request)  # type: ignore[attr-defined]
    found.person = open_person(request.actor, found.person_id, f"przyznana usługa: {found}", request)  # type: ignore[attr-defined]
    return found
