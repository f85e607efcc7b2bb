"""Every write about people: registering, correcting, relating, unmasking."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission, Role
from opencus.core import clock, text
from opencus.core.pesel import InvalidPesel, Pesel, parse
from opencus.core.phones import InvalidPhone, normalise_phone
from opencus.people import events, keys, numbers, rules
from opencus.people.models import DisabilityCertificate, Household, Opening, Person, Relationship
from opencus.people.queries import served_municipalities

#: Fields a person's record may be given or changed by, with the Polish name the journal says.
FIELDS: dict[str, str] = {
    "given_name": "imię", "family_name": "nazwisko", "birth_date": "data urodzenia", "sex": "płeć",
    "no_pesel_reason": "powód braku PESEL", "other_id_kind": "rodzaj dokumentu", "household": "gospodarstwo domowe",
    "lives_alone": "czy mieszka samotnie", "municipality": "gmina", "street": "ulica", "house_number": "numer domu",
    "flat_number": "numer mieszkania", "postcode": "kod pocztowy", "town": "miejscowość", "phone": "telefon",
    "email": "e-mail", "preferred_contact": "sposób kontaktu", "special_needs": "szczególne potrzeby",
    "entry_note": "uwaga o wejściu", "mobility": "poruszanie się", "deceased_on": "data zgonu",
    "restricted_since": "ograniczenie przetwarzania",
}  # fmt: skip
_NOT_TYPED = {"sort_key", "search_key", "phone_key", "municipality", "household", "centre"}
_NOTES = {"special_needs", "entry_note"}
_TAKEN = "Osoba z tym numerem PESEL jest już w kartotece. Znajdź ją i popraw jej dane."


@transaction.atomic
def register_person(*, by: Actor, pesel: str = "", other_id: str = "", **fields: Any) -> Person:
    """Register a person and return the record.

    ``fields`` are keys of ``FIELDS``. PESEL fills birth date and sex. Raises ``ValidationError`` with a message for
    each wrong field, ``Refused`` without the permission.
    """
    by.require(Permission.EDIT_PERSON)
    person = Person(centre_id=by.centre_id)
    _fill(person, fields)
    numbers.seal_other_id(person, text.normalise(other_id)[:60])
    if pesel.strip():
        _put_pesel(person, pesel)
    _save(person)
    journal.write(
        events.REGISTERED, by=by, subject=person, person_id=person.id,
        pesel="z numerem PESEL" if person.pesel_index else "bez numeru PESEL",
    )  # fmt: skip
    return person


@transaction.atomic
def update_person(
    *, by: Actor, person: Person, pesel: str = "", other_id: str | None = None, **fields: Any
) -> list[str]:
    """Change fields of a record; return the names of those that really changed. Nothing changed writes nothing."""
    by.require(Permission.EDIT_PERSON)
    # The row itself: the caller's copy may be older than what a colleague has saved since, or carry a form poured in.
    stored = _locked(by, person)
    before = {name: getattr(stored, _column(name)) for name in FIELDS}
    _fill(stored, fields)
    labels, sealed = [], []
    if pesel.strip():
        _put_pesel(stored, pesel)
        labels, sealed = ["PESEL"], ["pesel_cipher", "pesel_index"]
    elif stored.pesel_index is not None:
        _agree(stored)
    changed = [name for name, value in before.items() if getattr(stored, _column(name)) != value]
    labels += [FIELDS[name] for name in changed]
    if other_id is not None and text.normalise(other_id)[:60] != numbers.read_other_id(stored):
        numbers.seal_other_id(stored, text.normalise(other_id)[:60])
        labels.append("numer dokumentu")
        sealed.append("other_id_cipher")
    if labels:
        _save(stored, only=[*changed, *sealed])
        journal.write(events.UPDATED, by=by, subject=stored, person_id=stored.id, fields=", ".join(labels))
    _show(person, stored)
    return labels


@transaction.atomic
def set_pesel(*, by: Actor, person: Person, pesel: str) -> None:
    """Enter or correct the PESEL; ``ValidationError`` when it is wrong or belongs to somebody else here."""
    by.require(Permission.EDIT_PERSON)
    stored = _locked(by, person)
    _put_pesel(stored, pesel)
    _save(stored, only=["pesel_cipher", "pesel_index", "birth_date", "sex", "no_pesel_reason"])
    journal.write(events.PESEL_SET, by=by, subject=stored, person_id=stored.id)
    _show(person, stored)


@transaction.atomic
def unmask_pesel(*, by: Actor, person: Person, reason: str) -> str:
    """Return the PESEL in clear and write who asked and what for; ``ValidationError`` without a reason."""
    by.require(Permission.UNMASK_PESEL)
    purpose = text.normalise(reason)
    if problem := rules.reason_problem(purpose):
        raise ValidationError({"reason": problem})
    journal.write(events.UNMASKED, by=by, subject=person, person_id=person.id, purpose=purpose)
    return numbers.read_pesel(person)


@transaction.atomic
def add_relationship(
    *, by: Actor, person: Person, other: Person, kind: str, statutory_representative: bool = False,
    actual_carer: bool = False, contact_first: bool = False, note: str = "",
) -> Relationship:  # fmt: skip
    """Say how ``other`` stands to ``person``, or change what was said; the same again writes nothing."""
    by.require(Permission.EDIT_PERSON)
    if person.id == other.id:
        raise ValidationError({"other": "Wskaż dwie różne osoby."})
    _locked(by, person)
    if kind not in Relationship.Kind.values:
        raise ValidationError({"kind": "Wybierz, kim jest ta osoba."})
    values = {
        "kind": kind, "statutory_representative": statutory_representative, "actual_carer": actual_carer,
        "contact_first": contact_first, "note": text.normalise(note)[:200],
    }  # fmt: skip
    made = Relationship.objects.filter(person=person, other=other).first() or Relationship(person=person, other=other)
    if not made._state.adding and all(getattr(made, name) == value for name, value in values.items()):
        return made
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    label = made.get_kind_display()
    journal.write(events.RELATED, by=by, subject=made, person_id=person.id, kind=label)
    return made


@transaction.atomic
def record_certificate(
    *, by: Actor, person: Person, degree: str, valid_from: date, valid_to: date | None = None, causes: tuple[str, ...] = ()
) -> DisabilityCertificate:
    """Record a disability certificate: degree and dates; the diagnosis stays on paper."""
    by.require(Permission.EDIT_PERSON)
    _locked(by, person)
    if degree not in DisabilityCertificate.Degree.values:
        raise ValidationError({"degree": "Wybierz stopień niepełnosprawności."})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": "Orzeczenie nie może kończyć się przed dniem, od którego jest ważne."})
    made = DisabilityCertificate.objects.create(
        person=person, degree=degree, valid_from=valid_from, valid_to=valid_to, causes=[cause[:6] for cause in causes]
    )
    journal.write(events.CERTIFIED, by=by, subject=made, person_id=person.id, valid_to=valid_to)
    return made


@transaction.atomic
def found_household(*, by: Actor, person: Person) -> Household:
    """Make a household of one for a person, named after them and their address; others may join it."""
    by.require(Permission.EDIT_PERSON)
    name = ", ".join(filter(None, [person.full_name, person.address]))[:120]
    household = Household.objects.create(name=name)
    update_person(by=by, person=person, household=household)
    return household


@transaction.atomic
def tell_apart(*, by: Actor, person: Person, other_id: UUID) -> None:
    """Record that somebody looked at two similar records and said that they are two people.

    ``ValidationError`` when the other is this very person or nobody of this centre: the journal keeps no made-up person.
    """
    by.require(Permission.EDIT_PERSON)
    if other_id == person.id or not Person.objects.filter(id=other_id).exists():
        raise ValidationError({"other": "Tej osoby nie ma w kartotece. Wyszukaj ją jeszcze raz."})
    journal.write(events.TOLD_APART, by=by, subject=person, person_id=person.id, other=other_id)


def _locked(by: Actor, person: Person) -> Person:
    """The row as it is now; whoever changes the same person waits. Restricted data change only by duty (art. 18 GDPR)."""
    stored = Person.objects.select_for_update().get(id=person.id)
    if stored.restricted_since is not None and not by.may(Permission.MANAGE_PRIVACY):
        raise ValidationError(rules.RESTRICTED)
    return stored


def _show(person: Person, stored: Person) -> None:
    """Let the caller's copy say what the row says."""
    for field in Person._meta.concrete_fields:
        setattr(person, field.attname, getattr(stored, field.attname))


