"""The journal: written with the act, read by its own centre, rewritten by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from opencus.audit import events, journal
from opencus.audit.models import Entry, Link
from opencus.audit.tasks import seal_journals
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.config import cluster
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in


@pytest.fixture
def looked() -> Iterator[events.Event]:
    event = events.register("test.person.opened", "otwarto kartę, powód: {why}", scrub=events.keep_nothing, reading=True)
    yield event
    events._registry.pop(event.name)


def test_an_entry_says_in_polish_what_happened(centre: Centre, looked: events.Event) -> None:
    journal.write(looked, by=Actor.system(centre.id), subject=centre, why="rozmowa")
    entry = Entry.objects.get()
    assert entry.sentence == "otwarto kartę, powód: rozmowa"
    assert entry.actor_role == "system"
    assert entry.subject_id == centre.id


def test_an_act_that_fails_leaves_no_entry(centre: Centre, looked: events.Event) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.write(looked, by=Actor.system(centre.id))
        raise RuntimeError
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO audit_entry (centre_id, at, kind, actor_role, subject_type, purpose, data, digest) "
        "SELECT centre_id, at, kind, actor_role, subject_type, purpose, data, digest FROM audit_entry",
        "UPDATE audit_entry SET kind = 'inny'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DELETE FROM audit_link",
        "DELETE FROM guard.unsealed",
    ],
)
def test_the_application_cannot_rewrite_the_journal(centre: Centre, looked: events.Event, sql: str) -> None:
    journal.write(looked, by=Actor.system(centre.id))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_another_centre_does_not_see_the_entries(centre: Centre, other_centre: Centre, looked: events.Event) -> None:
    journal.write(looked, by=Actor.system(centre.id))
    with acting_in(other_centre.id):
        assert not Entry.objects.exists()


def test_nothing_is_journalled_without_a_centre(db: None, looked: events.Event, other_centre: Centre) -> None:
    with pytest.raises(DatabaseError, match="no centre"), transaction.atomic():
        journal.write(looked, by=Actor.system(other_centre.id))


def test_sealing_links_every_entry_once_and_the_chain_holds(centre: Centre, looked: events.Event) -> None:
    for _ in range(5):
        journal.write(looked, by=Actor.system(centre.id))
    assert journal.seal(3) == 3
    assert journal.seal() == 2
    assert journal.seal() == 0
    assert list(Link.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert journal.first_broken_link() is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_entry SET purpose = 'inny powód' WHERE id = %s",
        "UPDATE audit_entry SET data = '{}' WHERE id = %s",
        "UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE id = %s",
        "UPDATE audit_entry SET at = at - interval '1 hour' WHERE id = %s",
        "DELETE FROM audit_entry WHERE id = %s",
    ],
)
def test_whoever_changes_an_entry_as_owner_of_the_tables_is_found_out(own_database: str, django_db_blocker: Any, damage: str) -> None:
    event = events.register("test.owner.act", "czyn {why}", scrub=events.keep_nothing)
    try:
        with django_db_blocker.unblock():
            made = make_centre("lancuch", "9900055", "Łańcuch")
            with acting_in(made.id):
                numbers = [
                    journal.write(event, by=Actor.system(made.id), purpose="rozmowa", why=str(one)) for one in range(4)
                ]
                journal.seal()
                assert journal.first_broken_link() is None
            server = cluster.test_cluster().django_database("migrator", own_database)
            with psycopg.connect(host=server["HOST"], user=server["USER"], dbname=own_database) as owner:
                owner.execute(damage, [numbers[2]])
            with acting_in(made.id):
                assert journal.first_broken_link() == 3
    finally:
        events._registry.pop(event.name)


def test_every_event_names_what_it_keeps_when_scrubbed() -> None:
    for event in events.registered():
        kept = event.scrub({"name": "Halina", "state": "submitted"})
        assert "name" not in kept, event.name


def test_a_scrubbed_entry_reads_with_a_dash(looked: events.Event) -> None:
    assert looked.say({}) == "otwarto kartę, powód: –"


def test_the_job_seals_the_tail_of_every_centre(centre: Centre, other_centre: Centre, looked: events.Event) -> None:
    journal.write(looked, by=Actor.system(centre.id))
    with acting_in(other_centre.id):
        journal.write(looked, by=Actor.system(other_centre.id))
    assert seal_journals(timestamp=0) == 2
    assert journal.first_broken_link() is None
    assert Link.objects.count() == 1
