"""The target groups of a version (art. 5(3)(4))."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.programmes.actions import offer as actions
from opencus.programmes.forms.offer import GroupForm
from opencus.programmes.forms.offer_fields import run
from opencus.programmes.models import TargetGroup
from opencus.programmes.views import offer_words as words


@staff_only
@require_http_methods(["GET", "POST"])
def groups(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The groups the programme is for, and a new one."""
    if request.method == "POST":
        request.actor.require(Permission.MANAGE_PROGRAMME)
    version = words.version_of(version_id)
    form = GroupForm(words.sent(request))
    if request.method == "POST" and run(form, actions.write_group, by=request.actor, version=version):
        messages.success(request, "Dodano grupę docelową.")
        return redirect("programmes:offer_groups", version.id)
    rows = TargetGroup.objects.filter(version=version).annotate(offered=Count("services"))
    context = {"version": version, "rows": rows, "form": form, "editable": words.may_edit(request.actor, version)}
    return render(request, "programmes/offer_groups.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """One group."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(TargetGroup.objects.select_related("version__programme"), id=group_id)
    initial = {"name": row.name, "description": row.description, "planned_persons": row.planned_persons}
    form = GroupForm(words.sent(request), initial=initial)
    if request.method == "POST" and run(form, actions.write_group, by=request.actor, version=row.version, group=row):
        messages.success(request, "Zapisano grupę docelową.")
        return redirect("programmes:offer_groups", row.version_id)
    context = {"group": row, "version": row.version, "form": form, "editable": words.is_draft(row.version)}
    return render(request, "programmes/offer_group.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def group_remove(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """Take a group out of the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(TargetGroup.objects.select_related("version"), id=group_id)
    try:
        actions.remove_group(by=request.actor, group=row)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Usunięto grupę „{row.name}”.")
    return redirect("programmes:offer_groups", row.version_id)
