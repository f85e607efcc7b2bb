"""Forms of hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opencus.worklist.matters import Matter
from opencus.worklist.models import HandedMatter, Handover

_LONG = "Wpisz najwyżej %(limit_value)d znaków."


class OfferForm(forms.Form):
    """What is handed over, for what and on what ground."""

    matters = forms.MultipleChoiceField(
        label="Co przekazujesz", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Wybierz sprawy z listy."},
    )  # fmt: skip
    purpose = forms.CharField(
        label="Po co", required=False, max_length=400, widget=forms.Textarea, error_messages={"max_length": _LONG},
        help_text="Co ma zrobić drugi pion. Nie wpisuj danych o zdrowiu.",
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="Podstawa prawna", required=False, widget=forms.RadioSelect, choices=Handover.Basis.choices,
        error_messages={"invalid_choice": "Wybierz podstawę prawną z listy."},
    )  # fmt: skip
    basis_words = forms.CharField(
        label="Inna podstawa", required=False, max_length=200, error_messages={"max_length": _LONG},
        help_text="Artykuł i ustawa. Potrzebne tylko przy „inna podstawa”.",
    )  # fmt: skip

    def __init__(self, *args: Any, matters: Sequence[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(HandedMatter.Kind.choices)
        field = self.fields["matters"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, f"{labels[HandedMatter.Kind(one.kind)]} {one.mark}") for one in matters]


class WordsForm(forms.Form):
    """Why matters are not accepted or why they are taken back."""

    words = forms.CharField(label="Dlaczego", required=False, max_length=300, widget=forms.Textarea, error_messages={"max_length": _LONG})
