"""Reads of the journal: narrowed by person, user, day and kind; the tail that waits for its seal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from opencus.audit import events, journal, queries
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.core.tenancy import acting_in


@pytest.fixture
def kinds() -> Iterator[tuple[events.Event, events.Event]]:
    made = (
        events.register("trial.person.opened", "otwarto", scrub=events.keep_nothing, reading=True),
        events.register("trial.person.changed", "zmieniono", scrub=events.keep_nothing),
    )
    yield made
    for event in made:
        events._registry.pop(event.name)


def somebody(centre: Centre) -> Actor:
    return Actor(centre_id=centre.id, user_id=uuid4())


def test_changes_and_looks_are_told_apart(centre: Centre, kinds: tuple[events.Event, events.Event]) -> None:
    person: UUID = uuid4()
    for event in kinds:
        journal.write(event, by=somebody(centre), person_id=person)
    journal.write(kinds[0], by=somebody(centre), person_id=uuid4())
    about = queries.about(person)
    assert [entry.kind for entry in about] == ["trial.person.changed", "trial.person.opened"]
    assert [entry.kind for entry in queries.readings(about)] == ["trial.person.opened"]
    assert [entry.kind for entry in queries.changes(about)] == ["trial.person.changed"]
    assert not queries.about(person, without=["trial"])
    assert queries.of_rooms(about, "trial").count() == 2


def test_entries_are_narrowed_by_user_and_day(
    centre: Centre, kinds: tuple[events.Event, events.Event]
) -> None:
    anna = somebody(centre)
    journal.write(kinds[1], by=anna)
    journal.write(kinds[0], by=somebody(centre))
    assert queries.listed(actor_id=anna.user_id).count() == 1
    assert queries.listed(since=today(), until=today()).count() == 2
    assert queries.listed(since=today(), group=events.Group.LOOK).count() == 1
    assert not queries.listed(until=today() - timedelta(days=1)).exists()


def test_the_seal_counts_what_is_linked_and_what_waits(
    centre: Centre, kinds: tuple[events.Event, events.Event]
) -> None:
    for _ in range(3):
        journal.write(kinds[0], by=somebody(centre))
    journal.seal(2)
    state = queries.seal_state()
    assert (state.entries, state.sealed, state.waiting) == (3, 2, 1)
    entries = list(queries.listed())
    assert sorted(link.number for link in queries.links_of(entries).values()) == [1, 2]


def test_files_opened_lately_are_named_once_the_latest_first(
    centre: Centre, kinds: tuple[events.Event, events.Event]
) -> None:
    anna, first, second = somebody(centre), uuid4(), uuid4()
    for person in (first, second, first):
        journal.write(kinds[0], by=anna, person_id=person)
    assert anna.user_id is not None
    assert queries.opened_lately(anna.user_id, kinds[0].name, 5) == [first, second]
    assert queries.opened_lately(uuid4(), kinds[0].name, 5) == []


def test_another_centre_is_never_counted(
    centre: Centre, other_centre: Centre, kinds: tuple[events.Event, events.Event]
) -> None:
    with acting_in(other_centre.id):
        journal.write(kinds[0], by=somebody(other_centre))
    assert queries.seal_state().entries == 0
    assert not queries.listed().exists()
