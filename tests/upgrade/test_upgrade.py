"""A centre that worked with an older version goes on after `opencus migrate`, and has lost nothing."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import _point_at
from opencus.config import backup, backup_check, cluster, keys, recovery, schema
from opencus.config.cluster import Cluster
from opencus.config.tests.clusters import folder

VERSIONS = sorted((Path(__file__).parent / "versions").iterdir())
PASSWORD = "Demo-haslo-2026"


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda version: version.name)
def upgraded(request: pytest.FixtureRequest) -> Iterator[tuple[Path, Cluster]]:
    """The database of an old version in a data folder of its own, migrated by today's command."""
    with pytest.MonkeyPatch.context() as patch, folder() as place:
        patch.setenv("OPENCUS_TEST_DATA", str(cluster.test_cluster().root))  # the usual one stays where it is
        patch.setenv("OPENCUS_DATA", str(place))
        for name in ("OPENCUS_DATABASE_URL", "OPENCUS_KEYS_DIR", "OPENCUS_ROLE"):
            patch.delenv(name, raising=False)
        server = Cluster(place / "pg", durable=False)
        recovery.restore((request.param / "kit.txt").read_text())
        server.ensure_running()
        _load(request.param / "dump.sql.xz")
        words = [sys.executable, "-m", "opencus.config.cli", "migrate", "-v", "0"]
        subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        yield request.param, server
    keys.load.cache_clear()


def _load(dump: Path) -> None:
    words = [cluster.default_cluster()._binaries["psql"], "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    with lzma.open(dump) as text:
        done = subprocess.run(
            words, input=text.read(), env=backup.environment("migrator"), capture_output=True, check=False
        )
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_centre_goes_on_after_an_upgrade(
    upgraded: tuple[Path, Cluster], django_db_setup: None, django_db_blocker: Any, settings: Any
) -> None:
    """One test, because bringing an old database up to date takes ten seconds."""
    version, server = upgraded
    manifest = json.loads((version / "manifest.json").read_text())
    assert manifest["schema"] != schema.fingerprint(), "the fixture is of an older schema"
    assert schema.up_to_date()
    with django_db_blocker.unblock():
        assert backup_check.faults(manifest, migrated=True) == []
        with _working_in(server, settings):
            assert "Halina" in _what_anna_finds("Halina Weso")


@contextmanager
def _working_in(server: Cluster, settings: Any) -> Iterator[None]:
    """Let Django of this process work in that database with those keys."""
    from django.db import connection

    usual, usual_keys = connection.settings_dict["NAME"], settings.KEYS
    settings.KEYS = keys.Live()
    _point_at(server, "app", cluster.DATABASE)
    try:
        yield
    finally:
        settings.KEYS = usual_keys
        _point_at(cluster.test_cluster(), "app", usual)


def _what_anna_finds(words: str) -> str:
    """Anna Kowalik logs in with her password of that time and looks for somebody."""
    client = Client()
    given = {"login": "kipus@starachowice.invalid", "password": PASSWORD}
    assert client.post("/konto/login/", given).status_code == 302
    assert client.get("/starachowice/pulpit/").status_code == 200
    return client.post("/starachowice/szukaj/", {"q": words}, follow=True).content.decode()
