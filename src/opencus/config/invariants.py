"""What must be true of the whole database at any moment, whatever was killed, raced or restored.

`broken` is asked after every destructive test, after every trial restore and by the doctor. Each rule is one query that
finds the rows against it; the constraints of the tables forbid most of them already, these look at what is stored.
"""

from __future__ import annotations

import re
from typing import Any

#: Bookings that hold a worker's time, as in delivery.models.HOLDS_TIME.
_HOLDS = "('proposed', 'confirmed', 'under_way', 'done', 'client_confirmed', 'settled', 'interrupted')"
_BOOKINGS = f"""
  SELECT centre_id, id, worker_id, id AS lane, starts_at, ends_at FROM delivery_visit
  WHERE worker_id IS NOT NULL AND state IN {_HOLDS}
  UNION ALL
  SELECT centre_id, id, worker_id, coalesce(vehicle_id, id), starts_at, ends_at FROM delivery_ride
  WHERE worker_id IS NOT NULL AND state IN {_HOLDS}
"""
_PAYABLE = "CASE WHEN verdict = 'recognised' THEN reported ELSE reported - disputed END"

#: A sentence that says what is wrong, and a query for the ids against it.
RULES: dict[str, str] = {
    "a worker is promised to two places at once": f"""
        WITH b AS ({_BOOKINGS})
        SELECT one.id FROM b one JOIN b other ON other.worker_id = one.worker_id AND other.id > one.id
          AND other.lane <> one.lane AND other.starts_at < one.ends_at AND one.starts_at < other.ends_at""",
    "a booking holds no time of its worker": f"""
        WITH b AS ({_BOOKINGS})
        SELECT b.id FROM b WHERE NOT EXISTS (SELECT 1 FROM delivery_workertime t
          WHERE t.booking_id = b.id AND t.worker_id = b.worker_id AND t.starts_at = b.starts_at AND t.ends_at = b.ends_at)""",
    "a vehicle has two drivers at once": f"""
        SELECT one.id FROM delivery_ride one JOIN delivery_ride other ON other.vehicle_id = one.vehicle_id
          AND other.id > one.id AND other.worker_id <> one.worker_id AND other.starts_at < one.ends_at
          AND one.starts_at < other.ends_at WHERE one.state IN {_HOLDS} AND other.state IN {_HOLDS}""",
    "a service was refused without a signed decision": """
        SELECT r.id FROM intake_requestedservice r WHERE r.state = 'refused' AND NOT EXISTS (SELECT 1 FROM intake_decision d
          WHERE d.requested_id = r.id AND d.kind = 'refusal' AND d.state <> 'draft')""",
    "a service was granted without a signed decision": """
        SELECT r.id FROM intake_requestedservice r WHERE r.state = 'granted' AND NOT EXISTS (SELECT 1 FROM intake_decision d
          WHERE d.requested_id = r.id AND d.kind = 'grant' AND d.state <> 'draft')""",
    "an entitlement rests on neither a qualification nor a decision": """
        SELECT e.id FROM entitlements_entitlement e JOIN intake_requestedservice r ON r.id = e.requested_id
        WHERE r.state NOT IN ('qualified', 'granted')""",
    "an amount was accepted by nobody": """
        SELECT id FROM settlement_settlement WHERE state IN ('accepted', 'paid') AND (amount IS NULL OR accepted_by_id IS NULL)""",
    "an accepted amount is not the sum of its lines": f"""
        SELECT s.id FROM settlement_settlement s LEFT JOIN LATERAL
          (SELECT coalesce(sum(round(rate * {_PAYABLE}, 2)), 0) AS due FROM settlement_settlementline
           WHERE settlement_id = s.id) l ON true
        WHERE s.state IN ('accepted', 'paid') AND s.amount <> l.due""",
    "more was paid than the contract allows": """
        SELECT c.id FROM contracting_contract c JOIN settlement_settlement s ON s.contract_id = c.id
        WHERE s.state IN ('accepted', 'paid') GROUP BY c.id, c.value_limit HAVING sum(s.amount) > c.value_limit""",
    "a budget is below zero": "SELECT id FROM programmes_programmeservice WHERE budget < 0",
    "a charge is not the sum of its parts": """
        SELECT c.id FROM settlement_charge c WHERE jsonb_typeof(c.basis -> 'parts') = 'array' AND c.amount <>
          (SELECT coalesce(sum((part ->> 'amount')::numeric), 0) FROM jsonb_array_elements(c.basis -> 'parts') part)""",
    "a ledger line belongs to no booking": """
        SELECT u.id FROM entitlements_entitlementuse u WHERE NOT EXISTS (SELECT 1 FROM delivery_visit v WHERE v.id = u.source_id)
          AND NOT EXISTS (SELECT 1 FROM delivery_ride r WHERE r.id = u.source_id)""",
    "an ended booking has no record": """
        SELECT v.id FROM delivery_visit v WHERE v.state IN ('client_confirmed', 'settled')
          AND NOT EXISTS (SELECT 1 FROM delivery_deliveryrecord d WHERE d.visit_id = v.id)""",
    "a plan in force was approved by nobody": """
        SELECT id FROM plans_planversion WHERE state IN ('approved', 'in_force', 'replaced', 'ended', 'closed')
          AND approved_by_id IS NULL""",
    "a signed decision lacks its signatory or reasons": """
        SELECT id FROM intake_decision WHERE state <> 'draft' AND (signed_by_id IS NULL OR factual_reasons = ''
          OR legal_reasons = '' OR appeal_instruction = '')""",
    "a link of the journal has lost its entry": """
        SELECT l.id FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id WHERE e.id IS NULL""",
    "the journal's links are not numbered 1, 2, 3": """
        SELECT centre_id FROM audit_link GROUP BY centre_id HAVING count(*) <> max(number) OR min(number) <> 1""",
}

