"""kill -9 under write load: web server, job worker, PostgreSQL with its children; nothing acknowledged is lost.

Six users write over HTTP in a town of its own (people, applications, bookings, notes of visits). Without warning one of
the three is killed whole. Nobody mends anything: web server and job worker come back by their supervisor (here, as
with systemd: started again a second after the fall), the private database by the product itself. Then every answer that
said "saved" is looked for in the database, with its journal entry.

    .venv/bin/python torture/crash.py --rounds 6 --seconds 8
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import _ground as ground
from _writers import Browser, Ledger, Writer

KINDS = ("web", "worker", "database")
READY = 30.0


class Unit:
    """A program under a supervisor that knows one rule: fallen, so start again in a second."""

    def __init__(self, name: str, words: list[str], log: Path) -> None:
        self.name, self.words, self.log = name, words, log
        self.process: subprocess.Popen[bytes] | None = None
        self.over = False
        self.starts = 0
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while not self.over:
            with open(self.log, "ab") as words:
                self.process = subprocess.Popen(self.words, cwd=ground.ROOT, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True)
            self.starts += 1
            self.process.wait()
            if not self.over:
                time.sleep(1.0)

    def kill(self) -> int:
        """Kill the program and all its children at once; return how many processes."""
        assert self.process
        family = descendants(self.process.pid)
        for pid in family:
            _kill(pid)
        return len(family)

    def stop(self) -> None:
        self.over = True
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def descendants(pid: int) -> list[int]:
    """Return a process and everything below it, the eldest first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop(0)
        found.append(one)
        todo += parents.get(one, [])
    return found


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Town:
    """The product running as in an office, and what its users may write to."""

    def __init__(self) -> None:
        from opencus.config import cluster, serve

        self.port = serve.free_port(8900)
        self.server = cluster.default_cluster()
        log = ground.folder("crash") / "programs.log"
        cli = [sys.executable, "-m", "opencus.config.cli"]
        os.environ["OPENCUS_WORKER"] = "0"
        self.web = Unit("web", [*cli, "serve", "--port", str(self.port)], log)
        self.worker = Unit("worker", [*cli, "worker"], log)
        self.probe = Browser(self.port, "dyrektor@starachowice.invalid")

    def ask(self, sql: str, values: list[Any] | None = None) -> list[Any]:
        with self.server.admin("opencus") as admin:
            return admin.execute(sql, values).fetchall()

    def answers(self) -> bool:
        """Say whether a logged-in user gets a page made of the database."""
        status, location, _ = self.probe.send("/starachowice/pulpit/")
        if status == 302 and "/konto/login" in location:
            self.probe.log_in()
            status, _, _ = self.probe.send("/starachowice/pulpit/")
        return status == 200

    def works(self, since: float) -> bool:
        """Say whether a job worker has given a sign of life since the moment."""
        row = self.ask("SELECT extract(epoch FROM max(last_heartbeat)) FROM procrastinate_workers")
        return bool(row and row[0][0] and float(row[0][0]) > since)

    def wait(self, what: Any, most: float) -> float:
        """Return the seconds until it holds, `most` when it never does."""
        began = time.monotonic()
        while time.monotonic() - began < most:
            try:
                if what():
                    return time.monotonic() - began
            except Exception:  # the database refuses while it starts
                pass
            time.sleep(0.1)
        return most

    def writers(self, ledger: Ledger) -> list[Writer]:
        """Six users and what each may write to."""
        orders = [str(row[0]) for row in self.ask(
            """SELECT o.id FROM contracting_order o JOIN centre_centre c ON c.id = o.centre_id JOIN contracting_contractline l ON l.id = o.line_id
               JOIN catalogue_service s ON s.id = l.service_id
               WHERE c.slug = 'starachowice' AND o.state IN ('accepted', 'running') AND s.mode <> 'transport'"""
        )]  # fmt: skip
        visits = [str(row[0]) for row in self.ask(
            """SELECT v.id FROM delivery_visit v JOIN resources_worker w ON w.id = v.worker_id JOIN centre_user u ON u.id = w.user_id
               WHERE u.email = 'fizjoterapeuta@pomocna-dlon.invalid' AND v.state IN ('confirmed', 'under_way', 'done')"""
        )]  # fmt: skip
        people = [str(row[0]) for row in self.ask(
            """SELECT p.id FROM people_person p JOIN centre_centre c ON c.id = p.centre_id WHERE c.slug = 'starachowice' LIMIT 30"""
        )]  # fmt: skip
        service = self.ask(
            """SELECT ps.id FROM programmes_programmeservice ps JOIN catalogue_service s ON s.id = ps.service_id JOIN centre_centre c ON c.id = ps.centre_id
               WHERE c.slug = 'starachowice' AND s.name ILIKE '%%fizjoterapeut%%' ORDER BY ps.id DESC LIMIT 1"""
        )[0][0]
        town = "starachowice.invalid"
        plan = [(f"recepcja@{town}", "person", []), (f"kipus@{town}", "person", []), (f"dyspozytor@{town}", "visit", orders), (f"ous@{town}", "visit", orders),
                ("fizjoterapeuta@pomocna-dlon.invalid", "note", visits), (f"kipus@{town}", "application", [str(service), *people])]  # fmt: skip
        return [Writer(self.port, email, ledger, task, things, number) for number, (email, task, things) in enumerate(plan)]

    def kill(self, kind: str) -> int:
        if kind == "database":
            pid = int((self.server.data / "postmaster.pid").read_text().splitlines()[0])
            family = descendants(pid)
            for one in family:
                _kill(one)
            return len(family)
        return (self.web if kind == "web" else self.worker).kill()

    def lost(self, ledger: Ledger) -> list[str]:
        """Look for every acknowledged write and its journal entry; return what is missing or half done."""
        missing = []
        names = {row[0]: (row[1], row[2]) for row in self.ask(
            """SELECT p.family_name, (SELECT count(*) FROM audit_entry e WHERE e.person_id = p.id AND e.kind = 'people.person.registered'),
                      (SELECT count(*) FROM people_persontoken t WHERE t.person_id = p.id)
               FROM people_person p WHERE p.family_name LIKE 'Próba%%'"""
        )}  # fmt: skip
        missing += [f"person {name}" for name in ledger.persons if name not in names]
        missing += [f"person {name} half done: {kept}" for name, kept in names.items() if not all(kept)]
        visits = {(str(row[0]), row[1]): (row[2], row[3]) for row in self.ask(
            """SELECT v.order_id, to_char(v.starts_at AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-DD HH24:MI'),
                      (SELECT count(*) FROM audit_entry e WHERE e.kind = 'delivery.visit.book' AND e.subject_id = v.id),
                      (SELECT count(*) FROM entitlements_entitlementuse u WHERE u.source_id = v.id)
               FROM delivery_visit v WHERE v.created_at > now() - interval '1 day'"""
        )}  # fmt: skip
        missing += [f"visit {one}" for one in ledger.visits if one not in visits]
        missing += [f"visit {one} half done: {visits[one]}" for one in ledger.visits if one in visits and not all(visits[one])]
        made = {str(row[0]): row[1] for row in self.ask(
            """SELECT a.id, (SELECT count(*) FROM audit_entry e WHERE e.subject_id = a.id) FROM intake_application a WHERE a.state <> 'draft'"""
        )}  # fmt: skip
        missing += [f"application {one}" for one in ledger.applications if not made.get(one)]
        stored = {str(row[0]): row[1] for row in self.ask("SELECT id, note FROM delivery_visit WHERE note LIKE 'Notatka %%'")}
        for visit in {visit for visit, _ in ledger.notes}:
            newest = max(number for one, number in ledger.notes if one == visit)
            if int(stored.get(visit, "Notatka 0").split()[1]) < newest:
                missing.append(f"note {newest} of visit {visit}: {stored.get(visit)!r}")
        return missing

    def broken(self) -> list[str]:
        from opencus.config import invariants

        with self.server.admin("opencus") as admin:
            return invariants.broken(admin.cursor())


