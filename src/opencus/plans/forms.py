"""Forms of plans: what is typed, read into values; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from opencus.core.clock import today
from opencus.core.money import format_quantity, parse_quantity
from opencus.plans import week
from opencus.plans.actions.items import ItemValues
from opencus.plans.models import PlanItem
from opencus.plans.queries import anchor
from opencus.plans.rules import PERIODS

TEXTAREA = forms.Textarea(attrs={"rows": 3})


class PeriodForm(forms.Form):
    """First and last day of a plan."""

    valid_from = forms.DateField(label="Od", error_messages={"required": "Podaj pierwszy dzień planu."})
    valid_to = forms.DateField(label="Do", error_messages={"required": "Podaj ostatni dzień planu."})


class ItemForm(forms.Form):
    """One service of a draft, edited in its row; every part may wait until later."""

    goal = forms.CharField(label="Cel", max_length=240, required=False)
    quantity = forms.CharField(label="Ile", max_length=12, required=False)
    period = forms.ChoiceField(label="Na jaki czas", choices=[("", "—"), *PERIODS.items()], required=False)
    schedule = forms.CharField(label="Kiedy", max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    provider = forms.ChoiceField(label="Wykonawca", required=False)
    place = forms.CharField(label="Miejsce", max_length=160, required=False)

    def __init__(self, item: PlanItem, providers: Sequence[tuple[str, str]], data: Any = None) -> None:
        self.item = item
        self.service = item.entitlement.programme_service.service
        initial = {
            "goal": item.goal, "quantity": "" if item.quantity is None else format_quantity(item.quantity),
            "period": item.period, "schedule": week.say(item.week) or item.schedule_text,
            "provider": str(item.provider_id or ""), "place": item.place,
        }  # fmt: skip
        super().__init__(data, prefix=anchor(item).removeprefix("id_"), initial=initial)
        self.week: list[dict[str, Any]] = []
        choice = self.fields["provider"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Wybierz…"), *providers]
        for name in ("quantity", "schedule", "provider", "place"):
            field = self.fields[name]
            field.widget.attrs["aria-label"] = f"{field.label}: {self.service.name}"
            if not self[name].value():
                field.widget.attrs["class"] = "need"

    def clean_quantity(self) -> Any:
        typed = self.cleaned_data["quantity"]
        try:
            return parse_quantity(typed) if typed else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_schedule(self) -> str:
        typed = " ".join(self.cleaned_data["schedule"].split())
        if not typed or not week.is_hours(typed):
            return typed
        try:
            self.week = week.stored(week.parse(typed, self.service.unit_minutes))
        except week.UnreadableWeek as error:
            raise forms.ValidationError(str(error)) from error
        return ""

    def values(self) -> ItemValues:
        """Return what was typed as the action reads it."""
        data = self.cleaned_data
        provider = data["provider"]
        return ItemValues(
            goal=data["goal"], quantity=data["quantity"], period=data["period"], week=list(self.week),
            schedule_text=data["schedule"], provider_id=UUID(provider) if provider else None, place=data["place"],
        )  # fmt: skip


class AgreementForm(forms.Form):
    """When and how the plan was agreed with the person."""

    on = forms.DateField(label="Kiedy", error_messages={"required": "Podaj dzień ustalenia."})
    how = forms.CharField(
        label="Jak i kto był obecny", max_length=160, error_messages={"required": "Napisz, jak ustalono plan."}
    )


class SupportForm(forms.Form):
    """Help that is no service."""

    who = forms.CharField(label="Kto", max_length=120, error_messages={"required": "Napisz, kto pomaga."})
    what = forms.CharField(label="W czym pomaga", max_length=240, error_messages={"required": "Napisz, w czym pomaga."})
    when = forms.CharField(label="Kiedy", max_length=120, error_messages={"required": "Napisz, kiedy pomaga."})


class RemarkForm(forms.Form):
    """Why a plan goes back to its author."""

    remark = forms.CharField(
        label="Co trzeba poprawić", widget=TEXTAREA, error_messages={"required": "Napisz, co trzeba poprawić."}
    )


class ReasonForm(forms.Form):
    """Why a plan changes."""

    reason = forms.CharField(
        label="Dlaczego plan się zmienia", widget=TEXTAREA,
        help_text="Na przykład: po szpitalu potrzebuje więcej ćwiczeń. Powód zostaje przy nowej wersji.",
        error_messages={"required": "Napisz, dlaczego plan się zmienia."},
    )  # fmt: skip


class NoteForm(forms.Form):
    """A dated note of the coordinator."""

    on = forms.DateField(label="Dzień", initial=today, error_messages={"required": "Podaj dzień."})
    text = forms.CharField(
        label="Jak przebiega plan", widget=TEXTAREA, error_messages={"required": "Napisz, jak przebiega plan."}
    )


class MonitorForm(forms.Form):
    """Another coordinator takes over the monitoring."""

    monitor = forms.ChoiceField(label="Kto będzie monitorować", error_messages={"required": "Wybierz osobę."})
    reason = forms.CharField(
        label="Dlaczego", widget=TEXTAREA, error_messages={"required": "Napisz, dlaczego zmienia się osoba."}
    )

    def __init__(self, people: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        choice = self.fields["monitor"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(people)


class EndForm(forms.Form):
    """A plan ends before its last day."""

    on = forms.DateField(label="Ostatni dzień planu", initial=today, error_messages={"required": "Podaj dzień."})
    reason = forms.CharField(
        label="Dlaczego plan kończy się wcześniej", widget=TEXTAREA,
        error_messages={"required": "Napisz, dlaczego plan kończy się wcześniej."},
    )  # fmt: skip


class ClosingForm(forms.Form):
    """The closing talk, or why there was none, and the course and results."""

    held_on = forms.DateField(label="Dzień rozmowy podsumowującej", required=False)
    no_talk_reason = forms.CharField(label="Albo: dlaczego rozmowy nie było", widget=TEXTAREA, required=False)
    course_and_results = forms.CharField(
        label="Przebieg i wyniki planu", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ten opis trafia do akt sprawy (art. 45 ust. 3).",
        error_messages={"required": "Opisz przebieg i wyniki planu."},
    )  # fmt: skip
