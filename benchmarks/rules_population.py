"""The rules of the demonstration's programme on the population of a country, read from the database by the production code.

`make bench`, or smaller: `.venv/bin/python benchmarks/rules_population.py --people 1000000`. Exits with 1 when an answer
differs between DuckDB, OpenFisca, Spark and the hand-written oracle, or a target is missed at full size.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _ground as ground
import _rules_oracle as oracle
import _rules_population as population

FULL = 37_000_000
TEN = ("UO", "SUO", "SUOZP", "USAS", "AOON", "ZLR", "FIZ", "DDS", "MCH", "ZYW")
TWELVE = (*TEN, "TAXI", "WYP")
HERE = Path(__file__).parent
ENVIRONMENTS = ground.ROOT / "var" / "bench"  # of the other engines; never in .venv
SECONDS, MEGABYTES, SCREEN = 10.0, 500.0, 1.0
OPENFISCA, SPARK = "openfisca-core==46.0.1", "pyspark==4.3.0"


class Ground:
    """Folders, the rules as the database holds them, and the environments of the other engines."""

    def __init__(self) -> None:
        self.folder = Path(os.environ["OPENCUS_DATA"]) / "rules"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rules = {one.code: one for one in _from_database()}
        self.failures: list[str] = []

    def pickled(self, name: str, codes: Any) -> Path:
        path = self.folder / f"{name}.pickle"
        path.write_bytes(pickle.dumps([self.rules[code] for code in codes]))
        return path

    def people(self, count: int, codes: Any) -> Path:
        """People with every fact that the rules of these services may ask."""
        facts = {fact for code in codes for fact in _facts(self.rules[code])} - {"income_pct"} | {"income", "household_size"}
        from opencus.programmes import bulk

        path = self.folder / f"people-{count}-{len(codes)}.parquet"
        population.write(path, count, facts | {"age"}, dict(bulk.columns()))
        return path

    def child(self, words: list[str], python: str = sys.executable, **environment: str) -> dict[str, Any]:
        """Run a script in a process of its own and read its last line."""
        told = subprocess.run(
            [python, *words], capture_output=True, text=True, env={**os.environ, **environment}, cwd=HERE, check=False
        )
        if told.returncode:
            raise RuntimeError(f"{words[0]}: {told.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
        return found

    def duckdb(self, rules: Path, people: Path, what: str) -> dict[str, Any]:
        return self.child(["_rules_run.py", "duckdb", str(rules), str(people), what])

    def expect(self, truth: bool, what: str) -> None:
        if not truth:
            self.failures.append(what)


def _from_database() -> list[Any]:
    """Adopt the demonstration's programme once, then read it back as production reads it."""
    from demo import programme, starachowice_offer
    from opencus.centre.models import Centre
    from opencus.config import schema
    from opencus.conftest import make_centre
    from opencus.core.clock import today
    from opencus.core.tenancy import acting_in
    from opencus.programmes import queries
    from opencus.programmes.models import ProgrammeVersion

    centre = Centre.objects.filter(slug="reguly").first()
    if centre is None:
        with schema.founding():
            centre = make_centre("reguly", "9900053", "Reguły")
    with acting_in(centre.id):
        if not ProgrammeVersion.objects.exists():
            offer = starachowice_offer
            programme.adopt("Program", "Cel.", "XII/1", offer.SERVICES, offer.FEE_TABLES, today())
        return [queries.rules_of(one) for one in queries.services_in_force(today())]


def _facts(rules: Any) -> tuple[str, ...]:
    from opencus.programmes.rules.conditions import facts_needed

    conditions = [rules.condition, *(limit.condition for limit in rules.limits)]
    return tuple(fact for condition in conditions for fact in facts_needed(condition))


def oracle_agrees(at: Ground, count: int) -> int:
    """Compare twelve services with the hand-written oracle, person by person; returns how many answers agreed."""
    from opencus.programmes import bulk

    sys.path.insert(0, str(HERE))
    from _rules_run import TODAY

    engine = bulk.engine()
    people = engine.read_parquet(str(at.people(count, TWELVE)))
    judged = bulk.outcomes(people, [at.rules[code] for code in TWELVE], TODAY).order_by("id")
    agreed = 0
    for row in engine.to_pyarrow(judged).to_pylist():
        for i, code in enumerate(TWELVE):
            ours = (row[f"access_{i}"], row[f"fee_{i}"], row[f"units_{i}"])
            if ours == oracle.ORACLE[code](row):
                agreed += 1
            elif len(at.failures) < 10:
                at.failures.append(f"{code}: {ours}, the oracle says {oracle.ORACLE[code](row)} of {row['id']}")
    return agreed


