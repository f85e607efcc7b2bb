"""Forms of the coordinator's talk and of declarations completed in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from opencus.core import clock
from opencus.core.money import parse_zl
from opencus.intake.models import NeedsRecognition
from opencus.programmes.rules.facts import FACTS

LONGEST = 4000


class RecognitionForm(forms.Form):
    """The talk of art. 37(2): four parts, where, with whom, fees explained."""

    held_on = forms.DateField(label="Data rozmowy", error_messages={"required": "Wpisz datę rozmowy.", "invalid": "Wpisz datę, na przykład 2026-11-23."})
    place = forms.ChoiceField(label="Miejsce", choices=NeedsRecognition.Place.choices, widget=forms.RadioSelect, error_messages={"required": "Wybierz miejsce rozmowy."})
    present = forms.CharField(label="Kto był obecny", max_length=240, error_messages={"required": "Wpisz, kto był obecny."})
    needs = forms.CharField(
        label="1. Potrzeby przedstawione przez wnioskodawcę", help_text="Słowami tej osoby, bez ocen.", widget=forms.Textarea,
        error_messages={"required": "Wpisz, jakie potrzeby przedstawiono."}, max_length=LONGEST,
    )
    current_services = forms.CharField(
        label="2. Usługi, z których osoba już korzysta", help_text="Jakie, w jakiej formie i od kogo. Jeśli z żadnych, napisz „żadne”.",
        widget=forms.Textarea, error_messages={"required": "Wpisz, z jakich usług osoba korzysta. Jeśli z żadnych, napisz „żadne”."}, max_length=LONGEST,
    )
    assessment = forms.CharField(
        label="3. Czy usługi są potrzebne i możliwe", help_text="Osobno dla każdej wnioskowanej usługi.", widget=forms.Textarea,
        error_messages={"required": "Oceń, czy wnioskowane usługi są potrzebne i możliwe."}, max_length=LONGEST,
    )
    supporting_actions = forms.CharField(
        label="Działania wspierające", help_text="Sąsiad, wolontariusz, grupa wsparcia: co może uzupełnić usługi.",
        widget=forms.Textarea, required=False, max_length=LONGEST,
    )
    fees_explained = forms.BooleanField(
        label="4. Wyjaśniono opłaty i ulgi za wnioskowane usługi",
        error_messages={"required": "Potwierdź, że wyjaśniono opłaty i ulgi. Bez tego rozpoznanie jest niepełne."},
    )

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError("Rozmowa nie mogła odbyć się w przyszłości.")
        return day


class FactsForm(forms.Form):
    """Questions about facts a rule needs and nobody has answered; only those are asked (art. 5(3)(9))."""

    def __init__(self, *args: Any, facts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in facts:
            if name == "income_pct":
                self.fields["income"] = forms.CharField(label=FACTS[name].question, help_text="Kwota w złotych.", required=False)
            elif name in FACTS and (field := _question(name)) is not None:
                self.fields[name] = field

    def clean_income(self) -> str:
        typed = self.cleaned_data["income"]
        if not typed:
            return ""
        try:
            return str(parse_zl(typed))
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def answers(self) -> dict[str, Any]:
        """What was answered, as the declaration keeps it."""
        given: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            kind = FACTS[name].kind if name in FACTS else "text"
            given[name] = value == "tak" if kind == "yes_no" else value
        return given


def _question(name: str) -> forms.Field | None:
    fact = FACTS[name]
    label = fact.question or fact.label
    match fact.kind:
        case "yes_no":
            return forms.ChoiceField(label=label, choices=[("tak", "Tak"), ("nie", "Nie")], widget=forms.RadioSelect, required=False)
        case "choice":
            choices = [("", "Nie wiem jeszcze"), *((key, text) for key, text in fact.choices.items())]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        case "number" if name != "age":
            return forms.IntegerField(label=label, min_value=1, max_value=fact.most, required=False)
    return None
