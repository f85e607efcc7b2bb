"""Forms of qualification: outcome with reasons, a grant by decision, resignation."""

from __future__ import annotations

from typing import Any

from django import forms

from opencus.core import clock
from opencus.core.money import parse_quantity
from opencus.entitlements.assessment import Assessment
from opencus.intake.models import RequestedService
from opencus.programmes.rules.limits import PER

_DATE = {"required": "Wpisz datę.", "invalid": "Wpisz datę, na przykład 2026-11-23."}


class OutcomeForm(forms.Form):
    """Why; a reason is needed only for an outcome other than the proposed one."""

    override = forms.CharField(
        label="Dlaczego inaczej, niż wynika z reguł", help_text="Zapisze się w uzasadnieniu i w dzienniku.", max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), required=False,
    )
    reasons = forms.CharField(label="Uwaga do wyniku", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False)


class GrantForm(forms.Form):
    """Amount and period of a grant on the decision track."""

    start = forms.DateField(label="Od", error_messages=_DATE)
    end = forms.DateField(label="Do", error_messages=_DATE)
    quantity = forms.CharField(label="Ile", max_length=12, error_messages={"required": "Wpisz, ile przyznajesz."})
    per = forms.ChoiceField(label="Na okres", choices=list(PER.items()))
    factual = forms.CharField(
        label="Uzasadnienie", help_text="Co ustalono w wywiadzie i dlaczego w takim wymiarze.", max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": "Wpisz uzasadnienie."},
    )
    override = OutcomeForm.base_fields["override"]

    def clean_quantity(self) -> Any:
        try:
            quantity = parse_quantity(self.cleaned_data["quantity"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        if not quantity:
            raise forms.ValidationError("Wpisz liczbę większą od zera.")
        return quantity

    @classmethod
    def proposed(cls, requested: RequestedService, found: Assessment) -> GrantForm:
        """The form filled with the longest period and the programme's monthly limit."""
        monthly = next((one for one in found.limits if one.period == "month"), found.limits[0] if found.limits else None)
        period = found.period
        return cls(
            initial={
                "start": period.start if period else clock.today(),
                "end": period.end if period else None,
                "quantity": f"{monthly.quantity.normalize():f}".replace(".", ",") if monthly else "",
                "per": monthly.period if monthly else "month",
            },
            prefix="grant",
        )


class RefusalForm(forms.Form):
    """The start of a refusal: what was found; the rest is written in the draft of the decision."""

    factual = forms.CharField(
        label="Co ustalono", help_text="Trafi do uzasadnienia projektu decyzji.", max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": "Wpisz, co ustalono."},
    )


class ResignForm(forms.Form):
    """The last day of the service."""

    on = forms.DateField(label="Ostatni dzień usługi", help_text="Opłata należy się do tego dnia (art. 44).", error_messages=_DATE)
