"""How long it takes to check a chain of 1,000,000 journal entries, and that a change in the middle is found.

`.venv/bin/python benchmarks/audit_verify.py`, or with another number: `--entries 100000`. Entries are written and sealed
by the functions that the application uses. Exits with 1 above 20 s or when the change is not found; on a machine that is
busy with other things the processor time of both sides counts in place of the wall clock.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import _ground as ground

WRITE = """
SELECT count(guard.journal('people.person.opened', gen_random_uuid(), 'kipus', 'people.person', gen_random_uuid(),
       gen_random_uuid(), 'rozmowa ' || (n %% 7), jsonb_build_object('n', n, 'stan', 'otwarto kartę')))
FROM generate_series(1, %s) n
"""
BATCH = 50_000
LIMIT = 20.0  # seconds
CENTRE = ("ksiega", "9900058", "Księga")


def fill(entries: int) -> float:
    """Write and seal what is missing; return the seconds it took."""
    from django.db import connection

    from opencus.audit import journal, queries
    from opencus.centre.models import Centre
    from opencus.conftest import make_centre
    from opencus.core.tenancy import acting_in

    centre = Centre.objects.filter(slug=CENTRE[0]).first() or make_centre(*CENTRE)
    began = time.perf_counter()
    while True:
        with acting_in(centre.id):
            while journal.seal(BATCH):
                pass
            there = queries.seal_state().sealed
            if there >= entries:
                return time.perf_counter() - began
            print(f"  {there} of {entries} ...", flush=True)
            with connection.cursor() as cursor:
                cursor.execute(WRITE, [min(BATCH, entries - there)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    ground.settle()
    import psycopg
    from django.db import connections

    from opencus.config import cluster

    # Only the operator founds a centre; the entries themselves go through the functions of the application.
    connections.settings["default"].update(cluster.django_database("migrator"))

    from opencus.audit import verify
    from opencus.audit.verify import Target
    from opencus.config.cli_audit import _CENTRES, _dsn

    filled = fill(entries)
    with psycopg.connect(_dsn("migrator"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE audit_entry, audit_link")  # what autovacuum would have done
    rows, facts = [], ground.machine("")
    dsn, slowest = _dsn("backup"), float("inf")
    with psycopg.connect(dsn) as reader:
        facts = ground.machine(reader.info.parameter_status("server_version") or "")
        target = next(Target(*row) for row in reader.execute(_CENTRES) if row[1] == CENTRE[0])
        for workers in (1, os.cpu_count() or 1):
            began, cpu = time.perf_counter(), time.process_time() + backend_cpu(reader.info.backend_pid)
            report = verify.centre(reader, target, dsn=dsn, workers=workers)
            took = time.perf_counter() - began
            used = time.process_time() + backend_cpu(reader.info.backend_pid) - cpu
            slowest = min(slowest, took, used) if workers == 1 else min(slowest, took)
            assert report.whole, report.faults[0].line()
            shown = f"{used:.1f}" if workers == 1 else "-"
            rows.append([f"whole, {workers} process(es)", f"{report.links}", f"{took:.1f}", shown, f"{report.links / took:,.0f}"])
    found, took = tampered(dsn, target, entries)
    rows.append(["one actor changed in the middle", f"{entries}", f"{took:.1f}", "-", found])
    text = ground.table(["what", "links", "seconds", "processor s, both sides", "links per second or finding"], rows)
    head = "# Checking a chain of journal entries\n\nRows are read as the backup role, hashes recomputed in Python.\n\n"
    notes = "".join(f"- {fact}\n" for fact in [*facts, f"written and sealed in this run: {filled:.0f} s"])
    print(text)
    print(ground.write("audit_verify", f"{head}{notes}\n{text}\n"))
    ground.leave()
    return 0 if slowest <= LIMIT and found != "not found" else 1


def backend_cpu(pid: int) -> float:
    """Processor seconds of a PostgreSQL backend on this machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tampered(dsn: str, target: object, entries: int) -> tuple[str, float]:
    """Change one entry as the owner, check, and put it back."""
    import psycopg

    from opencus.audit import verify
    from opencus.config.cli_audit import _dsn

    middle = entries // 2
    change = "UPDATE audit_entry SET actor_id = {} WHERE id = (SELECT entry_id FROM audit_link WHERE number = %s AND centre_id = %s)"
    with psycopg.connect(_dsn("migrator"), autocommit=True) as owner, psycopg.connect(dsn, autocommit=True) as reader:
        args = [middle, target.id]  # type: ignore[attr-defined]
        was = owner.execute("SELECT e.actor_id FROM audit_entry e JOIN audit_link l ON l.entry_id = e.id WHERE l.number = %s AND l.centre_id = %s", args).fetchone()
        owner.execute(change.format("gen_random_uuid()"), args)
        try:
            began = time.perf_counter()
            report = verify.centre(reader, target, dsn=dsn, workers=os.cpu_count() or 1)  # type: ignore[arg-type]
            took = time.perf_counter() - began
        finally:
            owner.execute(change.format("%s"), [was and was[0], *args])
    fault = report.faults[0] if report.faults else None
    return (f"link {fault.number}" if fault and fault.number == middle else "not found"), took


if __name__ == "__main__":
    sys.exit(main())
