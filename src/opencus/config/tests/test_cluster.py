"""The private cluster keeps strangers out and lets each role do its work and no more."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opencus.config import postgres
from opencus.config.cluster import Cluster

from .clusters import connect, folder, postmaster

BINARIES = {str(one.major): one for one in reversed(postgres.candidates()) if one.major in postgres.SUPPORTED}


@pytest.fixture(scope="module", params=sorted(BINARIES))
def server(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster of each PostgreSQL this machine has."""
    with pytest.MonkeyPatch.context() as patch, folder() as place:
        patch.setenv("OPENCUS_PG_BIN", str(BINARIES[request.param].folder))
        made = Cluster(place / "pg")
        made.ensure_running()
        assert made.major == int(request.param)
        yield made


def _ask(server: Cluster, query: str) -> list[tuple[object, ...]]:
    with server.admin("opencus") as admin:
        return admin.execute(query).fetchall()  # type: ignore[arg-type]


def test_the_application_is_an_ordinary_role_and_owns_nothing(server: Cluster) -> None:
    attributes = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
    assert _ask(server, f"SELECT {attributes} FROM pg_roles WHERE rolname = 'opencus_app'") == [(False,) * 5]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'opencus'"
    assert _ask(server, owner) == [("opencus_migrator",)]


def test_the_migrator_sees_all_centres_but_is_no_superuser(server: Cluster) -> None:
    attributes = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
    found = _ask(server, f"SELECT {attributes} FROM pg_roles WHERE rolname = 'opencus_migrator'")
    assert found == [(False, False, False, True)]


def test_the_application_uses_tables_of_the_migrator_and_cannot_make_its_own(server: Cluster) -> None:
    with connect(server, "migrator") as migrator:
        migrator.execute("CREATE TABLE sheet (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
    with connect(server) as app:
        app.execute("INSERT INTO sheet (word) VALUES ('a')")
        assert app.execute("UPDATE sheet SET word = 'b' RETURNING word").fetchone() == ("b",)
        forbidden = (
            "CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)", "CREATE SCHEMA mine",
            "CREATE DATABASE mine", "CREATE ROLE mine", "DROP TABLE sheet", "TRUNCATE sheet",
            "SET ROLE opencus_migrator",
        )  # fmt: skip
        for statement in forbidden:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


def test_the_backup_reads_everything_and_writes_nothing(server: Cluster) -> None:
    with connect(server, "migrator") as migrator:
        migrator.execute("CREATE TABLE secret (id int)")
        migrator.execute("ALTER TABLE secret ENABLE ROW LEVEL SECURITY")
        migrator.execute("ALTER TABLE secret FORCE ROW LEVEL SECURITY")
        migrator.execute("INSERT INTO secret VALUES (1)")
    with connect(server) as app:
        assert app.execute("SELECT * FROM secret").fetchall() == []
    with connect(server, "backup") as backup:
        assert backup.execute("SELECT * FROM secret").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            backup.execute("DELETE FROM secret")
        backup.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("DELETE FROM secret")


def test_the_server_listens_on_no_network_port(server: Cluster) -> None:
    assert _ask(server, "SHOW listen_addresses") == [("",)]
    held = set()
    for handle in Path(f"/proc/{postmaster(server)}/fd").iterdir():
        try:
            held.add(os.readlink(handle))
        except OSError:
            continue
    open_ports = [line.split() for name in ("tcp", "tcp6") for line in _lines(Path("/proc/net") / name)]
    assert not [line for line in open_ports if f"socket:[{line[9]}]" in held]


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()[1:] if path.exists() else []


def test_only_its_owner_passes_the_folder_of_the_socket(server: Cluster) -> None:
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert server.home.stat().st_mode & 0o777 == 0o700
    (door,) = [path for path in server.socket_dir.iterdir() if path.is_socket()]
    assert door.stat().st_mode & 0o777 == 0o700


def test_damage_on_the_disk_is_noticed_and_idle_transactions_end(server: Cluster) -> None:
    assert _ask(server, "SHOW data_checksums") == [("on",)]
    assert _ask(server, "SHOW fsync") == [("on",)]
    assert _ask(server, "SHOW idle_in_transaction_session_timeout") == [("1min",)]
    assert _ask(server, "SHOW server_encoding") == [("UTF8",)]


def test_a_new_database_comes_prepared(server: Cluster) -> None:
    assert server.create_database("second")
    assert not server.create_database("second")
    with server.admin("second") as admin:
        assert admin.execute("SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'").fetchone()
    server.drop_database("second")


def test_django_reaches_it_as_the_application_by_the_socket(server: Cluster) -> None:
    entry = server.django_database()
    assert entry["USER"] == "opencus_app"
    assert entry["HOST"] == str(server.socket_dir)
    assert server.django_database("migrator")["USER"] == "opencus_migrator"


def test_running_twice_is_quick_and_changes_nothing(server: Cluster) -> None:
    before = postmaster(server)
    server.ensure_running()
    assert postmaster(server) == before


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    far = Cluster(Path("/srv") / ("a" * 60) / ("b" * 60) / "pg")
    assert len(str(far.socket_dir / ".s.PGSQL.5432.lock")) < 108
    assert far.socket_dir == Cluster(far.root).socket_dir
    with socket.socket(socket.AF_UNIX) as probe, pytest.raises(FileNotFoundError):
        probe.connect(str(far.socket_dir / ".s.PGSQL.5432"))
