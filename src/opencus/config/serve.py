"""The web server: started in the foreground by `opencus serve`, in the background by `opencus demo`."""

import contextlib
import hashlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from opencus.config import places
from opencus.config.cluster import ClusterError

PORT = 8421
WORKERS = 2
SOURCES = Path(__file__).resolve().parents[1]
NOT_FOR_THE_SERVER = {"OPENCUS_MIGRATOR_URL", "OPENCUS_BACKUP_URL"}
HEALTH = "/konto/login/"
LIVE = "/health/live"


def command(port: int, *more: str) -> list[str]:
    """Return the command of the server; it listens on this machine only unless `OPENCUS_BIND` says otherwise."""
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--no-access-log"]
    words += [
        "--log-level",
        "warning",
        "--host",
        os.environ.get("OPENCUS_BIND", "127.0.0.1"),
        "--port",
        str(port),
    ]
    words += ["--workers", str(WORKERS), "--blocking-threads", "8", "--respawn-failed-workers"]
    words += ["--workers-kill-timeout", "10"]  # a worker that does not end when told is ended
    # A header that does not come or does not end is no request.
    words += ["--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536", *more]
    return [*words, "opencus.config.wsgi:application"]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of the server: never the migrator; the job worker inside unless `OPENCUS_WORKER=0`."""
    fixed = {
        "DJANGO_SETTINGS_MODULE": "opencus.config.settings",
        "OPENCUS_ROLE": "app",
        "OPENCUS_WORKER": os.environ.get("OPENCUS_WORKER", "1"),
    }
    kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_THE_SERVER}
    return {**kept, **fixed, **more}


def foreground(port: int) -> NoReturn:
    """Become the server."""
    words = command(port)
    os.execvpe(words[0], words, environment())


def background(port: int, **about: Any) -> None:
    """Start the demonstration server detached, and wait until it answers; ClusterError when it does not."""
    log = log_file()
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as words:
        process = subprocess.Popen(
            command(port), env=environment(OPENCUS_DEMO="1"), cwd=places.checkout(), stdin=subprocess.DEVNULL,
            stdout=words, stderr=words, start_new_session=True, pass_fds=[one.fileno() for one in _claims.values()],
        )  # fmt: skip
    record = {"pid": process.pid, "port": port, "code": code(), **about}
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text(json.dumps(record))
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        if status := answer(port):
            if status >= 500:
                raise ClusterError(f"Serwer odpowiada błędem {status}. Dziennik: {log}")
            return
        time.sleep(0.05)
    raise ClusterError(f"Serwer nie wystartował. Dziennik: {log}")


def running() -> dict[str, Any] | None:
    """Return what `background` recorded about a server that still lives, else None."""
    try:
        record = dict(json.loads(state_file().read_text()))
        words = Path(f"/proc/{record['pid']}/cmdline").read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    # A number is used again after a restart of the machine; the name tells whose it is.
    return record if b"opencus" in words else None


def stop() -> bool:
    """Stop the background server; say whether there was one."""
    record = running()
    if record:
        _end(int(record["pid"]))
    state_file().unlink(missing_ok=True)
    return record is not None


def _end(pid: int) -> None:
    for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(pid, sign)  # its own session, hence its own group: workers go with it
        except ProcessLookupError:
            return
        give_up = time.monotonic() + patience
        while time.monotonic() < give_up:
            if not _alive(pid):
                return
            time.sleep(0.05)


def _alive(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # when it is our own child, so that no zombie is waited for
    return Path(f"/proc/{pid}").exists()


def answer(port: int, path: str = HEALTH, *, encrypted: bool = False) -> int | None:
    """Return the status a page is answered with, None when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)  # whatever proxy the environment names
    if encrypted:  # only whether somebody answers: our own certificate names another host
        blind = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=blind)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def warm_up(port: int, paths: Iterable[str]) -> None:
    """Ask for pages until every worker has compiled its templates."""
    for _ in range(2 * WORKERS):
        for path in paths:
            answer(port, path)


def free_port(first: int = PORT) -> int:
    """Return the first free port from `first` on, on this machine's own addresses, and keep it for this process.

    Servers may share a port without an error, and two that start at once would: the visitors of one would reach the
    other. So the port is claimed until the process that asked, and the server it starts, are both gone.
    """
    for port in range(first, first + 200):
        if all(_free(family, host, port) for family, host in _loopbacks()) and _claim(port):
            return port
    raise ClusterError(f"Brak wolnego portu od {first} do {first + 199}.")


_claims: dict[int, socket.socket] = {}


def _claim(port: int) -> bool:
    """Hold a name in the kernel's own namespace; it goes with the last process that holds it, leaving no file."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0opencus-port-{port}")
    except OSError:
        claim.close()
        return False
    claim.set_inheritable(True)
    _claims[port] = claim
    return True


def port_is_free(port: int) -> bool:
    """Say whether nobody listens on the port of this machine."""
    return _free(socket.AF_INET, "127.0.0.1", port)


def _loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    pairs = [(socket.AF_INET, "127.0.0.1")]
    # A browser tries ::1 first for `localhost`: a stranger there would get our visitors.
    return pairs + ([(socket.AF_INET6, "::1")] if _free(socket.AF_INET6, "::1", 0) else [])


def _free(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True


def code() -> str:
    """Return a hash of the running code by names, sizes and times: a changed file means a restart."""
    root = places.checkout()
    folders = [SOURCES, *([root / "demo"] if root else [])]
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and "tests" not in file.parts:
                facts = file.stat()
                digest.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:20]


def state_file() -> Path:
    """Return where the background server is recorded."""
    return places.data_dir() / "run" / "server.json"


def log_file() -> Path:
    """Return the log of the background server."""
    return places.data_dir() / "log" / "server.log"
