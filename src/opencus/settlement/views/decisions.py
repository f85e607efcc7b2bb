"""What the centre does with a month: each answer is a redirect back to it, or the page with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from opencus.centre.access import staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.roles import Permission
from opencus.core.periods import MonthRef
from opencus.core.states import WrongMove
from opencus.settlement import access, actions, events, rules, screens
from opencus.settlement.forms import ReasonForm, SubmitForm
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries import months as queries
from opencus.settlement.views.months import page

Verdict = SettlementLine.Verdict


def _act(request: HttpRequest, settlement_id: UUID, act: Callable[..., Any], said: str, **details: Any) -> HttpResponse:
    settlement = access.open_settlement(request, settlement_id)
    try:
        act(by=request.actor, settlement=settlement, **details)  # type: ignore[attr-defined]
    except (ValidationError, WrongMove) as error:
        return page(request, access.open_settlement(request, settlement_id), refusal=getattr(error, "messages", [str(error)]))
    messages.success(request, said)
    return redirect("settlement:detail", settlement_id)


@staff_only
@require_POST
def check_month(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Confirm the merits."""
    return _act(request, settlement_id, actions.check, "Zatwierdzono merytorycznie. Teraz kolej na akceptację finansową.")


@staff_only
@recently_proved
@require_POST
def accept_month(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Accept financially: the month is closed."""
    return _act(request, settlement_id, actions.accept, "Zaakceptowano finansowo. Kwota i wizyty są zamknięte.")


@staff_only
@recently_proved
@require_POST
def pay_month(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Record that the transfer went out."""
    return _act(request, settlement_id, actions.pay, "Odnotowano zapłatę.")


@staff_only
@require_POST
def compare(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Compare the deliveries anew; decided lines keep their verdict while their figures stand."""
    return _act(request, settlement_id, actions.gather, "Porównano dane z kartami usług. Decyzje zostały, gdzie nic się nie zmieniło.")


@staff_only
@require_POST
def give_back(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Send the month back with a reason."""
    form = ReasonForm(request.POST, auto_id="id_return_%s", missing="Napisz, co wykonawca ma wyjaśnić lub poprawić.")
    if not form.is_valid():
        return page(request, access.open_settlement(request, settlement_id), returning=form)
    return _act(request, settlement_id, actions.dispute, "Zwrócono rozliczenie wykonawcy.", reason=form.cleaned_data["reason"])


@staff_only
@require_POST
def submit_own_staff(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Submit the month of the centre's own staff."""
    settlement = access.open_settlement(request, settlement_id)
    form = SubmitForm(request.POST, mode=settlement.contract.mode, returned=settlement.state == Settlement.State.DISPUTED)
    if not form.is_valid():
        return page(request, settlement, submitting=form)
    return _act(request, settlement_id, actions.submit, "Złożono rozliczenie własnej kadry.", **form.cleaned_data)


@staff_only
@require_POST
def decide_line(request: HttpRequest, settlement_id: UUID, line_id: UUID) -> HttpResponse:
    """Recognise, reject (with a reason) or take a decision back."""
    settlement = access.open_settlement(request, settlement_id)
    line = settlement.lines.filter(id=line_id).first()
    if line is None:
        raise Http404
    verdict = request.POST.get("verdict", "")
    form = ReasonForm(request.POST, auto_id=f"id_%s_{line.id}", missing="Napisz, dlaczego odrzucasz. Wykonawca to zobaczy.")
    if verdict == Verdict.REJECTED and not form.is_valid():
        request.actor.require(Permission.CHECK_SETTLEMENT)  # type: ignore[attr-defined]
        return page(request, settlement, rejecting={line.id: form})
    reason = form.cleaned_data["reason"] if verdict == Verdict.REJECTED else ""
    try:
        actions.decide(by=request.actor, line=line, verdict=verdict, reason=reason)  # type: ignore[attr-defined]
    except ValidationError as error:
        return page(request, settlement, refusal=error.messages)
    return redirect(reverse("settlement:detail", args=[settlement.id]) + "#roznice")


@staff_only
@require_POST
def recognise_many(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Show what the chosen lines add up to; recognise them when that is confirmed."""
    settlement = access.open_settlement(request, settlement_id)
    request.actor.require(Permission.CHECK_SETTLEMENT)  # type: ignore[attr-defined]
    chosen = _chosen(request, settlement)
    if not chosen:
        return page(request, settlement, refusal=["Zaznacz co najmniej jedną wizytę, a potem wybierz „Uznaj zaznaczone”."])
    if "confirmed" not in request.POST:
        before = queries.summary(settlement.lines.all())
        added = queries.summary(chosen).waiting
        context = {
            "settlement": settlement, "contract": settlement.contract, "month": MonthRef.of(settlement.month),
            "rows": screens.shown(chosen), "added": added, "before": before.due.amount, "after": before.due.amount + added.amount,
            "unit": screens.one_unit(chosen), "excess": rules.invoice_excess(
                mode=settlement.contract.mode, invoice_amount=settlement.invoice_amount, due=before.due.amount + added.amount),
        }  # fmt: skip
        access.log(request, events.OPENED, settlement.contract, MonthRef.of(settlement.month), again=True)
        return render(request, "settlement/recognise.html", context)
    ids = [line.id for line in chosen]
    return _act(request, settlement_id, actions.recognise, f"Uznano pozycje: {len(ids)}.", line_ids=ids)


def _chosen(request: HttpRequest, settlement: Settlement) -> list[SettlementLine]:
    wanted = set(request.POST.getlist("line"))
    return [line for line in queries.lines_of(settlement) if str(line.id) in wanted and line.verdict == Verdict.OPEN]
