"""One engine in a process of its own: `python _rules_run.py duckdb|spark://... rules.pickle people.parquet summary|all|hash|screen`.

Prints one line of JSON: seconds, peak memory, result. Rules come pickled from the database through the production code.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from opencus.programmes import bulk

TODAY = date(2026, 11, 22)


def encoded(judged: Any, services: int) -> Any:
    """Every outcome as a whole number, unknown as a number of its own, in the order of the people."""
    import ibis

    cells = {}
    for i in range(services):
        access = judged[f"access_{i}"]
        cells[f"a{i}"] = ibis.cases((access.isnull(), 2), (access, 1), else_=0).cast("int64")
        cells[f"f{i}"] = judged[f"fee_{i}"].fill_null(-1).cast("int64")
        cells[f"u{i}"] = judged[f"units_{i}"].fill_null(-1).cast("int64")
    return judged.select("id", **cells).order_by("id")


def sha(held: Any) -> str:
    """SHA-256 of a whole table of whole numbers, column by column."""
    told = hashlib.sha256()
    for name in held.column_names:
        told.update(held[name].to_numpy().astype("<i8").tobytes())
    return told.hexdigest()


def measured(engine: Any, make: Any) -> tuple[Any, float, float]:
    """The result, the seconds from rules to result, and those of the processors."""
    began, used = time.perf_counter(), time.process_time()
    held = engine.to_pyarrow(make())
    return held, time.perf_counter() - began, time.process_time() - used


def peak_mb() -> float:
    """The most memory this process held; getrusage would count what the parent held when it started us."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    """Read, judge, sum or hash, say."""
    address, rules_file, people_file, what = sys.argv[1:5]
    rules = pickle.loads(Path(rules_file).read_bytes())
    began = time.perf_counter()
    engine = bulk.engine("" if address == "duckdb" else address)
    people = engine.read_parquet(people_file)
    start = time.perf_counter() - began
    keys = ["age_group"] if what == "screen" else ["gmina"]

    def make() -> Any:
        judged = bulk.outcomes(people, rules, TODAY, entitled_only=what != "hash")
        if what == "hash":
            return encoded(judged, len(rules))
        return bulk.summary(judged, len(rules), keys, **({"measures": ("entitled", "charged")} if what == "summary" else {}))

    runs = [measured(engine, make) for _ in range(3 if what == "screen" else 1)]
    held, seconds, cpu = min(runs, key=lambda run: run[1])
    told: dict[str, Any] = {
        "start": start, "seconds": seconds, "cpu": cpu, "rows": held.num_rows, "sha": sha(held),
        "peak_mb": peak_mb(),
    }  # fmt: skip
    if what != "hash":
        told["sums"] = {name: sum(held[name].to_pylist()) for name in held.column_names if name not in keys}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
