"""Whoever changes the journal past the application is found out: a hundred random tamperings by the owner of the tables."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from opencus.audit import diagnosis, events, journal, verify
from opencus.audit.anchor import Anchor, read
from opencus.audit.verify import Report, Target
from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.config import cluster
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in

SEALED, WAITING = 60, 4
Owner = psycopg.Connection[Any]


@pytest.fixture
def chain(own_database: str, django_db_blocker: Any) -> Iterator[tuple[Owner, Target]]:
    """Sixty sealed entries and four that wait, seen by the owner of the tables; another centre beside."""
    event = events.register("test.chain.act", 'czyn „{why}"', scrub=events.keep("n"), reading=True)
    server = cluster.test_cluster().django_database("migrator", own_database)
    try:
        with django_db_blocker.unblock():
            made, other = make_centre("lancuch", "9900055", "Łańcuch"), make_centre("drugi", "9900056", "Drugi")
            people = [uuid4() for _ in range(5)]
            for centre_id, many in ((other.id, 3), (made.id, SEALED), (made.id, WAITING)):
                actors = [Actor(centre_id, uuid4(), roles=frozenset({Role.KIPUS})), Actor.system(centre_id)]
                with acting_in(centre_id):
                    for n in range(many):
                        journal.write(
                            event, by=actors[n % 2], person_id=people[n % 5] if n % 3 else None,
                            purpose=f'roz"mowa\\ {n}\t\n\x01ż', n=n, why='otwarto\n"kartę" \\ ź 😀',
                        )  # fmt: skip
                    if many != WAITING:
                        journal.seal()
        with psycopg.connect(host=server["HOST"], user=server["USER"], dbname=own_database) as owner:
            yield owner, Target(made.id, "lancuch")
            owner.rollback()
    finally:
        events._registry.pop(event.name)


def entry(owner: Owner, target: Target, number: int) -> int:
    row = owner.execute("SELECT entry_id FROM audit_link WHERE centre_id = %s AND number = %s", [target.id, number]).fetchone()
    assert row is not None
    return int(row[0])


def changing(assignment: str) -> Callable[[Owner, Target, int], None]:
    def tamper(owner: Owner, target: Target, number: int) -> None:
        owner.execute(f"UPDATE audit_entry SET {assignment} WHERE id = %s", [entry(owner, target, number)])

    return tamper


def swapped(column: str) -> Callable[[Owner, Target, int], None]:
    def tamper(owner: Owner, target: Target, number: int) -> None:
        owner.execute("ALTER TABLE audit_link DROP CONSTRAINT IF EXISTS audit_link_entry_id_key, DROP CONSTRAINT IF EXISTS audit_link_number")
        owner.execute(
            f"UPDATE audit_link a SET {column} = b.{column} FROM audit_link b WHERE a.centre_id = %s AND b.centre_id = a.centre_id"
            " AND a.number IN (%s, %s) AND b.number = %s + %s - a.number",
            [target.id, number, number + 3, number, number + 3],
        )

    return tamper


def gone(what: str, renumbered: bool = False) -> Callable[[Owner, Target, int], None]:
    def tamper(owner: Owner, target: Target, number: int) -> None:
        key = entry(owner, target, number)
        if "entry" in what:
            owner.execute("DELETE FROM audit_entry WHERE id = %s", [key])
        if "link" in what:
            owner.execute("DELETE FROM audit_link WHERE entry_id = %s", [key])
        if renumbered:
            owner.execute("ALTER TABLE audit_link DROP CONSTRAINT audit_link_number")
            owner.execute("UPDATE audit_link SET number = number - 1 WHERE centre_id = %s AND number > %s", [target.id, number])

    return tamper


def forged(owner: Owner, target: Target, number: int) -> None:
    owner.execute(
        "INSERT INTO audit_entry (centre_id, at, kind, actor_role, subject_type, purpose, data, digest)"
        " SELECT centre_id, at, kind, actor_role, subject_type, purpose, data, digest FROM audit_entry WHERE id = %s",
        [entry(owner, target, number)],
    )


def new_hash(owner: Owner, target: Target, number: int) -> None:
    owner.execute("UPDATE audit_link SET hash = sha256(hash) WHERE centre_id = %s AND number = %s", [target.id, number])


#: Name, what is done to link ``number``, words that must be said (one of them).
TAMPERINGS: list[tuple[Callable[[Owner, Target, int], None], tuple[str, ...]]] = [
    (changing("data = '{\"n\": 1}'"), (diagnosis.PAYLOAD,)),
    (changing("purpose = 'inny cel'"), (diagnosis.PAYLOAD,)),
    (changing("data = '{}', digest = sha256(convert_to(jsonb_build_array('{}'::jsonb, purpose)::text, 'UTF8'))"), (diagnosis.CHANGED,)),
    (changing("data = '{}', purpose = '', scrubbed_at = now()"), (diagnosis.EARLY,)),
    (changing("actor_id = gen_random_uuid()"), (diagnosis.ACTOR,)),
    (changing("actor_role = 'director'"), (diagnosis.ACTOR,)),
    (changing("kind = 'inny.rodzaj.wpisu'"), (diagnosis.KIND,)),
    (changing("at = at - interval '3 hours'"), (diagnosis.TIME,)),
    (changing("person_id = gen_random_uuid()"), (diagnosis.PERSON,)),
    (changing("subject_type = 'people.person', subject_id = gen_random_uuid()"), (diagnosis.SUBJECT,)),
    (changing("centre_id = (SELECT id FROM centre_centre WHERE slug = 'drugi')"), (diagnosis.FOREIGN,)),
    (swapped("entry_id"), (diagnosis.ORDER,)),
    (swapped("number"), (diagnosis.ORDER,)),
    (gone("entry"), (diagnosis.GONE,)),
    (gone("link"), ("brakuje ogniwa",)),
    (gone("entry, link"), ("brakuje ogniwa",)),
    (gone("entry, link", renumbered=True), (diagnosis.CHANGED, diagnosis.ORDER)),
    (new_hash, (diagnosis.SEAL,)),
    (forged, (diagnosis.LOOSE,)),
]  # fmt: skip


def checked(owner: Owner, target: Target, anchors: list[Anchor] | None = None) -> Report:
    return verify.centre(owner, target, anchors or [])


def head(owner: Owner, target: Target) -> Anchor:
    """The anchor as the job would take it now."""
    row = owner.execute(
        "SELECT l.number, l.entry_id, e.at, encode(l.hash, 'hex') FROM audit_link l JOIN audit_entry e ON e.id = l.entry_id"
        " WHERE l.centre_id = %s ORDER BY l.number DESC LIMIT 1",
        [target.id],
    ).fetchone()
    assert row is not None
    return Anchor(target.slug, datetime.now(UTC), row[0], row[1], row[2], row[3], target.id)


def test_an_untouched_journal_is_whole(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    report = checked(owner, target, [head(owner, target)])
    assert report.whole, [fault.line() for fault in report.faults]
    assert (report.links, report.waiting, report.anchors) == (SEALED, WAITING, 1)


def test_a_hundred_random_tamperings_are_found_each_at_its_first_entry(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    dice, missed = random.Random(37), []
    for turn in range(100):
        tamper, said = TAMPERINGS[turn % len(TAMPERINGS)]
        number = dice.randint(1, SEALED - 3)
        tamper(owner, target, number)
        report = checked(owner, target)
        first = report.faults[0] if report.faults else None
        numbered = first is not None and (first.number == number or tamper is forged)
        if not numbered or not any(word in first.words for word in said):  # type: ignore[union-attr]
            missed.append((turn, number, first and first.line()))
        owner.rollback()
    assert not missed
    assert checked(owner, target).whole


def test_the_actor_before_the_change_is_named(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    was = owner.execute("SELECT actor_id FROM audit_entry WHERE id = %s", [entry(owner, target, 7)]).fetchone()
    changing("actor_id = gen_random_uuid()")(owner, target, 7)
    said = checked(owner, target).faults[0].line()
    assert said.startswith(f"ogniwo 7, wpis nr {entry(owner, target, 7)}, ")
    assert f"pierwotnie: {was and was[0]}" in said


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM guard.unsealed WHERE entry_id = (SELECT max(entry_id) FROM guard.unsealed)", diagnosis.LOOSE),
        ("DELETE FROM audit_entry WHERE id = (SELECT max(entry_id) FROM guard.unsealed)", diagnosis.GONE_UNSEALED),
        ("UPDATE audit_entry SET purpose = 'x' WHERE id = (SELECT max(entry_id) FROM guard.unsealed)", diagnosis.PAYLOAD_UNSEALED),
        ("UPDATE audit_entry SET at = at - interval '2 days' WHERE id = (SELECT max(entry_id) FROM guard.unsealed)", diagnosis.TAIL),
    ],
)
def test_the_tail_that_waits_for_its_seal_is_watched_too(chain: tuple[Owner, Target], damage: str, words: str) -> None:
    owner, target = chain
    owner.execute(damage.encode())
    assert [fault.words for fault in checked(owner, target).faults] == [words]


def test_newest_entries_cut_off_are_found_by_an_anchor_only(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    anchor = head(owner, target)
    for number in range(SEALED - 5, SEALED + 1):
        gone("entry, link")(owner, target, number)
    assert checked(owner, target).whole
    fault = checked(owner, target, [anchor]).faults[0]
    assert (fault.number, fault.words) == (SEALED, diagnosis.CUT)


def test_a_restored_old_backup_is_found_by_an_anchor(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    anchor = head(owner, target)
    owner.execute("DELETE FROM guard.unsealed")
    owner.execute("DELETE FROM audit_entry WHERE centre_id = %s AND id >= %s", [target.id, entry(owner, target, 50)])
    owner.execute("DELETE FROM audit_link WHERE centre_id = %s AND number >= 50", [target.id])
    owner.execute("SELECT setval('audit_entry_id_seq', (SELECT max(id) FROM audit_entry))")  # a sequence is restored as well
    try:
        assert checked(owner, target, [anchor]).faults[0].words == diagnosis.OLD_BACKUP
    finally:
        owner.execute("SELECT setval('audit_entry_id_seq', 100000)")


def test_a_rewritten_chain_is_found_by_an_anchor(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    anchor = head(owner, target)
    owner.execute("UPDATE audit_entry SET purpose = 'x', digest = guard.payload_digest(data, 'x') WHERE id = %s", [entry(owner, target, 40)])
    owner.execute(
        "DO $$ DECLARE p bytea; l record; BEGIN FOR l IN SELECT * FROM audit_link WHERE centre_id ="
        " (SELECT id FROM centre_centre WHERE slug = 'lancuch') ORDER BY number LOOP p := sha256(coalesce(p,"
        " sha256(convert_to('opencus ' || l.centre_id, 'UTF8'))) || guard.entry_bytes((SELECT e FROM audit_entry e WHERE e.id = l.entry_id)));"
        " UPDATE audit_link SET hash = p WHERE id = l.id; END LOOP; END $$"
    )
    assert checked(owner, target).whole
    assert checked(owner, target, [anchor]).faults[0].words == diagnosis.OTHER_HASH


def test_a_beginning_dropped_without_a_record_is_found(chain: tuple[Owner, Target]) -> None:
    owner, target = chain
    for number in range(1, 11):
        gone("entry, link")(owner, target, number)
    assert "brakuje ogniw od 1 do 10" in checked(owner, target).faults[0].line()


def test_parts_of_a_chain_are_checked_on_their_own(chain: tuple[Owner, Target], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "PART", 7)
    owner, target = chain
    assert checked(owner, target).whole
    gone("entry, link")(owner, target, SEALED)
    gone("link")(owner, target, 14)
    assert checked(owner, target).faults[0].number == 14


def test_an_anchor_survives_paper_and_file() -> None:
    moment = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)
    anchor = Anchor("starachowice", moment, 15342, 15400, moment - timedelta(minutes=2), "ab12" * 16)
    assert read(f"Dzień dobry,\n\n  {anchor.line()}\n\nOpenCUS") == [anchor]
    assert read(anchor.record() + "\n" + '{"cut": ') == [anchor]
    assert read("starachowice 2026-13-45T03:10:00Z ogniwo 1 wpis 1 z 2026-11-22T03:08:00Z " + "ab12" * 16) == []
