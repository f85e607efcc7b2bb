"""What a version offers: the list of its services, one service with all its rules, its plain data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits, export
from opencus.programmes import events
from opencus.programmes.actions import offer as actions
from opencus.programmes.forms.offer import AddForm, FilterForm, ServiceForm
from opencus.programmes.forms.offer_fields import run
from opencus.programmes.forms.offer_parts import PriceForm
from opencus.programmes.models import Track
from opencus.programmes.views import offer_words as words

PAGE = 50


@staff_only
@require_GET
def offer(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The services of a version, each with what its rules say."""
    version = words.version_of(version_id)
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    every = words.lines(version)
    lines = words.narrowed(every, asked)
    page = Paginator(lines, PAGE).get_page(request.GET.get("strona"))
    context = {
        "version": version, "editable": words.may_edit(request.actor, version), "form": form, "page": page, "total": len(every),
        "tabs": words.tabs(every, asked.get("tor", "")), "filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "programmes/offer.html", context)


@staff_only
@require_POST
def offer_file(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The services with their rules in words, as a table."""
    version = words.version_of(version_id)
    kind = request.POST.get("format", "xlsx")
    journal.write(events.OFFER_EXPORTED, by=request.actor, subject=version, format=kind)
    rows = [words.row(line) for line in words.lines(version)]
    return export.answer(words.HEADER, rows, title="Usługi programu", name="uslugi-programu", kind=kind)


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Take a service of the catalogue into the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    version = words.version_of(version_id)
    form = AddForm(words.sent(request), version_id=version.id, initial={"track": Track.PROGRAMME})
    if request.method == "POST":
        made = run(form, actions.add_service, by=request.actor, version=version)
        if made:
            messages.success(request, f"Dodano usługę „{made.service}”. Teraz ustal, kto może z niej skorzystać i na jakich warunkach.")
            return redirect("programmes:offer_service", made.id)
    context = {"form": form, "version": version, "editable": words.is_draft(version)}
    return render(request, "programmes/offer_add.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def service(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """One service with everything the version says about it."""
    return _service(request, offered_id, PriceForm(initial={"persons": 1, "units": 1}))


@staff_only
@require_POST
def price(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """What somebody with this income will pay; nothing is kept."""
    return _service(request, offered_id, PriceForm(request.POST))


def _service(request: ActorRequest, offered_id: UUID, form: PriceForm) -> HttpResponse:
    offered = words.offered_of(offered_id)
    prices = words.prices(offered, **form.cleaned_data) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {
        "offered": offered, "version": offered.version, "line": words.line_of(offered), "form": form, "prices": prices,
        "editable": words.may_edit(request.actor, offered.version), "parts": words.parts(offered), "booking": words.booking(offered),
    }  # fmt: skip
    return render(request, "programmes/offer_service.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """The plain data of a service in the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    offered = words.offered_of(offered_id)
    form = ServiceForm(words.sent(request), offered=offered, groups=list(offered.version.target_groups.all()))
    status = 409 if request.method == "POST" and edits.collide(form) else 422
    if request.method == "POST" and form.is_valid() and run(form, lambda **_: actions.change_service(by=request.actor, offered=offered, **form.values())):
        messages.success(request, f"Zapisano usługę „{offered.service}”.")
        return redirect("programmes:offer_service", offered.id)
    context = {"form": form, "offered": offered, "version": offered.version, "editable": words.is_draft(offered.version)}
    return render(request, "programmes/offer_edit.html", context, status=status if form.errors else 200)


@staff_only
@require_POST
def remove(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """Take a service out of the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    offered = words.offered_of(offered_id)
    try:
        actions.remove_service(by=request.actor, offered=offered)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programmes:offer_service", offered_id)
    messages.success(request, f"Usunięto usługę „{offered.service}” ze szkicu.")
    return redirect("programmes:offer", offered.version_id)
