"""The gallery of the UI kit: every component in every state, and the page that the accessibility test reads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.core import clock
from opencus.core.templatetags.ui import icon_names

SHELLS = {
    "portal": "ui/shells/portal.html",
    "telefon": "ui/shells/telefon.html",
    "logowanie": "ui/shells/logowanie.html",
    "pulpit": "ui/shells/pulpit.html",
    "szkic": "ui/shells/szkic.html",
    "400": "400.html",
    "403": "403.html",
    "404": "404.html",
    "422": "422.html",
    "500": "500.html",
    "blokada": "lockout.html",
}
YES_NO = [("none", "Bez wózka"), ("folding", "Składany"), ("rides", "Jedzie na wózku")]


class ExampleForm(forms.Form):
    """Every kind of control once."""

    name = forms.CharField(label="Imię i nazwisko", max_length=80)
    phone = forms.CharField(label="Telefon", help_text="Na przykład 000 555 123", required=False)
    email = forms.EmailField(label="Adres e-mail", required=False)
    born = forms.DateField(label="Data urodzenia")
    hour = forms.TimeField(label="Godzina odbioru", required=False)
    fee = forms.DecimalField(label="Dopłata za godzinę", required=False)
    district = forms.ChoiceField(
        label="Rejon", choices=[("", "Wybierz"), ("w", "Wzgórze"), ("s", "Śródmieście")]
    )
    wheelchair = forms.ChoiceField(label="Wózek", choices=YES_NO, initial="folding")
    contact = forms.ChoiceField(
        label="Jak się kontaktować",
        widget=forms.RadioSelect,
        choices=[("tel", "Telefon"), ("sms", "SMS"), ("list", "List")],
    )
    needs = forms.MultipleChoiceField(
        label="Szczególne potrzeby", widget=forms.CheckboxSelectMultiple, required=False,
        choices=[("ear", "Słabo słyszy"), ("eye", "Słabo widzi"), ("walk", "Chodzi z balkonikiem")],
    )  # fmt: skip
    note = forms.CharField(label="Notatka", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="Skan zaświadczenia", required=False)
    consent = forms.BooleanField(
        label="Klient zapoznał się z klauzulą informacyjną",
        help_text="Art. 13 RODO. Treść wydrukujesz z karty sprawy.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("hour") and not data.get("phone"):
            raise forms.ValidationError("Podaj telefon, jeśli zamawiasz przejazd na godzinę.")
        return data


def good_form() -> ExampleForm:
    """The form as it is opened, partly filled in."""
    return ExampleForm(
        auto_id="dobry_%s",
        initial={
            "name": "Halina Wesołowska",
            "born": date(1944, 3, 9),
            "fee": Decimal("4.20"),
            "needs": ["walk"],
        },
    )


def bad_form() -> ExampleForm:
    """The form as it comes back with errors: what was typed stays."""
    return ExampleForm(
        {
            "name": "",
            "email": "halina@",
            "born": "31.02.1944",
            "hour": "9:10",
            "fee": "cztery",
            "wheelchair": "rides",
        },
        auto_id="zly_%s",
    )


def show(request: HttpRequest) -> HttpResponse:
    """The gallery in the staff shell."""
    today = clock.today()
    context = {
        "nav": navigation(request.path), "form_good": good_form(), "form_bad": bad_form(), "today": today,
        "soon": today + timedelta(days=9), "near": today + timedelta(days=2), "late": today - timedelta(days=2),
        "start": date(2026, 6, 1), "end": date(2026, 11, 30), "year_end": date(2027, 5, 31),
        "page": Paginator(range(128), 25).page(2), "empty_page": Paginator([], 25).page(1),
        "tabs": [{"label": "Przegląd", "url": "#zakladki", "active": True}, {"label": "Wizyty", "url": "#zakladki", "count": 128}],
        "pairs": [("Córka", "Joanna Mróz"), ("Sąsiadka", "Teresa W. (klucz)"), ("Opiekun prawny", "")],
        "fee": Decimal("1234.50"), "icons": sorted(icon_names()), "notices": notices(), "shells": SHELLS,
    }  # fmt: skip
    return render(request, "ui/gallery.html", context)


def shell(request: HttpRequest, shell: str) -> HttpResponse:
    """One of the other shells, or an error page, with invented content."""
    if shell not in SHELLS:
        raise Http404
    context = {
        "form": ExampleForm(),
        "pairs": [("Oceny planów", "2"), ("Wnioski po terminie", "")],
        "nav": navigation(request.path),
        "phone_nav": [
            {"label": "Dziś", "url": "#main", "icon": "house", "active": True},
            {"label": "Tydzień", "url": "#main", "icon": "calendar-days"},
            {"label": "Wiadomości", "url": "#main", "icon": "message-circle", "count": 1},
            {"label": "Pomoc", "url": "#main", "icon": "circle-help"},
        ],
    }
    return render(request, SHELLS[shell], context)


def notices() -> list[Message]:
    """One message of each level, as django.contrib.messages would give them."""
    return [
        Message(messages.SUCCESS, "Zapisano wizytę na wtorek, 24 listopada, 11:30."),
        Message(messages.INFO, "Wykonawca dostał zlecenie. Odpowie do piątku."),
        Message(messages.WARNING, "Zostały 2 przejazdy w tym miesiącu."),
        Message(messages.ERROR, "Nie wysłano SMS-a: numer nie przyjmuje wiadomości."),
    ]


def navigation(path: str) -> list[dict[str, Any]]:
    """A side menu as rooms build it in config."""
    return [
        {"label": "", "items": [
            {"label": "Galeria", "url": path, "icon": "palette", "active": True},
            {"label": "Moje zadania", "url": "#main", "icon": "list-checks", "count": 7},
            {"label": "Osoby i rodziny", "url": "#main", "icon": "users"},
            {"label": "Wnioski", "url": "#main", "icon": "inbox", "count": 12},
        ]},
        {"label": "Organizacja", "items": [
            {"label": "Wykonawcy", "url": "#main", "icon": "building-2"},
            {"label": "Katalog usług", "url": "#main", "icon": "book-open"},
        ]},
    ]  # fmt: skip
