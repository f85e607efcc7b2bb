"""From a backup to a working database: on a new machine, and every night on trial in a cluster that is thrown away.

The trial runs the very same code as the real restore, in a process of its own with another data folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from opencus.config import (
    backup,
    backup_check,
    backup_format,
    backup_state,
    cluster,
    external,
    keys,
    places,
    schema,
)
from opencus.config.backup import Say
from opencus.config.backup_format import BackupError

ROOM = 4  # times the size of the encrypted file: what a trial restore may need on the disk
NOTES = ("demo",)  # facts about the database that travel with it


def restore(path: Path, *, say: Say = print) -> dict[str, Any]:
    """Bring back a backup into an empty installation and check it; return what it held, the faults and the times.

    Faults are told, not raised: the data are there and a person decides. BackupError when the backup cannot be read or
    the installation holds data, which is then untouched.
    """
    times: dict[str, float] = {}
    with _timed(times, "odszyfrowanie i odtworzenie", say):
        _refuse_data()
        manifest = _load(path)
    with _timed(times, "klucze i notatki", say):
        _settle(manifest)
    migrated = manifest["schema"] != schema.fingerprint()
    if migrated:
        with _timed(times, "migracje do tej wersji", say):
            schema.migrate_apart()
    else:
        _take_back_rights()
        schema.note(migrations=manifest["schema"])
    with _timed(times, "sprawdzenie", say):
        faults = backup_check.faults(manifest, migrated=migrated)
    rows = sum(manifest["rows"].values())
    return {"made": manifest["made"], "rows": rows, "migrated": migrated, "faults": faults, "seconds": times}


def trial(path: Path, *, say: Say = print) -> dict[str, Any]:
    """Restore a backup into a cluster of its own, check it, throw it away and remember the outcome.

    Runs in a fresh process: this one keeps its database. Faults are in the answer; the answer is never silent.
    """
    began = time.monotonic()
    held: dict[str, Any] = {"file": str(path), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    try:
        held |= _trial_apart(path)
    except BackupError as trouble:
        held["faults"] = [str(trouble)]
    held["total"] = round(time.monotonic() - began, 1)
    backup_state.write("restore_test", held)
    for fault in held["faults"]:
        say(f"BŁĄD: {fault}")
    return held


def trial_here(path: Path) -> dict[str, Any]:
    """Do the trial in this process, whose data folder is already the one to be thrown away."""
    server = cluster.Cluster(places.data_dir() / "pg", durable=False)
    try:
        server.ensure_running()
        return restore(path, say=lambda words: None)
    finally:
        server.stop()
        for folder in (server.home, server.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)


def _trial_apart(path: Path) -> dict[str, Any]:
    free = shutil.disk_usage(places.data_dir()).free
    if free < ROOM * path.stat().st_size:
        raise BackupError("Na dysku nie ma miejsca na próbę odtworzenia kopii. Zwolnij je i uruchom: opencus restore-test")
    with tempfile.TemporaryDirectory(prefix="proba-", dir=places.data_dir()) as folder:
        environment = {name: value for name, value in os.environ.items() if name not in external.VARIABLES.values()}
        environment |= {"OPENCUS_DATA": folder, "OPENCUS_KEYS_DIR": str(keys.keys_dir()), "OPENCUS_ROLE": "app"}
        words = [sys.executable, "-m", "opencus.config.cli", "restore-test", "--here", str(path)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise BackupError(f"Próba odtworzenia nie powiodła się: {' '.join(last)}") from None


def _refuse_data() -> None:
    """Refuse to restore over anybody's data; an installation that was only migrated is emptied."""
    cluster.ensure_running()
    if schema.has_centres():
        raise BackupError("W tej instalacji są już dane. Odtwarzaj na pustej: ustaw OPENCUS_DATA na nowy katalog.")
    with schema.connect("migrator") as link:
        query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        row = link.execute(query).fetchone()
    if row and row[0]:
        if external.configured():
            raise BackupError("Baza z OPENCUS_DATABASE_URL nie jest pusta. Utwórz ją od nowa narzędziami serwera.")
        server = cluster.default_cluster()
        server.drop_database(cluster.DATABASE)
        server.create_database(cluster.DATABASE)


