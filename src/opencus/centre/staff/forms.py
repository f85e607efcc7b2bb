"""Forms of the staff register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opencus.centre.models import Authorisation
from opencus.centre.staff.rules import COURSE_HOURS, COURSE_LABELS, PROOF_LABELS
from opencus.core.clock import today

_CHOOSE = ("", "Wybierz…")


class FilterForm(forms.Form):
    """Which part of the register to show."""

    rola = forms.ChoiceField(label="Rola", required=False)
    braki = forms.BooleanField(label="Tylko z brakami", required=False)

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rola"].choices = [("", "wszystkie"), *roles]  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """A document that shows a requirement."""

    prefix = "dokument"
    proof = forms.ChoiceField(
        label="Co potwierdza", choices=[_CHOOSE, *((one.value, label.capitalize()) for one, label in PROOF_LABELS.items())],
        error_messages={"required": "Wybierz, co potwierdza dokument."},
    )  # fmt: skip
    name = forms.CharField(
        label="Dokument", max_length=120, help_text="Na przykład: dyplom, świadectwo pracy, informacja z KRK.",
        error_messages={"required": "Wpisz nazwę dokumentu."},
    )  # fmt: skip
    number = forms.CharField(label="Numer", max_length=60, required=False)
    issuer = forms.CharField(label="Kto wydał", max_length=160, error_messages={"required": "Wpisz, kto wydał dokument."})
    issued_on = forms.DateField(label="Data wydania", error_messages={"required": "Podaj datę wydania."})
    starts_on = forms.DateField(label="Praca od", required=False, help_text="Tylko przy doświadczeniu.")
    ends_on = forms.DateField(label="Praca do", required=False)
    kept_in = forms.CharField(label="Gdzie leży", max_length=120, required=False, help_text="Na przykład: akta osobowe, część B.")


class TrainingForm(forms.Form):
    """Hours of a statutory training."""

    prefix = "szkolenie"
    course = forms.ChoiceField(
        label="Szkolenie",
        choices=[_CHOOSE, *((one.value, f"{label.capitalize()} ({COURSE_HOURS[one]} godz.)") for one, label in COURSE_LABELS.items())],
        error_messages={"required": "Wybierz szkolenie."},
    )  # fmt: skip
    hours = forms.IntegerField(
        label="Liczba godzin", min_value=1, max_value=2 * max(COURSE_HOURS.values()), error_messages={"required": "Podaj liczbę godzin."}
    )
    organiser = forms.CharField(label="Organizator", max_length=160, error_messages={"required": "Wpisz organizatora."})
    certificate = forms.CharField(
        label="Numer zaświadczenia", max_length=60, error_messages={"required": "Wpisz numer zaświadczenia."}
    )
    completed_on = forms.DateField(label="Ukończone", error_messages={"required": "Podaj dzień ukończenia."})


class AuthorisationForm(forms.Form):
    """A written authorisation."""

    prefix = "upowaznienie"
    scope = forms.ChoiceField(
        label="Zakres", choices=[_CHOOSE, *((code, label.capitalize()) for code, label in Authorisation.Scope.choices)],
        error_messages={"required": "Wybierz zakres."},
    )  # fmt: skip
    number = forms.CharField(label="Numer upoważnienia", max_length=60, error_messages={"required": "Wpisz numer."})
    granted_by = forms.CharField(
        label="Kto udzielił", max_length=120, help_text="Decyzje: wójt, burmistrz lub prezydent. Pozostałe: dyrektor.",
        error_messages={"required": "Wpisz, kto udzielił upoważnienia."},
    )  # fmt: skip
    extent = forms.CharField(
        label="Treść zakresu", max_length=400, required=False, widget=forms.Textarea, help_text="Przy danych osobowych: jakie dane i po co."
    )
    services = forms.CharField(
        label="Tylko usługi", max_length=200, required=False, help_text="Symbole po przecinku, na przykład UO, SUO. Puste: wszystkie usługi."
    )
    valid_from = forms.DateField(label="Ważne od", initial=today, error_messages={"required": "Podaj pierwszy dzień."})
    valid_to = forms.DateField(label="Ważne do", required=False, help_text="Puste: do odwołania.")


class WithdrawForm(forms.Form):
    """Why an entry no longer counts."""

    reason = forms.CharField(label="Powód", max_length=200, error_messages={"required": "Napisz, dlaczego wpis jest wycofany."})
