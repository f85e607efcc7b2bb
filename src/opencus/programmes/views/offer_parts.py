"""Access, raising, limits, fees, reliefs and points of a service: one form each, with the rule builder where there is a condition."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits
from opencus.programmes.actions import offer, offer_parts
from opencus.programmes.forms.offer_fields import run
from opencus.programmes.forms.offer_parts import PARTS, AccessForm, PartForm, RaiseForm
from opencus.programmes.forms.offer_rule import RuleDraft
from opencus.programmes.views import offer_words as words
from opencus.programmes.views.offer_rules import builder

#: part -> its action and the name by which that takes the stored row.
WRITES: dict[str, tuple[Callable[..., Any], str]] = {
    "limity": (offer_parts.write_limit, "limit"), "oplaty": (offer_parts.write_fee, "fee"),
    "ulgi": (offer_parts.write_relief, "relief"), "punkty": (offer_parts.write_points, "points_rule"),
}  # fmt: skip
COLLIDED = "W tym czasie ktoś zapisał inny warunek: „{}”. Wyślij jeszcze raz, aby zastąpić go swoim, albo otwórz stronę od nowa."


@staff_only
@require_http_methods(["GET", "POST"])
def access(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """Who may have the service: the rule builder."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    offered = words.offered_of(offered_id)
    form = AccessForm(words.sent(request), offered=offered)
    rule, stored = _rule(request, offered.access_rule)
    act = partial(offer.set_access, by=request.actor, offered=offered)
    return _page(request, form, rule, stored, lambda: act(tree=rule.stored if rule else None), "Kto może skorzystać")


@staff_only
@require_http_methods(["GET", "POST"])
def raising(request: ActorRequest, offered_id: UUID) -> HttpResponse:
    """Up to how much a running entitlement may be raised, and when."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    offered = words.offered_of(offered_id)
    form = RaiseForm(words.sent(request), offered=offered)
    rule, stored = _rule(request, offered.raise_rule)
    act = partial(offer.set_raise, by=request.actor, offered=offered)
    return _page(request, form, rule, stored, lambda: act(tree=rule.stored if rule else None, **form.values()), "Zwiększenie przyznanej usługi")


@staff_only
@require_http_methods(["GET", "POST"])
def part(request: ActorRequest, offered_id: UUID, part: str, part_id: UUID | None = None) -> HttpResponse:
    """One limit, fee, relief or points, or new ones."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    if part not in PARTS:
        raise Http404
    offered = words.offered_of(offered_id)
    model, made, name, conditional = PARTS[part]
    row = get_object_or_404(model, id=part_id, programme_service=offered) if part_id else None
    form = made(words.sent(request), offered=offered, row=row)
    rule, stored = _rule(request, row.condition if row else None, required=part in {"ulgi", "punkty"}) if conditional else (None, None)
    write, word = WRITES[part]
    tree = (lambda: {"tree": rule.stored}) if rule else dict
    act = partial(write, by=request.actor, offered=offered, **{word: row})
    return _page(request, form, rule, stored, lambda: act(**form.values(), **tree()), f"{name[:1].upper()}{name[1:]}", part)


@staff_only
@require_POST
def part_remove(request: ActorRequest, offered_id: UUID, part: str, part_id: UUID) -> HttpResponse:
    """Take a limit, fee, relief or points away."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    if part not in PARTS:
        raise Http404
    row = get_object_or_404(PARTS[part][0], id=part_id, programme_service=offered_id)
    try:
        offer_parts.remove_part(by=request.actor, part=row)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Usunięto.")
    return redirect("programmes:offer_service", offered_id)


def _rule(request: ActorRequest, stored: dict[str, Any] | None, *, required: bool = False) -> tuple[RuleDraft, dict[str, Any] | None]:
    """The builder as it was sent, or of what is stored."""
    if request.method == "POST":
        return RuleDraft.posted(request.POST, required=required), stored
    return RuleDraft.of(stored, required=required), stored


def _page(
    request: ActorRequest, form: PartForm, rule: RuleDraft | None, stored: dict[str, Any] | None, act: Callable[[], Any], title: str, part: str = "",
) -> HttpResponse:
    """Save, or show the form again: with a row more, with errors, or with what a colleague has written meanwhile."""
    offered, building = form.offered, bool({"zmiana", "odswiez"} & set(request.POST))
    status = 200
    if building and rule:
        rule.notice()
    elif request.method == "POST":
        status = _refusal(form, rule, stored)
        if not status and run(form, lambda **_: act()):
            messages.success(request, "Zapisano w szkicu.")
            return redirect("programmes:offer_service", offered.id)
        status = status or 422
    elif rule:
        rule.notice()
    context = {
        "form": form, "offered": offered, "version": offered.version, "title": title, "part": part, "row": form.row,
        "editable": words.is_draft(offered.version), "building": building, **builder(rule, offered),
    }  # fmt: skip
    quick = building and bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "programmes/offer_rule.html" if quick else "programmes/offer_part.html", context, status=status)


def _refusal(form: PartForm, rule: RuleDraft | None, stored: dict[str, Any] | None) -> int:
    """0 when everything typed can be saved; else the status of the answer."""
    collided = edits.collide(form)
    sound = form.is_valid()
    if rule is None:
        return 409 if collided else 0 if sound else 422
    sound = rule.is_valid() and sound
    if rule.clashes(stored) and stored != rule.stored:
        collided = True
        rule.root.errors.append(COLLIDED.format(RuleDraft.of(stored).aloud_now))
    return 409 if collided else 0 if sound else 422
