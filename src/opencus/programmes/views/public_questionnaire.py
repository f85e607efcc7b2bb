"""The public page of a questionnaire: nobody is followed, nothing but the day and the answers is kept.

No session and no message is written here. The page's form carries Django's proof of origin, but not the token of
config.once: that one would keep when somebody with a log-in sent it. A ticket of its own makes it count once.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from opencus.core import clock
from opencus.programmes.actions import questionnaires as actions
from opencus.programmes.forms.questionnaires import AnswersForm, Ticket, TrapForm, new_ticket, read_ticket
from opencus.programmes.models import Questionnaire
from opencus.programmes.rules.consultation import form_fault
from opencus.programmes.rules.questionnaires import phase

FAULTS = {
    "fast": "Ankieta wróciła bardzo szybko, jak od automatu. Sprawdź odpowiedzi i wyślij jeszcze raz: nic nie zginęło.",
    "old": "Strona była otwarta bardzo długo. Sprawdź odpowiedzi i wyślij jeszcze raz: nic nie zginęło.",
    "foreign": "Nie poznajemy tego formularza. Twoje odpowiedzi są niżej: wyślij je jeszcze raz.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in a questionnaire while it is open; before and after, the page says when."""
    row = _found(request, code)
    questions = list(row.questions.all())
    if request.method != "POST":
        return _page(request, row, AnswersForm(questions=questions), TrapForm(), new_ticket())
    form, trap = AnswersForm(request.POST, questions=questions), TrapForm(request.POST)
    ticket = read_ticket(request.POST.get("bilet", ""), row.id)
    fault = form_fault(ticket.made_at, clock.now()) if ticket else "foreign"
    if ticket and form.is_valid() and trap.is_valid() and not fault and _taken(row, form, ticket):
        return redirect("voice:questionnaire_thanks", row.code)
    if fault and form.is_valid():
        form.add_error(None, FAULTS[fault])
    return _page(request, row, form, trap, ticket if ticket and fault != "old" else new_ticket())


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """It arrived; nothing here says what or whose."""
    return render(request, "programmes/questionnaire_thanks.html", {"questionnaire": _found(request, code)})


def _taken(row: Questionnaire, form: AnswersForm, ticket: Ticket) -> bool:
    """Hand the answers over; a form that comes a second time is answered like the first."""
    try:
        actions.take_answers(questionnaire=row, digest=ticket.digest, given=form.given())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _found(request: HttpRequest, code: str) -> Questionnaire:
    if request.centre is None:  # type: ignore[attr-defined]
        raise Http404
    row: Questionnaire = get_object_or_404(Questionnaire.objects.filter(questions__isnull=False).distinct(), code=code)
    return row


def _page(request: HttpRequest, row: Questionnaire, form: AnswersForm, trap: TrapForm, ticket: Ticket) -> HttpResponse:
    context: dict[str, Any] = {
        "questionnaire": row, "phase": phase(row.opens_on, row.closes_on, clock.today()), "form": form, "trap": trap,
        "ticket": ticket.signed(row.id),
    }  # fmt: skip
    wrong = form.is_bound and (form.errors or trap.errors)
    return render(request, "programmes/questionnaire_public.html", context, status=422 if wrong else 200)
