"""Public pages without log-in: information about data by process, and the declaration of accessibility."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from opencus.centre.models import Centre
from opencus.centre.queries import matters_on
from opencus.core import pdf
from opencus.core.clock import today
from opencus.privacy import documents, queries
from opencus.privacy.links import PROCESSES, SLUGS
from opencus.privacy.models import Clause


@require_safe
def clauses(request: HttpRequest) -> HttpResponse:
    """Who keeps data, what rights people have, and the clause of each process."""
    centre: Centre | None = request.centre  # type: ignore[attr-defined]
    if centre is None:
        return _choose(request, "dane-osobowe", "Ochrona danych osobowych")
    found = [(SLUGS[clause.process], clause) for clause in queries.clauses_in_force(today())]
    protection = queries.contact()
    context = {
        "clauses": found, "controller": documents.controller(centre), "inspector": documents.inspector(protection, centre),
        "rights": found[0][1] if found else None,
    }  # fmt: skip
    return render(request, "privacy/public_clauses.html", context)


@require_safe
def clause(request: HttpRequest, process: str) -> HttpResponse:
    """One clause: in short, then in full."""
    centre: Centre | None = request.centre  # type: ignore[attr-defined]
    if centre is None:
        return _choose(request, f"dane-osobowe/{process}", "Ochrona danych osobowych")
    found = _in_force(process)
    parts = documents.parts_of(found, queries.contact(), centre)
    return render(request, "privacy/public_clause.html", {"clause": found, "parts": parts, "slug": process})


@require_safe
def clause_pdf(request: HttpRequest, process: str) -> HttpResponse:
    """The clause as a tagged document."""
    centre: Centre | None = request.centre  # type: ignore[attr-defined]
    if centre is None:
        return _choose(request, f"dane-osobowe/{process}/pdf", "Ochrona danych osobowych")
    found = _in_force(process)
    return pdf.answer(documents.clause_sheet(found, queries.contact(), centre), f"informacja-o-danych-{process}")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility with the identifiers that machines look for (art. 10)."""
    if request.centre is None:  # type: ignore[attr-defined]
        return _choose(request, "dostepnosc", "Deklaracja dostępności")
    offices = {matter.office.id: matter.office for matter in matters_on(today())}
    context = {"declaration": queries.declaration(), "offices": list(offices.values())}
    return render(request, "privacy/public_accessibility.html", context)


def _choose(request: HttpRequest, page: str, title: str) -> HttpResponse:
    """The same page outside every centre (the log-in has one address for all): each centre answers for its own."""
    centres = list(Centre.objects.order_by("name"))
    if len(centres) == 1:
        return redirect(f"/{centres[0].slug}/{page}/")
    return render(request, "privacy/public_centres.html", {"centres": centres, "page": page, "title": title})


def _in_force(process: str) -> Clause:
    found = queries.clause_in_force(PROCESSES.get(process, ""), today())
    if found is None:
        raise Http404
    return found
