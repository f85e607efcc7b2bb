"""A burnt-out office: the disk with backups and the sheet of paper give everything back, on an empty machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import _point_at
from opencus.config import backup, backup_restore, backup_state, cluster, keys, recovery, schema
from opencus.config.backup_format import BackupError
from opencus.config.cluster import Cluster

from .clusters import folder

PASSWORD = "Demo-haslo-2026"


@pytest.fixture
def office(towns_database: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working installation: the two towns of the demonstration, keys, two places for backups."""
    with folder() as place:
        _belongs_to(place / "office", monkeypatch, keys_from=keys.keys_dir())
        for name in ("a", "b"):
            (place / name).mkdir()
        with django_db_blocker.unblock():
            yield place
    keys.load.cache_clear()


def _belongs_to(data: Path, monkeypatch: pytest.MonkeyPatch, keys_from: Path | None = None) -> None:
    """Be the installation in a folder; with `keys_from`, one that has these keys already."""
    monkeypatch.delenv("OPENCUS_KEYS_DIR", raising=False)
    if keys_from:
        data.mkdir(parents=True)
        shutil.copytree(keys_from, data / "keys")
        (data / "keys").chmod(0o700)
    # The usual data folder is left before, because the test cluster lies beside it.
    monkeypatch.setenv("OPENCUS_TEST_DATA", str(cluster.test_cluster().root))
    monkeypatch.setenv("OPENCUS_DATA", str(data))
    keys.load.cache_clear()


@contextmanager
def _database(server: Cluster, name: str) -> Iterator[None]:
    """Let the commands find the database of the office where the tests keep it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "django_database", lambda role="app", _name="": server.django_database(role, name))
        yield


def test_an_empty_machine_gets_everything_back(
    office: Path, towns_database: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    said: list[str] = []
    with _database(cluster.test_cluster(), towns_database):
        made = backup.make([office / "a", office / "b", office / "unplugged"], say=said.append)
        kit = recovery.kit_text()
    assert [path.parent.name for path in made.good] == ["a", "b"]
    assert any("UWAGA" in line and "unplugged" in line for line in said)
    assert made.rows > 1000

    tried = backup_restore.trial(made.good[0], say=said.append)
    assert tried["faults"] == []
    assert tried["rows"] == made.rows
    assert backup_state.read("restore_test")["seconds"]
    assert sorted(path.name for path in (office / "office").iterdir()) == ["keys", "state"], "the trial leaves nothing behind"

    _belongs_to(office / "new", monkeypatch)
    with pytest.raises(BackupError, match="innym kluczem"):
        backup_restore.restore(made.good[1], say=said.append)
    _belongs_to(office / "newer", monkeypatch)
    recovery.restore(kit)
    server = Cluster(office / "newer" / "pg", durable=False)
    try:
        server.ensure_running()
        held = backup_restore.restore(made.good[1], say=said.append)
        assert held["faults"] == []
        assert (held["rows"], held["migrated"]) == (made.rows, False)
        assert schema.up_to_date()
        _log_in_as_before(server, settings)
        with pytest.raises(BackupError, match="są już dane"):
            backup_restore.restore(made.good[1], say=said.append)
    finally:
        server.stop()
        Cluster(office / "new" / "pg").stop()


def _log_in_as_before(server: Cluster, settings: Any) -> None:
    from django.db import connection

    usual, usual_keys = connection.settings_dict["NAME"], settings.KEYS
    settings.KEYS = keys.Live()
    _point_at(server, "app", cluster.DATABASE)
    try:
        client = Client()
        answer = client.post("/konto/login/", {"login": "kipus@starachowice.invalid", "password": PASSWORD})
        assert answer.status_code == 302
        assert "Halina" in client.post("/starachowice/szukaj/", {"q": "Halina Weso"}, follow=True).content.decode()
    finally:
        settings.KEYS = usual_keys
        _point_at(cluster.test_cluster(), "app", usual)


def test_no_key_is_in_a_backup(office: Path, towns_database: str) -> None:
    from opencus.config import backup_format

    with _database(cluster.test_cluster(), towns_database):
        made = backup.make([office / "a"], say=lambda words: None)
    held = keys.load()
    with open(made.good[0], "rb") as file:
        inside = b"".join(backup_format.read(file, [held.backup]))
    for kind in keys.KINDS:
        secret = getattr(held, kind).secret
        pad = bytes(byte ^ 0x36 for byte in secret)
        assert not any(text in inside for text in (secret, secret.hex().encode(), pad.hex().encode()))
    line, _, dump = inside.partition(b"\n")
    assert b"OPENCUS_DATA" in line
    assert b"PESEL" not in made.good[0].read_bytes()
    assert dump.startswith(b"PGDMP")


def test_nothing_is_restored_from_a_damaged_file(office: Path, towns_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with _database(cluster.test_cluster(), towns_database):
        made = backup.make([office / "a"], say=lambda words: None)
        damaged = bytearray(made.good[0].read_bytes())
        damaged[-100] ^= 1
        made.good[0].write_bytes(damaged)
    tried = backup_restore.trial(made.good[0], say=lambda words: None)
    assert "zmieniono albo uszkodzono" in tried["faults"][0]
    assert "wykazała błąd" in " ".join(backup.warnings())


def test_all_places_failing_is_an_error_that_is_remembered(office: Path, towns_database: str) -> None:
    with _database(cluster.test_cluster(), towns_database), pytest.raises(BackupError, match="w żadnym miejscu"):
        backup.make([office / "x", office / "y"], say=lambda words: None)
    assert backup.last_age() is None
