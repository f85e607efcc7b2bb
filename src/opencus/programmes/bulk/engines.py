"""Where the expressions run. Everything stays on the machine: no engine may fetch an extension from the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis

from opencus.programmes.bulk.population import columns


def duckdb(*, threads: int = 2, memory: str = "400MB", path: str = ":memory:", **settings: Any) -> ibis.BaseBackend:
    """DuckDB inside this process, within bounds that leave room for the office's other work."""
    offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    return ibis.duckdb.connect(path, threads=threads, memory_limit=memory, **offline, **settings)


def spark(master: str, **settings: str) -> ibis.BaseBackend:
    """Apache Spark at a master's address (`spark://host:7077`, `local[2]`); needs the extra `spark` and Java."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("opencus")
    for key, value in {"spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", **settings}.items():
        builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def table(rows: Iterable[Mapping[str, Any]], keys: Mapping[str, str]) -> ibis.Table:
    """See `programmes.bulk.table`."""
    import pyarrow as pa

    kinds = {**columns(), **keys}
    arrow = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string(), "date": pa.date32()}
    held = list(rows)
    return ibis.memtable(
        pa.table({name: pa.array([row.get(name) for row in held], arrow[kind]) for name, kind in kinds.items()})
    )
