"""Pages about the system itself: what the doctor found, what runs in the background."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission as P
from opencus.config import doctor, events, jobs
from opencus.config.doctor.findings import Level, Scope
from opencus.core import clock

GONE = "To zadanie już się zmieniło. Odśwież listę i zobacz, co się z nim stało."
GREATEST = 2**63 - 1  # what a number of a job can be in the database


@staff_only
def state(request: ActorRequest) -> HttpResponse:
    """What concerns this centre, the worst first; the commands are for whoever runs the machine."""
    request.actor.require(P.VIEW_SYSTEM)
    found = doctor.for_screen(Scope(request.centre))  # type: ignore[attr-defined]
    order = list(Level)[::-1]
    found.sort(key=lambda pair: order.index(pair[1].level))
    counts = {level: sum(one.level == level for _, one in found) for level in Level}
    journal.write(events.STATE_VIEWED, by=request.actor, problems=counts[Level.BAD])
    context = {
        "found": found, "bad": counts[Level.BAD], "warn": counts[Level.WARN], "moment": clock.local(clock.now()),
        "jobs": jobs.counts(request.actor.centre_id),
    }  # fmt: skip
    return render(request, "config/system.html", context)


@staff_only
def job_list(request: ActorRequest) -> HttpResponse:
    """Failed jobs with what may be done about them, then what runs, waits and was set aside."""
    actor = request.actor
    actor.require(P.VIEW_SYSTEM)
    states = ("failed", "doing", "todo", "cancelled")
    context = {
        "lists": {name: jobs.of_centre(actor.centre_id, name) for name in states},
        "counts": jobs.counts(actor.centre_id), "moment": clock.now(), "most": jobs.MOST,
    }  # fmt: skip
    return render(request, "config/jobs.html", context)


@staff_only
@require_POST
def job_retry(request: ActorRequest, job_id: int) -> HttpResponse:
    """Queue a failed job again."""
    request.actor.require(P.VIEW_SYSTEM)
    if job_id <= GREATEST and jobs.retry(by=request.actor, job_id=job_id):
        messages.success(request, "Zadanie czeka na wykonanie. Zacznie się w ciągu kilku sekund.")
    else:
        messages.error(request, GONE)
    return redirect("system:jobs")


@staff_only
@require_POST
def job_set_aside(request: ActorRequest, job_id: int) -> HttpResponse:
    """Take a failed job off the list without doing it."""
    request.actor.require(P.VIEW_SYSTEM)
    if job_id <= GREATEST and jobs.set_aside(by=request.actor, job_id=job_id):
        messages.success(request, "Zadanie odłożono. Program nie będzie go już wykonywać.")
    else:
        messages.error(request, GONE)
    return redirect("system:jobs")