def _column(name: str) -> str:
    return f"{name}_id" if name in {"household", "municipality"} else name


def _fill(person: Person, fields: dict[str, Any]) -> None:
    """Clean and set the fields; collect every problem before complaining."""
    problems: dict[str, str] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"people have no field {name}")
        if isinstance(value, str):
            value = text.normalise_lines(value) if name in _NOTES else text.normalise(value)
        setattr(person, name, value)
    for name, label in (("given_name", "imię"), ("family_name", "nazwisko")):
        if not text.search_key(getattr(person, name)):
            problems[name] = f"Wpisz {label}."
    if person.birth_date and (problem := rules.birth_date_problem(person.birth_date, clock.today())):
        problems["birth_date"] = problem
    if person.phone:
        try:
            person.phone = normalise_phone(person.phone)[:24]
        except InvalidPhone as error:
            problems["phone"] = str(error)
    if isinstance(person.household, Household) and person.household.centre_id != person.centre_id:
        problems["household"] = "Wybierz gospodarstwo z listy."
    served = {one.code for one in served_municipalities(person.centre_id)}
    if person.municipality_id and person.municipality_id not in served:
        problems["municipality"] = "Centrum nie obsługuje tej gminy. Wybierz gminę z listy."
    if problems:
        raise ValidationError(problems)