def main() -> int:
    parser = ground.options("kill -9 under write load.")
    parser.add_argument("--rounds", type=int, default=6, help="of each kind")
    parser.add_argument("--seconds", type=float, default=8.0, help="of load before each kill")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.rounds, chosen.seconds = 1, 3.0
    began = time.monotonic()
    ground.forget("crash")
    ground.say("crash: a town of its own")
    ground.settle("crash")
    town, ledger, dice = Town(), Ledger(), random.Random(9)
    first = town.wait(town.answers, 60)
    ground.say(f"crash: the server answered after {first:.1f} s")
    writers = town.writers(ledger)
    for writer in writers:
        writer.start()
    back: dict[str, list[float]] = {kind: [] for kind in KINDS}
    try:
        for number in range(chosen.rounds):
            for kind in KINDS:
                time.sleep(chosen.seconds * dice.uniform(0.6, 1.4))
                before, moment = ledger.acked, time.time()
                killed = town.kill(kind)
                seconds = town.wait((lambda moment=moment: town.works(moment)) if kind == "worker" else town.answers, READY * 2)
                back[kind].append(seconds)
                ground.say(f"crash: round {number + 1}, {kind}: {killed} processes killed after {before} acknowledged, back in {seconds:.1f} s")
        time.sleep(chosen.seconds)
    finally:
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(30)
    missing, faults = town.lost(ledger), town.broken()
    slowest = {kind: max(times) for kind, times in back.items()}
    figures = [("rounds", f"{chosen.rounds} × {len(KINDS)}"), ("writes asked", f"{ledger.asked:,}"), ("acknowledged", f"{ledger.acked:,}"),
               ("of them persons, visits, applications, notes", f"{len(ledger.persons)}, {len(ledger.visits)}, {len(ledger.applications)}, {len(ledger.notes)}"),
               ("lost or half done", len(missing)), ("broken invariants", len(faults)),
               *[(f"back after {kind}", f"median {sorted(times)[len(times) // 2]:.1f} s, slowest {max(times):.1f} s") for kind, times in back.items()]]  # fmt: skip
    full = all((ledger.persons, ledger.visits, ledger.applications, ledger.notes))
    notes = missing[:20] + faults[:20] + ([] if full else ["one of the four kinds of writes was never acknowledged"])
    held = not missing and not faults and full and all(seconds <= READY for seconds in slowest.values())
    town.web.stop()
    town.worker.stop()
    code = ground.keep(
        "crash", title="kill -9 under write load", promise="0 acknowledged writes lost, none half done, invariants and chain hold, ready in 30 s",
        held=held, figures=figures, quick=chosen.quick, seconds=time.monotonic() - began, notes=notes,
    )  # fmt: skip
    ground.leave("crash", throw_away=held)
    return code


if __name__ == "__main__":
    sys.exit(main())
