"""The ground of the torture run: a data folder of its own, one record per part, one table for all of them."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import queue
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "torture" / "results"
NOT_OURS = ("OPENCUS_DATABASE_URL", "OPENCUS_MIGRATOR_URL", "OPENCUS_BACKUP_URL", "OPENCUS_WORKER", "OPENCUS_BIND")

#: The alarm for whoever opens a thousand files would rightly stop the torture; it has tests of its own.
CALM = {"OPENCUS_OPENINGS_WARN": "1000000000", "OPENCUS_OPENINGS_ALARM": "1000000000"}


def folder(part: str) -> Path:
    """Return the part's data folder: below `OPENCUS_TORTURE_DATA`, else `var/torture`; never the user's."""
    return Path(os.environ.get("OPENCUS_TORTURE_DATA", str(ROOT / "var" / "torture"))).absolute() / part


def environment(part: str) -> dict[str, str]:
    """Return the environment of a product that keeps its data in the part's folder."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    fixed = {"OPENCUS_DATA": str(folder(part)), "DJANGO_SETTINGS_MODULE": "opencus.config.settings", "OPENCUS_ROLE": "app"}
    return {**kept, **fixed, **CALM, "PYTHONPATH": paths}


def settle(part: str, *, demo: bool = True) -> None:
    """Point this process at the part's own folder, migrate it, fill it with the two towns; call before Django.

    A database of other migrations, or one a run has hurt, is thrown away first.
    """
    os.environ.update(environment(part))
    for name in NOT_OURS:
        os.environ.pop(name, None)
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from opencus.config import cluster, schema

    server = cluster.default_cluster()
    cluster.ensure_running()
    facts = schema.notes()
    if facts.get("migrations") != schema.fingerprint() or (demo and facts.get("demo") != "ready"):
        server.drop_database(cluster.DATABASE)
        server.create_database(cluster.DATABASE)
        schema.migrate_apart()
    (folder(part) / "static").mkdir(exist_ok=True)  # whitenoise asks for it
    import django

    django.setup()
    if demo and schema.notes().get("demo") != "ready":
        _build_apart()
        schema.note(demo="ready")


def _build_apart() -> None:
    """Build the two towns in a child: the demonstration typesets documents, and who has done that must not fork again."""
    from django.db import connections

    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=_build)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("the demonstration could not be built")


def _build() -> None:
    from demo import build
    from opencus.config import schema

    with schema.founding():
        build.load(residents=0)


def leave(part: str, *, throw_away: bool = False) -> None:
    """Stop the part's database; throw its folder away when the run has changed what is in it."""
    from opencus.config import cluster

    if "django" in sys.modules:
        from django.db import connections

        connections.close_all()
    cluster.stop()
    if throw_away:
        forget(part)


def forget(part: str) -> None:
    """Stop the part's cluster and remove its folder, also where a folder closed to others has put it elsewhere."""
    os.environ.update(environment(part))
    if str(ROOT / "src") not in sys.path:
        sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from opencus.config.cluster import Cluster

    place = folder(part)
    server = Cluster(place / "pg")
    if server.root.exists():
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def options(words: str) -> argparse.ArgumentParser:
    """Return a parser of the part's options; every part knows --quick."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look whether it works at all")
    return parser


def next_of(out: Any, children: Sequence[Any]) -> Any:
    """Return the next thing a child puts on the queue; give up when one has died instead."""
    while True:
        try:
            return out.get(timeout=2)
        except queue.Empty:
            if any(child.exitcode not in (None, 0) for child in children):
                raise SystemExit("one of the processes died") from None


def say(words: str) -> None:
    """Show progress, at once."""
    print(f"{time.strftime('%H:%M:%S', time.gmtime())}  {words}", flush=True)


def keep(part: str, *, title: str, promise: str, held: bool, figures: Sequence[tuple[str, object]], quick: bool, seconds: float,
         notes: Sequence[str] = ()) -> int:  # fmt: skip
    """Keep the record of one part (a quick run beside a full one); return the exit code."""
    record: dict[str, Any] = {
        "part": part, "title": title, "promise": promise, "held": held, "quick": quick, "seconds": round(seconds, 1),
        "figures": [[name, str(value)] for name, value in figures], "notes": list(notes),
        "date": datetime.now(UTC).date().isoformat(), "machine": machine(),
    }  # fmt: skip
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{part}{'-quick' if quick else ''}.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    say(f"{title}: {'holds' if held else 'DOES NOT HOLD'}; " + "; ".join(f"{name} {value}" for name, value in figures))
    for note in notes:
        say(f"  {note}")
    return 0 if held else 1


def machine() -> str:
    """Return the machine in words: enough to compare, nothing that names it."""
    model, memory = platform.machine(), 0.0
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = " ".join(line.partition(":")[2].split())
            break
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal"):
            memory = int(line.split()[1]) / 1024 / 1024
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, Python {platform.python_version()}"
