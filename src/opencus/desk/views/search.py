"""The one search of the top bar: by POST, so that no name stands in an address or a log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.core import clock
from opencus.desk import events
from opencus.desk.queries.search import Results
from opencus.desk.queries.search import search as look
from opencus.people.access import log_search

IN_LIST = 6
ON_PAGE = 40


@staff_only
def search(request: HttpRequest) -> HttpResponse:
    """Show results as a page, or as the list under the box while somebody types."""
    actor, text = request.actor, request.POST.get("q", "")  # type: ignore[attr-defined]
    quick = bool(request.htmx)  # type: ignore[attr-defined]
    results = look(text, actor, clock.today(), IN_LIST if quick else ON_PAGE)
    _log(actor, results)
    context = {"results": results, "search_query": text, "quick": quick}
    return render(request, "desk/search_list.html" if quick else "desk/search.html", context)


def _log(actor: Actor, results: Results) -> None:
    """That somebody searched and how much was found, never what was typed."""
    if results.people:
        log_search(actor, results.people_total)
    if results.numbers:
        journal.write(events.SEARCHED, by=actor, found=len(results.numbers))
