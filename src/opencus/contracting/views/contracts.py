"""Contracts: the list with what is used, one contract, a new one, signing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.contracting import actions, queries
from opencus.contracting.access import find_contract, require_contract_reader
from opencus.contracting.forms import ContractForm, LineForm, SignForm, run
from opencus.contracting.models import Contract
from opencus.contracting.screens import use_of
from opencus.core.clock import today
from opencus.core.money import total


@staff_only
def contracts(request: ActorRequest) -> HttpResponse:
    """All contracts: services, provider and status, how much of the limit is ordered, value."""
    require_contract_reader(request.actor)
    found = list(queries.contracts_listed())
    statuses = queries.statuses_on([one.provider_id for one in found], today())
    uses = [use_of(one, statuses.get(one.provider_id)) for one in found]
    context = {
        "uses": uses, "total": total(one.value for one in uses), "day": today(),
        "providers": len({one.contract.provider_id for one in uses}),
        "may_manage": request.actor.may(Permission.MANAGE_CONTRACTS),
    }  # fmt: skip
    return render(request, "contracting/contracts.html", context)


@staff_only
def contract(request: ActorRequest, contract_id: UUID) -> HttpResponse:
    """One contract with the use of each line."""
    return _show(request, find_contract(request.actor, contract_id))


def _show(request: ActorRequest, found: Contract, *, status: int = 200, **forms: object) -> HttpResponse:
    held = queries.statuses_on([found.provider_id], today()).get(found.provider_id)
    context = {
        "use": use_of(found, held), "contract": found, "line_form": LineForm(), "sign_form": SignForm(),
        "may_manage": request.actor.may(Permission.MANAGE_CONTRACTS),
    } | forms  # fmt: skip
    return render(request, "contracting/contract.html", context, status=status)


@staff_only
def contract_new(request: ActorRequest) -> HttpResponse:
    """Prepare a contract."""
    request.actor.require(Permission.MANAGE_CONTRACTS)
    form = ContractForm(request.POST or None)
    made: list[Contract] = []
    if form.is_bound and run(form, lambda **data: made.append(actions.draft_contract(by=request.actor, **data))):
        messages.success(request, "Zapisano projekt umowy. Dodaj usługi ze stawką i limitem.")
        return redirect("contracting:contract", contract_id=made[0].id)
    return render(request, "contracting/contract_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_POST
def add_line(request: ActorRequest, contract_id: UUID) -> HttpResponse:
    """Add a service to a contract before signing."""
    found = find_contract(request.actor, contract_id)
    form = LineForm(request.POST)
    if run(form, lambda **data: actions.add_line(by=request.actor, contract=found, **data)):
        messages.success(request, "Dodano usługę do umowy.")
        return redirect("contracting:contract", contract_id=found.id)
    return _show(request, found, status=422, line_form=form, form=form)


@staff_only
@require_POST
def sign(request: ActorRequest, contract_id: UUID) -> HttpResponse:
    """Make a contract binding."""
    found = find_contract(request.actor, contract_id)
    form = SignForm(request.POST)
    if run(form, lambda **data: actions.sign_contract(by=request.actor, contract=found, **data)):
        messages.success(request, f"Umowa {found.number} obowiązuje.")
        return redirect("contracting:contract", contract_id=found.id)
    return _show(request, found, status=422, sign_form=form, form=form)
