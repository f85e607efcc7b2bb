"""The invariants hold in both towns of the demonstration, and each notices the very thing it is there for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps

from opencus.config import cluster, invariants

FREELY = "SET LOCAL session_replication_role = replica"  # triggers and references look away
#: What is broken, by which statements, with which constraints out of the way.
DAMAGES: dict[str, tuple[str, ...]] = {
    "a worker is promised to two places at once": (
        "ALTER TABLE delivery_visit DROP CONSTRAINT delivery_visit_worker_free",
        """UPDATE delivery_visit v SET worker_id = o.worker_id, starts_at = o.starts_at, ends_at = o.ends_at, state = 'confirmed'
           FROM delivery_visit o WHERE o.id <> v.id AND o.worker_id IS NOT NULL AND o.state IN ('confirmed', 'done', 'settled')
           AND v.id = (SELECT max(id::text)::uuid FROM delivery_visit)""",
    ),
    "a booking holds no time of its worker": ("DELETE FROM delivery_workertime",),
    "a service was refused without a signed decision": ("UPDATE intake_requestedservice SET state = 'refused'",),
    "a service was granted without a signed decision": ("UPDATE intake_requestedservice SET state = 'granted'",),
    "an entitlement rests on neither a qualification nor a decision": ("UPDATE intake_requestedservice SET state = 'open'",),
    "an amount was accepted by nobody": (
        "ALTER TABLE settlement_settlement DROP CONSTRAINT settlement_accepted_amount",
        "UPDATE settlement_settlement SET state = 'accepted', amount = NULL, accepted_by_id = NULL",
    ),
    "an accepted amount is not the sum of its lines": (
        """UPDATE settlement_settlement SET state = 'paid', amount = 0.01, accepted_by_id = (SELECT id FROM centre_user LIMIT 1)""",
    ),
    "more was paid than the contract allows": (
        """UPDATE settlement_settlement SET state = 'paid', amount = 9999999, accepted_by_id = (SELECT id FROM centre_user LIMIT 1)""",
    ),
    "a budget is below zero": ("UPDATE programmes_programmeservice SET budget = -1",),
    "a charge is not the sum of its parts": (
        """INSERT INTO settlement_charge (id, centre_id, person_id, entitlement_id, month, units, amount, basis, due_on,
             bank_account, state) SELECT gen_random_uuid(), centre_id, person_id, id, '2026-01-01', 1, 5,
             '{"parts": [{"amount": "4.99"}]}', '2026-02-15', '', 'set' FROM entitlements_entitlement LIMIT 1""",
    ),
    "a ledger line belongs to no booking": ("UPDATE entitlements_entitlementuse SET source_id = gen_random_uuid()",),
    "more was used than granted": (
        """UPDATE entitlements_entitlement e SET limits = jsonb_build_array(jsonb_build_object('quantity', '0.01', 'period',
             'month', 'measure', s.measure)) FROM programmes_programmeservice p JOIN catalogue_service s ON s.id = p.service_id
             WHERE p.id = e.programme_service_id""",
    ),
    "an ended booking has no record": ("DELETE FROM delivery_deliveryrecord",),
    "a plan in force was approved by nobody": (
        "ALTER TABLE plans_planversion DROP CONSTRAINT plans_version_approved",
        "UPDATE plans_planversion SET approved_by_id = NULL",
    ),
    "a link of the journal has lost its entry": ("DELETE FROM audit_entry WHERE id = (SELECT max(entry_id) FROM audit_link)",),
    "the journal's links are not numbered 1, 2, 3": ("DELETE FROM audit_link WHERE number = 2",),
    "delivery_visit: a state nobody knows": ("UPDATE delivery_visit SET state = 'paused'",),
    "is broken from link 3": ("UPDATE audit_entry SET kind = 'x' WHERE id IN (SELECT entry_id FROM audit_link WHERE number = 3)",),
}


@pytest.fixture
def towns(towns_database: str) -> Iterator[psycopg.Cursor[Any]]:
    """A superuser's cursor in the towns; whatever it damages is rolled back."""
    server = cluster.test_cluster()
    with server.admin(towns_database) as admin:
        admin.autocommit = False
        with admin.cursor() as cursor:
            yield cursor
        admin.rollback()


def test_the_demonstration_breaks_none(towns: psycopg.Cursor[Any]) -> None:
    _seal(towns)
    assert invariants.broken(towns) == []


@pytest.mark.parametrize("sentence", DAMAGES)
def test_each_damage_is_named(towns: psycopg.Cursor[Any], sentence: str) -> None:
    _seal(towns)
    towns.execute(FREELY)
    for statement in DAMAGES[sentence]:
        towns.execute(statement)
        assert statement.startswith("ALTER") or towns.rowcount > 0, "the demonstration has such rows"
    assert any(sentence in found for found in invariants.broken(towns))


def test_every_state_machine_is_looked_at() -> None:
    machines = {model._meta.db_table for model in apps.get_models() if getattr(model, "MOVES", None)}
    assert {rule.partition(":")[0] for rule in invariants._states()} == machines
    assert len(machines) > 8


def test_tables_of_rooms_to_come_are_passed_over(towns: psycopg.Cursor[Any]) -> None:
    towns.execute("DROP TABLE settlement_charge CASCADE")
    assert not [found for found in invariants.broken(towns) if "charge" in found]


def _seal(cursor: psycopg.Cursor[Any]) -> None:
    """Seal the journals of both towns, as the job does every minute."""
    from django.conf import settings

    from opencus.core.tenancy.context import prove

    cursor.execute("SELECT id FROM centre_centre")
    for (centre_id,) in cursor.fetchall():
        prove(cursor, centre_id, settings.KEYS.signing.secret)
        cursor.execute("SELECT guard.seal(5000)")
