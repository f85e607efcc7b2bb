"""Forms of contracts, orders and the provider's answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opencus.catalogue.models import Organisation, Service
from opencus.contracting.models import Contract
from opencus.core.clock import today
from opencus.core.money import parse_quantity, parse_zl
from opencus.plans.rules import PERIODS

AREA = forms.Textarea(attrs={"rows": 3})


def run(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Call an action with what was typed; a refusal becomes errors of the form. True when it was done."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, problems in error.error_dict.items():
                form.add_error(name if name in form.fields else None, problems)
        else:
            form.add_error(None, error)
        return False
    return True


class Amount(forms.CharField):
    """A number of units or złoty, as Poles write it."""

    def __init__(self, *, read: Callable[[str], Decimal], **kwargs: Any) -> None:
        self.read = read
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return self.read(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ContractForm(forms.Form):
    """A contract before signing."""

    provider: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label="Wykonawca", queryset=None, empty_label="Wybierz…",
        error_messages={"required": "Wybierz wykonawcę."},
    )  # fmt: skip
    number = forms.CharField(label="Numer umowy", max_length=40, error_messages={"required": "Wpisz numer umowy."})
    mode = forms.ChoiceField(label="Tryb", choices=[("", "Wybierz…"), *Contract.Mode.choices], error_messages={"required": "Wybierz tryb."})
    valid_from = forms.DateField(label="Od", error_messages={"required": "Podaj pierwszy dzień umowy."})
    valid_to = forms.DateField(label="Do", error_messages={"required": "Podaj ostatni dzień umowy."})
    value_limit = Amount(label="Wartość umowy", read=parse_zl, error_messages={"required": "Wpisz kwotę."})
    accessibility_terms = forms.CharField(
        label="Warunki dostępności", widget=AREA, required=False,
        help_text="Wymagane w umowie z podmiotem niepublicznym, najpóźniej przy podpisaniu.",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["provider"].queryset = Organisation.objects.all()  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """A service of a contract."""

    service: forms.ModelChoiceField[Service] = forms.ModelChoiceField(
        label="Usługa", queryset=None, empty_label="Wybierz…", error_messages={"required": "Wybierz usługę."}
    )
    rate = Amount(label="Stawka za jednostkę", read=parse_zl, error_messages={"required": "Wpisz stawkę."})
    units_limit = Amount(label="Limit jednostek", read=parse_quantity, error_messages={"required": "Wpisz limit."})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["service"].queryset = Service.objects.filter(status=Service.Status.ACTIVE)  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """The signature: from this day the contract binds."""

    signed_on = forms.DateField(label="Data podpisania", initial=today, error_messages={"required": "Podaj datę."})
    accessibility_terms = forms.CharField(label="Warunki dostępności", widget=AREA, required=False)


class OrderForm(forms.Form):
    """An order to a provider under a contract."""

    line = forms.ChoiceField(label="Umowa i wykonawca", error_messages={"required": "Wybierz umowę."})
    quantity = Amount(label="Ile", read=parse_quantity, error_messages={"required": "Wpisz ilość."})
    period = forms.ChoiceField(label="Na jaki czas", choices=[*PERIODS.items()])
    valid_from = forms.DateField(label="Od", error_messages={"required": "Podaj pierwszy dzień."})
    valid_to = forms.DateField(label="Do", error_messages={"required": "Podaj ostatni dzień."})
    schedule_text = forms.CharField(label="Kiedy", max_length=240, error_messages={"required": "Napisz, kiedy."})
    note = forms.CharField(
        label="Uwaga dla wykonawcy", widget=AREA, required=False,
        help_text="Tylko to, co potrzebne do wykonania usługi. Bez danych o zdrowiu, które nie są konieczne.",
    )  # fmt: skip

    def __init__(self, lines: Sequence[tuple[str, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choice = self.fields["line"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(lines)


class EndForm(forms.Form):
    """Why an order is withdrawn or ended."""

    reason = forms.CharField(label="Dlaczego", widget=AREA, error_messages={"required": "Napisz, dlaczego zlecenie się kończy."})


class DeclineForm(forms.Form):
    """Why a provider says no."""

    reason = forms.CharField(
        label="Dlaczego nie przyjmujecie zlecenia", widget=AREA,
        error_messages={"required": "Napisz, dlaczego organizacja nie przyjmuje zlecenia."},
    )  # fmt: skip


class WorkerForm(forms.Form):
    """Who will come."""

    worker = forms.ChoiceField(label="Kto przyjdzie", error_messages={"required": "Wybierz osobę."})

    def __init__(self, workers: Sequence[tuple[str, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choice = self.fields["worker"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Wybierz…"), *workers]
