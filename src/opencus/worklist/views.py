"""Pages of hand-overs between the two divisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.models import Division
from opencus.centre.roles import Permission
from opencus.core.states import WrongMove
from opencus.people.access import open_person
from opencus.worklist import access, actions, events, queries
from opencus.worklist.forms import OfferForm, WordsForm
from opencus.worklist.matters import Matter, matters_of
from opencus.worklist.models import Handover

PER_PAGE = 25
DONE = {
    "przyjmij": "Przyjęto. Twój pion widzi teraz te sprawy.", "odmow": "Zapisano, że pion nie przyjmuje tych spraw.",
    "wycofaj": "Wycofano. Drugi pion nie widzi już tych spraw.",
}  # fmt: skip


@staff_only
@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Hand-overs of the actor's side: to be accepted, in force, all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.HAND_OVER)
    view = request.GET.get("widok", "")
    view = view if view in queries.VIEWS else "do-przyjecia"
    page = Paginator(queries.listed(actor, view), PER_PAGE).get_page(request.GET.get("strona", 1))
    tabs = [
        {"label": label, "url": f"?widok={key}", "count": queries.listed(actor, key).count(), "active": key == view}
        for key, label in queries.VIEWS.items()
    ]
    journal.write(events.LISTED, by=actor, found=page.paginator.count)
    return render(request, "worklist/list.html", {"page": page, "tabs": tabs})


@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose what of a person's matters goes to the other division, what for and on what ground."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.HAND_OVER)
    person = open_person(actor, person_id, "przekazanie sprawy między pionami", request)
    origin = _origin(actor, request)
    matters = [one for one in matters_of(actor, person.id) if one.division == origin]
    form = OfferForm(request.POST if request.method == "POST" else None, matters=matters)
    if form.is_bound and form.is_valid():
        try:
            made = actions.offer(by=actor, person=person, from_division=origin, **form.cleaned_data)
            messages.success(request, "Zapisano. Sprawy czekają na przyjęcie przez drugi pion.")
            return redirect("worklist:detail", made.id)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "person": person, "form": form, "matters": matters, "origin": Division(origin).label,
        "target": actions.OTHER_SIDE[Division(origin)].label, "both": not actor.divisions, "division": origin,
        "divisions": Division.choices,
    }  # fmt: skip
    return render(request, "worklist/new.html", context, status=422 if form.errors else 200)


def _origin(actor: Actor, request: HttpRequest) -> str:
    """Which division gives: the actor's own, or the one chosen by whoever sees both."""
    if actor.divisions:
        return min(actor.divisions)
    asked = request.POST.get("pion") or request.GET.get("pion") or Division.SERVICES.value
    return asked if asked in Division.values else Division.SERVICES.value


@staff_only
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One hand-over with its matters; accepting, declining, taking back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.open_handover(actor, handover_id, request)
    form, verb = WordsForm(request.POST if request.method == "POST" else None), request.POST.get("akcja", "")
    if request.method == "POST":
        if verb not in DONE:
            raise Http404
        if form.is_valid() and _done(actor, found, verb, form):
            messages.success(request, DONE[verb])
            return redirect("worklist:detail", found.id)
    context = {
        "handover": found, "form": form, "verb": verb, "matters": _shown(actor, found),
        "may_answer": found.state == Handover.State.OFFERED and access.may_answer(actor, found),
        "may_withdraw": found.state in access.LIVE and access.may_withdraw(actor, found),
    }  # fmt: skip
    return render(request, "worklist/detail.html", context, status=422 if form.errors else 200)


def _done(actor: Actor, found: Handover, verb: str, form: WordsForm) -> bool:
    words = form.cleaned_data["words"]
    try:
        if verb == "przyjmij":
            actions.accept(by=actor, handover=found)
        elif verb == "odmow":
            actions.decline(by=actor, handover=found, answer=words)
        else:
            actions.withdraw(by=actor, handover=found, reason=words)
    except ValidationError as error:
        form.add_error("words", error.messages[0])
        return False
    except WrongMove as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _shown(actor: Actor, found: Handover) -> list[dict[str, Any]]:
    """The handed matters; a link only where the actor sees the matter now."""
    seen: dict[UUID, Matter] = {one.id: one for one in matters_of(actor, found.person_id)}
    return [
        {"kind": one.get_kind_display(), "mark": one.mark, "url": seen[one.matter_id].url if one.matter_id in seen else ""}
        for one in found.matters.all()
    ]