def openfisca(at: Ground, people: Path) -> dict[str, Any]:
    """The same people as arrays, the same ten rules, in OpenFisca's own environment."""
    import duckdb
    import numpy as np

    python = ENVIRONMENTS / "openfisca" / "bin" / "python"
    if not python.exists():
        _uv("venv", "-q", "--python", sys.executable, str(python.parents[1]))
        _uv("pip", "install", "-q", "--python", str(python), OPENFISCA)
    folder = people.with_suffix("")
    if not (folder / "gmina.npy").exists():
        folder.mkdir(exist_ok=True)
        with duckdb.connect(config={"threads": 2}) as link:
            names = [row[0] for row in link.execute(f"DESCRIBE SELECT * FROM '{people}'").fetchall()]
            for name in (name for name in names if name not in {"id", "age_group"}):
                held = link.execute(f"SELECT {_filled(name)} AS x FROM '{people}'").fetchnumpy()["x"]
                np.save(folder / name, held)
    return at.child(["_rules_openfisca.py", str(folder)], python=str(python))


def _filled(name: str) -> str:
    """What OpenFisca is given for an unknown fact: no, no certificate, no income."""
    if name == "degree":
        return "CAST(coalesce(list_position(['severe', 'moderate', 'light', 'child'], degree), 0) AS INT)"
    if name in {"income", "household_size"}:
        return f"CAST(coalesce({name}, -1) AS INT)"
    return f"CAST({name} AS INT)" if name in {"age", "gmina"} else f"coalesce({name}, false)"


