"""Watching over the journal itself: signals and alarms, the chain and its anchors, how long entries are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import anchor as anchors
from opencus.audit import journal as writing
from opencus.audit import keeping, own, pace, verify
from opencus.audit import queries as audit
from opencus.audit.events import Keep
from opencus.audit.models import Alarm, AnchorCopy, Entry
from opencus.audit.verify import Report, Target
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.desk import events
from opencus.desk.queries import hints
from opencus.desk.views.journal import tabs

SHOWN_ANCHORS = 14


def _watcher(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(P.READ_JOURNAL)
    return actor


@staff_only
@require_GET
def journal_signals(request: HttpRequest) -> HttpResponse:
    """What may be worth a second look; every number opens its list."""
    actor = _watcher(request)
    raised = hints.alarms()
    writing.write(events.SIGNALS_READ, by=actor, alarms=sum(one.alarm.lifted_at is None for one in raised))
    return render(request, "desk/journal_signals.html", _signals(actor, raised))


def _signals(actor: Actor, raised: list[hints.Raised]) -> dict[str, Any]:
    today = clock.today()
    return {
        "alarms": raised, "paces": hints.paces(today), "late": hints.late(today), "namesakes": hints.namesakes(today),
        "searches": hints.searches(today), "refused": hints.refused(today), "me": actor.user_id,
        "tabs": tabs("desk:journal_signals"), "waiting": sum(one.alarm.lifted_at is None for one in raised),
        "month": today - timedelta(days=hints.DAYS - 1), "week": today - timedelta(days=hints.WEEK - 1),
    }  # fmt: skip


@staff_only
@require_POST
def lift(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Explain a warning or an alarm; the waiting times end."""
    actor = _watcher(request)
    alarm = get_object_or_404(Alarm, id=alarm_id) if alarm_id < 2**63 else None
    if alarm is None:
        raise Http404
    try:
        pace.lift(by=actor, alarm=alarm, reason=request.POST.get("powod", ""))
    except ValueError as error:
        context = _signals(actor, hints.alarms())
        context |= {"problem": str(error), "failed": alarm.id, "typed": request.POST.get("powod", "")}
        return render(request, "desk/journal_signals.html", context, status=422)
    messages.success(request, "Zapisano wyjaśnienie. Karty otwierają się znowu bez czekania.")
    return redirect("desk:journal_signals")


@staff_only
@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest) -> HttpResponse:
    """The state of the chain; a POST recomputes all of it and says whether it holds."""
    actor = _watcher(request)
    if request.method == "POST":
        report = _checked(request)
        result = report.faults[0].line() if report.faults else "nienaruszony"
        writing.write(events.JOURNAL_VERIFIED, by=actor, result=result)
        if report.whole:
            messages.success(request, "Łańcuch nienaruszony: przeliczono wszystkie zapieczętowane wpisy i każdy się zgadza.")
        else:
            messages.error(request, f"Łańcuch przerwany. {result}. Zawiadom dyrektora i nie zmieniaj nic w bazie.")
        return redirect("desk:journal_chain")
    writing.write(events.CHAIN_READ, by=actor)
    return render(request, "desk/journal_chain.html", _chain(request))


def _checked(request: HttpRequest, *heads: anchors.Anchor) -> Report:
    centre: Centre = request.centre  # type: ignore[attr-defined]
    return verify.centre(connection.connection, Target(centre.id, centre.slug), heads, queue="guard.queue()")


def _chain(request: HttpRequest, **more: Any) -> dict[str, Any]:
    copies = list(AnchorCopy.objects.order_by("-taken_at", "place")[:SHOWN_ANCHORS])
    newest = AnchorCopy.objects.order_by("-number", "-taken_at").first()
    centre: Centre = request.centre  # type: ignore[attr-defined]
    head = (
        anchors.Anchor(centre.slug, newest.taken_at, newest.number, newest.entry, newest.entry_at, newest.hash) if newest else None
    )
    return {
        "seal": audit.seal_state(), "checked": audit.last_check(), "copies": copies, "head": head, "now": clock.now(),
        "tabs": tabs("desk:journal_chain"), **more,
    }  # fmt: skip


@staff_only
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Hold a head from a letter or a sheet of paper against the chain as it is now."""
    actor, typed = _watcher(request), request.POST.get("odcisk", "")[:20_000]
    here = [one for one in anchors.read(typed) if one.slug == request.centre.slug]  # type: ignore[attr-defined]
    if not here:
        problem = "Nie ma tu odcisku tego centrum. Wklej całą wiadomość albo cały wiersz z wydruku."
        return render(request, "desk/journal_chain.html", _chain(request, typed=typed, problem=problem), status=422)
    one = here[0]
    seal = audit.seal_state()
    report = Report(Target(request.centre.id, one.slug), first=seal.first, last=seal.sealed)  # type: ignore[attr-defined]
    closed = Entry.objects.filter(kind=own.CLOSED.name).order_by("-at").first()
    report.closed_at = closed.at if closed else None
    said = verify.compare(connection.connection, report, one)
    writing.write(own.COMPARED, by=actor, number=one.number, result=said or "zgadza się")
    return render(request, "desk/journal_chain.html", _chain(request, typed=typed, compared=one, said=said))


@staff_only
@require_POST
def explain(request: HttpRequest) -> HttpResponse:
    """Write down why a head does not fit, for instance after a backup was restored with everybody's knowledge."""
    actor = _watcher(request)
    here = [one for one in anchors.read(request.POST.get("odcisk", "")) if one.slug == request.centre.slug]  # type: ignore[attr-defined]
    reason = request.POST.get("powod", "").strip()[:1000]
    if not here or not reason:
        context = _chain(
            request, typed=request.POST.get("odcisk", ""), compared=here[0] if here else None, said="odcisk się nie zgadza",
            unexplained="Napisz, co się stało i kto o tym wie.",
        )  # fmt: skip
        return render(request, "desk/journal_chain.html", context, status=422)
    writing.write(own.EXPLAINED, by=actor, number=here[0].number, hash=here[0].hash, reason=reason)
    messages.success(request, "Zapisano wyjaśnienie. Nocne sprawdzenie będzie je pamiętać.")
    return redirect("desk:journal_chain")


@staff_only
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """How long entries keep their words, what is due, which periods were closed; a POST lengthens a term."""
    actor, problem = _watcher(request), ""
    if request.method == "POST":
        code, years = request.POST.get("rodzaj", ""), request.POST.get("lata", "")
        try:
            if code not in set(Keep) or not (years.isascii() and years.isdecimal() and len(years) < 4):
                raise ValueError("Wpisz liczbę lat.")
            keeping.set_term(by=actor, code=Keep(code), years=int(years))
            messages.success(request, "Zapisano dłuższy czas przechowywania.")
            return redirect("desk:journal_keeping")
        except ValueError as error:
            problem = str(error)
    context = {
        "rules": keeping.rules(), "due": Entry.objects.filter(keeping.due_for_scrubbing())[:10_001].count(),
        "oldest": Entry.objects.order_by("at").first(), "problem": problem, "typed": request.POST,
        "closed": list(Entry.objects.filter(kind=own.CLOSED.name).order_by("-at")[:20]), "tabs": tabs("desk:journal_keeping"),
    }  # fmt: skip
    return render(request, "desk/journal_keeping.html", context, status=422 if problem else 200)
