"""The operator in tests: the default connection as the migrator, on databases that may be thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opencus.config import cluster


@contextmanager
def connected_as(role: cluster.Role, name: str) -> Iterator[None]:
    """Let the default connection lead to a database as a role of the cluster; put it back afterwards."""
    from django.db import connections

    settings: dict[str, Any] = connections.settings["default"]
    before = {key: settings[key] for key in ("NAME", "USER", "HOST", "PORT")}
    connections["default"].close()
    settings.update(cluster.test_cluster().django_database(role, name), CONN_MAX_AGE=0)
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)
