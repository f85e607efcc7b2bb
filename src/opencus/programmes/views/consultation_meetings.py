"""Meetings and recommendations of a consultation."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits
from opencus.programmes.actions.consultation_meetings import change_meeting, plan_meeting
from opencus.programmes.actions.consultation_recommendations import write_recommendation
from opencus.programmes.forms.consultation import MeetingForm, RecommendationForm, run, status
from opencus.programmes.models import Consultation, Meeting, Recommendation
from opencus.programmes.rules.consultation import PROMISED
from opencus.programmes.views.consultation import opened


@staff_only
@require_http_methods(["GET", "POST"])
def meeting_new(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Announce a meeting."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row, form = opened(consultation_id), MeetingForm(request.POST or None)
    if request.method == "POST" and run(form, partial(plan_meeting, by=request.actor, consultation=row)):
        messages.success(request, "Zapisano spotkanie.")
        return redirect("programmes:consultation", row.id)
    return render(request, "programmes/consultation_meeting.html", {"form": form, "consultation": row, "meeting": None}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def meeting(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Move a meeting, or write down its minutes."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(Meeting.objects.select_related("consultation"), id=meeting_id)
    form = MeetingForm(request.POST or None, meeting=row)
    met = request.method == "POST" and edits.collide(form)
    if request.method == "POST" and not met and run(form, partial(change_meeting, by=request.actor, meeting=row)):
        messages.success(request, "Zapisano spotkanie.")
        return redirect("programmes:consultation", row.consultation_id)
    context = {"form": form, "consultation": row.consultation, "meeting": row, "spoken": list(row.comments.all())}
    return render(request, "programmes/consultation_meeting.html", context, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def recommendation_new(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Make one recommendation of several comments."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    return _recommendation(request, opened(consultation_id), None)


@staff_only
@require_http_methods(["GET", "POST"])
def recommendation(request: ActorRequest, recommendation_id: UUID) -> HttpResponse:
    """Word a recommendation anew, or choose its comments anew."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(Recommendation.objects.select_related("consultation"), id=recommendation_id)
    return _recommendation(request, row.consultation, row)


def _recommendation(request: ActorRequest, consultation: Consultation, row: Recommendation | None) -> HttpResponse:
    accepted = consultation.comments.filter(disposition__in=PROMISED)
    form = RecommendationForm(request.POST or None, comments=accepted, recommendation=row)
    met = request.method == "POST" and edits.collide(form)
    act = partial(write_recommendation, by=request.actor, consultation=consultation, recommendation=row)
    if request.method == "POST" and not met and run(form, act):
        messages.success(request, "Zapisano rekomendację.")
        return redirect("programmes:consultation", consultation.id)
    context = {"form": form, "consultation": consultation, "recommendation": row}
    return render(request, "programmes/consultation_recommendation.html", context, status=status(form))
