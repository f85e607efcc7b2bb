"""Questionnaires: building, preview, paper answers, the empty sheet."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits, pdf
from opencus.core.clock import today
from opencus.programmes import documents_diagnosis, events, queries_diagnosis
from opencus.programmes.actions import questionnaires as actions
from opencus.programmes.forms.consultation import run, status
from opencus.programmes.forms.questionnaires import AnswersForm, PaperForm, QuestionForm, QuestionnaireForm
from opencus.programmes.models import Question, Questionnaire
from opencus.programmes.rules.questionnaires import phase
from opencus.programmes.views.diagnosis import found, heading, refusal

PHASES = {"before": ("jeszcze nie otwarta", ""), "open": ("otwarta", "ok"), "over": ("zakończona", "")}


@staff_only
@require_GET
def questionnaires(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Questionnaires of a diagnosis."""
    row, day = found(diagnosis_id), today()
    rows = [(one, *PHASES[phase(one.opens_on, one.closes_on, day)]) for one in queries_diagnosis.questionnaires_of(row)]
    return render(request, "programmes/diagnosis_questionnaires.html", {**heading(request, row, "ankiety"), "rows": rows})


@staff_only
@require_http_methods(["GET", "POST"])
def questionnaire_new(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Begin a questionnaire."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    form = QuestionnaireForm(request.POST or None, today=today())
    if request.method == "POST" and (made := run(form, partial(actions.write_questionnaire, by=request.actor, diagnosis=row))):
        messages.success(request, "Ankieta założona. Dodaj pytania.")
        return redirect("programmes:questionnaire", made.id)
    return render(request, "programmes/questionnaire_form.html", {"form": form, "diagnosis": row}, status=status(form))


@staff_only
@require_GET
def questionnaire(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """The builder: questions in order, days, address, what came in."""
    return _builder(request, asked(questionnaire_id))


@staff_only
@require_http_methods(["GET", "POST"])
def questionnaire_edit(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Change the words and days of a questionnaire."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    one = asked(questionnaire_id)
    form = QuestionnaireForm(request.POST or None, questionnaire=one)
    met = form.is_bound and edits.collide(form)
    act = partial(actions.write_questionnaire, by=request.actor, diagnosis=one.diagnosis, questionnaire=one)
    if form.is_bound and not met and run(form, act):
        messages.success(request, "Zapisano ankietę.")
        return redirect("programmes:questionnaire", one.id)
    context = {"form": form, "diagnosis": one.diagnosis, "questionnaire": one}
    return render(request, "programmes/questionnaire_form.html", context, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def question_new(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Add a question, then the next."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    one = asked(questionnaire_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and (made := run(form, partial(actions.write_question, by=request.actor, questionnaire=one))):
        messages.success(request, f"Dodano pytanie {made.position}.")
        return redirect(request.path if "next" in request.POST else reverse("programmes:questionnaire", args=[one.id]))
    return render(request, "programmes/questionnaire_question.html", {"form": form, "questionnaire": one}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def question(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """Change a question."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row: Question = get_object_or_404(Question, id=question_id)
    one = asked(row.questionnaire_id)
    form = QuestionForm(request.POST or None, question=row)
    met = form.is_bound and edits.collide(form)
    if form.is_bound and not met and run(form, partial(actions.write_question, by=request.actor, questionnaire=one, question=row)):
        messages.success(request, f"Zapisano pytanie {row.position}.")
        return redirect("programmes:questionnaire", one.id)
    context = {"form": form, "questionnaire": one, "question": row}
    return render(request, "programmes/questionnaire_question.html", context, status=status(form))


@staff_only
@require_POST
def question_step(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """Move a question up or down, or take it out."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row: Question = get_object_or_404(Question.objects.select_related("questionnaire"), id=question_id)
    act = partial(actions.move_question, by=request.actor, question=row, up=request.POST.get("krok") == "wyzej")
    if request.POST.get("krok") == "usun":
        act = partial(actions.remove_question, by=request.actor, question=row)
    if refused := refusal(act):
        return _builder(request, asked(row.questionnaire_id), refused=refused)
    return redirect("programmes:questionnaire", row.questionnaire_id)


@staff_only
@require_GET
def questionnaire_preview(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """As people will see it; nothing can be sent from here."""
    one = asked(questionnaire_id)
    context = {"questionnaire": one, "form": AnswersForm(questions=list(one.questions.all())), "preview": True, "phase": "open"}
    return render(request, "programmes/questionnaire_public.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def questionnaire_paper(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Type in paper answers, one after another."""
    if not any(request.actor.may(one) for one in actions.MAY_ENTER):
        request.actor.require(actions.MAY_ENTER[0])
    one = asked(questionnaire_id)
    paper = PaperForm(request.POST or None, initial={"on": request.GET.get("dzien") or today()})
    form = AnswersForm(request.POST or None, questions=list(one.questions.all()), paper=True)
    if request.method == "POST" and form.is_valid() and run(paper, partial(actions.enter_answers, by=request.actor, questionnaire=one, given=form.given())):
        messages.success(request, f"Zapisano. Na papierze jest już: {one.answers.filter(channel='paper').count()}.")
        if "next" in request.POST:
            return redirect(f"{request.path}?dzien={paper.cleaned_data['on']:%Y-%m-%d}")
        return redirect("programmes:questionnaire_results", one.id)
    context = {"questionnaire": one, "form": form, "paper": paper, "count": one.answers.filter(channel="paper").count()}
    return render(request, "programmes/questionnaire_paper.html", context, status=422 if form.errors else status(paper))


@staff_only
@require_POST
def questionnaire_print(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """An empty questionnaire to be filled in by hand, as a tagged document."""
    one = asked(questionnaire_id)
    journal.write(events.QUESTIONNAIRE_PRINTED, by=request.actor, subject=one, code=one.code)
    sheet = documents_diagnosis.questionnaire_sheet(one, list(one.questions.all()), request.centre)  # type: ignore[attr-defined]
    return pdf.answer(sheet, f"ankieta-{one.code}")


def asked(questionnaire_id: UUID) -> Questionnaire:
    """A questionnaire of this centre."""
    one: Questionnaire = get_object_or_404(Questionnaire.objects.select_related("diagnosis__municipality"), id=questionnaire_id)
    return one


def _builder(request: ActorRequest, one: Questionnaire, refused: str = "") -> HttpResponse:
    questions, count = list(one.questions.all()), one.answers.count()
    may_write = request.actor.may(Permission.MANAGE_PROGRAMME)
    now, tone = PHASES[phase(one.opens_on, one.closes_on, today())]
    context = {
        "questionnaire": one, "questions": questions, "count": count, "now": now, "tone": tone, "refused": refused, "may_write": may_write,
        "open_questions": may_write and not count, "may_enter": any(request.actor.may(act) for act in actions.MAY_ENTER),
        "address": request.build_absolute_uri(reverse("voice:questionnaire", args=[one.code])),
    }  # fmt: skip
    return render(request, "programmes/questionnaire.html", context, status=422 if refused else 200)
