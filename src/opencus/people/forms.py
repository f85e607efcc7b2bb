"""Forms about people; what they mean is checked by actions, which answer with the same field names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from opencus.centre.actors import Actor
from opencus.core.pesel import InvalidPesel, parse
from opencus.core.phones import format_phone, phone_key
from opencus.people.models import Household, Opening, Person
from opencus.people.queries import ORDERS, served_municipalities, stored_index
from opencus.people.rules import Likeness

YES_NO = [("", "nie wiadomo"), ("yes", "tak"), ("no", "nie")]
NEW_HOUSEHOLD = "new"
ORDER_LABELS = {
    "nazwisko": "nazwisko A–Z", "-nazwisko": "nazwisko Z–A", "wiek": "najmłodsi najpierw", "-wiek": "najstarsi najpierw",
}  # fmt: skip


def text(label: str, longest: int, *, required: str = "", **options: Any) -> forms.CharField:
    """A one-line text with Polish messages; ``required`` is the message when it is missing."""
    messages = {
        "required": required or "Wypełnij to pole.",
        "max_length": f"Wpisz najwyżej {longest} znaków.",
        "null_characters_not_allowed": "Usuń niewidoczne znaki i wpisz tekst jeszcze raz.",
    }
    options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
    return forms.CharField(
        label=label, max_length=longest, required=bool(required), error_messages=messages, **options
    )


def choice(label: str, choices: Any, message: str = "Wybierz jedną z możliwości z listy.", **options: Any) -> forms.ChoiceField:
    """A choice with a Polish message; not required unless said."""
    options.setdefault("required", False)
    return forms.ChoiceField(
        label=label, choices=choices, error_messages={"invalid_choice": message, "required": message}, **options
    )


def day(label: str) -> forms.DateField:
    """An optional date with a Polish message."""
    message = "Wpisz datę: dzień, miesiąc i rok, na przykład 14.05.1944."
    formats = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
    return forms.DateField(label=label, required=False, input_formats=formats, error_messages={"invalid": message})


class PersonForm(forms.Form):
    """Data of one person: new or corrected. Values keep what the action takes as ``fields``."""

    given_name = text("Imię", 80, required="Wpisz imię.")
    family_name = text("Nazwisko", 80, required="Wpisz nazwisko.")
    pesel = text("PESEL", 40)
    no_pesel_reason = choice("Dlaczego bez numeru PESEL", [("", "—"), *Person.NoPesel.choices])
    other_id_kind = text("Inny dokument", 60)
    other_id = text("Numer dokumentu", 60)
    birth_date = day("Data urodzenia")
    sex = choice("Płeć", [("", "nie podano"), *Person.Sex.choices])
    phone = text("Telefon", 60)
    email = text("E-mail", 254)
    preferred_contact = choice("Jak się kontaktować", Person.Contact.choices, required=True, initial="phone")
    municipality = choice("Gmina", [], "Wybierz gminę z listy.")
    town = text("Miejscowość", 80)
    street = text("Ulica", 120)
    house_number = text("Nr domu", 12)
    flat_number = text("Nr mieszkania", 12)
    postcode = text("Kod pocztowy", 6)
    lives_alone = choice("Mieszka samotnie", YES_NO)
    household = choice("Gospodarstwo domowe", [("", "—")])
    mobility = choice("Poruszanie się", Person.Mobility.choices, required=True, initial="unaided")
    special_needs = text("Szczególne potrzeby", 2000, widget=forms.Textarea)
    entry_note = text("Uwaga o wejściu", 1000, widget=forms.Textarea)

    def __init__(self, *args: Any, actor: Actor, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = _initial(person)
        super().__init__(*args, **kwargs)
        self.person = person
        served = served_municipalities(actor.centre_id)
        options = [(one.code, one.name) for one in served]
        field = self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "spoza centrum lub nie wiadomo"), *options]
        if person is None and len(served) == 1:
            field.initial = served[0].code
        households = self.fields["household"]
        assert isinstance(households, forms.ChoiceField)
        if person is not None:
            # What the page was opened with travels with it: only what was really typed over is saved.
            for name in _KEPT:
                self.fields[name].show_hidden_initial = True
        households.choices = [("", "nie przypisano"), *_households(person), (NEW_HOUSEHOLD, "nowe gospodarstwo tej osoby")]

    def likeness(self, actor: Actor) -> Likeness:
        """What has been typed so far, to look for somebody alike; unreadable parts count as unknown."""
        typed = {name: str(self.data.get(name, ""))[:120] for name in ("given_name", "family_name", "street", "phone", "town")}
        numbers = " ".join(f"{self.data.get('house_number', '')}"[:12].split())
        flat = f"{self.data.get('flat_number', '')}"[:12].strip()
        address = " ".join(filter(None, [typed["street"] or typed["town"], numbers + (f" m. {flat}" if flat else "")]))
        try:
            pesel = parse(str(self.data.get("pesel", ""))[:40])
        except InvalidPesel:
            pesel = None
        try:
            born = self.fields["birth_date"].clean(self.data.get("birth_date")) or None
        except forms.ValidationError:
            born = None
        return Likeness.of(
            typed["given_name"], typed["family_name"], birth_date=born or (pesel.born if pesel else None),
            address=address if numbers else "", phone=phone_key(typed["phone"]),
            pesel=stored_index(pesel.value, actor.centre_id) if pesel else None,
        )  # fmt: skip

    def touched(self, name: str) -> bool:
        """Whether the field was changed on the page; a page that does not say what it held changed everything."""
        field = self.fields[name]
        if not field.show_hidden_initial or self[name].html_initial_name not in self.data:
            return True
        try:
            held = field.to_python(self.data[self[name].html_initial_name])
        except forms.ValidationError:
            return True
        return field.has_changed(held, self.data.get(name, ""))

    def values(self) -> dict[str, Any]:
        """The cleaned data as the actions take them; PESEL, document number and household are told apart.

        What was not changed on the page is left out, so that it does not undo what a colleague has saved meanwhile.
        """
        data = dict(self.cleaned_data)
        for name in ("pesel", "other_id", "household"):
            data.pop(name)
        data["municipality"] = next(
            (one for one in served_municipalities(Person().centre_id) if one.code == data["municipality"]), None
        )
        data["lives_alone"] = {"yes": True, "no": False}.get(data["lives_alone"])
        return {name: value for name, value in data.items() if self.touched(name)}


#: Fields whose first value the page of a correction remembers; numbers are never shown back.
_KEPT = tuple(name for name in PersonForm.base_fields if name not in {"pesel", "other_id"})


class ListForm(forms.Form):
    """What the list of people is filtered and ordered by; sent by POST, so that no name gets into an address."""

    q = text("Nazwisko, PESEL, telefon, adres", 200)
    municipality = choice("Gmina", [])
    order = choice("Kolejność", [(key, ORDER_LABELS[key]) for key in ORDERS])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "wszystkie gminy"), *((one.code, one.name) for one in served_municipalities(actor.centre_id))]

    def asked(self) -> dict[str, str]:
        """The filter as ``queries.listed`` takes it; wrong parts are left out."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {
            "text": data.get("q", ""), "municipality": data.get("municipality", ""),
            "order": data.get("order") or "nazwisko",
        }  # fmt: skip


