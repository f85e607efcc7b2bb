"""Forms of workers, their credentials and absences."""

from __future__ import annotations

from django import forms

from opencus.core.clock import today
from opencus.resources.models import Credential


class WorkerForm(forms.Form):
    """A new worker."""

    given_name = forms.CharField(label="Imię", max_length=80, error_messages={"required": "Wpisz imię."})
    family_name = forms.CharField(label="Nazwisko", max_length=80, error_messages={"required": "Wpisz nazwisko."})
    profession = forms.CharField(label="Zawód", max_length=80, error_messages={"required": "Wpisz zawód."})
    phone = forms.CharField(label="Telefon", max_length=24, required=False)
    active_from = forms.DateField(label="Pracuje od", initial=today, error_messages={"required": "Podaj dzień."})


class CredentialForm(forms.Form):
    """A qualification with its evidence."""

    kind = forms.ChoiceField(
        label="Rodzaj", choices=[("", "Wybierz…"), *Credential.Kind.choices], error_messages={"required": "Wybierz rodzaj."}
    )
    number = forms.CharField(label="Numer dokumentu", max_length=60, error_messages={"required": "Wpisz numer."})
    valid_from = forms.DateField(label="Ważne od", error_messages={"required": "Podaj dzień."})
    valid_to = forms.DateField(label="Ważne do", required=False, help_text="Puste: bezterminowo.")


class AbsenceForm(forms.Form):
    """Days away."""

    first_day = forms.DateField(label="Pierwszy dzień", error_messages={"required": "Podaj pierwszy dzień."})
    last_day = forms.DateField(label="Ostatni dzień", error_messages={"required": "Podaj ostatni dzień."})
    reason = forms.CharField(label="Powód", max_length=40, initial="urlop", error_messages={"required": "Wpisz powód."})
