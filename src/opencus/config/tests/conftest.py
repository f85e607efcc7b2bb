"""The two towns of the demonstration in a database of their own, made once for all tests that leave it as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from conftest import _point_at, _template
from opencus.config import cluster, schema


@pytest.fixture(scope="session")
def towns_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of the database; whoever changes something in it rolls it back."""
    from django.db import connection

    from demo import build

    server = cluster.test_cluster()
    usual, name = connection.settings_dict["NAME"], f"test_{os.getpid()}_towns"
    server.drop_database(name)
    server.create_database(name, _template(server))
    with django_db_blocker.unblock():
        _point_at(server, "app", name)
        try:
            build.load(residents=0)
            _as_in_an_office(server, name)
        finally:
            _point_at(server, "app", usual)
    yield name
    server.drop_database(name)


def _as_in_an_office(server: cluster.Cluster, name: str) -> None:
    """Tests found centres as the application, which elsewhere only the operator does; and nobody notes the version."""
    from opencus.core.tenancy import grants

    entry = server.django_database("migrator", name)
    with psycopg.connect(host=entry["HOST"], user=entry["USER"], dbname=name) as owner, owner.cursor() as cursor:
        grants.take_founding_back(cursor)
        noted = sql.Literal(json.dumps({"migrations": schema.fingerprint(), "demo": "ready"}))
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), noted))
