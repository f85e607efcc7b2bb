"""Bring the private database back when something has killed it; each web process watches, one of them acts."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

from opencus.config import cluster, external
from opencus.config.cluster import Cluster
from opencus.config.postgres import ClusterError

logger = logging.getLogger(__name__)
SHUT_DOWN = (1, 2)  # DBState of PostgreSQL 15 to 18: shut down, shut down in recovery
EVERY = 1.0  # seconds between two looks


def start() -> threading.Thread | None:
    """Watch from a thread that ends with the process; an external server is somebody else's to watch."""
    if external.configured():
        return None
    thread = threading.Thread(target=for_ever, name="revive", daemon=True)
    thread.start()
    return thread


def for_ever() -> None:
    """Look again and again."""
    server = cluster.default_cluster()
    while True:
        time.sleep(EVERY)
        try:
            revive(server)
        except (ClusterError, OSError):  # a full disk, a lock of a dying child: the next look tries again
            logger.exception("the database does not come back yet")


def revive(server: Cluster) -> bool:
    """Start the server when it fell; say whether it had to. Whoever comes second waits and finds it running."""
    if not fell(server):
        return False
    logger.error("the database was killed; it is started again")
    server.ensure_running()
    return True


def fell(server: Cluster) -> bool:
    """Say whether the server ended without having been stopped: its note is there, its process is not.

    A server stopped in good order takes its note along and stays stopped. One that a full disk has stopped takes its
    note along too, but its control file still says that it works.
    """
    try:
        pid = int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])
        return not pid or not _lives(pid)
    except FileNotFoundError:
        return not _stopped_in_order(server)
    except (ValueError, PermissionError):
        return False


def _stopped_in_order(server: Cluster) -> bool:
    """Read the state in the control file (`pg_controldata`: shut down); True also where there is no cluster."""
    try:
        with open(server.data / "global" / "pg_control", "rb") as file:
            state = int.from_bytes(file.read(20)[16:], sys.byteorder)
    except (FileNotFoundError, PermissionError):
        return True
    return state in SHUT_DOWN


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    # A number is used again after a restart of the machine, and a zombie serves nobody.
    return state.rpartition(")")[2].split()[0] != "Z" and b"postgres" in words
