"""Finding people: only operators that row-level security lets an index use (`=`, `>=`, `<`), the centre named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from opencus.centre.models import Municipality, ServedMunicipality
from opencus.core.pesel import InvalidPesel, parse
from opencus.core.phones import phone_key
from opencus.core.tenancy import NoCentre, current_centre_id
from opencus.core.text import normalise, prefix_range, search_key, tokens
from opencus.people import numbers
from opencus.people.models import Opening, Person, PersonToken, Relationship
from opencus.people.rules import Likeness, Verdict, compare

MOST = 20
PER_PAGE = 25
_LONGEST = 200
_MOST_TOKENS = 6
_DATE = re.compile(r"([0-9]{1,2})[.\-/]([0-9]{1,2})[.\-/]([0-9]{4})")
_TELEPHONE = re.compile(r"\+?[0-9 ()/.\-]{3,40}")
ORDERS = {"nazwisko": ("sort_key", "id"), "-nazwisko": ("-sort_key", "-id"), "wiek": ("-birth_date", "sort_key", "id"), "-wiek": ("birth_date", "sort_key", "id")}


@dataclass(frozen=True)
class Found:
    """The first people found and how many there are in all; ``words`` are what to underline in names."""

    people: list[Person] = field(default_factory=list)
    total: int = 0
    words: tuple[str, ...] = ()

    @property
    def marked(self) -> list[tuple[Person, list[tuple[str, bool]]]]:
        """Each person with the pieces of the name, those that fit marked."""
        return [(person, underlined(person.full_name, self.words)) for person in self.people]


def matching(text: str) -> QuerySet[Person]:
    """People of the current centre who fit the text; none for an empty one.

    Understood: a whole PESEL, a telephone number or its beginning, a birth date (14.05.1944), beginnings of words of
    name and address in any order ("weso hal", "lipowa 14").
    """
    typed = normalise(text[:_LONGEST])
    people = Person.objects.filter(centre_id=_centre_id())
    if not typed:
        return people.none()
    if (pesel := _pesel(typed)) is not None:
        return people.filter(pesel_index__in=numbers.pesel_indexes(pesel, _centre_id()))
    if (born := _birth_date(typed)) is not None:
        return people.filter(birth_date=born)
    if _TELEPHONE.fullmatch(typed):
        # A short number may be of a house; a long one is looked for in one index only.
        short = sum(char.isdigit() for char in typed) < 6
        return people.filter(_by_telephone(typed) | _by_words(typed) if short else _by_telephone(typed))
    return people.filter(_by_words(typed))


def find(text: str, most: int = MOST) -> Found:
    """The first ``most`` people by name who fit the text, and the exact number of all."""
    rows = matching(text).order_by(*ORDERS["nazwisko"])
    first = list(rows[: most + 1])
    total = len(first) if len(first) <= most else rows.count()
    return Found(first[:most], total, tuple(tokens(text[:_LONGEST])))


def find_by_phone(text: str) -> list[Person]:
    """People with exactly this telephone number: who may be calling."""
    key = phone_key(text[:_LONGEST])
    return list(Person.objects.filter(centre_id=_centre_id(), phone_key=key).order_by("sort_key", "id")[:MOST]) if key else []


def listed(text: str = "", *, municipality: str = "", order: str = "nazwisko") -> QuerySet[Person]:
    """The list of people as filtered and ordered; everybody when nothing is asked."""
    people = matching(text) if normalise(text[:_LONGEST]) else Person.objects.filter(centre_id=_centre_id())
    if municipality:
        people = people.filter(municipality_id=municipality)
    return people.select_related("municipality").order_by(*ORDERS.get(order, ORDERS["nazwisko"]))


def list_page(
    text: str = "", *, municipality: str = "", order: str = "nazwisko", number: int | str = 1, per_page: int = PER_PAGE
) -> Page[Person]:
    """One page of the list with the exact count; a page that does not exist gives the nearest one."""
    return Paginator(listed(text, municipality=municipality, order=order), per_page).get_page(number)


def stored_index(pesel: str, centre_id: UUID | None) -> bytes:
    """The index under which a PESEL is stored in the current centre, or would be: while the key of the index is
    rotated somebody may still stand under the old one.
    """
    current, *older = numbers.pesel_indexes(pesel, centre_id)
    if older:
        found = Person.objects.filter(pesel_index__in=[current, *older]).values_list("pesel_index", flat=True).first()
        return bytes(found) if found is not None else current
    return current


def likeness_of(person: Person) -> Likeness:
    """The facts a stored person is compared by."""
    return Likeness.of(
        person.given_name, person.family_name, birth_date=person.birth_date, address=person.address,
        phone=person.phone_key, pesel=person.pesel_index,
    )  # fmt: skip


def similar_to(asked: Likeness, *, without: Iterable[UUID] = ()) -> list[tuple[Person, Verdict]]:
    """Stored people who may be the same person, the likeliest first; at most five."""
    near = Q(pk__in=[])
    if asked.pesel is not None:
        near |= Q(pesel_index=asked.pesel)
    if asked.birth_date is not None:
        near |= Q(birth_date=asked.birth_date)
    family, given = tokens(asked.family)[:1], tokens(asked.given)[:1]
    if family and given and len(family[0]) >= 3:
        near |= _token_begins(family[0][:4]) & _token_begins(given[0][:3])
    people = Person.objects.filter(near, centre_id=_centre_id()).exclude(id__in=list(without))
    judged = [(one, compare(asked, likeness_of(one))) for one in people[:500]]
    alike = [pair for pair in judged if pair[1].suspicious]
    return sorted(alike, key=lambda pair: (-pair[1].score, pair[0].sort_key))[:5]


def relationship_between(person_id: UUID, other_id: UUID) -> Relationship | None:
    """How ``other`` stands to ``person``, None when nobody has said."""
    return Relationship.objects.filter(person_id=person_id, other_id=other_id).first()


def relatives_of(person_id: UUID) -> QuerySet[Relationship]:
    """People close to a person, first contacts first."""
    return Relationship.objects.filter(person_id=person_id).select_related("other").order_by("-contact_first", "other__sort_key")


def wards_of(person_id: UUID) -> QuerySet[Relationship]:
    """For whom this person may be calling: the other side of their relationships."""
    return Relationship.objects.filter(other_id=person_id).select_related("person").order_by("person__sort_key")


def openings(*, waiting: bool = True, person_id: UUID | None = None) -> QuerySet[Opening]:
    """Files opened outside one's own matters: those nobody has looked at yet, the oldest first, or all, the newest first.

    What reception opens as its duty waits for nobody.
    """
    found = Opening.objects.select_related("person", "user", "acknowledged_by")
    if person_id is not None:
        found = found.filter(person_id=person_id)
    if waiting:
        return found.filter(acknowledged_at__isnull=True, by_duty=False).order_by("opened_at", "id")
    return found.order_by("-opened_at", "-id")


def served_municipalities(centre_id: UUID | None) -> list[Municipality]:
    """The municipalities of the centre, by name: where a resident may live."""
    if centre_id is None:
        return []
    served = ServedMunicipality.objects.filter(centre_id=centre_id).values("municipality")
    return list(Municipality.objects.filter(code__in=served))


def municipalities_told_apart(centre_id: UUID | None) -> list[Municipality]:
    """The municipalities of a joint centre, which reports for each of them (art. 10, 15); none when there is only one."""
    served = served_municipalities(centre_id)
    return served if len(served) > 1 else []


def _centre_id() -> UUID:
    centre_id = current_centre_id()
    if centre_id is None:
        raise NoCentre("people are looked for inside a centre only")
    return centre_id


def _pesel(typed: str) -> str | None:
    try:
        return parse(typed).value
    except InvalidPesel:
        return None


def _birth_date(typed: str) -> date | None:
    if not (found := _DATE.fullmatch(typed)):
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_telephone(typed: str) -> Q:
    digits = phone_key(typed) or re.sub(r"[^0-9]", "", typed)[:20]
    return _range("phone_key", digits) if len(digits) >= 3 else Q(pk__in=[])


def _by_words(typed: str) -> Q:
    wanted = tokens(typed)[:_MOST_TOKENS]
    if not wanted:
        return Q(pk__in=[])
    fits = Q()
    for word in wanted:
        fits &= _token_begins(word)
    return fits


def _token_begins(word: str) -> Q:
    rows = PersonToken.objects.filter(_range("token", word[:80]), centre_id=_centre_id())
    return Q(id__in=rows.values("person_id"))


def _range(column: str, prefix: str) -> Q:
    low, high = prefix_range(prefix)
    return Q(**{f"{column}__gte": low}) & (Q(**{f"{column}__lt": high}) if high is not None else Q())


def underlined(name: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """Split a name into pieces for the eye: (text, whether it is what was typed)."""
    pieces: list[tuple[str, bool]] = []
    for part in re.split(r"([\s\-]+)", name):
        folded = search_key(part)
        hit = max((word for word in words if word and folded.startswith(word)), key=len, default="")
        # Folding may change lengths (ß, Cyrillic): then the whole word is underlined.
        cut = len(hit) if len(folded) == len(part) else len(part)
        pieces += [(part[:cut], True), (part[cut:], False)] if hit else [(part, False)]
    return [(piece, mark) for piece, mark in pieces if piece]
