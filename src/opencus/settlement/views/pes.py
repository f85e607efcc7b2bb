"""The share of PES for the year to date against the centre's minimum."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.core.export import Cell, answer
from opencus.people.queries import municipalities_told_apart
from opencus.settlement import access, charts, events
from opencus.settlement.queries.pes import BASES, PesShare, pes_share

HEADER = ["Wykonawca", "PES w dniu usługi", "Usługi", "Liczba wizyt i przejazdów", "Godziny", "Wartość"]
NAMES = {"value": "wartości usług", "hours": "godzin", "services": "liczby usług"}
IN = {"value": "w wartości usług", "hours": "w godzinach", "services": "w liczbie usług"}


def _counted(municipality: str = "") -> PesShare:
    day = today()
    return pes_share(day.replace(month=1, day=1), day, municipality)


@staff_only
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Three ways of counting, who is behind the number, and month by month."""
    access.require_report(request.actor)  # type: ignore[attr-defined]
    centre: Centre = request.centre  # type: ignore[attr-defined]
    found, basis, minimum = _counted(), centre.pes_share_basis, centre.pes_share_min
    share = found.by(basis)
    others = [
        (BASES[key].capitalize(), found.by(key), *charts.bullet(found.by(key).percent, minimum), found.by(key).exceeds(minimum))
        for key in BASES
        if key != basis
    ]
    context = {
        "found": found, "share": share, "basis_in": IN[basis], "basis_of": NAMES[basis], "minimum": minimum,
        "enough": share.exceeds(minimum), "others": others, "today": today(), "year": today().year,
        "gauge": charts.gauge(share.percent, minimum), "chart": charts.line_chart(found.months, basis, minimum),
        "municipalities": [(one.name, _counted(one.code)) for one in municipalities_told_apart(centre.id)],
        "months": [(month.label, shares.by(basis), shares) for month, shares in found.months],
    }  # fmt: skip
    return render(request, "settlement/pes.html", context)


@staff_only
@require_POST
def report_export(request: HttpRequest) -> HttpResponse:
    """The providers behind the number as a file."""
    actor = request.actor  # type: ignore[attr-defined]
    access.require_report(actor)
    apart = municipalities_told_apart(actor.centre_id)
    counted: list[tuple[list[str], PesShare]] = [([one.name], _counted(one.code)) for one in apart] or [([], _counted())]
    rows: list[tuple[Cell, ...]] = [
        (part.name, part.pes, ", ".join(sorted(part.services)), part.records, round(part.hours, 2), part.value, *where)
        for where, found in counted
        for part in found.parts
    ]
    journal.write(events.EXPORTED, by=actor, table="udział PES", count=len(rows))
    return answer([*HEADER, "Gmina"] if apart else HEADER, rows, title="Udział PES", name=f"udzial-pes-{today():%Y-%m-%d}", kind=request.POST.get("format", ""))