class ReasonForm(forms.Form):
    """What a PESEL is unmasked for."""

    reason = text("Po co potrzebujesz numeru?", 300, required="Napisz, po co potrzebujesz numeru PESEL.")


class OpeningForm(forms.Form):
    """Why a file outside one's own matters has to be opened."""

    reason = choice("Dlaczego otwierasz tę kartę?", Opening.Reason.choices, "Wybierz powód otwarcia karty.", required=True)
    words = text("Opis", 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.RadioSelect(choices=Opening.Reason.choices)


class NoteForm(forms.Form):
    """What came of looking at an opening."""

    note = text("Co ustalono?", 300, required="Napisz, co ustalono.", widget=forms.Textarea)


def _initial(person: Person) -> dict[str, Any]:
    names = [name for name in PersonForm.base_fields if name not in {"pesel", "other_id", "lives_alone", "household", "municipality"}]
    known = {name: getattr(person, name) for name in names}
    return known | {
        "phone": format_phone(person.phone),
        "lives_alone": {True: "yes", False: "no", None: ""}[person.lives_alone],
        "household": str(person.household_id or ""),
        "municipality": person.municipality_id or "",
    }


def _households(person: Person | None) -> list[tuple[str, str]]:
    """Households this person may belong to: their own, of the same name or the same address."""
    if person is None:
        return []
    near = Q(id=person.household_id)
    family = person.family_name
    near |= Q(members__family_name=family)
    if person.street and person.house_number:
        near |= Q(members__street=person.street, members__house_number=person.house_number, members__flat_number=person.flat_number)
    rows = Household.objects.filter(near).distinct().order_by("name")[:20]
    return [(str(one.id), one.name) for one in rows]
