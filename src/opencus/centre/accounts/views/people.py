"""The accounts of the centre on screen, for those who manage them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.accounts import access, mail, queries
from opencus.centre.accounts.actions import people
from opencus.centre.accounts.actions.links import Issued
from opencus.centre.accounts.forms import EndRoleForm, NewAccountForm, ReasonForm, RoleForm
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.models import Membership, User
from opencus.centre.roles import Permission

FILTERS = {
    "wszystkie": ("Wszystkie", lambda one: True),
    "nieuzywane": ("Nieużywane od 90 dni", lambda one: one.dormant),
    "bez-roli": ("Bez roli", lambda one: one.homeless),
    "bez-skladnika": ("Bez drugiego składnika", lambda one: one.user.is_active and not one.factor),
    "zablokowane": ("Zablokowane", lambda one: not one.user.is_active),
}


@staff_only
def accounts(request: ActorRequest) -> HttpResponse:
    """Everybody with an account here, with what needs attention first to hand."""
    request.actor.require(Permission.MANAGE_STAFF)
    everybody = queries.accounts()
    chosen = request.GET.get("pokaz", "wszystkie")
    chosen = chosen if chosen in FILTERS else "wszystkie"
    tabs = [
        {"label": label, "url": f"?pokaz={key}", "count": sum(map(fits, everybody)), "active": key == chosen}
        for key, (label, fits) in FILTERS.items()
    ]
    context = {
        "accounts": [one for one in everybody if FILTERS[chosen][1](one)], "tabs": tabs, "chosen": chosen,
        "centre": request.centre, "changes": queries.recent_changes(), "me": request.actor.user_id,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "accounts/accounts.html", context)


@staff_only
@recently_proved
def new_account(request: ActorRequest) -> HttpResponse:
    """Make an account for a new employee."""
    request.actor.require(Permission.MANAGE_STAFF)
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        try:
            user, issued = people.create_account(by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if issued is not None:
                return _show_link(request, issued, "entrance:invitation")
            messages.success(request, "Nadano rolę. Ta osoba ma już konto w OpenCUS i loguje się swoim hasłem.")
            return redirect("accounts:account", user_id=user.id)
    return render(request, "accounts/new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@recently_proved
def account(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """One account: roles, state, what was changed and why, and the forms to change it."""
    return _page(request, access.account(request.actor, user_id))


@staff_only
@recently_proved
@require_POST
def give_role(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Give a role with its days."""
    user, form = access.account(request.actor, user_id), RoleForm(request.POST)
    if _run(form, lambda **data: people.give_role(by=request.actor, user=user, **data)):
        messages.success(request, "Nadano rolę.")
        return redirect("accounts:account", user_id=user.id)
    return _page(request, user, role_form=form, form=form)


@staff_only
@recently_proved
@require_POST
def end_role(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    """End a role now or with a later day."""
    held = get_object_or_404(Membership.objects.select_related("user"), id=membership_id)
    user, form = access.account(request.actor, held.user_id), EndRoleForm(request.POST)
    if _run(form, lambda **data: people.end_role(by=request.actor, membership=held, **data)):
        messages.success(request, "Zakończono rolę. Otwarte sesje straciły jej uprawnienia.")
        return redirect("accounts:account", user_id=user.id)
    return _page(request, user, end_form=form, form=form)


@staff_only
@recently_proved
@require_POST
def block(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Close an account at once."""

    def act(user: User, reason: str) -> str:
        if people.block(by=request.actor, user=user, reason=reason):
            return "Zablokowano konto. Wszystkie sesje tej osoby są zakończone."
        return "Zakończono role w tym centrum. Konto działa dalej w innym centrum, więc go nie zablokowano."

    return _with_reason(request, user_id, act)


@staff_only
@recently_proved
@require_POST
def unblock(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Open a closed account."""

    def act(user: User, reason: str) -> str:
        people.unblock(by=request.actor, user=user, reason=reason)
        return "Odblokowano konto. Role działają tak jak przed blokadą."

    return _with_reason(request, user_id, act)


@staff_only
@recently_proved
@require_POST
def reset_factor(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Take away the factors of somebody who lost them."""

    def act(user: User, reason: str) -> str:
        people.reset_factor(by=request.actor, user=user, reason=reason)
        return "Usunięto drugi składnik i zakończono sesje. Ta osoba ustawi nowy po zalogowaniu."

    return _with_reason(request, user_id, act)


@staff_only
@recently_proved
@require_POST
def new_password(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Issue a link with which the person sets a new password."""
    user, form = access.account(request.actor, user_id), ReasonForm(request.POST)
    issued: list[Issued] = []
    if _run(form, lambda reason: issued.append(people.new_password(by=request.actor, user=user, reason=reason))):
        return _show_link(request, issued[0], "entrance:new_password")
    return _page(request, user, reason_form=form, form=form)


@staff_only
@recently_proved
@require_POST
def invite(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Issue a fresh invitation."""
    user = access.account(request.actor, user_id)
    try:
        return _show_link(request, people.invite_again(by=request.actor, user=user), "entrance:invitation")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:account", user_id=user.id)


@staff_only
@recently_proved
@require_POST
def demand_factor(request: ActorRequest) -> HttpResponse:
    """Demand a second factor of everybody here, or stop."""
    demanded = request.POST.get("demanded") == "tak"
    people.demand_factor(by=request.actor, centre=request.centre, demanded=demanded)  # type: ignore[attr-defined]
    words = "Od teraz każdy ustawi drugi składnik przy najbliższym wejściu." if demanded else "Drugi składnik jest teraz dobrowolny."
    messages.success(request, words)
    return redirect("accounts:list")


def _with_reason(request: ActorRequest, user_id: UUID, act: Callable[[User, str], str]) -> HttpResponse:
    user, form, done = access.account(request.actor, user_id), ReasonForm(request.POST), []
    if _run(form, lambda reason: done.append(act(user, reason))):
        messages.success(request, done[0])
        return redirect("accounts:account", user_id=user.id)
    return _page(request, user, reason_form=form, form=form)


def _page(request: ActorRequest, user: User, **more: Any) -> HttpResponse:
    context = {
        "account": queries.account_of(user), "past": queries.past_roles(user), "history": queries.history_of(user),
        "elsewhere": access.works_elsewhere(user, request.actor), "mine": user.id == request.actor.user_id,
        "role_form": RoleForm(), "end_form": EndRoleForm(), "reason_form": ReasonForm(),
    } | more  # fmt: skip
    return render(request, "accounts/account.html", context, status=422 if more else 200)


def _show_link(request: ActorRequest, issued: Issued, address: str) -> HttpResponse:
    """Show the link this once, to be copied or printed, and send it when e-mail is set up."""
    url = request.build_absolute_uri(reverse(address, args=[issued.token]))
    first = address == "entrance:invitation"
    centre = request.centre.name  # type: ignore[attr-defined]
    context = {"url": url, "issued": issued, "first": first, "sent": mail.send_link(issued, url, centre, first=first)}
    return render(request, "accounts/link.html", context)


def _run(form: forms.Form, act: Callable[..., Any]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
