"""A killed database comes back by itself; one that was stopped stays stopped."""

from __future__ import annotations

import os

import pytest

from opencus.config import revive

from .clusters import children, connect, folder, kill, postmaster


def test_a_killed_database_comes_back_with_every_row() -> None:
    from opencus.config.cluster import Cluster

    with folder() as place:
        server = Cluster(place / "pg")
        server.ensure_running()
        with connect(server, "migrator") as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        assert not revive.revive(server)
        pid = postmaster(server)
        kill(pid, *children(pid))
        assert revive.fell(server)
        assert revive.revive(server)
        with connect(server, "migrator") as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
        server.stop()
        assert not revive.revive(server)
        assert not server.answers()


def test_a_note_of_a_process_that_is_not_postgres_is_a_fall(tmp_path: object) -> None:
    assert not revive._lives(os.getpid())
    assert not revive._lives(2**22 + 1)


def test_somebody_elses_server_is_not_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revive.external, "configured", lambda: True)
    assert revive.start() is None
