"""The form of an estate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opencus.centre.estates.models import Estate
from opencus.centre.estates.rules import Span, parse_lines
from opencus.centre.models import Municipality

MOST_LINES = 2_000


class EstateForm(forms.Form):
    """Name, kind and addresses, one in a line."""

    name = forms.CharField(label="Nazwa", max_length=80, help_text="Bez słowa osiedle czy sołectwo.", error_messages={"required": "Wpisz nazwę."})
    kind = forms.ChoiceField(label="Rodzaj", choices=Estate.Kind.choices, error_messages={"invalid_choice": "Wybierz z listy."})
    municipality = forms.ChoiceField(label="Gmina", error_messages={"required": "Wybierz gminę.", "invalid_choice": "Wybierz z listy."})
    addresses = forms.CharField(
        label="Adresy, każdy w osobnym wierszu", max_length=MOST_LINES * 60, strip=False, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Miejscowość; ulica; numery. Na przykład: Starachowice; Złota; 1-29 nieparzyste. Sama miejscowość oznacza całą.",
        error_messages={"required": "Wpisz przynajmniej jeden adres.", "max_length": "Za dużo naraz: wpisz najwyżej 2000 wierszy."},
    )  # fmt: skip

    def __init__(self, *args: Any, served: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.served = {one.code: one for one in served}
        self.fields["municipality"].choices = [(one.code, one.name) for one in served]  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[Span]:
        """Each line as a value; every faulty line is named with its number."""
        spans, faults = parse_lines(self.cleaned_data["addresses"])
        if faults:
            raise forms.ValidationError([f"Wiersz {one.number}: {one.why}." for one in faults[:20]])
        if not spans:
            raise forms.ValidationError("Wpisz przynajmniej jeden adres.")
        return spans

    def typed(self) -> dict[str, Any]:
        """What was entered, as `actions.save` takes it."""
        data = self.cleaned_data
        return {"municipality": self.served[data["municipality"]], "name": data["name"], "kind": data["kind"], "spans": data["addresses"]}
