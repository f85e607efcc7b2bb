"""Forms of booking: every message says what to do, in plain Polish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from opencus.core.clock import at
from opencus.core.money import format_zl
from opencus.delivery.models import Ride
from opencus.people.models import Person
from opencus.programmes.models import FeeRule
from opencus.resources.models import Vehicle, Worker

WEEKDAYS = [(0, "pn."), (1, "wt."), (2, "śr."), (3, "czw."), (4, "pt."), (5, "sob."), (6, "nd.")]
ONE_LINE = 160


class SpanForm(forms.Form):
    """A worker, a day, an hour and a length."""

    worker = forms.ChoiceField(label="Kto przyjdzie", required=False)
    on = forms.DateField(label="Dzień", error_messages={"required": "Wybierz dzień.", "invalid": "Wpisz dzień, na przykład 26.11.2026."})
    hour = forms.TimeField(
        label="Godzina", error_messages={"required": "Wpisz godzinę.", "invalid": "Wpisz godzinę, na przykład 9:30."}
    )
    minutes = forms.IntegerField(
        label="Ile minut", min_value=5, max_value=720,
        error_messages={"required": "Wpisz, ile minut potrwa.", "min_value": "Wizyta trwa co najmniej 5 minut.",
                        "max_value": "Jedna wizyta trwa najwyżej 720 minut."},
    )  # fmt: skip
    acknowledged = forms.BooleanField(label="Wiem o tym i mimo to umawiam", required=False)

    def __init__(self, *args: Any, workers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workers = {str(one.id): one for one in workers}
        named = [(key, f"{one.full_name}, {one.profession}") for key, one in self._workers.items()]
        self.fields["worker"].choices = [("", "jeszcze nie wiadomo"), *named]  # type: ignore[attr-defined]

    @property
    def chosen_worker(self) -> Worker | None:
        return self._workers.get(self.cleaned_data.get("worker", ""))

    @property
    def span(self) -> tuple[datetime, datetime]:
        start = at(self.cleaned_data["on"], self.cleaned_data["hour"])
        return start, start + timedelta(minutes=self.cleaned_data["minutes"])


class BookForm(SpanForm):
    """One visit, or one every week until a day."""

    repeat = forms.ChoiceField(label="Powtarzanie", choices=[("once", "Jeden raz"), ("weekly", "Co tydzień")], initial="once")
    weekdays = forms.TypedMultipleChoiceField(
        label="W które dni tygodnia", choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label="Do kiedy", required=False, error_messages={"invalid": "Wpisz dzień, na przykład 26.11.2026."})
    tasks = forms.CharField(
        label="Zadania", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text="Każde w osobnym wierszu, najwyżej 12.",
    )  # fmt: skip

    def clean_tasks(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["tasks"].splitlines() if line.strip()]
        if len(lines) > 12:
            raise forms.ValidationError("Wpisz najwyżej 12 zadań.")
        if any(len(line) > ONE_LINE for line in lines):
            raise forms.ValidationError("Jedno zadanie to najwyżej 160 znaków. Napisz krócej.")
        return lines

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("repeat") == "weekly":
            if not data.get("weekdays"):
                self.add_error("weekdays", "Zaznacz co najmniej jeden dzień tygodnia.")
            if not data.get("until"):
                self.add_error("until", "Wpisz, do kiedy powtarzać.")
        return data


class ReasonForm(forms.Form):
    """Why a booking is called off or nobody was met."""

    reason = forms.CharField(
        label="Powód", max_length=240, error_messages={"required": "Napisz, kto i dlaczego.", "max_length": "Napisz krócej."}
    )
    following = forms.BooleanField(label="Odwołaj też wszystkie następne z tej serii", required=False)


class CorrectForm(forms.Form):
    """The hours as they really were."""

    started = forms.TimeField(label="Początek", error_messages={"required": "Wpisz godzinę początku.", "invalid": "Wpisz godzinę, na przykład 9:30."})
    ended = forms.TimeField(label="Koniec", error_messages={"required": "Wpisz godzinę końca.", "invalid": "Wpisz godzinę, na przykład 10:15."})
    why = forms.CharField(
        label="Skąd to wiadomo", max_length=240, help_text="Ślad poprawki zostaje na zawsze.",
        error_messages={"required": "Napisz, skąd wiadomo, że było inaczej."},
    )  # fmt: skip

    def span(self, on: date) -> tuple[datetime, datetime]:
        """The moments on the day; an end before the start belongs to the next day."""
        start, end = at(on, self.cleaned_data["started"]), at(on, self.cleaned_data["ended"])
        return start, end if end > start else at(on + timedelta(days=1), self.cleaned_data["ended"])


MOBILITY = [
    (Person.Mobility.UNAIDED, "Bez wózka"), (Person.Mobility.WALKER, "Balkonik"),
    (Person.Mobility.FOLDING_WHEELCHAIR, "Wózek składany"), (Person.Mobility.WHEELCHAIR, "Jedzie na wózku"),
    (Person.Mobility.BEDRIDDEN, "Leży"),
]  # fmt: skip


class RideForm(forms.Form):
    """A ride as it is asked for on the telephone."""

    pickup = forms.CharField(label="Skąd", max_length=200, error_messages={"required": "Wpisz, skąd zabrać tę osobę."})
    dropoff = forms.CharField(label="Dokąd", max_length=200, error_messages={"required": "Wpisz, dokąd jedzie ta osoba."})
    purpose = forms.ChoiceField(label="Po co", choices=Ride.Purpose.choices, initial=Ride.Purpose.HEALTH)
    fare = forms.ChoiceField(label="Opłata", error_messages={"required": "Wybierz opłatę: zależy od miejsca."})
    on = forms.DateField(label="Dzień", error_messages={"required": "Wybierz dzień.", "invalid": "Wpisz dzień, na przykład 26.11.2026."})
    meaning = forms.ChoiceField(label="Godzina oznacza", choices=[("arrive", "Na miejscu o"), ("leave", "Wyjazd o")], initial="arrive")
    hour = forms.TimeField(label="Godzina", error_messages={"required": "Wpisz godzinę.", "invalid": "Wpisz godzinę, na przykład 9:30."})
    drive_minutes = forms.IntegerField(
        label="Szacowana jazda w jedną stronę, minut", min_value=5, max_value=180, initial=20,
        error_messages={"required": "Wpisz, ile minut potrwa jazda.", "min_value": "Wpisz co najmniej 5 minut.",
                        "max_value": "Wpisz najwyżej 180 minut."},
    )  # fmt: skip
    mobility = forms.ChoiceField(label="Wózek", choices=MOBILITY)
    company = forms.ChoiceField(label="Z kim", choices=[("0", "Nikt"), ("1", "Opiekun, bezpłatnie"), ("2", "Dwie osoby")], initial="0")
    back = forms.ChoiceField(label="Powrót", choices=[("no", "Nie"), ("at", "O godzinie"), ("call", "Gdy zadzwoni")], initial="at")
    back_hour = forms.TimeField(label="Godzina powrotu", required=False, error_messages={"invalid": "Wpisz godzinę, na przykład 11:30."})
    vehicle = forms.ChoiceField(label="Pojazd", required=False)
    driver = forms.ChoiceField(label="Kierowca", required=False)
    acknowledged = forms.BooleanField(label="Wiem o tym i mimo to rezerwuję", required=False)

    def __init__(self, *args: Any, fares: Iterable[FeeRule], vehicles: Iterable[Vehicle], drivers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vehicles = {str(one.id): one for one in vehicles}
        self.drivers = {str(one.id): one for one in drivers}
        self.fields["fare"].choices = [(rule.variant, _fare(rule)) for rule in fares if _priced(rule)]  # type: ignore[attr-defined]
        self.fields["vehicle"].choices = [("", "później"), *((key, one.name) for key, one in self.vehicles.items())]  # type: ignore[attr-defined]
        self.fields["driver"].choices = [("", "później"), *((key, one.full_name) for key, one in self.drivers.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("back") == "at" and not data.get("back_hour") and "back_hour" not in self.errors:
            self.add_error("back_hour", "Wpisz godzinę powrotu albo wybierz „Gdy zadzwoni”.")
        return data


class ScheduleForm(forms.Form):
    """The hour, the vehicle and the driver of a planned ride."""

    on = forms.DateField(label="Dzień", error_messages={"required": "Wybierz dzień.", "invalid": "Wpisz dzień, na przykład 26.11.2026."})
    hour = forms.TimeField(label="Odbiór od godziny", error_messages={"required": "Wpisz godzinę.", "invalid": "Wpisz godzinę, na przykład 11:30."})
    vehicle = forms.ChoiceField(label="Pojazd", required=False)
    driver = forms.ChoiceField(label="Kierowca", required=False)
    acknowledged = forms.BooleanField(label="Wiem o tym i mimo to ustalam", required=False)

    def __init__(self, *args: Any, vehicles: Iterable[Vehicle], drivers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vehicles = {str(one.id): one for one in vehicles}
        self.drivers = {str(one.id): one for one in drivers}
        self.fields["vehicle"].choices = [("", "później"), *((key, one.name) for key, one in self.vehicles.items())]  # type: ignore[attr-defined]
        self.fields["driver"].choices = [("", "później"), *((key, one.full_name) for key, one in self.drivers.items())]  # type: ignore[attr-defined]


def _priced(rule: FeeRule) -> bool:
    return rule.kind == FeeRule.Kind.FREE or (rule.kind == FeeRule.Kind.FLAT and rule.amount is not None)


def _fare(rule: FeeRule) -> str:
    price = "bezpłatnie" if rule.kind == FeeRule.Kind.FREE or not rule.amount else format_zl(rule.amount).replace(",00", "")
    return f"{rule.label or 'opłata'}, {price}"
