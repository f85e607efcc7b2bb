"""The form of a call: everything optional while the call goes on, strict when the application is submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from opencus.core.money import parse_zl
from opencus.core.phones import InvalidPhone, normalise_phone
from opencus.intake import applying
from opencus.intake.actions.applications import Asked
from opencus.intake.models import Application, Channel
from opencus.intake.offer import Desk, Offer
from opencus.people.forms import YES_NO, choice, day, text
from opencus.people.models import Person, Relationship
from opencus.privacy.models import ClauseGiven
from opencus.programmes.rules.facts import FACTS

CAPACITIES = [
    ("", "wybierz"), *Application.Capacity.choices, (applying.REPORTER, "tylko zgłasza potrzebę"),
]  # fmt: skip
DEGREES = [
    ("", "nie wiadomo"), ("severe", "znaczny"), ("moderate", "umiarkowany"), ("light", "lekki"),
    ("child", "dziecko do 16 lat"), ("none", "nie ma orzeczenia"),
]  # fmt: skip


class CallForm(forms.Form):
    """Who, for whom, what about, which services. Fields of services and facts are added by the page."""

    channel = choice("Jak sprawa trafiła do nas", [one for one in Channel.choices if one[0] != "portal"])
    caller_q = text("Kto dzwoni: numer telefonu albo nazwisko", 200)
    client_q = text("Kto skorzysta z usług", 200)
    relation = choice("Kim jest dla tej osoby", [("", "wybierz"), *Relationship.Kind.choices])
    capacity = choice("Występuje jako", CAPACITIES)
    need = text("Co mówi dzwoniąca osoba", applying.LONGEST_NEED, widget=forms.Textarea)
    office = choice("Sprawę poprowadzi", [])
    contact = choice("Kontakt z osobą", [("", "bez zmian"), *Person.Contact.choices])
    information = forms.BooleanField(label="Przekazano informację o przetwarzaniu danych", required=False)
    information_form = choice("Jak przekazano informację", [("", "tak jak rozmawiamy"), *ClauseGiven.Form.choices])
    clause = forms.BooleanField(label=applying.CLAUSE, required=False)

    def __init__(self, *args: Any, offers: Iterable[Offer] = (), facts: Iterable[str] = (), desks: Iterable[Desk] = (), phone: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [one for one in Channel.choices if (one[0] == Channel.PHONE) == phone and one[0] != Channel.PORTAL]
        self.offers, self.facts = list(offers), list(facts)
        office = self.fields["office"]
        assert isinstance(office, forms.ChoiceField)
        office.choices = [("", "—"), *((str(one.office.id), one.office.name) for one in desks)]
        self.fields["services"] = forms.MultipleChoiceField(
            label="Usługi", required=False, choices=[(str(one.row.id), one.service.name) for one in self.offers],
            error_messages={"invalid_choice": "Jednej z tych usług nie ma w obowiązującym programie. Wybierz z listy."},
        )  # fmt: skip
        for one in self.offers:
            if one.chosen:
                self.fields |= {f"s_{one.code}_{detail.name}": _detail(detail) for detail in one.details}
        self.fields |= {f"f_{fact}": _fact(fact) for fact in self.facts}

    def asked(self) -> list[Asked]:
        """The chosen services with what was told about each; unreadable parts are left out."""
        found = []
        for one in self.offers:
            if one.chosen:
                given = self.given(one)
                found.append(Asked(one.row.id, given.pop("wish", ""), given))
        return found

    def given(self, one: Offer) -> dict[str, str]:
        """Answers to the small questions of one service."""
        return {detail.name: self.cleaned_data.get(f"s_{one.code}_{detail.name}", "") for detail in one.details}

    def declared(self, allowed: Iterable[str]) -> dict[str, Any]:
        """Declared facts as they are kept: only answered ones, money as text."""
        kept: dict[str, Any] = {}
        for fact in self.facts:
            value = self.cleaned_data.get(f"f_{fact}")
            if value in (None, ""):
                continue
            if fact == "income_pct":
                kept["income"] = str(value)
            elif FACTS[fact].kind == "yes_no":
                kept[fact] = value == "yes"
            else:
                kept[fact] = value
        if "degree" in kept and "certificate_valid" in allowed:
            kept["certificate_valid"] = kept["degree"] != "none"
        return kept


class NewPersonForm(forms.Form):
    """Somebody met for the first time: as little as the call needs; the rest is completed later."""

    given_name = text("Imię", 80, required="Wpisz imię.")
    family_name = text("Nazwisko", 80, required="Wpisz nazwisko.")
    phone = text("Telefon", 60)
    pesel = text("PESEL", 40)
    birth_date = day("Data urodzenia")
    town = text("Miejscowość", 80)
    street = text("Ulica", 120)
    house_number = text("Nr domu", 12)
    flat_number = text("Nr m.", 12)

    def values(self) -> dict[str, Any]:
        """Cleaned data as ``register_person`` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def initial_of(application: Application | None) -> dict[str, Any]:
    """A draft as the form shows it, to go on with a call put aside."""
    if application is None:
        return {}
    known: dict[str, Any] = {
        "channel": application.channel, "capacity": application.capacity, "need": application.need,
        "office": str(application.office_id or ""),
    }  # fmt: skip
    for row in application.requested.all():
        prefix = f"s_{row.programme_service_id.hex}_"
        known |= {f"{prefix}{name}": value for name, value in {**row.details, "wish": row.wish}.items()}
    for fact, value in application.declared.items():
        name = "income_pct" if fact == "income" else fact
        known[f"f_{name}"] = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    known["services"] = [str(row.programme_service_id) for row in application.requested.all()]
    return known


def chosen_ids(data: Mapping[str, Any]) -> list[UUID]:
    """Services ticked in a posted form; what is no identifier is left out."""
    found = []
    for raw in data.getlist("services")[:60]:  # type: ignore[attr-defined]
        try:
            found.append(UUID(raw))
        except ValueError:
            continue
    return found


def phone_or_blank(typed: str) -> str:
    """The stored spelling of what was typed in a search box, '' when it is no telephone number."""
    try:
        return normalise_phone(typed)
    except InvalidPhone:
        return ""


class _Money(forms.CharField):
    """A Polish amount: `2 100,50`."""

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_zl(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def _detail(detail: applying.Detail) -> forms.Field:
    if detail.kind == "choice":
        return choice(detail.label, detail.choices)
    longest = applying.LONGEST_WISH if detail.name == "wish" else applying.LONGEST_DETAIL
    return text(detail.label, longest)


def _fact(fact: str) -> forms.Field:
    known = FACTS[fact]
    if fact == "income_pct":
        return _Money(label="Dochód netto gospodarstwa na miesiąc", required=False, max_length=20, error_messages={"max_length": "Wpisz kwotę, na przykład 2100 zł."})
    if fact == "degree":
        return choice("Stopień niepełnosprawności", DEGREES)
    if known.kind == "number":
        message = f"Wpisz liczbę od 1 do {known.most}."
        return forms.IntegerField(
            label=known.label.capitalize(), required=False, min_value=1, max_value=known.most,
            error_messages={"invalid": message, "min_value": message, "max_value": message},
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
    if known.kind == "yes_no":
        return choice(known.question or known.label.capitalize(), YES_NO)
    return choice(known.label.capitalize(), [("", "nie wiadomo"), *known.choices.items()])
