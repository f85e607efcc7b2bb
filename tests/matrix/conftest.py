"""A database of its own for the matrix: both towns are built once per process and every request is undone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from opencus.config import cluster
from tests.matrix.world import World, build_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both towns, committed; the default connection leads there until the folder is done."""
    from django.db import connections

    def lead_to(name: str) -> None:
        connections["default"].close()
        connections.settings["default"].update(server.django_database("app", name), CONN_MAX_AGE=0)

    server = cluster.test_cluster()
    usual = connections.settings["default"]["NAME"]
    name = f"{usual}_matrix"
    with django_db_blocker.unblock():
        connections["default"].close()
        server.drop_database(name)
        server.create_database(name, usual)  # the process's own database is empty outside tests
        lead_to(name)
        try:
            built = build_world(lambda: server.admin(name))
            logging.disable(logging.INFO)  # a line for each of many thousand requests
            yield built
        finally:
            logging.disable(logging.NOTSET)
            lead_to(usual)
            server.drop_database(name)
