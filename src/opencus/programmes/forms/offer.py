"""Forms of the offer: a service in a version of a programme, and the target groups."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from opencus.catalogue.models import Service
from opencus.centre.models import Division
from opencus.core import edits
from opencus.core.money import parse_zl
from opencus.programmes.forms.offer_fields import Typed, line, one_of, whole
from opencus.programmes.models import Order, ProgrammeService, TargetGroup, Track
from opencus.programmes.rules.booking import BookingRules

#: Who may provide (art. 7(2)), as the programme names it.
PROVIDERS = {
    "own_unit": "centrum lub inna jednostka gminy",
    "in_house": "spółka gminy (in-house)",
    "pes_procurement_social_clause": "podmiot ekonomii społecznej z zamówienia z klauzulą społeczną",
    "npo_art11_contest": "organizacja z otwartego konkursu ofert",
    "npo_art19a_small_grant": "organizacja z małego grantu (art. 19a)",
    "procurement": "wykonawca z zamówienia publicznego",
    "voucher_partner": "partner przyjmujący bony",
    "volunteer_neighbour": "sąsiad lub wolontariusz",
}
HOUR = "Wpisz godzinę, na przykład 12:00."
BOOKING = ("min_ahead_working_days", "outside_gmina_working_days", "cut_off", "max_ahead_days", "cancel_hour", "confirm_h_before")


def hour(label: str, hint: str = "") -> forms.TimeField:
    """An hour of the day."""
    return forms.TimeField(label=label, required=False, help_text=hint, error_messages={"invalid": HOUR})


class FilterForm(forms.Form):
    """What the list of services is narrowed by."""

    q = forms.CharField(label="Szukaj", required=False, max_length=80)
    tor = one_of("Ścieżka", Track.choices, required=False, empty="wszystkie")
    stan = one_of("Pokaż", [("blad", "do poprawy"), ("oplata", "z opłatą"), ("warunek", "z warunkiem")], required=False, empty="wszystkie")


class AddForm(forms.Form):
    """A service of the catalogue for the programme."""

    service: forms.ModelChoiceField[Service] = forms.ModelChoiceField(
        label="Usługa z bazy usług", queryset=None, empty_label="Wybierz…",
        error_messages={"required": "Wybierz usługę.", "invalid_choice": "Tej usługi nie ma w bazie albo jest już w programie."},
    )  # fmt: skip
    track = one_of("Ścieżka", Track.choices, hint="Jak przyznaje się usługę (art. 19).")
    target_text = line("Dla kogo", 240, hint="Jednym zdaniem, jak w uchwale.")
    planned_persons = whole("Planowana liczba osób", required=True, hint="Na cały okres programu (art. 5 ust. 3 pkt 4).")

    def __init__(self, *args: Any, version_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["service"]
        assert isinstance(choices, forms.ModelChoiceField)
        taken = ProgrammeService.objects.filter(version=version_id).values("service_id")
        choices.queryset = Service.objects.exclude(id__in=taken).exclude(status=Service.Status.DEFUNCT).order_by("name")


class ServiceForm(forms.Form):
    """What a version says about a service, apart from its rules; remembers what the page was opened with."""

    track = one_of("Ścieżka", Track.choices, hint="Jak przyznaje się usługę (art. 19).")
    division = one_of("Pion", Division.choices, hint="Kto prowadzi sprawy o tę usługę.")
    target_text = line("Dla kogo", 240)
    groups = forms.MultipleChoiceField(
        label="Grupy docelowe", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ta grupa nie należy do tej wersji programu."},
    )  # fmt: skip
    planned_persons = whole("Planowana liczba osób", required=True)
    places = whole("Miejsca", least=1, hint="Puste: bez limitu miejsc.")
    budget = Typed(read=parse_zl, label="Budżet", required=False, help_text="Puste: bez podziału na usługi.")
    order = one_of("Kolejność, gdy brakuje miejsc", Order.choices)
    waiting_days = whole("Zwykły czas oczekiwania", most=3650, hint="W dniach, pokazywany mieszkańcom.")
    hours = line("Godziny", 160, required=False)
    exclusions = line("Nie obejmuje", 240, required=False)
    max_minutes = whole("Najdłuższa wizyta", least=1, most=1440, hint="W minutach.")
    group_size = whole("Wielkość grupy", least=1, most=1000)
    provider_kinds = forms.MultipleChoiceField(
        label="Kto może świadczyć", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Wybierz z listy."},
    )  # fmt: skip
    min_ahead_working_days = whole("Zamówienie z wyprzedzeniem", most=60, hint="W dniach roboczych.")
    outside_gmina_working_days = whole("Wyprzedzenie poza gminę", most=60, hint="W dniach roboczych.")
    cut_off = hour("Zamówienia do godziny", "Później liczą się od następnego dnia. Puste: 20:00.")
    max_ahead_days = whole("Najdalej naprzód", least=1, most=730, hint="W dniach.")
    cancel_hour = hour("Odwołanie do godziny", "W dniu roboczym przed usługą. Puste: zawsze w porę.")
    confirm_h_before = whole("Potwierdzenie", most=240, hint="Ile godzin przed usługą.")

    def __init__(self, *args: Any, offered: ProgrammeService, groups: list[TargetGroup], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": initial_of(offered)})
        shown = dict(PROVIDERS) | {kind: kind for kind in offered.provider_kinds if kind not in PROVIDERS}
        for name, choices in (("provider_kinds", list(shown.items())), ("groups", [(str(one.id), one.name) for one in groups])):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        edits.watch(self, [name for name in self.fields if name not in {"groups", "provider_kinds"}])

    def booking(self) -> dict[str, Any]:
        """The booking rules in their stored form, only what was said."""
        return {
            key: f"{value:%H:%M}" if isinstance(value, time) else value
            for key in BOOKING
            if (value := self.cleaned_data[key]) is not None
        }

    def values(self) -> dict[str, Any]:
        """What the action takes: the columns, the groups and the booking rules."""
        return {key: value for key, value in self.cleaned_data.items() if key not in BOOKING} | {"booking_rules": self.booking()}


def initial_of(offered: ProgrammeService) -> dict[str, Any]:
    """What a stored service shows in the form; an hour that means nothing is left empty."""
    plain = (
        "track", "division", "target_text", "planned_persons", "places", "budget", "order", "waiting_days", "hours", "exclusions",
        "max_minutes", "group_size", "provider_kinds",
    )  # fmt: skip
    values = {name: getattr(offered, name) for name in plain}
    values["groups"] = [str(target.target_group_id) for target in offered.targets.all()]
    try:
        rules = BookingRules.from_json(offered.booking_rules)
    except ValueError:
        return values
    said = set(offered.booking_rules) | ({"cut_off"} if "cutoff" in offered.booking_rules else set())
    said |= {"cancel_hour"} if "cancel_by" in offered.booking_rules else set()
    return values | {key: getattr(rules, key) for key in BOOKING if key in said}


class GroupForm(forms.Form):
    """A target group of a version."""

    name = line("Nazwa grupy", 120)
    description = line("Kto do niej należy", 300, required=False)
    planned_persons = whole("Planowana liczba osób", hint="Puste: liczona tylko przy usługach.")