#: More than was granted: within one period of the entitlement's own snapshot of limits, in the service's own measure.
_OVERDRAWN = """
WITH held AS (
  SELECT e.id, e.person_id, ps.service_id, l ->> 'period' AS period, (l ->> 'quantity')::numeric AS quantity
  FROM entitlements_entitlement e JOIN programmes_programmeservice ps ON ps.id = e.programme_service_id
  JOIN catalogue_service s ON s.id = ps.service_id, jsonb_array_elements(e.limits) l
  WHERE l ->> 'measure' = s.measure AND l ->> 'period' IN ('day', 'month', 'quarter', 'year', 'total')
), used AS (
  SELECT e.person_id, ps.service_id, u.on, u.quantity, u.entitlement_id FROM entitlements_entitlementuse u
  JOIN entitlements_entitlement e ON e.id = u.entitlement_id
  JOIN programmes_programmeservice ps ON ps.id = e.programme_service_id WHERE u.state <> 'released'
)
SELECT held.id FROM held JOIN used ON used.entitlement_id = held.id
GROUP BY held.id, held.period, held.quantity,
  CASE held.period WHEN 'total' THEN NULL ELSE date_trunc(held.period, used.on) END HAVING sum(used.quantity) > held.quantity
"""
RULES["more was used than granted"] = _OVERDRAWN

_LINKS = """
SELECT l.centre_id, min(l.number) FROM (
  SELECT link.centre_id, link.number, link.hash, e,
         lag(link.hash, 1, sha256(convert_to('opencus ' || link.centre_id, 'UTF8')))
           OVER (PARTITION BY link.centre_id ORDER BY link.number) AS before
  FROM audit_link link JOIN audit_entry e ON e.id = link.entry_id) l
WHERE l.hash <> sha256(l.before || guard.entry_bytes(l.e))
   OR ((l.e).scrubbed_at IS NULL AND (l.e).digest <> guard.payload_digest((l.e).data, (l.e).purpose))
GROUP BY l.centre_id
"""
SHOWN = 3  # ids named per rule


def broken(cursor: Any) -> list[str]:
    """Return every rule that stored rows break, with a few ids each; empty when all holds.

    ``cursor`` is any DB-API cursor. As the migrator or a superuser it sees all centres; as the application it sees the
    centre it is bound to. Tables of rooms that this database does not have yet are passed over.
    """
    tables = _tables(cursor)
    found = []
    for sentence, query in {**RULES, **_states()}.items():
        if all(name in tables for name in _named(query)):
            cursor.execute(query)
            found += _said(sentence, [row[0] for row in cursor.fetchall()])
    return found + _broken_chains(cursor, tables)


def _said(sentence: str, ids: list[Any]) -> list[str]:
    if not ids:
        return []
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return [f"{sentence}: {', '.join(str(one) for one in ids[:SHOWN])}{more}"]


def _states() -> dict[str, str]:
    """One rule per state machine of the code: no row stands in a state its table of moves does not know."""
    from django.apps import apps

    rules = {}
    for model in apps.get_models():
        if moves := getattr(model, "MOVES", None):
            known = ", ".join(f"'{state}'" for state in sorted(str(one) for one in moves))
            table = model._meta.db_table
            rules[f"{table}: a state nobody knows"] = f"SELECT id FROM {table} WHERE state NOT IN ({known})"
    return rules


def _broken_chains(cursor: Any, tables: set[str]) -> list[str]:
    if "audit_link" not in tables:
        return []
    cursor.execute("SELECT has_function_privilege('guard.entry_bytes(audit_entry)', 'EXECUTE')")
    if cursor.fetchone()[0]:
        cursor.execute(_LINKS)
        return [f"the journal of {centre} is broken from link {number}" for centre, number in cursor.fetchall()]
    cursor.execute("SELECT guard.first_broken_link()")
    number = cursor.fetchone()[0]
    return [] if number is None else [f"the journal is broken from link {number}"]


def _tables(cursor: Any) -> set[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
    return {row[0] for row in cursor.fetchall()}


def _named(query: str) -> set[str]:
    """The tables of rooms a query names."""
    return set(re.findall(r"(?:FROM|JOIN) ([a-z]+_[a-z_]++)(?!\()", query))
