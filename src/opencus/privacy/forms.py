"""Forms of the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opencus.catalogue.models import Organisation
from opencus.core import clock
from opencus.privacy import erasing, keeping
from opencus.privacy.models import (
    AccessibilityRequest,
    ClauseGiven,
    Consent,
    Declaration,
    Process,
    ProcessingActivity,
    ProcessorAgreement,
    Restriction,
    SubjectRequest,
)

DAY = "Wpisz dzień, na przykład 1.12.2026."


def area(label: str, rows: int = 3, required: bool = True, hint: str = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint,
        error_messages={"required": "Uzupełnij to pole."},
    )  # fmt: skip


def line(label: str, longest: int = 160, required: bool = True, hint: str = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint,
        error_messages={"required": "Uzupełnij to pole.", "max_length": f"Wpisz najwyżej {longest} znaków."},
    )  # fmt: skip


def day(label: str, required: bool = True, hint: str = "") -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, help_text=hint, error_messages={"required": DAY, "invalid": DAY})


def one_of(label: str, choices: Any, required: bool = True, hint: str = "") -> forms.ChoiceField:
    """One of a list."""
    told = [("", "Wybierz…"), *choices]
    return forms.ChoiceField(label=label, choices=told, required=required, help_text=hint, error_messages={"required": "Wybierz z listy.", "invalid_choice": "Wybierz z listy."})


def run(form: forms.BaseForm, act: Callable[..., Any]) -> Any:
    """Call an action with what was typed and return what it made; a refusal becomes errors of the form and None."""
    if not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except ValidationError as error:
        for name, problems in (error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}).items():
            form.add_error(name if name in form.fields else None, problems)
    except ValueError as error:  # a move the state machine refuses
        form.add_error(None, str(error))
    return None


class ContactForm(forms.Form):
    """The inspector of data protection."""

    inspector_name = line("Imię i nazwisko inspektora ochrony danych", 120)
    inspector_email = forms.EmailField(label="E-mail inspektora", required=False, error_messages={"invalid": "Wpisz adres e-mail, na przykład iod@example.pl."})
    inspector_phone = line("Telefon inspektora", 24, required=False)
    inspector_address = line("Adres do listów", 200, required=False)
    appointed_on = day("Wyznaczono", required=False)
    notified_on = day("Zawiadomiono Prezesa UODO", required=False, hint="Do 14 dni od wyznaczenia (art. 10 ustawy o ochronie danych osobowych).")


class ClauseForm(forms.Form):
    """The next version of a clause."""

    valid_from = day("Obowiązuje od", hint="Dzisiaj albo później. Wersja, która już obowiązuje, nie zmienia się.")
    spoken = area("Do odczytania przez telefon", 4, hint="Najwyżej minuta czytania: kto, po co, jakie prawa, gdzie reszta.")
    purposes = area("Po co nam dane (cele)")
    grounds = area("Podstawy prawne")
    source = area("Skąd mamy dane", 2, required=False, hint="Tylko gdy danych nie podała sama osoba (art. 14).")
    categories = area("Jakie to dane", 2, required=False, hint="Tylko gdy danych nie podała sama osoba (art. 14).")
    recipients = area("Odbiorcy")
    transfers = area("Przekazywanie poza EOG", 2)
    retention = area("Okres przechowywania")
    rights = area("Prawa", 4)
    complaint = area("Skarga", 2)
    duty = area("Czy trzeba podać dane", 2)
    automated = area("Zautomatyzowane decyzje", 2)


class GiveForm(forms.Form):
    """That a clause was given."""

    process = one_of("Czego dotyczy", Process.choices)
    form = one_of("Jak przekazano", ClauseGiven.Form.choices)


class ConsentForm(forms.Form):
    """An optional consent."""

    purpose = one_of("Na co", Consent.Purpose.choices)
    form = one_of("Jak dano zgodę", [("paper", "na piśmie"), ("spoken", "ustnie"), ("web", "na stronie")])


class RestrictForm(forms.Form):
    """A restriction of processing."""

    ground = one_of("Podstawa (art. 18 ust. 1 RODO)", Restriction.Ground.choices)
    note = area("Uwaga", 2, required=False)


class LiftForm(forms.Form):
    """The end of a restriction."""

    told_on = day("Zawiadomiono osobę", hint="Osobę zawiadamia się, zanim ograniczenie się skończy (art. 18 ust. 3 RODO).")
    reason = area("Dlaczego ograniczenie się kończy", 2)


class ActivityForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry of the register of processing."""

    class Meta:
        model = ProcessingActivity
        fields = [
            "name", "process", "owner", "purposes", "grounds", "subjects", "data", "special_data", "source", "recipients", "transfers",
            "retention", "safeguards", "joint_controllers", "dpia_needed", "dpia_on", "dpia_note", "reviewed_on", "ended_on",
        ]  # fmt: skip
        labels = {
            "name": "Nazwa czynności", "process": "Klauzula informacyjna", "owner": "Kto odpowiada", "purposes": "Cele przetwarzania",
            "grounds": "Podstawy prawne", "subjects": "Kategorie osób", "data": "Kategorie danych", "special_data": "Dane z art. 9 i 10 RODO",
            "source": "Źródło danych", "recipients": "Kategorie odbiorców", "transfers": "Przekazywanie poza EOG i zabezpieczenia",
            "retention": "Planowany termin usunięcia", "safeguards": "Środki techniczne i organizacyjne",
            "joint_controllers": "Współadministratorzy", "dpia_needed": "Potrzebna ocena skutków (DPIA)", "dpia_on": "Ocenę skutków wykonano",
            "dpia_note": "Wnioski z oceny skutków", "reviewed_on": "Wpis przejrzano", "ended_on": "Czynność zakończono",
        }  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("purposes", "grounds", "subjects", "data", "special_data", "source", "recipients", "transfers", "retention", "safeguards", "joint_controllers", "dpia_note")
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update({"required": "Uzupełnij to pole.", "invalid": DAY})
        if self.instance._state.adding:
            self.initial.setdefault("reviewed_on", clock.today())

    def _post_clean(self) -> None:
        """Leave the row alone: the action fills it, under its lock."""


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agreement that entrusts data."""

    # Not of the model: its choices belong to the centre of the request, and this class is made before any.
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label="Wykonawca z bazy usług", queryset=None, required=False, help_text="Puste, gdy podmiot nie jest wykonawcą usług."
    )
    activities = forms.CharField(label="Numery czynności z rejestru", required=False, help_text="Po przecinku, na przykład 5, 7.")

    class Meta:
        model = ProcessorAgreement
        fields = ["name", "number", "signed_on", "ends_on", "subject", "activities"]
        labels = {
            "name": "Podmiot przetwarzający", "number": "Numer umowy powierzenia",
            "signed_on": "Podpisana", "ends_on": "Obowiązuje do", "subject": "Przedmiot i zakres powierzenia",
        }  # fmt: skip
        widgets = {"subject": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"ends_on": "Puste: tak długo, jak umowa główna."}

    field_order = ("name", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["organisation"]
        assert isinstance(choices, forms.ModelChoiceField)
        choices.queryset = Organisation.objects.order_by("name")
        self.initial["organisation"] = self.instance.organisation_id
        self.initial["activities"] = ", ".join(map(str, self.instance.activities or []))
        for field in self.fields.values():
            field.error_messages.update({"required": "Uzupełnij to pole.", "invalid": DAY})

    def clean_activities(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["activities"].replace(";", ",").split(",") if part.strip()]
        if not all(part.isdecimal() and len(part) < 5 for part in parts):
            raise ValidationError("Wpisz numery po przecinku, na przykład 5, 7.")
        return sorted({int(part) for part in parts})

    def _post_clean(self) -> None:
        """Leave the row alone: the action fills it, under its lock."""


class RequestForm(forms.Form):
    """A request about data; the person is chosen from those found."""

    kind = one_of("Czego dotyczy", SubjectRequest.Kind.choices)
    channel = one_of("Jak wpłynęło", SubjectRequest.Channel.choices)
    received_on = day("Dzień wpływu")
    demand = area("O co prosi osoba", 4, hint="Jej słowami.")
    requester = line("Kto żąda, jeśli nie sama osoba", 160, required=False, hint="Przedstawiciel, pełnomocnik albo ktoś, kogo nie ma w kartotece.")


class ExtendForm(forms.Form):
    """A longer deadline."""

    until = day("Nowy termin")
    reason = area("Powód, który usłyszy osoba", 2)


class AnswerForm(forms.Form):
    """The answer to a request about data."""

    state = one_of("Wynik", [choice for choice in SubjectRequest.State.choices if choice[0] != "open"])
    on = day("Dzień odpowiedzi")
    outcome = area("Co zrobiono", 3, hint="Przy odmowie: powód i pouczenie o skardze do Prezesa UODO i sądu.")


class AccessRequestForm(forms.Form):
    """A request for accessibility."""

    requester = line("Kto żąda")
    contact = line("Kontakt do tej osoby", 200)
    received_on = day("Dzień wpływu")
    demand = area("Czego dotyczy żądanie", 3, hint="Strona lub dokument i sposób, w jaki osoba chce z nich korzystać.")


class AccessAnswerForm(forms.Form):
    """The answer to a request for accessibility."""

    state = one_of("Wynik", [choice for choice in AccessibilityRequest.State.choices if choice[0] != "open"])
    outcome = area("Co zrobiono", 3, hint="Przy odmowie: powód i pouczenie o skardze, a potem o wniosku do Rzecznika Praw Obywatelskich.")


class ClassForm(forms.Form):
    """How long a kind of record is kept."""

    kind = one_of("Rodzaj akt", keeping.KINDS.items())
    jrwa = line("Klasa z wykazu akt (JRWA)", 12)
    category = line("Kategoria archiwalna", 6, hint="A, B5, B10, B50, BE50 i podobne.")
    basis = area("Podstawa", 2, required=False)


class DisposalForm(forms.Form):
    """A list to be disposed of."""

    commission = area("Komisja", 3, hint="Co najmniej dwie osoby, każda w osobnym wierszu.")
    archive_consent = line("Zgoda archiwum państwowego", 120, required=False, hint="Numer i data. Wymagana dla kategorii BE.")


class PurgeForm(forms.Form):
    """A field to be retired."""

    field = forms.ChoiceField(label="Pole", error_messages={"required": "Wybierz pole.", "invalid_choice": "Wybierz pole z listy."})
    basis = area("Dlaczego danych nie wolno już mieć", 2, hint="Na przykład przepis, który przestał obowiązywać.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        told = [(f"{table}:{name}", label) for (table, name), label in erasing.retirable().items()]
        self.fields["field"].choices = [("", "Wybierz…"), *told]  # type: ignore[attr-defined]


class DeclarationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The declaration of accessibility."""

    report_url = forms.URLField(label="Adres raportu z oceny", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Declaration
        fields = [
            "published_on", "updated_on", "prepared_on", "status", "gaps", "method", "assessor", "report_url", "contact_name",
            "contact_email", "contact_phone", "shortcuts", "buildings", "sign_language", "applications",
        ]  # fmt: skip
        labels = {
            "published_on": "Stronę opublikowano", "updated_on": "Ostatnia istotna zmiana strony", "prepared_on": "Deklarację sporządzono",
            "status": "Stan zgodności z ustawą", "gaps": "Co nie jest dostępne i dlaczego", "method": "Jak oceniono dostępność",
            "assessor": "Kto ocenił z zewnątrz", "contact_name": "Osoba do kontaktu",
            "contact_email": "E-mail do kontaktu", "contact_phone": "Telefon do kontaktu", "shortcuts": "Skróty klawiaturowe",
            "buildings": "Dostępność budynków: co dodać do opisów biur", "sign_language": "Tłumacz języka migowego",
            "applications": "Aplikacje mobilne",
        }  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("gaps", "shortcuts", "buildings", "sign_language", "applications")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update({"required": "Uzupełnij to pole."})

    def _post_clean(self) -> None:
        """Leave the row alone: saving makes a new version."""
