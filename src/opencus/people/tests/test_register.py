"""Registering and correcting people: what is kept, what is refused, what the journal says."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Municipality
from opencus.centre.roles import Role
from opencus.core.tenancy import acting_in
from opencus.people import numbers
from opencus.people.actions import (
    add_relationship,
    found_household,
    record_certificate,
    register_person,
    set_pesel,
    tell_apart,
    unmask_pesel,
    update_person,
)
from opencus.people.models import Person, Relationship
from opencus.people.tests.factories import halina, joanna, person

PESEL = "44051401359"  # born 14 May 1944, a man: the specimen


@pytest.fixture
def marek(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.RECEPTION, name="Marek Bielecki")


def test_a_pesel_fills_the_birth_date_and_the_sex(marek: Actor) -> None:
    made = register_person(by=marek, given_name="Jan", family_name="Nowak", pesel=PESEL)
    assert (made.birth_date, made.sex) == (date(1944, 5, 14), "m")
    assert numbers.read_pesel(Person.objects.get(id=made.id)) == PESEL


def test_a_person_without_pesel_has_a_reason_and_another_document(marek: Actor) -> None:
    made = register_person(
        by=marek, given_name="Оксана", family_name="Шевченко", no_pesel_reason="foreigner", other_id_kind="paszport",
        other_id="FE123456",
    )  # fmt: skip
    kept = Person.objects.get(id=made.id)
    assert numbers.read_other_id(kept) == "FE123456"
    assert b"FE123456" not in bytes(kept.other_id_cipher)
    assert kept.search_key == "shevchenko oksana"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"pesel": "44051401358"}, {"pesel": "cyfra kontrolna"}),
        ({"pesel": "1" * 20}, {"pesel": "11 cyfr"}),
        ({"pesel": PESEL, "birth_date": date(1944, 5, 15)}, {"birth_date": "nie zgadza się"}),
        ({"birth_date": date(2999, 1, 1)}, {"birth_date": "przyszłości"}),
        ({"birth_date": date(1801, 1, 1)}, {"birth_date": "zbyt dawna"}),
        ({"given_name": " \u202e "}, {"given_name": "Wpisz imię"}),
        ({"given_name": "😀"}, {"given_name": "Wpisz imię"}),
        ({"family_name": "x" * 100_000}, {"family_name": "najwyżej 80"}),
        ({"phone": "12"}, {"phone": "9 cyfr"}),
        ({"email": "nie-adres"}, {"email": "Wpisz adres"}),
        ({"mobility": "leci"}, {"mobility": "z listy"}),
    ],
)
def test_wrong_data_are_named_field_by_field(marek: Actor, fields: dict[str, object], wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        register_person(by=marek, **{"given_name": "Jan", "family_name": "Nowak", **fields})
    messages = refusal.value.message_dict
    assert set(messages) == set(wrong)
    assert all(words in messages[name][0] for name, words in wrong.items())
    assert Person.objects.count() == 0


def test_a_municipality_of_another_centre_is_refused(marek: Actor, other_centre: Centre) -> None:
    with pytest.raises(ValidationError, match="nie obsługuje"):
        register_person(by=marek, given_name="Jan", family_name="Nowak", municipality=Municipality.objects.get(code="9900022"))


def test_invisible_characters_are_dropped_and_polish_letters_kept(marek: Actor) -> None:
    made = register_person(by=marek, given_name="Ża\u200bneta\x00", family_name="  Ćma-Śliwa ", special_needs="a\n\n\nb\u202e")
    assert (made.full_name, made.special_needs) == ("Żaneta Ćma-Śliwa", "a\n\nb")


def test_a_pesel_is_registered_once_in_a_centre(marek: Actor) -> None:
    register_person(by=marek, given_name="Jan", family_name="Nowak", pesel=PESEL)
    with pytest.raises(ValidationError, match="już w kartotece"):
        register_person(by=marek, given_name="Janusz", family_name="Nowak", pesel=PESEL)


def test_the_same_pesel_may_be_known_in_another_centre(marek: Actor, other_centre: Centre) -> None:
    register_person(by=marek, given_name="Jan", family_name="Nowak", pesel=PESEL)
    elsewhere = Actor(other_centre.id, marek.user_id, "Inny", frozenset({Role.RECEPTION}))
    with acting_in(other_centre.id):
        assert register_person(by=elsewhere, given_name="Jan", family_name="Nowak", pesel=PESEL).pk


def test_a_change_leaves_the_names_of_fields_in_the_journal_and_nothing_else(marek: Actor) -> None:
    made = halina()
    changed = update_person(by=marek, person=made, phone="000 555 999", special_needs="Nie słyszy na lewe ucho.")
    entry = Entry.objects.get(kind="people.person.updated")
    assert changed == ["telefon", "szczególne potrzeby"]
    assert entry.sentence == "zmieniono dane osoby: telefon, szczególne potrzeby"
    assert "słyszy" not in str(entry.data)
    assert Person.objects.get(id=made.id).phone_key == "000555999"


def test_two_people_who_change_different_fields_lose_nothing(marek: Actor, make_actor: Callable[..., Actor]) -> None:
    made = halina()
    stale = Person.objects.get(id=made.id)
    update_person(by=make_actor(Role.KIPUS, name="Anna Kowalik"), person=made, phone="000 555 999", family_name="Lis")
    assert update_person(by=marek, person=stale, email="halina@example.pl", entry_note="Klucz u sąsiadki.") == ["e-mail", "uwaga o wejściu"]
    kept = Person.objects.get(id=made.id)
    assert (kept.phone, kept.family_name, kept.sort_key) == (made.phone, "Lis", made.sort_key)
    assert (kept.email, kept.entry_note) == ("halina@example.pl", "Klucz u sąsiadki.")
    assert (stale.phone, stale.family_name) == (kept.phone, "Lis")


def test_a_pesel_entered_on_an_old_copy_keeps_what_was_saved_since(marek: Actor) -> None:
    made = person("Jan", "Nowak", pesel=False, birth_date=None, sex="")
    stale = Person.objects.get(id=made.id)
    update_person(by=marek, person=made, phone="000 555 999")
    set_pesel(by=marek, person=stale, pesel=PESEL)
    kept = Person.objects.get(id=made.id)
    assert (kept.phone_key, numbers.read_pesel(kept), kept.sex) == ("000555999", PESEL, "m")


def test_a_refused_change_leaves_the_copy_as_it_was(marek: Actor) -> None:
    made = halina()
    with pytest.raises(ValidationError):
        update_person(by=marek, person=made, given_name="Zofia", phone="12")
    assert made.given_name == "Halina"


def test_saving_what_was_there_writes_nothing(marek: Actor) -> None:
    made = halina()
    assert update_person(by=marek, person=made, phone="000 555 214", given_name="Halina") == []
    assert not Entry.objects.filter(kind="people.person.updated").exists()


def test_a_new_name_is_found_and_the_old_one_is_not(marek: Actor) -> None:
    from opencus.people.queries import find

    made = halina()
    update_person(by=marek, person=made, family_name="Mróz-Lis")
    assert (find("lis").total, find("wesoł").total) == (1, 0)


def test_a_pesel_that_contradicts_the_birth_date_is_refused(marek: Actor) -> None:
    with pytest.raises(ValidationError, match="nie zgadza się"):
        set_pesel(by=marek, person=joanna(), pesel=PESEL)


def test_a_wrong_pesel_is_corrected_together_with_the_birth_date(marek: Actor) -> None:
    made = joanna()
    update_person(by=marek, person=made, pesel=PESEL, birth_date=date(1944, 5, 14))
    assert numbers.read_pesel(Person.objects.get(id=made.id)) == PESEL


def test_a_director_sees_a_pesel_for_a_written_reason(make_actor: Callable[..., Actor]) -> None:
    director, who = make_actor(Role.DIRECTOR), halina(pesel=PESEL)
    assert unmask_pesel(by=director, person=who, reason="zaświadczenie dla ZUS") == PESEL
    entry = Entry.objects.get(kind="people.person.unmasked")
    assert (entry.purpose, entry.person_id) == ("zaświadczenie dla ZUS", who.id)
    assert PESEL not in str(entry.data)


@pytest.mark.parametrize("reason", ["", "bo tak", "x" * 301])
def test_without_a_reason_the_number_stays_hidden(make_actor: Callable[..., Actor], reason: str) -> None:
    with pytest.raises(ValidationError):
        unmask_pesel(by=make_actor(Role.DIRECTOR), person=halina(), reason=reason)
    assert not Entry.objects.filter(kind="people.person.unmasked").exists()


def test_reception_does_not_unmask(marek: Actor) -> None:
    with pytest.raises(Refused, match="odsłonięcie numeru PESEL"):
        unmask_pesel(by=marek, person=halina(), reason="zaświadczenie dla ZUS")


def test_a_dispatcher_does_not_register(make_actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused, match="rejestrowanie i poprawianie"):
        register_person(by=make_actor(Role.DISPATCHER), given_name="Jan", family_name="Nowak")


def test_a_relation_is_said_once_and_changed_in_place(marek: Actor) -> None:
    mother, daughter = halina(), joanna()
    add_relationship(by=marek, person=mother, other=daughter, kind="daughter")
    add_relationship(by=marek, person=mother, other=daughter, kind="daughter", actual_carer=True)
    add_relationship(by=marek, person=mother, other=daughter, kind="daughter", actual_carer=True)
    assert Relationship.objects.get().actual_carer
    assert Entry.objects.filter(kind="people.relationship.set").count() == 2


def test_nobody_is_related_to_themselves(marek: Actor) -> None:
    one = halina()
    with pytest.raises(ValidationError, match="dwie różne osoby"):
        add_relationship(by=marek, person=one, other=one, kind="other")


def test_a_certificate_has_dates_in_order(marek: Actor) -> None:
    with pytest.raises(ValidationError, match="kończyć się przed"):
        record_certificate(by=marek, person=halina(), degree="severe", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="stopień"):
        record_certificate(by=marek, person=joanna(), degree="great", valid_from=date(2026, 2, 1))


def test_a_household_is_founded_by_one_and_joined_by_another(marek: Actor) -> None:
    mother, daughter = halina(), joanna()
    home = found_household(by=marek, person=mother)
    update_person(by=marek, person=daughter, household=home)
    assert set(home.members.all()) == {mother, daughter}


def test_two_records_are_told_apart_only_within_the_centre(marek: Actor, other_centre: Centre) -> None:
    one, two = halina(), joanna()
    with acting_in(other_centre.id):
        foreign = halina()
    for wrong in (foreign.id, one.id, uuid4()):
        with pytest.raises(ValidationError, match="nie ma w kartotece"):
            tell_apart(by=marek, person=one, other_id=wrong)
    tell_apart(by=marek, person=one, other_id=two.id)
    assert Entry.objects.get(kind="people.person.told_apart").data == {"other": str(two.id)}
