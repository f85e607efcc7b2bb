"""Public pages of consultations: what is asked, the text, the comment form, what was answered and what it changed.

Nobody is followed here: no session, no address of a device; the form is guarded by its ticket (forms.consultation_public).
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from opencus.core import clock
from opencus.programmes import consultations, traces
from opencus.programmes.actions import consultation_comments as actions
from opencus.programmes.forms.consultation import run
from opencus.programmes.forms.consultation_public import CommentForm, Ticket, new_ticket, read_ticket
from opencus.programmes.models import Comment, Consultation
from opencus.programmes.rules.consultation import form_fault
from opencus.programmes.views.consultation import report_answer

FAULTS = {
    "fast": "Formularz wrócił bardzo szybko. Sprawdź uwagę i wyślij ją jeszcze raz: nic nie zginęło.",
    "old": "Strona była otwarta bardzo długo. Sprawdź uwagę i wyślij ją jeszcze raz: nic nie zginęło.",
    "foreign": "Nie poznajemy tego formularza. Twoja uwaga jest niżej: wyślij ją jeszcze raz.",
}


@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Open, announced and ended consultations."""
    _inside(request)
    return render(request, "programmes/consultation_public_list.html", {"rows": consultations.published()})


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, code: str) -> HttpResponse:
    """One consultation; a comment sent from here waits for a look before it is shown."""
    row = _published(request, code)
    if request.method != "POST":
        return _page(request, row, CommentForm(), new_ticket())
    form, ticket = CommentForm(request.POST), read_ticket(request.POST.get("bilet", ""), row.id)
    fault = form_fault(ticket.made_at, clock.now()) if ticket else "foreign"
    if fault and form.is_valid():
        form.add_error(None, FAULTS[fault])
    if ticket is None or fault == "old":
        return _page(request, row, form, new_ticket())
    if made := run(form, lambda text, who, persons, website: _send(row, ticket, text=text, who=who, persons=persons)):
        return redirect(f"{reverse('voice:thanks', args=[row.code])}?nr={made.number}")
    used = Comment.objects.filter(id=ticket.comment_id).exists()
    return _page(request, row, form, new_ticket() if used else ticket)


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """What happens next with a comment that was sent."""
    row = _published(request, code)
    number = request.GET.get("nr", "")
    return render(request, "programmes/consultation_thanks.html", {"consultation": row, "number": number if number.isdecimal() and len(number) < 7 else ""})


@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report as a tagged document, once there is one."""
    row = _published(request, code)
    if row.state != Consultation.State.REPORTED:
        raise Http404
    return report_answer(row, request)


def _send(row: Consultation, ticket: Ticket, **words: Any) -> Comment:
    return actions.send(consultation=row, comment_id=ticket.comment_id, **words)


def _inside(request: HttpRequest) -> None:
    if request.centre is None:  # type: ignore[attr-defined]
        raise Http404


def _published(request: HttpRequest, code: str) -> Consultation:
    _inside(request)
    row: Consultation = get_object_or_404(Consultation.objects.exclude(state=Consultation.State.PREPARED), code=code)
    return consultations.with_subject(row.id).get()


def _page(request: HttpRequest, row: Consultation, form: CommentForm, ticket: Ticket) -> HttpResponse:
    phase = consultations.phase_of(row)
    shown = consultations.comments_of(row).filter(visibility=Comment.Visibility.SHOWN)
    context: dict[str, Any] = {
        "consultation": row, "phase": phase, "said": consultations.PHASES[phase], "document": consultations.document_of(row),
        "meetings": consultations.meetings_of(row), "comments": list(shown), "numbers": consultations.numbers(row), "form": form,
        "ticket": ticket.signed(row.id), "changes": traces.changes_of(row) if row.state == Consultation.State.REPORTED else [],
        "now": clock.now(),
    }  # fmt: skip
    return render(request, "programmes/consultation_public.html", context, status=422 if form.is_bound and form.errors else 200)
