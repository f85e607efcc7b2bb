"""The commands speak plainly, keep real data and take the next free port."""

import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from opencus.config import cli, cluster, external, keys, places, schema, serve, showing
from opencus.config.postgres import ClusterError

from .clusters import connect, folder

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """An empty installation with a running database."""
    with pytest.MonkeyPatch.context() as patch, folder() as place:
        patch.setenv("OPENCUS_DATA", str(place))
        patch.delenv("OPENCUS_DATABASE_URL", raising=False)
        keys.load.cache_clear()
        cluster.ensure_running()
        yield place
    keys.load.cache_clear()


def test_notes_stay_with_the_database_and_go_with_it(installation: Path) -> None:
    assert schema.notes() == {}
    schema.note(migrations="abc")
    schema.note(demo="it's ready")
    assert schema.notes() == {"migrations": "abc", "demo": "it's ready"}
    assert not schema.up_to_date()
    showing._drop()
    assert schema.notes() == {}


def test_a_centre_that_works_here_is_neither_shown_nor_thrown_away(installation: Path) -> None:
    with connect(cluster.default_cluster(), "migrator") as migrator:
        migrator.execute("CREATE TABLE centre_centre (id int)")
        showing._refuse_real_data(schema.notes())
        migrator.execute("INSERT INTO centre_centre VALUES (1)")
        with pytest.raises(ClusterError, match="prawdziwe centrum"):
            showing._refuse_real_data(schema.notes())
        with pytest.raises(ClusterError, match="prawdziwe centrum"):
            showing._drop()
        schema.note(demo="filling")
        showing._refuse_real_data(schema.notes())
    showing._drop()
    assert not schema.has_centres()


def test_a_foreign_database_is_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCUS_DATABASE_URL", "postgresql://somebody@elsewhere/opencus")
    assert external.configured()
    with pytest.raises(ClusterError, match="nie usuwam"):
        showing._drop()


def test_the_server_refuses_a_database_of_another_version(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.note(migrations="older")
    assert cli.main(["serve"]) == 1
    said = "Baza nie pasuje do tej wersji programu. Zrób kopię i uruchom: opencus backup && opencus migrate\n"
    assert capsys.readouterr().err == said


def test_status_tells_what_runs(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"baza: działa, PostgreSQL 1[5-8], ", said)
    assert "serwer pokazowy: stoi" in said


def test_trouble_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENCUS_DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    assert cli.main(["serve"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Serwer bazy danych nie odpowiada: ")
    assert said.count("\n") == 1


def test_the_server_never_learns_the_migrators_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCUS_MIGRATOR_URL", "postgresql://secret")
    monkeypatch.setenv("OPENCUS_ROLE", "migrator")
    seen = serve.environment(OPENCUS_DEMO="1")
    assert "OPENCUS_MIGRATOR_URL" not in seen
    assert seen["OPENCUS_ROLE"] == "app"
    assert seen["OPENCUS_DEMO"] == "1"


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.free_port(port) > port


def test_two_servers_that_start_at_once_get_two_ports() -> None:
    words = "from opencus.config import serve; print(serve.free_port(18500), flush=True); input()"
    starting = [
        subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        ports = {process.stdout.readline() for process in starting if process.stdout}
        assert len(ports) == 2
    finally:
        for process in starting:
            process.communicate("\n")


def test_a_dead_or_foreign_process_is_not_our_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    assert serve.running() is None
    serve.state_file().parent.mkdir()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        serve.state_file().write_text(json.dumps({"pid": stranger.pid, "port": 1, "code": ""}))
        assert serve.running() is None
        assert not serve.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_changed_file_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "SOURCES", tmp_path)
    monkeypatch.setattr(places, "checkout", lambda: None)
    (tmp_path / "a.py").write_text("1")
    before = serve.code()
    (tmp_path / "a.py").write_text("22")
    assert serve.code() != before


def test_the_data_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path / "x"))
    assert places.data_dir() == tmp_path / "x"
    monkeypatch.delenv("OPENCUS_DATA")
    assert places.data_dir() == ROOT / "var"
    monkeypatch.setattr(places, "checkout", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert places.data_dir() == tmp_path / "opencus"


def test_importing_the_supervisor_needs_no_django() -> None:
    words = "import sys, opencus.config.cluster, opencus.config.keys; sys.exit('django' in sys.modules)"
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    assert (
        subprocess.run([sys.executable, "-c", words], env={**os.environ, "PYTHONPATH": path}).returncode == 0
    )


@pytest.mark.parametrize(
    ("file", "extras"), [("requirements.lock", ()), ("requirements-test.lock", ("test", "check"))]
)
def test_every_dependency_is_locked_with_its_hash(file: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(x for e in extras for x in project["optional-dependencies"][e])]
    names = {re.match(r"[\w.-]+", words)[0].lower().replace("_", "-") for words in wanted}  # type: ignore[index]
    blocks = re.split(r"(?m)^(?=\S)", (ROOT / file).read_text())
    locked = {block.split("==")[0].split("[")[0] for block in blocks if "--hash=sha256:" in block}
    assert names - locked == set(), "run: make lock"
    assert [block for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-test.lock", "requirements-uv.lock"])
def test_no_local_path_or_address_is_locked(file: str) -> None:
    assert not re.search(r"file:|https?:|index-url|find-links|/", (ROOT / file).read_text())
