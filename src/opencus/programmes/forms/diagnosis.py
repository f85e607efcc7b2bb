"""Forms of the diagnosis: its text, conclusions, providers, and handing over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from opencus.catalogue.models import Area, Organisation
from opencus.centre.models import Municipality
from opencus.core import edits
from opencus.programmes.forms.consultation import area as lines
from opencus.programmes.forms.consultation import count, day, line, one_of
from opencus.programmes.models import Conclusion, Diagnosis, LocalProvider
from opencus.programmes.rules.diagnosis import usual_end

CHOOSE = "Zaznacz choć jeden zakres."


class DiagnosisForm(forms.Form):
    """The text of a diagnosis; the municipality is asked once and only in a joint centre."""

    municipality = one_of("Gmina", (), hint="Centrum wspólne robi diagnozę osobno dla każdej gminy (art. 21 ust. 4).")
    title = line("Tytuł", 200, hint="Na przykład: Diagnoza potrzeb i potencjału gminy 2026–2031.")
    valid_from = day("Obowiązuje od")
    valid_to = day("Obowiązuje do", hint="Najwyżej 5 lat (art. 21 ust. 1).")
    change_reason = lines("Co istotnie się zmieniło", rows=4, required=False, hint="Dlaczego diagnoza jest aktualizowana.")
    summary = lines("W skrócie", rows=6, required=False, longest=20_000, hint="Najważniejsze wnioski, prostymi słowami.")
    method = lines("Jak badano potrzeby i potencjał", rows=5, required=False, longest=20_000, hint="Ankiety, spotkania, dane, kto pracował nad diagnozą.")

    def __init__(
        self, data: Any = None, *, diagnosis: Diagnosis | None = None, municipalities: Sequence[Municipality] = (), today: date | None = None
    ) -> None:
        names = ("title", "valid_from", "valid_to", "change_reason", "summary", "method")
        held = {name: getattr(diagnosis, name) for name in names} if diagnosis else {}
        if today is not None:
            held = {"valid_from": today, "valid_to": usual_end(today)}
        super().__init__(data, initial=held)
        self._municipalities = {one.pk: one for one in municipalities}
        if diagnosis is None and len(municipalities) > 1:
            self.fields["municipality"].choices = [("", "Wybierz…"), *((one.pk, one.name) for one in municipalities)]  # type: ignore[attr-defined]
        else:
            del self.fields["municipality"]
        if diagnosis is None or diagnosis.replaces_id is None:
            del self.fields["change_reason"]
        if diagnosis is not None:
            edits.watch(self)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "municipality" in self.fields:
            found["municipality"] = self._municipalities.get(found.get("municipality", ""))
        elif self._municipalities:
            found["municipality"] = next(iter(self._municipalities.values()))
        return found


class UpdateForm(forms.Form):
    """The beginning of an update."""

    change_reason = lines("Co istotnie się zmieniło", rows=5, hint="Wnioski z rozeznania, które zmieniły się na tyle, że trzeba zmienić diagnozę.")
    valid_from = day("Obowiązuje od")
    valid_to = day("Obowiązuje do", hint="Najwyżej 5 lat. Zwykle do końca tego samego okresu.")


class HandOverForm(forms.Form):
    """When the executive and the council got it."""

    to_mayor_on = day("Przekazano wójtowi (burmistrzowi, prezydentowi)")
    to_council_on = day("Przekazano radzie gminy")


class ConclusionForm(forms.Form):
    """One need or one potential."""

    kind = forms.ChoiceField(label="Co to jest", choices=Conclusion.Kind.choices, initial=Conclusion.Kind.NEED, widget=forms.RadioSelect)
    area = one_of("Zakres usług społecznych", ())
    text = lines("Wniosek", rows=4, longest=4000, hint="Jedno zdanie lub dwa: kto, czego potrzebuje albo co może dać.")
    evidence = line("Skąd to wiadomo", 300, required=False, hint="Na przykład: ankieta mieszkańców 2026, pytanie 4; dane MOPS.")
    persons = count("Ilu osób to dotyczy", required=False, hint="Szacunek. Zostaw puste, gdy nie wiadomo.")

    def __init__(self, data: Any = None, *, areas: Iterable[Area] = (), conclusion: Conclusion | None = None, initial: Any = None) -> None:
        held = {name: getattr(conclusion, name) for name in self.base_fields} if conclusion else initial
        super().__init__(data, initial=held)
        self.fields["area"].choices = [("", "Wybierz…"), *((one.code, one.name) for one in areas)]  # type: ignore[attr-defined]
        if conclusion is not None:
            edits.watch(self)


class ProviderForm(forms.Form):
    """Who provides what in the area."""

    name = line("Nazwa", 160)
    kind = one_of("Rodzaj", Organisation.Kind.choices)
    services = lines("Jakie usługi prowadzi", rows=4, hint="Każda w nowym wierszu.")
    areas = forms.MultipleChoiceField(
        label="Zakresy usług społecznych", widget=forms.CheckboxSelectMultiple, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )
    capacity = line("Ile może dać", 160, required=False, hint="Na przykład: 30 miejsc, 120 godzin miesięcznie.")

    def __init__(self, data: Any = None, *, areas: Iterable[Area] = (), provider: LocalProvider | None = None) -> None:
        super().__init__(data, initial={name: getattr(provider, name) for name in self.base_fields} if provider else None)
        self.fields["areas"].choices = [(one.code, one.name) for one in areas]  # type: ignore[attr-defined]
        if provider is not None:
            edits.watch(self, ("name", "kind", "services", "capacity"))
