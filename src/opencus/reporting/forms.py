"""The form of a dry run: on whom, beside which other draft, and what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opencus.centre.models import Municipality
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting.assumptions import (
    AGES,
    INCOMES,
    Assumptions,
    Band,
    Place,
    age_label,
)
from opencus.reporting.models import DryRun

WHOLE = "Wpisz liczbę samymi cyframi."
MOST_PERSONS = 2_000_000
COLUMNS = {"share": "udział w ludności", "women": "w tym kobiet", "alone": "mieszka samotnie", "disabled": "ma orzeczenie"}


def percent(label: str, initial: int, hint: str = "") -> forms.IntegerField:
    """A whole percent."""
    messages = {"required": WHOLE, "invalid": WHOLE, "min_value": "Najmniej 0%.", "max_value": "Najwięcej 100%."}
    return forms.IntegerField(
        label=label, initial=initial, min_value=0, max_value=100, help_text=hint, error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class DryRunForm(forms.Form):
    """Fields are made for the centre's municipalities and the drafts there are; see `assumptions` for the answer."""

    population = forms.ChoiceField(
        label="Na kim sprawdzić", choices=DryRun.Population.choices, initial=DryRun.Population.OWN, widget=forms.RadioSelect,
        error_messages={"required": "Wybierz, na kim sprawdzić.", "invalid_choice": "Wybierz z listy."},
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[Municipality], drafts: Sequence[ProgrammeVersion], usual: Assumptions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.drafts = list(places), list(drafts)
        if drafts:
            choices = [("", "bez drugiego szkicu"), *((str(one.pk), str(one)) for one in drafts)]
            self.fields["other"] = forms.ChoiceField(
                label="Porównaj z drugim szkicem", choices=choices, required=False, error_messages={"invalid_choice": "Wybierz z listy."}
            )
        self._persons(usual)
        self.fields["take_up"] = percent(
            "Ilu z nowych uprawnionych przyjdzie (%)", usual.take_up, "Kto już prosił o usługę, liczy się cały."
        )
        self.fields["use"] = percent("Ile z limitu ludzie wykorzystują (%)", usual.use, "Gdy nie mówi tego wykonanie z ostatnich 12 miesięcy.")
        self.fields["reserve"] = percent("Rezerwa (% budżetu)", usual.reserve, "Tej części pieniędzy próba nie wydaje.")
        for at, band in enumerate(usual.ages):
            for name, label in COLUMNS.items():
                self.fields[f"{name}_{at}"] = percent(f"{age_label(at)}: {label} (%)", getattr(band, name))
        for at, (low, high) in enumerate(INCOMES):
            self.fields[f"income_{at}"] = percent(f"Dochód od {low} do {high}% kryterium (%)", usual.incomes[at])
        self.fields["seed"] = forms.IntegerField(
            label="Ziarno losowania", initial=usual.seed, min_value=0, max_value=999_999, help_text="Ta sama liczba daje te same osoby.",
            error_messages={"required": WHOLE, "invalid": WHOLE}, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip

    def _persons(self, usual: Assumptions) -> None:
        known = {place.code: place.persons for place in usual.places}
        for place in self.places:
            self.fields[f"persons_{place.code}"] = forms.IntegerField(
                label=f"Mieszkańcy: {place.name}", required=False, initial=known.get(place.code), min_value=0, max_value=MOST_PERSONS,
                help_text="Liczba ludności, na przykład z GUS.", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={"invalid": WHOLE, "max_value": "Najwięcej 2 000 000 osób."},
            )  # fmt: skip

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[f"persons_{place.code}"] for place in self.places]

    @property
    def age_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(age_label(at), [self[f"{name}_{at}"] for name in COLUMNS]) for at in range(len(AGES))]

    @property
    def income_rows(self) -> list[tuple[str, forms.BoundField]]:
        return [(f"od {low} do {high}% kryterium", self[f"income_{at}"]) for at, (low, high) in enumerate(INCOMES)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, many, what in (("share", len(AGES), "grup wieku"), ("income", len(INCOMES), "dochodów")):
            parts = [data[key] for at in range(many) if (key := f"{name}_{at}") in data]
            if len(parts) == many and sum(parts) != 100:
                self.add_error(f"{name}_0", f"Udziały {what} muszą dać razem 100%, a dają {sum(parts)}%.")
        if data.get("population") == DryRun.Population.SYNTHETIC and not any(data.get(f"persons_{place.code}") for place in self.places):
            self.add_error(f"persons_{self.places[0].code}" if self.places else None, "Wpisz, ilu mieszkańców ma gmina.")
        return data

    def assumptions(self) -> Assumptions:
        """What was entered, as a value."""
        data = self.cleaned_data
        return Assumptions(
            places=tuple(Place(one.code, one.name, data[f"persons_{one.code}"] or 0) for one in self.places),
            ages=tuple(Band(*(data[f"{name}_{at}"] for name in COLUMNS)) for at in range(len(AGES))),
            incomes=tuple(data[f"income_{at}"] for at in range(len(INCOMES))), use=data["use"], take_up=data["take_up"], reserve=data["reserve"], seed=data["seed"],
        )  # fmt: skip

    def other(self) -> ProgrammeVersion | None:
        """The draft to stand beside, None without one."""
        return next((one for one in self.drafts if str(one.pk) == self.cleaned_data.get("other")), None)
