"""The links of a clause: recommendations it carries out, measures that show its effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from opencus.programmes.models import Clause, EffectMeasure, Recommendation


class LinkForm(forms.Form):
    """Both sides of one clause."""

    recommendations = forms.MultipleChoiceField(
        label="Rekomendacje, które ten paragraf wykonuje", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Wybierz rekomendacje z listy."},
    )  # fmt: skip
    measures = forms.MultipleChoiceField(
        label="Mierniki, które pokażą skutek", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Wybierz mierniki z listy."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, clause: Clause, candidates: Sequence[Recommendation], possible: Sequence[EffectMeasure]) -> None:
        held = {
            "recommendations": [str(one.recommendation_id) for one in clause.origins.all()],
            "measures": [str(one.id) for one in possible if one.clause_id == clause.id],
        }
        super().__init__(data, initial=held)
        told = [(str(one.id), f"{one.consultation.code}, rekomendacja {one.number}: {one.text[:110]}") for one in candidates]
        self.fields["recommendations"].choices = told  # type: ignore[attr-defined]
        self.fields["measures"].choices = [(str(one.id), f"{one.name} ({one.unit})") for one in possible]  # type: ignore[attr-defined]

    def clean_recommendations(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["recommendations"]]

    def clean_measures(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["measures"]]