def _put_pesel(person: Person, typed: str) -> None:
    try:
        pesel = parse(typed)
    except InvalidPesel as error:
        raise ValidationError({"pesel": str(error)}) from None
    found = Person.objects.filter(pesel_index__in=numbers.pesel_indexes(pesel.value, person.centre_id))
    if found.exclude(id=person.id).exists():
        raise ValidationError({"pesel": _TAKEN})
    _take_facts(person, pesel)
    numbers.seal_pesel(person, pesel.value)
    person.no_pesel_reason = ""


def _take_facts(person: Person, pesel: Pesel) -> None:
    """Birth date and sex come from the number; a date that was told and differs is an error, not a guess."""
    if person.birth_date and person.birth_date != pesel.born:
        raise ValidationError({"birth_date": "Data urodzenia nie zgadza się z numerem PESEL. Popraw jedno z nich."})
    person.birth_date, person.sex = pesel.born, pesel.sex.lower()


def _agree(person: Person) -> None:
    pesel = parse(numbers.read_pesel(person))
    if person.birth_date is None or person.birth_date == pesel.born:
        person.birth_date, person.sex = pesel.born, pesel.sex.lower()
        return
    raise ValidationError({"birth_date": "Data urodzenia nie zgadza się z numerem PESEL tej osoby."})


def _save(person: Person, only: list[str] | None = None) -> None:
    """Save the row, or only the named fields with what is derived from them."""
    keys.set_keys(person)
    columns = None if only is None else {*only, "sort_key", "search_key", "phone_key", "updated_at"}
    try:
        person.clean_fields(exclude=_NOT_TYPED)
    except ValidationError as error:
        raise ValidationError({name: _plain(name) for name in error.error_dict}) from None
    try:
        with transaction.atomic():
            person.save(update_fields=columns)
    except IntegrityError as error:
        if "people_person_pesel" not in str(error):
            raise
        raise ValidationError({"pesel": _TAKEN}) from None
    keys.save_tokens(person)


def _plain(name: str) -> str:
    field = Person._meta.get_field(name)
    longest = getattr(field, "max_length", None)
    if getattr(field, "choices", None):
        return "Wybierz jedną z możliwości z listy."
    if name == "email":
        return "Wpisz adres e-mail, na przykład jan@example.pl."
    return f"Wpisz najwyżej {longest} znaków." if longest else "Popraw to pole."


@transaction.atomic
def open_for_reason(*, by: Actor, person: Person, reason: str, words: str = "") -> Opening:
    """Open a file outside the actor's own matters for a limited time; the reason goes to the journal and to a superior.

    Raises ``Refused`` without the permission and ``ValidationError`` for no reason or one that says nothing.
    """
    by.require(Permission.OPEN_PERSON)
    said = text.normalise(words)[:300]
    if reason not in Opening.Reason.values:
        raise ValidationError({"reason": "Wybierz powód otwarcia karty."})
    if reason == Opening.Reason.OTHER and len(said) < rules.REASON_MIN:
        raise ValidationError({"words": f"Opisz powód: co najmniej {rules.REASON_MIN} znaków."})
    by_duty = Role.RECEPTION in by.roles and reason in rules.CONTACTS
    now = clock.now()
    opening = Opening.objects.create(
        person=person, user_id=by.user_id, reason=reason, words=said, by_duty=by_duty, opened_at=now,
        until=now + (rules.OPEN_BY_DUTY if by_duty else rules.OPEN_FOR_REASON),
    )  # fmt: skip
    journal.write(
        events.OPENED_BY_DUTY if by_duty else events.OPENED_FOR_REASON, by=by, subject=opening, person_id=person.id,
        purpose=opening.purpose, reason=opening.get_reason_display(), until=clock.local(opening.until).strftime("%H:%M"),
    )  # fmt: skip
    return opening


@transaction.atomic
def acknowledge_opening(*, by: Actor, opening: Opening, note: str) -> Opening:
    """Write that the superior or the inspector looked at an opening and what came of it; a second time changes nothing.

    Raises ``Refused`` for one's own opening and ``ValidationError`` without a note.
    """
    by.require(Permission.READ_JOURNAL)
    kept = Opening.objects.select_for_update().get(id=opening.id)
    if kept.user_id == by.user_id:
        raise Refused("To Twoje otwarcie. Zapoznać się z nim musi ktoś inny: dyrektor albo inspektor ochrony danych.")
    said = text.normalise(note)[:300]
    if len(said) < rules.REASON_MIN:
        raise ValidationError({"note": f"Napisz, co ustalono: co najmniej {rules.REASON_MIN} znaków."})
    if kept.acknowledged_at is None:
        kept.acknowledged_by_id, kept.acknowledged_at, kept.note = by.user_id, clock.now(), said
        kept.save(update_fields=["acknowledged_by", "acknowledged_at", "note"])
        journal.write(events.ACKNOWLEDGED, by=by, subject=kept, person_id=kept.person_id)
    return kept
