"""Forms of qualification: outcome with reasons, a grant by decision, resignation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from opencus.core import clock
from opencus.core.money import format_quantity, parse_quantity
from opencus.core.words import MEASURES
from opencus.entitlements.assessment import Assessment
from opencus.intake.models import RequestedService
from opencus.people.models import Person
from opencus.programmes.rules.limits import PER, Limit

_DATE = {"required": "Wpisz datę.", "invalid": "Wpisz datę, na przykład 2026-11-23."}


def _cared_for(choices: Sequence[Person]) -> forms.ChoiceField:
    """For whom a carer asks; only where the limit is shared by carers and it is not plain from the relations."""
    options = [(str(one.pk), one.full_name) for one in choices]
    return forms.ChoiceField(
        label="Dla kogo jest ta usługa", choices=options, required=False, widget=forms.RadioSelect,
        help_text="Limit jest wspólny dla tej osoby i wszystkich jej opiekunów.",
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """Why; a reason is needed only for an outcome other than the proposed one."""

    def __init__(self, *args: Any, choices: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if choices:
            self.fields["cared_for"] = _cared_for(choices)

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

    def __init__(self, *args: Any, choices: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if choices:
            self.fields["cared_for"] = _cared_for(choices)

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
            prefix="grant", choices=found.subjects.choices,
        )  # fmt: skip


class RefusalForm(forms.Form):
    """The start of a refusal: what was found; the rest is written in the draft of the decision."""

    factual = forms.CharField(
        label="Co ustalono", help_text="Trafi do uzasadnienia projektu decyzji.", max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": "Wpisz, co ustalono."},
    )


class ResignForm(forms.Form):
    """The last day of the service."""

    on = forms.DateField(label="Ostatni dzień usługi", help_text="Opłata należy się do tego dnia (art. 44).", error_messages=_DATE)


class RaiseForm(forms.Form):
    """A new amount for each limit of a running right, and why; what is left empty stays as it is."""

    reasons = forms.CharField(
        label="Dlaczego potrzeba więcej", max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zostaje przy przyznaniu. Nie wpisuj rozpoznań ani szczegółów o zdrowiu.",
        error_messages={"required": "Wpisz, dlaczego potrzeba więcej."},
    )  # fmt: skip

    def __init__(self, *args: Any, limits: Sequence[Limit], ceilings: Sequence[Decimal], **options: Any) -> None:
        super().__init__(*args, **options)
        self.size = len(limits)
        for number, (limit, ceiling) in enumerate(zip(limits, ceilings, strict=False)):
            word = MEASURES[limit.measure].many
            self.fields[f"amount_{number}"] = forms.CharField(
                label=f"Ile {word} {PER[limit.period]}", required=False, max_length=12,
                help_text=f"Teraz {format_quantity(limit.quantity)}, najwyżej {format_quantity(ceiling)}.",
            )  # fmt: skip
        self.order_fields([*(f"amount_{number}" for number in range(self.size)), "reasons"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(self.size):
            name = f"amount_{number}"
            try:
                data[name] = parse_quantity(data[name]) if data.get(name) else None
            except ValueError as problem:
                self.add_error(name, str(problem))
        return data

    @property
    def amounts(self) -> list[Decimal | None]:
        """The new amounts in the order of the limits; None: as it is."""
        return [self.cleaned_data.get(f"amount_{number}") for number in range(self.size)]
