"""Throw-away clusters for the tests of the supervisor."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from opencus.config.cluster import DATABASE, ROLES, Cluster, Role


@contextmanager
def folder(mode: int = 0o755) -> Iterator[Path]:
    """A short-named folder, so that the socket fits; removed with all it holds."""
    path = Path(tempfile.mkdtemp(prefix="ocus-"))
    path.chmod(mode)
    try:
        yield path
    finally:
        for server in (Cluster(path / "pg"), Cluster(path / "test-pg")):
            if server.root.exists():
                server.stop()
                shutil.rmtree(server.home, ignore_errors=True)
                shutil.rmtree(server.socket_dir, ignore_errors=True)
        shutil.rmtree(path, ignore_errors=True)


def connect(server: Cluster, role: Role = "app") -> psycopg.Connection:
    """Connect as a role of the product, in autocommit."""
    return psycopg.connect(
        host=str(server.socket_dir), user=ROLES[role], dbname=DATABASE, autocommit=True, connect_timeout=5
    )


def postmaster(server: Cluster) -> int:
    """Return the process id of the server."""
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def children(pid: int) -> list[int]:
    """Return the process ids whose parent is `pid`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(after_name[1]) == pid:
                found.append(int(entry.name))
    return found


def kill(*pids: int) -> None:
    """Kill without mercy and wait until the first is gone."""
    for pid in pids:
        with suppress(ProcessLookupError):  # orphans notice and end by themselves
            os.kill(pid, signal.SIGKILL)
    give_up = time.monotonic() + 5
    with suppress(FileNotFoundError, ProcessLookupError):
        while time.monotonic() < give_up and "\nState:\tZ" not in Path(f"/proc/{pids[0]}/status").read_text():
            time.sleep(0.02)
