"""The journal for whoever watches over access to data; looking into it is an entry too."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opencus.audit import journal as writing
from opencus.audit import queries as audit
from opencus.centre.access import staff_only
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.core.export import to_csv
from opencus.desk import events
from opencus.desk.queries import journal as queries
from opencus.desk.queries.journal import Asked

PER_PAGE = 50


@staff_only
def journal(request: HttpRequest) -> HttpResponse:
    """The entries of the centre as filtered, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    asked = Asked.read(request.GET)
    page = Paginator(asked.entries(), PER_PAGE).get_page(request.GET.get("strona", 1))
    rows = queries.rows_of(list(page), names_of_people=actor.may(P.OPEN_PERSON))
    context = {
        "asked": asked, "page": page, "rows": rows, "seal": audit.seal_state(), "users": queries.users(),
        "chosen": queries.person_label(asked.person_id, full=actor.may(P.OPEN_PERSON)), "query": asked.query(),
        "today": clock.today(),
    }  # fmt: skip
    response = render(request, "desk/journal.html", context, status=422 if asked.problem else 200)
    writing.write(
        events.JOURNAL_READ, by=actor, person_id=asked.person_id, filters=asked.words(), page=page.number
    )
    return response


@staff_only
@require_POST
def choose_person(request: HttpRequest) -> HttpResponse:
    """Find the person whose entries are wanted; the address then holds only an opaque number."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    text = request.POST.get("q", "")
    found = queries.find_person(text, full=actor.may(P.OPEN_PERSON))
    writing.write(events.PERSON_CHOSEN, by=actor, found=len(found))
    if len(found) == 1:
        return redirect(found[0].url)
    problem = "" if found else "Nie ma takiej osoby. Wpisz nazwisko i imię albo cały numer PESEL."
    return render(
        request,
        "desk/journal_person.html",
        {"found": found, "typed": text, "problem": problem},
        status=422 if problem else 200,
    )


@staff_only
def export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as CSV: codes of people, never their names."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    asked = Asked.read(request.GET)
    rows = queries.export_rows(asked)
    writing.write(
        events.JOURNAL_EXPORTED, by=actor, person_id=asked.person_id, filters=asked.words(), rows=len(rows)
    )
    response = HttpResponse(to_csv(queries.HEADER, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dziennik-{clock.today().isoformat()}.csv"'
    return response


@staff_only
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say whether it holds."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    broken = writing.first_broken_link()
    result = "nienaruszony" if broken is None else f"przerwany przy ogniwie {broken}"
    writing.write(events.JOURNAL_VERIFIED, by=actor, result=result)
    if broken is None:
        messages.success(
            request, "Łańcuch nienaruszony: przeliczono wszystkie zapieczętowane wpisy i każdy się zgadza."
        )
    else:
        messages.error(
            request,
            f"Łańcuch przerwany przy ogniwie {broken}. Zawiadom dyrektora i nie zmieniaj nic w bazie.",
        )
    return redirect("desk:journal")
