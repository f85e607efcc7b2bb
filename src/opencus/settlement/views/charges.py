"""Residents' charges of a month, for the accountant."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.roles import Permission
from opencus.core import pdf
from opencus.core.export import answer
from opencus.core.words import MEASURES, measure
from opencus.people.queries import municipalities_told_apart
from opencus.settlement import documents, events
from opencus.settlement.models import Charge
from opencus.settlement.queries.charges import charges_of, totals_of
from opencus.settlement.views.tables import choices, month_of

PAGE = 50
HEADER = ["Osoba", "Usługa", "Miesiąc", "Jednostki", "Jednostka", "Zasada opłaty", "Kwota", "Termin zapłaty", "Rachunek", "Stan"]


@staff_only
@require_GET
def charge_list(request: HttpRequest) -> HttpResponse:
    """Who owes how much, until when and to which account (R43)."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.ACCEPT_SETTLEMENT)
    month = month_of(request)
    page = Paginator(charges_of(month), PAGE).get_page(request.GET.get("strona"))
    journal.write(events.CHARGES_OPENED, by=actor, month=month.label, count=len(page.object_list))
    rows = [(one, measure(one.units, one.entitlement.programme_service.service.measure)) for one in page.object_list]
    context = {
        "rows": rows, "month": month, "months": choices(month), "page": page, "totals": totals_of(month),
        "may_open_person": actor.may(Permission.OPEN_PERSON), "account": request.centre.bank_account,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "settlement/charges.html", context)


@staff_only
@require_POST
def charge_export(request: HttpRequest) -> HttpResponse:
    """The charges of the month as a file."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.ACCEPT_SETTLEMENT)
    month, joint = month_of(request), bool(municipalities_told_apart(actor.centre_id))
    rows = [
        (one.person.full_name, one.entitlement.programme_service.service.name, str(month), one.units,
         MEASURES[one.entitlement.programme_service.service.measure].one, one.basis.get("fee_text", ""), one.amount, one.due_on,
         one.bank_account, one.get_state_display(), *([str(one.person.municipality or "")] if joint else []))
        for one in charges_of(month)
    ]  # fmt: skip
    journal.write(events.EXPORTED, by=actor, table="należności mieszkańców", count=len(rows))
    name = f"naleznosci-{month}"
    return answer([*HEADER, "Gmina"] if joint else HEADER, rows, title=name, name=name, kind=request.POST.get("format", ""))


@staff_only
@require_GET
def charge_pdf(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """What one person pays, as a tagged document to hand over or post (R43)."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.ACCEPT_SETTLEMENT)
    found = Charge.objects.select_related("person", "entitlement__programme_service__service")
    charge = get_object_or_404(found, id=charge_id)
    journal.write(events.EXPORTED, by=actor, person_id=charge.person_id, table="informacja o opłacie", count=1)
    return pdf.answer(documents.charge_sheet(charge, request.centre), "informacja-o-oplacie")  # type: ignore[attr-defined]
