"""What a person is found and ordered by: sort key, search key, telephone digits, tokens."""

from __future__ import annotations

from opencus.core import text
from opencus.core.phones import phone_key
from opencus.people.models import Person, PersonToken

TOKEN = 80
STREET_WORDS = frozenset({"ul", "al", "pl", "os", "m"})  # in every address: they find nobody


def set_keys(person: Person) -> None:
    """Set the derived columns from names and telephone; saves nothing."""
    person.sort_key = text.sort_key(f"{person.family_name} {person.given_name}")[:400]
    person.search_key = text.search_key(f"{person.family_name} {person.given_name}")[:200]
    person.phone_key = phone_key(person.phone)[:20]


def words_of(person: Person) -> list[str]:
    """The folded words of name and address, each once."""
    address = (person.street, person.house_number, person.flat_number, person.town)
    words = text.tokens(" ".join((person.given_name, person.family_name, *address)))
    return [word for word in dict.fromkeys(word[:TOKEN] for word in words) if word not in STREET_WORDS]


def token_rows(person: Person) -> list[PersonToken]:
    """Unsaved rows of the token table, for one person or a bulk insert."""
    return [PersonToken(centre_id=person.centre_id, person=person, token=word) for word in words_of(person)]


def save_tokens(person: Person) -> None:
    """Bring the token table in line with the person: only what changed is written."""
    wanted = set(words_of(person))
    kept = set(PersonToken.objects.filter(person=person).values_list("token", flat=True))
    if kept - wanted:
        PersonToken.objects.filter(person=person, token__in=kept - wanted).delete()
    PersonToken.objects.bulk_create([row for row in token_rows(person) if row.token not in kept])
