"""The ground of the benchmarks: a database of their own, timing in turns, the machine in words without its name."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def settle() -> None:
    """Point OpenCUS at the benchmarks' own data folder and migrate it; call before any import of Django.

    `OPENCUS_BENCH_DATA` chooses another folder than `var/bench`. The demonstration is never touched.
    """
    os.environ["OPENCUS_DATA"] = os.environ.get("OPENCUS_BENCH_DATA", str(ROOT / "var" / "bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "opencus.config.settings"
    os.environ["OPENCUS_ROLE"] = "app"
    # One benchmark opens more files in a minute than a clerk in a year: no alarm is meant to slow it down.
    os.environ["OPENCUS_OPENINGS_WARN"] = os.environ["OPENCUS_OPENINGS_ALARM"] = "1000000000"
    for name in ("OPENCUS_DATABASE_URL", "OPENCUS_MIGRATOR_URL", "OPENCUS_WORKER"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    from opencus.config import cluster, schema

    server = cluster.default_cluster()
    cluster.ensure_running()  # makes the keys first
    if not schema.up_to_date():  # an older benchmark's database is worth nothing
        server.drop_database(cluster.DATABASE)
        server.create_database(cluster.DATABASE)
        schema.migrate_apart()
    Path(os.environ["OPENCUS_DATA"], "static").mkdir(exist_ok=True)  # whitenoise asks for it
    import django

    django.setup()


def leave() -> None:
    """Stop the benchmarks' database; its folder stays, so that the next run need not fill it again."""
    from django.db import connections

    from opencus.config import cluster

    connections.close_all()
    cluster.stop()


@dataclass
class Measure:
    """One thing that is timed again and again."""

    name: str
    run: Callable[[], object]
    times: list[float] = field(default_factory=list)  # milliseconds
    cpu: list[float] = field(default_factory=list)  # milliseconds of this process

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(0.95 * len(self.times)) - 1)]


def in_turns(measures: list[Measure], rounds: int, warm: int = 5) -> None:
    """Time every measure once per round, so that whatever else the machine does falls on all alike."""
    for number in range(-warm, rounds):
        for one in measures:
            cpu, began = time.process_time(), time.perf_counter()
            one.run()
            took, used = time.perf_counter() - began, time.process_time() - cpu
            if number >= 0:
                one.times.append(took * 1000)
                one.cpu.append(used * 1000)


@contextmanager
def clocked(facts: dict[str, float], name: str) -> Iterator[None]:
    """Keep how many seconds the block took."""
    began = time.perf_counter()
    yield
    facts[name] = time.perf_counter() - began


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table that is also readable as it stands."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: list[str]) -> str:
        first, *others = [
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join([first, *others]) + " |"

    rule = (
        "|"
        + "|".join("-" * (width + 2) if not n else "-" * (width + 1) + ":" for n, width in enumerate(widths))
        + "|"
    )
    return "\n".join([line(head), rule, *map(line, rows)])


def machine(postgres: str = "") -> list[str]:
    """Return the machine in words: enough to compare, nothing that names it."""
    return [
        f"processors: {os.cpu_count()} × {_cpu_model()}",
        f"memory: {_memory_gib():.0f} GiB",
        f"{f'PostgreSQL {postgres}, ' if postgres else ''}Python {platform.python_version()}, Linux {platform.release().split('-')[0]}",
        f"load average before the timing: {' '.join(f'{one:.2f}' for one in os.getloadavg())}",
    ]


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.machine()


def _memory_gib() -> float:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal"):
            return int(line.split()[1]) / 1024 / 1024
    return 0.0


def write(name: str, text: str) -> Path:
    """Keep the result under its date; a later run of the same day replaces it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}-{datetime.now(UTC).date().isoformat()}.md"
    path.write_text(text)
    return path


def whole_reads(plan: Any, tables: set[str]) -> list[str]:
    """Return the tables of which a plan (EXPLAIN (FORMAT JSON)) reads everything, or every row of the centre to sift it.

    The second hides behind an index: its condition names the centre alone, and a filter throws the rest away.
    """
    found = []
    condition = plan.get("Index Cond") or plan.get("Recheck Cond") or ""
    sifted = "Filter" in plan and "centre_id" in condition and " AND " not in condition
    if plan.get("Relation Name") in tables and (plan["Node Type"] == "Seq Scan" or sifted):
        found.append(plan["Relation Name"])
    for part in plan.get("Plans", ()):
        found += whole_reads(part, tables)
    return found
