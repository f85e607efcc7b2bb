"""Forms of questionnaires: building them, filling them in, and the guards of the public page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing

from opencus.core import clock, edits
from opencus.core.text import normalise_lines
from opencus.programmes.forms.consultation import area, day, line, one_of
from opencus.programmes.models import Question, Questionnaire
from opencus.programmes.rules.questionnaires import Asked

SALT = "opencus.programmes.questionnaire"
TRAP = "To pole ma zostać puste. Usuń z niego wpis i wyślij ankietę jeszcze raz."
ANSWER = "Odpowiedz na to pytanie."


class QuestionnaireForm(forms.Form):
    """Whom it asks, how it begins, from when to when."""

    audience = forms.ChoiceField(
        label="Kogo pytacie", choices=Questionnaire.Audience.choices, initial=Questionnaire.Audience.RESIDENTS, widget=forms.RadioSelect
    )
    title = line("Tytuł", 200, hint="Na przykład: Czego potrzebujesz na co dzień?")
    intro = area("Wstęp", rows=4, required=False, longest=2000, hint="Po co pytacie i ile to zajmie. Że ankieta jest anonimowa, dopiszemy sami.")
    opens_on = day("Otwarta od")
    closes_on = day("Otwarta do", hint="Ten dzień włącznie.")

    def __init__(self, data: Any = None, *, questionnaire: Questionnaire | None = None, today: date | None = None) -> None:
        held = {name: getattr(questionnaire, name) for name in self.base_fields} if questionnaire else {"opens_on": today}
        super().__init__(data, initial=held)
        if questionnaire is not None:
            edits.watch(self)


class QuestionForm(forms.Form):
    """One question and what may be answered."""

    text = line("Pytanie", 300)
    kind = forms.ChoiceField(label="Rodzaj odpowiedzi", choices=Question.Kind.choices, initial=Question.Kind.ONE, widget=forms.RadioSelect)
    options = area("Odpowiedzi do wyboru", rows=6, required=False, longest=4000, hint="Każda w nowym wierszu. Przy skali i własnych słowach zostaw puste.")
    required = forms.BooleanField(label="Bez odpowiedzi na to pytanie nie da się wysłać ankiety", required=False)

    def __init__(self, data: Any = None, *, question: Question | None = None) -> None:
        held = None
        if question is not None:
            held = {"text": question.text, "kind": question.kind, "options": "\n".join(question.options), "required": question.required}
        super().__init__(data, initial=held)
        if question is not None:
            edits.watch(self)

    def clean_options(self) -> list[str]:
        return [one for one in self.cleaned_data["options"].splitlines() if one.strip()]


class AnswersForm(forms.Form):
    """A questionnaire to be filled in; ``given`` is what is kept of it."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question], paper: bool = False) -> None:
        super().__init__(data, prefix="o")
        self.questions = questions
        for question in questions:
            # Paper is as people left it: nothing is demanded of whoever types it in.
            self.fields[f"p{question.position}"] = _field(question, required=question.required and not paper)

    def given(self) -> dict[str, Any]:
        """Position of the question -> option, options, 1 to 5, or words; questions left out are left out."""
        found: dict[str, Any] = {}
        for question in self.questions:
            value = self.cleaned_data.get(f"p{question.position}")
            if not value:
                continue
            match question.kind:
                case Question.Kind.ONE:
                    found[str(question.position)] = question.options[int(value)]
                case Question.Kind.MANY:
                    found[str(question.position)] = [question.options[int(one)] for one in value]
                case Question.Kind.SCALE:
                    found[str(question.position)] = int(value)
                case _ if words := normalise_lines(value):
                    found[str(question.position)] = words
        return found


class ScaleField(forms.ChoiceField):
    """One number of a scale; pages draw it in one line."""

    is_scale = True


def _field(question: Question, *, required: bool) -> forms.Field:
    label = f"{question.position}. {question.text}{' (wymagane)' if required else ''}"
    told: dict[str, Any] = {"label": label, "required": required, "error_messages": {"required": ANSWER, "invalid_choice": ANSWER}}
    options = [(str(at), option) for at, option in enumerate(question.options)]
    match question.kind:
        case Question.Kind.ONE:
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **told)
        case Question.Kind.MANY:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, help_text="Możesz zaznaczyć kilka.", **told)
        case Question.Kind.SCALE:
            scale = [("1", "1 – wcale"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5 – bardzo")]
            return ScaleField(choices=scale, widget=forms.RadioSelect, **told)
    hint = "Nie podawaj nazwisk, adresów ani telefonów."
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=hint, **told)


class PaperForm(forms.Form):
    """On which day a paper questionnaire was filled in."""

    on = day("Dzień wypełnienia", hint="Zostaje dla następnej.")


class TrapForm(forms.Form):
    """A box that only a machine fills in."""

    website = forms.CharField(
        label="Strona internetowa (zostaw puste)", required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"].strip():
            raise forms.ValidationError(TRAP)
        return ""


class SplitForm(forms.Form):
    """By which question the results are split; 0 is how people answered."""

    podzial = one_of("Podziel wyniki", (), required=False)

    def __init__(self, data: Any, *, questions: Sequence[Question]) -> None:
        super().__init__(data)
        splits = [(str(one.position), f"pytanie {one.position}: {one.text}") for one in questions if one.kind in (Question.Kind.ONE, Question.Kind.SCALE)]
        self.fields["podzial"].choices = [("", "bez podziału"), ("0", "przez internet i na papierze"), *splits]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Ticket:
    """One form as it was made; it counts once, and no answer keeps it."""

    nonce: str
    made_at: datetime

    def signed(self, questionnaire_id: UUID) -> str:
        """The ticket as it travels in the page of this questionnaire."""
        return signing.Signer(salt=SALT).sign(f"{self.nonce}.{questionnaire_id.hex}.{int(self.made_at.timestamp())}")

    @property
    def digest(self) -> bytes:
        """What is remembered of a form that was sent."""
        return hashlib.sha256(self.nonce.encode()).digest()


def new_ticket() -> Ticket:
    """A ticket for a form that is made now."""
    return Ticket(secrets.token_hex(16), clock.now())


def read_ticket(sent: str, questionnaire_id: UUID) -> Ticket | None:
    """The ticket that came back; None when it is not ours or of another questionnaire."""
    try:
        nonce, owner, made = signing.Signer(salt=SALT).unsign(sent[:300]).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if owner != questionnaire_id.hex or not made.isdecimal():
        return None
    return Ticket(nonce, datetime.fromtimestamp(int(made), UTC))


def rules_of(questions: Sequence[Question]) -> list[Asked]:
    """Stored questions as values the rules count with."""
    return [Asked(one.position, one.text, one.kind, tuple(one.options)) for one in questions]
