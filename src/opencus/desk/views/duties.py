"""The list behind a number of the desk: the same query, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.desk import events
from opencus.desk.queries.duties import duties_of, duty

PER_PAGE = 25


@staff_only
def duty_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of task; names are shown, so looking is written down."""
    actor, found = request.actor, duty(slug)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    actor.require(found.permission)
    page = Paginator(found.rows(actor), PER_PAGE).get_page(request.GET.get("strona", 1))
    items = [found.item(row) for row in page]
    journal.write(events.DUTIES_LISTED, by=actor, list=found.title, count=page.paginator.count)
    hidden = request.centre.hidden_rooms  # type: ignore[attr-defined]
    others = [{"duty": one, "active": one.slug == slug} for one in duties_of(actor, hidden)]
    context = {
        "duty": found,
        "page": page,
        "items": items,
        "today": clock.today(),
        "others": others,
        "may_open": actor.may(P.OPEN_PERSON),
    }
    return render(request, "desk/duty.html", context)
