"""Pages of estates."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.actors import Actor
from opencus.centre.estates import actions, queries
from opencus.centre.estates.forms import EstateForm
from opencus.centre.estates.models import Estate
from opencus.centre.models import Municipality, ServedMunicipality
from opencus.centre.roles import Permission


def _served(actor: Actor) -> list[Municipality]:
    rows = ServedMunicipality.objects.filter(centre_id=actor.centre_id).select_related("municipality").order_by("municipality__name")
    return [row.municipality for row in rows]


@staff_only
@require_GET
def estates(request: ActorRequest) -> HttpResponse:
    """Every estate with how many addresses it has."""
    if not request.actor.may(Permission.MANAGE_PROGRAMME):
        request.actor.require(Permission.VIEW_REPORTS)
    context = {"estates": list(queries.estates()), "may_change": request.actor.may(Permission.MANAGE_PROGRAMME)}
    return render(request, "estates/estates.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Add an estate."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    return _edit(request, None)


@staff_only
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, estate_id: UUID) -> HttpResponse:
    """Change an estate and its addresses."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    return _edit(request, get_object_or_404(Estate, id=estate_id))


def _edit(request: ActorRequest, estate: Estate | None) -> HttpResponse:
    initial = None
    if estate is not None:
        lines = "\n".join(str(one.span) for one in estate.addresses.all())
        initial = {"name": estate.name, "kind": estate.kind, "municipality": estate.municipality_id, "addresses": lines}
    form = EstateForm(request.POST or None, served=_served(request.actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save(by=request.actor, estate=estate, **form.typed())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Zapisano: {made}.")
            return redirect("estates:list")
    return render(request, "estates/form.html", {"form": form, "estate": estate}, status=422 if form.errors else 200)


@staff_only
@require_POST
def remove(request: ActorRequest, estate_id: UUID) -> HttpResponse:
    """Remove an estate; its addresses then belong to none."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    estate = get_object_or_404(Estate, id=estate_id)
    actions.remove(by=request.actor, estate=estate)
    messages.success(request, f"Usunięto: {estate}.")
    return redirect("estates:list")
