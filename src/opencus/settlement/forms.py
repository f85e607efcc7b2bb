"""What a provider submits, and the reasons the centre gives."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from opencus.core.money import parse_zl
from opencus.settlement.rules import WITHOUT_INVOICE


class SubmitForm(forms.Form):
    """The invoice of a month; without its fields where the contract is settled by a report."""

    invoice_number = forms.CharField(label="Numer faktury", max_length=60, error_messages={"required": "Podaj numer faktury."})
    invoice_amount = forms.CharField(label="Kwota faktury brutto", max_length=20, error_messages={"required": "Podaj kwotę faktury."})
    ksef_number = forms.CharField(
        label="Numer KSeF", max_length=40, error_messages={"required": "Podaj numer, który nadał KSeF."}
    )
    answer = forms.CharField(
        label="Odpowiedź dla centrum", max_length=1000, widget=forms.Textarea, required=False,
        error_messages={"required": "Odpowiedz na to, co zakwestionowało centrum."},
    )  # fmt: skip

    def __init__(self, *args: object, mode: str, returned: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if mode in WITHOUT_INVOICE:
            for name in ("invoice_number", "invoice_amount", "ksef_number"):
                del self.fields[name]
        if returned:
            self.fields["answer"].required = True
        else:
            del self.fields["answer"]

    def clean_invoice_amount(self) -> Decimal:
        """Read złoty as people write them: 1 234,50."""
        try:
            return parse_zl(self.cleaned_data["invoice_amount"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ReasonForm(forms.Form):
    """Why a line is rejected or a month goes back; the provider reads it."""

    reason = forms.CharField(label="Powód", max_length=240)

    def __init__(self, *args: object, missing: str = "Napisz powód.", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].error_messages["required"] = missing
