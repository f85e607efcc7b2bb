"""Fields for the offer of a programme: amounts, quantities and percents as Poles write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opencus.core.money import format_quantity, parse_quantity, parse_zl
from opencus.core.words import MEASURES

DAY = "Wpisz dzień, na przykład 1.01.2027."
RANGE = re.compile(r"\d\s*%?\s*(?:-|–|—|do|\.\.)\s*\d|^\s*(?:od|do|około|ok\.|maks|min|co najmniej|najwyżej)\b", re.IGNORECASE)
NO_RANGES = (
    "Wpisz jeden dokładny procent, na przykład 15. Przedział („od 5 do 20”) zostawia kwotę do uznania urzędu: "
    "uchwałę z takim zapisem wojewoda uznał za nieważną."
)
MEASURE_CHOICES = sorted(((key, word.one) for key, word in MEASURES.items()), key=lambda pair: pair[1])


def parse_percent(typed: str) -> Decimal:
    """One exact percent from 0 to 100; ValueError with the reason for a range and everything else."""
    if RANGE.search(typed):
        raise ValueError(NO_RANGES)
    percent = parse_quantity(typed.replace("%", ""))
    if percent > 100:
        raise ValueError("Procent nie może być większy niż 100.")
    return percent


class Typed(forms.CharField):
    """A number typed as text; what cannot be read stays as it was typed."""

    def __init__(self, *, read: Callable[[str], Decimal], **kwargs: Any) -> None:
        self.read = read
        kwargs.setdefault("error_messages", {"required": "Wpisz liczbę."})
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored numbers are shown without idle zeros and with a comma."""
        return format_quantity(value).replace("\u00a0", "") if isinstance(value, Decimal | int) and not isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return self.read(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(self.prepare_value(data) or "")


def amount(label: str, *, required: bool = True, hint: str = "") -> Typed:
    """Złoty."""
    return Typed(read=parse_zl, label=label, required=required, help_text=hint, error_messages={"required": "Wpisz kwotę, na przykład 25."})


def quantity(label: str, *, required: bool = True, hint: str = "") -> Typed:
    """Units with at most two decimal places."""
    return Typed(read=parse_quantity, label=label, required=required, help_text=hint)


def percent(label: str, *, required: bool = True, hint: str = "") -> Typed:
    """One exact percent (art. 5(3)(7))."""
    return Typed(read=parse_percent, label=label, required=required, help_text=hint, error_messages={"required": "Wpisz dokładny procent, na przykład 15."})


def whole(label: str, *, least: int = 0, most: int = 1_000_000, required: bool = False, hint: str = "") -> forms.IntegerField:
    """A whole number."""
    said = f"Wpisz liczbę od {format_quantity(least)} do {format_quantity(most)}."
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=hint,
        error_messages={"required": "Wpisz liczbę.", "invalid": "Wpisz liczbę bez przecinka, na przykład 4.", "min_value": said, "max_value": said},
    )  # fmt: skip


def line(label: str, longest: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint,
        error_messages={"required": "Uzupełnij to pole.", "max_length": f"Wpisz najwyżej {longest} znaków."},
    )  # fmt: skip


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, help_text=hint, error_messages={"required": DAY, "invalid": DAY})


def one_of(label: str, choices: Any, *, required: bool = True, hint: str = "", empty: str = "Wybierz…") -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(
        label=label, choices=[("", empty), *choices], required=required, help_text=hint,
        error_messages={"required": "Wybierz z listy.", "invalid_choice": "Wybierz z listy."},
    )  # fmt: skip


def run(form: forms.BaseForm, act: Callable[..., Any], **more: Any) -> Any:
    """Call an action with what was typed and return what it made; a refusal becomes errors of the form and None."""
    if not form.is_valid():
        return None
    try:
        return act(**{**form.cleaned_data, **more})
    except ValidationError as error:
        for name, problems in _problems(error).items():
            form.add_error(name if name in form.fields else None, problems)
    return None


def _problems(error: ValidationError) -> Mapping[str, list[ValidationError]]:
    return error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
