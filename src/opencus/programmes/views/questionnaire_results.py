"""What people answered: counted, split without showing small groups, exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.core import export
from opencus.programmes import events
from opencus.programmes.forms.questionnaires import SplitForm, rules_of
from opencus.programmes.models import Answers, Question
from opencus.programmes.rules.questionnaires import Asked, Tally, crossed, tally
from opencus.programmes.views.questionnaires import asked

HEADER = ["Nr", "Pytanie", "Odpowiedź", "Ile osób", "Procent odpowiadających", "Odpowiedziało"]
BAR = 300  # units of the drawing, one percent is three
#: How people answered, as if it were a question: splitting by it is a split like any other.
BY_CHANNEL = Asked(0, "Jak wypełniono", "one", tuple(str(label) for label in Answers.Channel.labels))


@staff_only
@require_GET
def questionnaire_results(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Answers to each question, as bars and a table; split by another question where asked."""
    one = asked(questionnaire_id)
    questions, answers = list(one.questions.all()), list(one.answers.order_by("on", "id"))
    form = SplitForm(request.GET, questions=questions)
    split = form.cleaned_data["podzial"] if form.is_valid() else ""
    given = [{**row.given, "0": row.get_channel_display()} for row in answers]
    paper = sum(row.channel == Answers.Channel.PAPER for row in answers)
    context = {
        "questionnaire": one, "form": form, "total": len(answers), "paper": paper, "web": len(answers) - paper,
        "results": _results(questions, given, split), "split": split,
    }  # fmt: skip
    return render(request, "programmes/questionnaire_results.html", context)


@staff_only
@require_POST
def questionnaire_file(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """The counts as a table; words of people stand in it as they wrote them."""
    one, kind = asked(questionnaire_id), request.POST.get("format", "xlsx")
    given = list(one.answers.order_by("on", "id").values_list("given", flat=True))
    rows: list[list[export.Cell]] = []
    for counted in (tally(question, given) for question in rules_of(list(one.questions.all()))):
        about = counted.asked
        rows += [[about.position, about.text, row.option, row.number, row.percent, counted.answered] for row in counted.counts]
        rows += [[about.position, about.text, words, None, None, counted.answered] for words in sorted(counted.words)]
    journal.write(events.RESULTS_EXPORTED, by=request.actor, subject=one, code=one.code, format=kind)
    return export.answer(HEADER, rows, title=one.title, name=f"ankieta-{one.code}-wyniki", kind=kind)


def _results(questions: Sequence[Question], given: Sequence[dict[str, Any]], split: str) -> list[dict[str, Any]]:
    """Each question with its counts; a split of those that can be split."""
    every = rules_of(questions)
    by = next((one for one in [BY_CHANNEL, *every] if str(one.position) == split), None)
    made = []
    for question in every:
        counted = tally(question, given)
        table = crossed(question, by, given) if by and by is not question and question.kind in ("one", "scale") else None
        made.append({"tally": counted, "bars": _bars(counted), "crossed": table, "words": sorted(counted.words)})
    return made


def _bars(counted: Tally) -> list[tuple[str, int, int, int]]:
    """Option, how many, percent, and the width of its bar."""
    return [(one.option, one.number, one.percent, one.percent * BAR // 100) for one in counted.counts]
