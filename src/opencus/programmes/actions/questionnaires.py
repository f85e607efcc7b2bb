"""Questionnaires: their questions until the first answer comes, and answers, which belong to nobody."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.models import Answers, Diagnosis, Question, Questionnaire, SentForm
from opencus.programmes.rules import questionnaires as rules

#: Whoever takes paper at a counter or at a meeting may type it in.
MAY_ENTER = (Permission.MANAGE_PROGRAMME, Permission.REGISTER_APPLICATION, Permission.COMMUNITY_PLAN)
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is misread on a poster
LOCKED = "Ankieta ma już odpowiedzi, więc pytania się nie zmieniają: odpowiedzi dotyczyłyby czego innego."
FULL = "W tej godzinie wypełniono bardzo dużo ankiet. Nic nie zginęło: wyślij jeszcze raz za kilka minut albo oddaj ankietę na papierze."


@transaction.atomic
def write_questionnaire(
    *, by: Actor, diagnosis: Diagnosis, questionnaire: Questionnaire | None = None, audience: str, title: str, intro: str,
    opens_on: date, closes_on: date,
) -> Questionnaire:  # fmt: skip
    """Begin a questionnaire of a diagnosis, or change its words and days; the address never changes."""
    by.require(Permission.MANAGE_PROGRAMME)
    if closes_on < opens_on:
        raise ValidationError({"closes_on": "Ostatni dzień nie może być przed pierwszym."})
    row = _locked(questionnaire) if questionnaire else Questionnaire(diagnosis=diagnosis, code=_new_code())
    row.audience, row.title, row.intro = audience, normalise(title), normalise_lines(intro)
    row.opens_on, row.closes_on = opens_on, closes_on
    row.save()
    journal.write(events.QUESTIONNAIRE_WRITTEN, by=by, subject=row, code=row.code, opens_on=opens_on, closes_on=closes_on)
    return row


@transaction.atomic
def write_question(
    *, by: Actor, questionnaire: Questionnaire, question: Question | None = None, text: str, kind: str,
    options: Sequence[str] = (), required: bool = False,
) -> Question:  # fmt: skip
    """Add a question at the end, or change one; at least two different options where one chooses."""
    row = _unanswered(by, questionnaire)
    choosing = kind in (Question.Kind.ONE, Question.Kind.MANY)
    cleaned = [one for one in dict.fromkeys(normalise(option) for option in options) if one] if choosing else []
    if choosing and len(cleaned) < 2:
        raise ValidationError({"options": "Wpisz co najmniej dwie różne odpowiedzi, każdą w nowym wierszu."})
    if any(len(one) > 160 for one in cleaned):
        raise ValidationError({"options": "Odpowiedź może mieć najwyżej 160 znaków."})
    made = Question.objects.get(id=question.id, questionnaire=row) if question else Question(questionnaire=row, position=_next_position(row))
    made.text, made.kind, made.options, made.required = normalise(text), kind, cleaned, required
    made.save()
    journal.write(events.QUESTIONS_CHANGED, by=by, subject=row, code=row.code)
    return made


@transaction.atomic
def move_question(*, by: Actor, question: Question, up: bool) -> None:
    """Change places with the question before or after; at the end of the list nothing happens."""
    row = _unanswered(by, question.questionnaire)
    order = list(row.questions.order_by("position"))
    at = next(place for place, one in enumerate(order) if one.id == question.id)
    other = at + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    order[at], order[other] = order[other], order[at]
    _number(order)
    journal.write(events.QUESTIONS_CHANGED, by=by, subject=row, code=row.code)


@transaction.atomic
def remove_question(*, by: Actor, question: Question) -> None:
    """Take a question out and close the gap."""
    row = _unanswered(by, question.questionnaire)
    Question.objects.filter(id=question.id).delete()
    _number(list(row.questions.order_by("position")))
    journal.write(events.QUESTIONS_CHANGED, by=by, subject=row, code=row.code)


@transaction.atomic
def enter_answers(*, by: Actor, questionnaire: Questionnaire, on: date, given: Mapping[str, Any]) -> Answers:
    """Type in a questionnaire filled in on paper on a day; the journal tells how many there are, never which was typed."""
    if not any(by.may(one) for one in MAY_ENTER):
        by.require(MAY_ENTER[0])
    row = _locked(questionnaire)
    if on > clock.today() or on < row.opens_on:
        raise ValidationError({"on": f"Wpisz dzień od {row.opens_on:%d.%m.%Y} do dziś."})
    if not given:
        raise ValidationError("Ankieta jest pusta. Zaznacz albo wpisz choć jedną odpowiedź.")
    made: Answers = Answers.objects.create(questionnaire=row, channel=Answers.Channel.PAPER, on=on, given=dict(given))
    journal.write(events.PAPER_ENTERED, by=by, subject=row, code=row.code)
    return made


@transaction.atomic
def take_answers(*, questionnaire: Questionnaire, digest: bytes, given: Mapping[str, Any]) -> bool:
    """Take a questionnaire filled in on the web; False when this very form was taken before.

    The one verb without ``by`` and without a journal entry: an entry would keep the moment, and who was logged in.
    Kept are the day and what was answered. The form's digest stands apart and is forgotten after two days.
    """
    row = _locked(questionnaire)
    today = clock.today()
    if rules.phase(row.opens_on, row.closes_on, today) != "open":
        raise ValidationError("Ankieta nie przyjmuje teraz odpowiedzi.")
    SentForm.objects.filter(on__lt=today - timedelta(days=1)).delete()
    if not given:
        raise ValidationError("Ankieta jest pusta. Zaznacz albo wpisz choć jedną odpowiedź.")
    if SentForm.objects.filter(digest=digest).exists():
        return False
    so_far = Answers.objects.filter(questionnaire=row, channel=Answers.Channel.WEB, on=today).count()
    if rules.full(so_far, clock.local(clock.now()).hour):
        raise ValidationError(FULL)
    SentForm.objects.create(digest=digest, on=today)
    Answers.objects.create(questionnaire=row, channel=Answers.Channel.WEB, on=today, given=dict(given))
    return True


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    """Held, so that answers and changes of questions come one after another."""
    row: Questionnaire = Questionnaire.objects.select_for_update().get(id=questionnaire.id)
    return row


def _unanswered(by: Actor, questionnaire: Questionnaire) -> Questionnaire:
    by.require(Permission.MANAGE_PROGRAMME)
    row = _locked(questionnaire)
    if row.answers.exists():
        raise ValidationError(LOCKED)
    return row


def _number(order: Sequence[Question]) -> None:
    """Give the questions the positions 1, 2, ... in this order; past the end first, because a position is unique."""
    for first in (1001, 1):
        for place, one in enumerate(order):
            Question.objects.filter(id=one.id).update(position=first + place)


def _next_position(row: Questionnaire) -> int:
    return int((row.questions.aggregate(last=Max("position"))["last"] or 0) + 1)


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(6))
        if not Questionnaire.objects.filter(code=code).exists():
            return code
