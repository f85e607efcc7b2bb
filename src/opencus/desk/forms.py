"""Forms of the desk."""

from __future__ import annotations

from django import forms

from opencus.centre.policy import SHORTEST_REASON


class GuardsForm(forms.Form):
    """How files are guarded from the centre's own staff."""

    break_glass = forms.TypedChoiceField(
        label="Karta osoby spoza swoich spraw", coerce=lambda value: value == "tak", widget=forms.RadioSelect,
        choices=[("tak", "otwiera się dopiero po podaniu powodu"), ("nie", "otwiera się od razu, bez podania powodu")],
        error_messages={"required": "Wybierz, jak otwierają się karty.", "invalid_choice": "Wybierz jedną z możliwości."},
    )  # fmt: skip
    division_wall = forms.TypedChoiceField(
        label="Sprawy pionu usług społecznych i pionu pomocy społecznej", coerce=lambda value: value == "tak", widget=forms.RadioSelect,
        choices=[("tak", "są rozdzielone, do drugiego pionu trafiają tylko przez przekazanie"), ("nie", "widzą oba piony")],
        error_messages={"required": "Wybierz, kto widzi sprawy.", "invalid_choice": "Wybierz jedną z możliwości."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Dlaczego karty otwierają się bez powodu", required=False, max_length=1000, widget=forms.Textarea,
        help_text=f"Potrzebne tylko wtedy, gdy wybierasz otwieranie bez powodu: co najmniej {SHORTEST_REASON} znaków.",
        error_messages={"max_length": "Wpisz najwyżej 1000 znaków."},
    )  # fmt: skip