def _load(path: Path) -> dict[str, Any]:
    """Decrypt the file into pg_restore, in one transaction: all of it or nothing."""
    if not os.access(path, os.R_OK):
        raise BackupError(f"Nie mogę odczytać {path}. Sprawdź nazwę i czy dysk jest podłączony.")
    with open(path, "rb") as file:
        pieces = _Pieces(backup_format.read(file, keys.load().all("backup")))
        manifest = dict(json.loads(pieces.line()))
        _refuse_older_server(manifest)
        _unpack_files(pieces, manifest["files"])
        _pour(pieces)
    return manifest


class _Pieces:
    """The content of a backup, taken by lines and by numbers of bytes."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source, self._held = source, b""

    def line(self) -> bytes:
        while b"\n" not in self._held:
            self._held += next(self._source)
        line, _, self._held = self._held.partition(b"\n")
        return line

    def take(self, count: int) -> Iterator[bytes]:
        while count:
            if not self._held:
                self._held = next(self._source)
            piece, self._held = self._held[:count], self._held[count:]
            count -= len(piece)
            yield piece

    def rest(self) -> Iterator[bytes]:
        yield self._held
        yield from self._source


def _refuse_older_server(manifest: dict[str, Any]) -> None:
    with schema.connect("migrator") as link:
        major = link.info.server_version // 10000
    if major < manifest["postgresql"]:
        raise BackupError(
            f"Kopię zrobiono na PostgreSQL {manifest['postgresql']}, a tu jest {major}."
            f" Zainstaluj postgresql-{manifest['postgresql']} i spróbuj jeszcze raz w nowym katalogu OPENCUS_DATA."
        )


def _unpack_files(pieces: _Pieces, size: int) -> None:
    if not size:
        return
    target = places.data_dir() / backup.UPLOADS
    with tempfile.TemporaryFile() as archive:
        for piece in pieces.take(size):
            archive.write(piece)
        archive.seek(0)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tarfile.open(fileobj=archive) as pack:
            pack.extractall(target, filter="data")  # no links, no absolute paths


def _pour(pieces: _Pieces) -> None:
    program = backup.binaries(_major())["pg_restore"]
    words = [program, "--no-owner", "--no-comments", "--single-transaction", "--exit-on-error", "--no-password"]
    words += ["--dbname", str(cluster.django_database("migrator")["NAME"])]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=backup.environment("migrator")
        )
        assert process.stdin is not None
        try:
            with contextlib.suppress(BrokenPipeError):  # pg_restore says why it stopped
                for piece in pieces.rest():
                    process.stdin.write(piece)
        except BaseException:
            process.kill()  # before the end of its input: the transaction is never committed
            raise
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            code = process.wait()
        if code:
            said.seek(0)
            raise BackupError(f"Odtworzenie nie powiodło się, baza pozostała pusta: {' '.join(said.read().split()[:40])}")


def _major() -> int:
    with schema.connect("migrator") as link:
        return link.info.server_version // 10000


def _settle(manifest: dict[str, Any]) -> None:
    """Hand the database the keys of tenant contexts, refresh what the planner knows, and keep what was noted."""
    from opencus.core.tenancy.context import install_signing_key

    with schema.connect("migrator") as link:
        install_signing_key(link, *(key.secret for key in keys.load().all("signing")))
        link.execute("ANALYZE")
    schema.note(**{name: value for name, value in manifest["notes"].items() if name in NOTES})


def _take_back_rights() -> None:
    """Bring the rights of the application to what is written down; a migration does the same at its end.

    Tables made by pg_restore get the default rights of new tables on top of those that were saved.
    """
    from opencus.core.tenancy import grants

    with schema.connect("migrator") as link, link.transaction(), link.cursor() as cursor:
        grants.apply(cursor)


@contextmanager
def _timed(times: dict[str, float], name: str, say: Say) -> Iterator[None]:
    began = time.monotonic()
    yield
    times[name] = round(time.monotonic() - began, 1)
    say(f"  {name:<34}{times[name]:6.1f} s".replace(".", ","))


