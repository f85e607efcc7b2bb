"""The centre's side: all months, and one month with its differences, sums and invoice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.contracting.models import Contract
from opencus.core import pdf
from opencus.core.export import answer
from opencus.core.money import total
from opencus.core.periods import MonthRef
from opencus.people.queries import municipalities_told_apart
from opencus.settlement import access, actions, documents, events, rules, screens
from opencus.settlement.forms import ReasonForm, SubmitForm
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries import months as queries
from opencus.settlement.views.tables import choices, month_of

LIST_HEADER = ["Umowa", "Wykonawca", "Tryb", "Stan", "Wizyt", "Kwota", "Różnice do decyzji", "Czeka na"]
HEADER = ["Dzień", "Klient", "Usługa", "Plan", "Zgłoszone", "Potwierdzone", "Sporne", "Co się różni", "Decyzja", "Powód",
          "Stawka", "Do zapłaty: jednostki", "Do zapłaty: kwota"]  # fmt: skip
TO_PAY = (Settlement.State.ACCEPTED, Settlement.State.PAID)


@staff_only
@require_GET
def month_list(request: HttpRequest) -> HttpResponse:
    """All contracts of a month: state, deliveries, amount, what waits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require_staff(actor)
    month = month_of(request)
    rows = queries.month_rows(month)
    states = [row.settlement.state if row.settlement else "open" for row in rows]
    context = {
        "month": month, "months": choices(month), "rows": rows, "tones": screens.TONES,
        "may_open": actor.may(Permission.CHECK_SETTLEMENT), "may_charges": actor.may(Permission.ACCEPT_SETTLEMENT),
        "counts": {
            "waiting": sum(1 for row, state in zip(rows, states, strict=True) if state in ("open", "disputed") and row.records),
            "check": states.count("submitted"), "accept": states.count("checked"), "pay": states.count("accepted"),
            "paid": states.count("paid"),
        },
        "accepted_total": total(row.amount for row in rows if row.settlement and row.settlement.state in TO_PAY),
        "whole_total": total(row.amount for row in rows), "elsewhere": queries.waiting_counts(),
    }  # fmt: skip
    return render(request, "settlement/list.html", context)


@staff_only
@require_POST
def list_export(request: HttpRequest) -> HttpResponse:
    """The same table as a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require_staff(actor)
    month = month_of(request)
    rows = [
        (row.contract.number, row.contract.provider.name, row.contract.get_mode_display(),
         row.settlement.get_state_display() if row.settlement else "nieotwarte", row.records, row.amount, row.differences, row.waits)
        for row in queries.month_rows(month)
    ]  # fmt: skip
    journal.write(events.EXPORTED, by=actor, table="rozliczenia miesiąca", count=len(rows))
    kind = request.POST.get("format", "")
    return answer(LIST_HEADER, rows, title=f"Rozliczenia {month}", name=f"rozliczenia-{month}", kind=kind)


@staff_only
@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Open the month of a contract and go to it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.CHECK_SETTLEMENT)
    try:
        contract = Contract.objects.get(id=UUID(request.POST.get("contract", "")))
        month = MonthRef.parse(request.POST.get("month", ""))
    except (ValueError, Contract.DoesNotExist) as error:
        raise Http404 from error
    try:
        settlement = actions.open_month(by=actor, contract=contract, month=month.first)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("settlement:list")
    return redirect("settlement:detail", settlement.id)


@staff_only
@require_GET
def detail(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """One month: differences first, then sums, invoice and the two acceptances."""
    return page(request, access.open_settlement(request, settlement_id))


def page(
    request: HttpRequest, settlement: Settlement, *, refusal: Any = None, rejecting: dict[UUID, ReasonForm] | None = None,
    returning: ReasonForm | None = None, submitting: SubmitForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Render the month; a refusal or a form with errors makes it 422 with everything typed kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "GET":
        access.log(request, events.OPENED, settlement.contract, MonthRef.of(settlement.month), again=True)
    lines, verdict = queries.lines_of(settlement), SettlementLine.Verdict
    summary = queries.summary(lines)
    excess = rules.invoice_excess(mode=settlement.contract.mode, invoice_amount=settlement.invoice_amount, due=summary.due.amount)
    waiting = [line for line in lines if line.verdict == verdict.OPEN]
    clear = [line for line in lines if line.verdict == verdict.CLEAR]
    frozen = settlement.state in TO_PAY
    bad = [form for form in (*(rejecting or {}).values(), returning, submitting) if form is not None]
    context = {
        "settlement": settlement, "contract": settlement.contract, "month": MonthRef.of(settlement.month),
        "steps": screens.steps(settlement, len(lines)), "tone": screens.TONES[settlement.state], "summary": summary,
        "waiting": screens.shown(waiting, rejecting), "clear": screens.shown(clear), "clear_sum": queries.summary(clear),
        "decided": screens.shown(line for line in lines if line.verdict in (verdict.RECOGNISED, verdict.REJECTED)),
        "unit": screens.one_unit(lines), "strip": screens.strip(summary), "excess": excess, "short": -excess if excess else 0,
        "with_invoice": settlement.contract.mode not in rules.WITHOUT_INVOICE,
        "changed": 0 if frozen else queries.changed_since(settlement), "added": queries.added_since(settlement) if frozen else 0,
        "rights": screens.rights(actor, settlement, len(waiting), excess), "may_open_person": actor.may(Permission.OPEN_PERSON),
        "return_form": returning or ReasonForm(auto_id="id_return_%s"), "returning": returning is not None,
        "submit_form": submitting or SubmitForm(mode=settlement.contract.mode, returned=settlement.state == Settlement.State.DISPUTED),
        "refusal": refusal, "bad_forms": bad, "form_errors": bool(bad),
    }  # fmt: skip
    return render(request, "settlement/detail.html", context, status=422 if bad or refusal else 200)


@staff_only
@require_POST
def detail_export(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Exactly the lines of the page, in the same order."""
    settlement = access.open_settlement(request, settlement_id)
    lines = queries.lines_of(settlement)
    journal.write(events.EXPORTED, by=request.actor, subject=settlement, table="pozycje rozliczenia", count=len(lines))  # type: ignore[attr-defined]
    name = f"rozliczenie-{MonthRef.of(settlement.month)}"
    joint = bool(municipalities_told_apart(settlement.centre_id))
    rows = [
        (*line_cells(line, line.record.person.full_name), *([str(line.record.person.municipality or "")] if joint else []))
        for line in lines
    ]
    return answer([*HEADER, "Gmina"] if joint else HEADER, rows, title=name, name=name, kind=request.POST.get("format", ""))


@staff_only
@require_GET
def detail_pdf(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """The month as a tagged document."""
    settlement = access.open_settlement(request, settlement_id)
    return pdf.answer(documents.settlement_sheet(settlement, queries.lines_of(settlement), request.centre), "rozliczenie")  # type: ignore[attr-defined]


def line_cells(line: SettlementLine, client: str) -> tuple[Any, ...]:
    """Return a line as cells of a table, with what is to be paid for it."""
    units = rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict)
    return (
        line.record.on, client, line.contract_line.service.name, line.planned, line.reported, line.confirmed, line.disputed,
        line.why, line.get_verdict_display(), line.verdict_reason, line.rate, units, rules.Sum.of([(units, line.rate)]).amount,
    )  # fmt: skip
