"""What is typed about accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from opencus.centre.accounts.actions.people import NOT_GIVEN
from opencus.centre.models import Department
from opencus.centre.queries import departments_on
from opencus.centre.roles import ROLE_LABELS, Role
from opencus.core.clock import today


class DayInput(forms.DateInput):
    input_type = "date"


def _roles() -> list[tuple[str, str]]:
    return [("", "Wybierz rolę"), *((role.value, ROLE_LABELS[role]) for role in Role if role not in NOT_GIVEN)]


class RoleForm(forms.Form):
    """A role with its days."""

    role = forms.ChoiceField(label="Rola", choices=_roles)
    department = forms.ChoiceField(label="Dział", required=False, choices=list)
    valid_from = forms.DateField(label="Od dnia", widget=DayInput)
    valid_to = forms.DateField(
        label="Do dnia", required=False, widget=DayInput, help_text="Puste pole: do odwołania. Ostatni dzień jest wliczony."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today()
        self.departments = {str(one.id): one for one in departments_on(today())}
        names = [("", "bez działu"), *((key, one.name) for key, one in self.departments.items())]
        self.fields["department"].choices = names  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_department(self) -> Department | None:
        return self.departments.get(self.cleaned_data["department"])


class NewAccountForm(RoleForm):
    """A new employee."""

    full_name = forms.CharField(label="Imię i nazwisko", max_length=120)
    email = forms.CharField(label="Służbowy adres e-mail", max_length=254, help_text="Tym adresem będzie się logować.")
    field_order = ("full_name", "email", "role", "department", "valid_from", "valid_to")


class EndRoleForm(forms.Form):
    """The last day of a role; empty: at once."""

    last_day = forms.DateField(
        label="Ostatni dzień roli", required=False, widget=DayInput, help_text="Puste pole: uprawnienia znikną od razu."
    )

    def clean_last_day(self) -> date | None:
        return self.cleaned_data["last_day"] or None


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Powód", max_length=200, help_text="Krótko, na przykład: długi urlop, zgubiony telefon.")


class NewPasswordForm(forms.Form):
    """A password of one's own, twice."""

    password = forms.CharField(
        label="Nowe hasło", strip=False, widget=forms.PasswordInput, max_length=4096,
        help_text="Co najmniej 12 znaków. Najlepiej kilka słów, które łatwo zapamiętasz.",
    )  # fmt: skip
    again = forms.CharField(label="Nowe hasło jeszcze raz", strip=False, widget=forms.PasswordInput, max_length=4096)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Oba hasła muszą być takie same.")
        return data


class PinForm(forms.Form):
    """The PIN of a phone that is paired already."""

    pin = forms.CharField(label="PIN", max_length=6, widget=forms.PasswordInput(attrs={"inputmode": "numeric"}))


class NewPinForm(PinForm):
    """A PIN of one's own, twice."""

    again = forms.CharField(
        label="PIN jeszcze raz", max_length=6, widget=forms.PasswordInput(attrs={"inputmode": "numeric"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", "Oba PIN-y muszą być takie same.")
        return data
