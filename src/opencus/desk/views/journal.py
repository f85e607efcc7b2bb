"""The journal for whoever watches over access to data; looking into it is an entry too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal as writing
from opencus.audit import queries as audit
from opencus.centre.access import staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.core.export import to_csv, to_xlsx
from opencus.desk import events
from opencus.desk.queries import journal as queries
from opencus.desk.queries import looked
from opencus.desk.queries.hints import alarms
from opencus.desk.queries.journal import Asked

PER_PAGE = 50
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def tabs(active: str) -> list[dict[str, Any]]:
    """The four pages of the journal."""
    waiting = sum(one.alarm.lifted_at is None for one in alarms())
    pages = (
        ("Wpisy", "desk:journal", None), ("Sygnały", "desk:journal_signals", waiting or None),
        ("Łańcuch", "desk:journal_chain", None), ("Przechowywanie", "desk:journal_keeping", None),
    )  # fmt: skip
    return [
        {"label": label, "url": reverse(name), "count": count, "active": name == active}
        for label, name, count in pages
    ]


@staff_only
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The entries of the centre as filtered, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    asked, named = Asked.read(request.GET), actor.may(P.OPEN_PERSON)
    page = queries.page(asked, request.GET, PER_PAGE, names_of_people=named)
    context = {
        "asked": asked, "shown": asked.reaching, "page": page, "users": queries.users(), "groups": queries.groups(),
        "chosen": queries.person_label(asked.person_id, full=named), "query": asked.query(), "fields": asked.fields(),
        "purposes": audit.purposes(), "today": clock.today(), "tabs": tabs("desk:journal"), "signals": queries.SIGNALS,
        "most": queries.MOST_COUNTED,
    }  # fmt: skip
    response = render(request, "desk/journal.html", context, status=422 if asked.problem else 200)
    key = request.GET.get("przed") or request.GET.get("po") or "1"
    writing.write(
        events.JOURNAL_READ, by=actor, person_id=asked.person_id, filters=asked.words(), page=key[:20]
    )
    return response


@staff_only
@require_POST
def choose_person(request: HttpRequest) -> HttpResponse:
    """Find the person whose entries are wanted; the address then holds only an opaque number."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    text = request.POST.get("q", "")
    found = queries.find_person(text, full=actor.may(P.OPEN_PERSON))
    writing.write(events.PERSON_CHOSEN, by=actor, found=len(found))
    if len(found) == 1:
        return HttpResponse(status=302, headers={"Location": found[0].url})
    problem = "" if found else "Nie ma takiej osoby. Wpisz nazwisko i imię albo cały numer PESEL."
    context = {"found": found, "typed": text, "problem": problem}
    return render(request, "desk/journal_person.html", context, status=422 if problem else 200)


@staff_only
@require_POST
@recently_proved
def export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as CSV or XLSX: codes of people, never their names."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    asked = Asked.read(request.POST)
    kind = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    rows = list(queries.export_rows(asked))
    writing.write(
        events.JOURNAL_EXPORTED, by=actor, person_id=asked.person_id, filters=asked.words(), rows=len(rows)
    )
    body = to_xlsx(queries.HEADER, rows, "Dziennik") if kind == "xlsx" else to_csv(queries.HEADER, rows)
    response = HttpResponse(body, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="dziennik-{clock.today().isoformat()}.{kind}"'
    return response


@staff_only
@require_GET
def who_looked(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who looked at one person's data, ready to print: for the inspector with names, for the person with roles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    if not looked.known(person_id):
        raise Http404
    asked = Asked.read(request.GET)
    since, until = asked.since or looked.usual_start(clock.today()), asked.until or clock.today()
    named = request.GET.get("widok") != "dla-osoby"
    entries = looked.looks_at(person_id, since, until)
    viewers = looked.viewers(entries, named=named)
    context = {
        "person_id": person_id, "who": queries.person_label(person_id, full=actor.may(P.OPEN_PERSON)), "named": named,
        "since": since, "until": until, "viewers": viewers, "looks": looked.listed(entries, named=named),
        "total": sum(one.times for one in viewers), "most": looked.MOST, "months": looked.by_month(person_id, clock.today()),
        "problem": asked.problem, "now": clock.now(), "may_open": actor.may(P.OPEN_PERSON),
    }  # fmt: skip
    how = "z nazwiskami" if named else "dla osoby"
    writing.write(events.REPORTED, by=actor, person_id=person_id, rows=context["total"], how=how)
    return render(request, "desk/looked.html", context, status=422 if asked.problem else 200)

