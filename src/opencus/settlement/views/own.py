"""The provider's side: months of their own contracts, what the centre disputed, and submitting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import provider_only
from opencus.contracting.models import Contract
from opencus.core.clock import today
from opencus.core.export import answer
from opencus.core.money import format_zl
from opencus.core.periods import MonthRef
from opencus.settlement import access, actions, events, rules, screens
from opencus.settlement.actions.gathering import foreseen
from opencus.settlement.forms import SubmitForm
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries import months as queries
from opencus.settlement.views.months import HEADER, line_cells
from opencus.settlement.views.tables import known_month

State = Settlement.State
BEFORE_SUBMITTING = (State.OPEN, State.DISPUTED)


@provider_only
@require_GET
def own_list(request: HttpRequest) -> HttpResponse:
    """The last twelve months of the provider's own contracts."""
    mine = access.own_contracts(request.actor)  # type: ignore[attr-defined]
    this = MonthRef.of(today())
    rows = queries.own_rows(mine, this.plus(-11), this)
    returned = [row for row in rows if row.settlement and row.settlement.state == State.DISPUTED]
    ready = [row for row in rows if row.month < this and (row.settlement is None or row.settlement.state == State.OPEN)]
    context = {"rows": rows, "returned": returned, "ready": ready, "this": this, "tones": screens.TONES}
    return render(request, "settlement/own.html", context)


@provider_only
@require_http_methods(["GET", "POST"])
def own_detail(request: HttpRequest, contract_id: UUID, year: int, month: int) -> HttpResponse:
    """One month of an own contract; POST submits it."""
    contract = access.open_own(request, contract_id)
    ref = known_month(year, month)
    settlement = _settlement(contract, ref)
    access.log(request, events.OWN_OPENED, contract, ref)
    returned = settlement.state == State.DISPUTED
    form = SubmitForm(request.POST or None, mode=contract.mode, returned=returned, initial=_initial(settlement))
    posted = request.method == "POST"
    if posted:
        # A form without fields (a contract settled by a report) is bound only by being sent.
        form = SubmitForm(request.POST, mode=contract.mode, returned=returned)
        if form.is_valid() and _submitted(request, contract, ref, form):
            messages.success(request, f"Złożono rozliczenie za {ref.label}. Centrum sprawdzi je i odpowie tutaj.")
            return redirect("settlement:own_detail", contract.id, year, month)
        settlement = _settlement(contract, ref)
        access.log(request, events.OWN_OPENED, contract, ref, again=True)
    return render(request, "settlement/own_detail.html", _context(contract, ref, settlement, form), status=422 if posted else 200)


@provider_only
@require_POST
def own_export(request: HttpRequest, contract_id: UUID, year: int, month: int) -> HttpResponse:
    """The provider's own lines as a workbook."""
    contract = access.open_own(request, contract_id)
    ref = known_month(year, month)
    lines = _lines(_settlement(contract, ref))
    actor = request.actor  # type: ignore[attr-defined]
    journal.write(events.EXPORTED, by=actor, subject=contract, table="własne pozycje rozliczenia", count=len(lines))
    rows = [line_cells(line, screens.client_name(line)) for line in lines]
    return answer(HEADER, rows, title=f"Rozliczenie {ref}", name=f"rozliczenie-{ref}", kind=request.POST.get("format", ""))


def _settlement(contract: Contract, month: MonthRef) -> Settlement:
    """Return the month as saved, or an unsaved one to show what it would hold: looking writes nothing."""
    found: Settlement | None = Settlement.objects.select_related("contract", "submitted_by").filter(contract=contract, month=month.first).first()
    return found or Settlement(contract=contract, month=month.first)


def _lines(settlement: Settlement) -> list[SettlementLine]:
    return foreseen(settlement) if settlement.state in BEFORE_SUBMITTING else queries.lines_of(settlement)


def _initial(settlement: Settlement) -> dict[str, Any]:
    amount = settlement.invoice_amount
    return {
        "invoice_number": settlement.invoice_number, "ksef_number": settlement.ksef_number,
        "invoice_amount": format_zl(amount).removesuffix("\u00a0zł") if amount is not None else "",
    }  # fmt: skip


def _submitted(request: HttpRequest, contract: Contract, month: MonthRef, form: SubmitForm) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        settlement = actions.open_month(by=actor, contract=contract, month=month.first)
        actions.submit(by=actor, settlement=settlement, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _context(contract: Contract, month: MonthRef, settlement: Settlement, form: SubmitForm) -> dict[str, Any]:
    lines = _lines(settlement)
    verdict = SettlementLine.Verdict
    differing = [line for line in lines if line.verdict != verdict.CLEAR]
    over = today() > min(month.last, contract.valid_to)
    summary = queries.summary(lines)
    return {
        "contract": contract, "month": month, "settlement": settlement, "form": form, "summary": summary,
        "clients": screens.per_client(lines), "over": over, "unit": screens.one_unit(lines),
        "differing": [(row, screens.client_name(row.line)) for row in screens.shown(differing)],
        "tone": screens.TONES[settlement.state], "with_invoice": contract.mode not in rules.WITHOUT_INVOICE,
        "can_submit": settlement.state in BEFORE_SUBMITTING and over and bool(lines),
    }  # fmt: skip
