"""Forms of the information on realisation: what no room knows, and the days of publication."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from opencus.core import edits
from opencus.core.money import format_quantity, parse_zl
from opencus.reporting.realisation_models import RealisationReport

_DATE = {"required": "Wpisz dzień.", "invalid": "Wpisz dzień, na przykład 1.12.2026."}


def _area(label: str, hint: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=12000, widget=forms.Textarea(attrs={"rows": 6}))


class RealisationForm(forms.Form):
    """Words of the centre, costs outside settlements, and for some services who and how many; nothing is required while writing."""

    degree = _area("Stopień realizacji", "Co z programu zrobiono, czego nie i dlaczego.")
    assessment = _area("Wyniki monitoringu i ocena", "Co pokazały mierniki i jak je oceniacie.")
    other_costs = forms.CharField(label="Koszty spoza rozliczeń", required=False, max_length=16, help_text="Wynagrodzenia, lokale, zakupy. Wpisz 0, gdy ich nie było.")
    other_costs_for = forms.CharField(label="Na co", required=False, max_length=300)

    def __init__(self, data: QueryDict | None = None, *, report: RealisationReport, asked: Sequence[dict[str, Any]]) -> None:
        costs = "" if report.other_costs is None else format_quantity(report.other_costs)
        initial: dict[str, Any] = {
            "degree": report.degree, "assessment": report.assessment, "other_costs": costs, "other_costs_for": report.other_costs_for,
        }  # fmt: skip
        for one in asked:
            said = report.by_service.get(one["id"], {})
            initial |= {f"osoby-{one['id']}": said.get("persons"), f"wykonawcy-{one['id']}": said.get("providers", "")}
        super().__init__(data, initial=initial)
        self.asked = asked
        for one in asked:
            if one["asks_persons"]:
                self.fields[f"osoby-{one['id']}"] = forms.IntegerField(
                    label=f"{one['name']}: ile osób skorzystało", required=False, min_value=0, max_value=1_000_000,
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                    error_messages={"invalid": "Wpisz liczbę samymi cyframi.", "min_value": "Wpisz liczbę od 0."},
                )  # fmt: skip
            self.fields[f"wykonawcy-{one['id']}"] = forms.CharField(
                label=f"{one['name']}: kto realizował", required=False, max_length=600, help_text="Kilku wykonawców rozdziel średnikiem."
            )
        edits.watch(self)

    def clean_other_costs(self) -> Decimal | None:
        try:
            return parse_zl(self.cleaned_data["other_costs"]) if self.cleaned_data["other_costs"].strip() else None
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem

    @property
    def service_fields(self) -> list[list[BoundField]]:
        """For each service what is asked about it."""
        return [[self[name] for name in (f"osoby-{one['id']}", f"wykonawcy-{one['id']}") if name in self.fields] for one in self.asked]

    @property
    def written(self) -> dict[str, Any]:
        """What the verb takes."""
        data = self.cleaned_data
        said: dict[str, dict[str, Any]] = {}
        for one in self.asked:
            answer: dict[str, Any] = {"providers": data.get(f"wykonawcy-{one['id']}", "")}
            if data.get(f"osoby-{one['id']}") is not None:
                answer["persons"] = data[f"osoby-{one['id']}"]
            said[one["id"]] = answer
        names = ("degree", "assessment", "other_costs", "other_costs_for")
        return {name: data[name] for name in names} | {"by_service": said}


class PublishForm(forms.Form):
    """The days on which the information stood in both bulletins."""

    bip_office_on = forms.DateField(label="W BIP urzędu gminy", error_messages=_DATE)
    bip_centre_on = forms.DateField(label="W BIP centrum", error_messages=_DATE)