@contextmanager
def spark_cluster(at: Ground) -> Iterator[tuple[str, dict[str, str]]]:
    """A Spark master and two workers, each a process on this machine's own address."""
    home = ENVIRONMENTS / "spark"
    if not (home / "pyspark").exists():
        _uv("pip", "install", "-q", "--target", str(home), SPARK)
    environment = {
        "PYTHONPATH": str(home), "SPARK_HOME": str(home / "pyspark"), "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--driver-memory 3g pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_DIR": str(at.folder), "SPARK_WORKER_DIR": str(at.folder / "work"),
    }  # fmt: skip
    starter = [str(home / "pyspark" / "bin" / "spark-class"), "org.apache.spark.deploy."]
    address = "spark://127.0.0.1:7099"
    roles = [
        ["master.Master", "--host", "127.0.0.1", "--port", "7099", "--webui-port", "7098"],
        *[["worker.Worker", address, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", str(7096 + n)] for n in range(2)],
    ]  # fmt: skip
    started = []
    try:
        for role in roles:
            with (at.folder / f"{role[0]}.log").open("w") as log:
                started.append(subprocess.Popen(
                    [starter[0], starter[1] + role[0], *role[1:]], env={**os.environ, **environment}, stdout=log, stderr=log
                ))  # fmt: skip
            time.sleep(6)
        yield address, environment
    finally:
        for one in reversed(started):
            one.terminate()
            one.wait(timeout=30)


def _uv(*words: str) -> None:
    subprocess.run([str(ground.ROOT / ".venv" / "bin" / "uv"), *words], check=True)


def same_sums(at: Ground, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Who is entitled and what they are charged by every rule, as both say it."""
    for name, value in theirs["sums"].items():
        at.expect(ours["sums"][name] == value, f"OpenFisca {name}: {value}, DuckDB {ours['sums'][name]}")


def run(at: Ground, asked: argparse.Namespace) -> list[list[str]]:
    """Every measurement in turn; rows for the table."""
    ten = at.pickled("ten", TEN)
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    rows = []

    def row(name: str, count: int, told: dict[str, Any], note: str = "") -> None:
        times = [f"{told[name]:.2f}" for name in ("start", "seconds", "cpu")]
        rows.append([name, f"{count:,}", *times, f"{told['peak_mb']:.0f}", note or told["sha"][:16]])
        print("  ", *rows[-1], flush=True)

    people = at.people(asked.people, TEN)
    ours = at.duckdb(ten, people, "summary")
    row(f"DuckDB, access and fee (load before: {load})", asked.people, ours)
    if asked.people >= FULL:
        at.expect(ours["seconds"] <= SECONDS, f"{asked.people:,} people took {ours['seconds']:.1f} s")
        at.expect(ours["peak_mb"] <= MEGABYTES, f"{asked.people:,} people took {ours['peak_mb']:.0f} MB")
    row("DuckDB, all six sums, with limits", asked.people, at.duckdb(ten, people, "all"))
    if asked.openfisca:
        fewer = at.people(min(asked.people, asked.openfisca), TEN)
        fisca = openfisca(at, fewer)
        row("OpenFisca-core, access and fee", min(asked.people, asked.openfisca), fisca, "sums equal")
        beside = ours if fewer == people else at.duckdb(ten, fewer, "summary")
        same_sums(at, beside, fisca)
        if asked.people >= FULL:
            at.expect(beside["seconds"] <= fisca["seconds"], "slower than OpenFisca")
            at.expect(beside["peak_mb"] * 8 <= fisca["peak_mb"], "more than an eighth of OpenFisca's memory")
    screen = at.duckdb(at.pickled("all", at.rules), at.people(46_000, tuple(at.rules)), "screen")
    row(f"DuckDB, {len(at.rules)} services", 46_000, screen)
    at.expect(screen["seconds"] <= SCREEN, "46,000 people took over a second")
    if asked.spark:
        few = at.people(min(asked.people, asked.spark), TEN)
        ours = at.duckdb(ten, few, "hash")
        count = min(asked.people, asked.spark)
        row("DuckDB, every single answer", count, ours)
        with spark_cluster(at) as (address, environment):
            theirs = at.child(["_rules_run.py", address, str(ten), str(few), "hash"], **environment)
        row("Spark, master and two workers", count, theirs)
        at.expect(ours["sha"] == theirs["sha"], "Spark says something else")
    return rows


def main() -> int:
    """Prove, time, write; 1 when something differs or a target is missed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=FULL)
    words.add_argument("--openfisca", type=int, default=FULL, help="people given to OpenFisca, which needs about 5 GB for all; 0: none")
    words.add_argument("--spark", type=int, default=500_000, help="people given to Spark; 0 leaves it out")
    words.add_argument("--oracle", type=int, default=20_000)
    asked = words.parse_args()
    ground.settle()
    try:
        from django.db import connection

        at = Ground()
        connection.ensure_connection()
        version = connection.connection.info.server_version
    finally:
        ground.leave()
    facts = ground.machine(f"{version // 10000}.{version % 10000}")
    agreed = oracle_agrees(at, asked.oracle)
    rows = run(at, asked)
    text = report(facts, agreed, asked.oracle, rows, at.failures)
    print(text)
    if asked.people >= FULL:
        print("kept in", ground.write("rules_population", text).relative_to(ground.ROOT))
    for failure in at.failures:
        print("FAILED:", failure, file=sys.stderr)
    return 1 if at.failures else 0


def report(facts: list[str], agreed: int, asked: int, rows: list[list[str]], failures: list[str]) -> str:
    """Return the result as Markdown."""
    from importlib.metadata import version

    versions = ", ".join(f"{name} {version(name)}" for name in ("ibis-framework", "sqlglot", "duckdb", "pyarrow"))
    return "\n".join([
        "# The rules of a programme on the population of a country",
        "",
        f"Ten services of the demonstration ({', '.join(TEN)}): access and fee of every person, summed by municipality.",
        "The rules are read from the database and compiled by the production code; the people are made up and lie in Parquet.",
        "*start* is what comes before the first row, *seconds* compiling and running, *CPU* of both processors, *peak* the whole process.",
        "",
        *[f"- {fact}" for fact in facts],
        f"- {versions}; {OPENFISCA.replace('==', ' ')}, {SPARK.replace('==', ' ')} in environments of their own",
        f"- the hand-written oracle: {agreed:,} of {asked * len(TWELVE):,} answers about {len(TWELVE)} services agree",
        "",
        ground.table(["what", "people", "start s", "seconds", "CPU s", "peak MB", "SHA-256 of the result"], rows),
        "",
        "Everything agrees and every target is met." if not failures else "FAILED: " + "; ".join(failures),
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
