"""An office is served behind TLS by one command: what Caddy is told, what is refused, who keeps the programs running."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from opencus.config import caddy, door, notify, serve, supervise
from opencus.config.caddy import Door
from opencus.config.postgres import ClusterError
from opencus.config.supervise import Child

needs_caddy = pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    door.arguments(parser)
    return parser.parse_args(words)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    return tmp_path


# --- what Caddy is told -------------------------------------------------------------------------------------------


def test_caddy_gets_one_name_every_limit_and_no_door_for_itself() -> None:
    file = caddy.caddyfile(Door("cus.test", 8421, 8443, 8080))
    for words in ("admin off", "max_header_size 16KB", "read_header 10s", "read_body 60s", "max_size 10MB", "tls internal"):
        assert words in file
    assert "redir https://cus.test:8443{uri} 308" in file
    assert file.count("respond 400") == 2
    assert "http.log.access" in file  # left out of the log: addresses hold ids, and visitors have addresses


def test_own_and_public_certificates() -> None:
    own = Door("cus.test", 8421, certificate=Path("/etc/a.pem"), key=Path("/etc/a.key"))
    assert 'tls "/etc/a.pem" "/etc/a.key"' in caddy.caddyfile(own)
    assert "tls it@cus.test" in caddy.caddyfile(Door("cus.test", 8421, acme="it@cus.test"))
    assert own.address == "https://cus.test/"


@pytest.mark.parametrize("name", ["cus.test {\n respond 200", "a b", "cus;test", 'x"y'])
def test_a_name_cannot_carry_settings_of_its_own(name: str) -> None:
    with pytest.raises(ClusterError, match="Nieprawidłowa wartość"):
        caddy.caddyfile(Door(name, 8421))


@needs_caddy
def test_the_caddy_of_this_machine_accepts_it() -> None:
    words = caddy.prepare(Door("cus.test", 8421, 8443, 8080))
    assert words[1] == "run"


def test_without_caddy_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caddy, "binary", lambda: None)
    with pytest.raises(ClusterError, match="apt install caddy"):
        door._door(options("--https", "cus.test", "--https-port", "18443", "--http-port", "18080"))


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--acme", "a@b.pl"), "--https"),
        (("--https", "x", "--certificate", "a.pem"), "podaj razem"),
        (("--https", "x", "--certificate", "/nie/ma", "--key", "/nie/ma"), "Nie ma pliku"),
        (("--https", "x", "--certificate", "a", "--key", "b", "--acme", "a@b.pl"), "Wybierz jedno"),
    ],
)
def test_options_that_cannot_be_meant_so(words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(ClusterError, match=reason):
        door._door(options(*words))


def test_a_key_that_anybody_may_read_and_a_pair_that_does_not_fit(tmp_path: Path) -> None:
    files = [tmp_path / "a.pem", tmp_path / "a.key"]
    for file in files:
        file.write_text("nonsense")
        file.chmod(0o644)
    words = ("--https", "cus.test", "--certificate", str(files[0]), "--key", str(files[1]))
    with pytest.raises(ClusterError, match="chmod 600"):
        door._door(options(*words))
    files[1].chmod(0o600)
    with pytest.raises(ClusterError, match="nie pasują"):
        door._door(options(*words))


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        with pytest.raises(ClusterError, match="jest zajęty"):
            door._check_port(taken.getsockname()[1])


def test_without_the_word_https_the_server_is_for_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENCUS_BIND", raising=False)
    assert door._door(options()) is None
    words = serve.command(8421)
    assert words[words.index("--host") + 1] == "127.0.0.1"
    assert words[words.index("--http1-header-read-timeout") + 1] == "10000"


def test_the_worker_inside_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve.environment()["OPENCUS_WORKER"] == "1"
    monkeypatch.setenv("OPENCUS_WORKER", "0")
    assert serve.environment()["OPENCUS_WORKER"] == "0"


# --- the first start ----------------------------------------------------------------------------------------------


def test_the_first_start_says_what_to_do_next(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(door.schema, "has_centres", lambda: False)
    door._greeting(None, 8421)()
    said = capsys.readouterr().out
    for word in ("http://localhost:8421/", "opencus centre create", "opencus recovery-kit", "opencus backup", "opencus doctor"):
        assert word in said
    monkeypatch.setattr(door.schema, "has_centres", lambda: True)
    door._greeting(None, 8421)()
    assert "pusta" not in capsys.readouterr().out


def test_an_empty_database_is_laid_out_and_an_older_one_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(door.schema, "migrate_apart", lambda: done.append("migrated"))
    monkeypatch.setattr(door.schema, "notes", dict)
    monkeypatch.setattr(door.schema, "has_centres", lambda: False)
    door._bring_up_to_date()
    assert done == ["migrated"]
    monkeypatch.setattr(door.schema, "notes", lambda: {"migrations": "older"})
    with pytest.raises(ClusterError, match="opencus backup && opencus migrate"):
        door._bring_up_to_date()
    assert done == ["migrated"]


# --- who keeps the programs running -------------------------------------------------------------------------------

SUPERVISOR = """
import os, sys, time
from opencus.config import supervise
from opencus.config.supervise import Child
supervise.QUICK = 0.05
child = Child("Próba", [sys.executable, "-c", "import os, time; open(sys_argv, 'a').write(f'{os.getpid()} '); time.sleep(60)".replace("sys_argv", repr(sys.argv[1]))], dict(os.environ))
sys.exit(supervise.run([child], lambda: True, lambda: print("ready", flush=True)))
"""


def pids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.05)


def living(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture
def supervised(tmp_path: Path) -> tuple[subprocess.Popen[bytes], Path]:
    file = tmp_path / "pids"
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(file)], stdout=subprocess.PIPE)
    wait_for(lambda: len(pids(file)) == 1)
    return process, file


def test_a_program_that_fell_is_started_again_and_all_end_together(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, file = supervised
    os.kill(pids(file)[0], signal.SIGKILL)
    wait_for(lambda: len(pids(file)) == 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert not any(living(pid) for pid in pids(file))


def test_a_killed_supervisor_leaves_nobody_behind(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, file = supervised
    process.kill()
    process.wait()
    wait_for(lambda: not living(pids(file)[0]))


def test_a_program_that_never_starts_is_given_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(supervise, "MOST_QUICK", 2)
    usual = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert supervise.run([Child("Caddy", ["/bin/false"], {})], lambda: False, lambda: None) == 1
    finally:
        for sign, handler in usual.items():
            signal.signal(sign, handler)
    assert "Caddy nie daje się uruchomić" in capsys.readouterr().err


def test_systemd_is_told_and_its_absence_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify.tell("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        notify.tell("READY=1")
        assert systemd.recv(100) == b"READY=1"
    notify.tell("WATCHDOG=1")
