"""The nightly backup: one consistent dump, encrypted, written to two places at once.

Never in it: key files, the signing key in the database, sessions. Settings are listed by name and value unless they
hold a password. Needs no Django, so that it works when little else does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from opencus import __version__
from opencus.config import (
    backup_format,
    backup_places,
    backup_state,
    cluster,
    external,
    keys,
    places,
    postgres,
    schema,
)
from opencus.config.backup_format import BackupError
from opencus.config.backup_places import Copy

Say = Callable[[str], None]

#: Tables whose rows stay out: the tenant key itself, and log-ins that a thief of the backup could take over.
WITHOUT_ROWS = ("guard.signing_key", "public.django_session", "public.centre_loginsession")
UPLOADS = "files"  # folder of uploaded files in the data folder
HIDDEN_SETTINGS = ("URL", "KEY", "PASSWORD", "SECRET", "TOKEN")
LATE = 26 * 3600.0  # seconds after which the last backup is too old
PIECE = 1 << 20

_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'guard') AND c.relkind = 'r' ORDER BY 1, 2
"""
_HEADS = """
SELECT c.id::text, c.slug, coalesce(l.number, 0), coalesce(encode(l.hash, 'hex'), '')
FROM centre_centre c LEFT JOIN LATERAL
  (SELECT number, hash FROM audit_link WHERE centre_id = c.id ORDER BY number DESC LIMIT 1) l ON true ORDER BY c.slug
"""


@dataclass(frozen=True)
class Made:
    """What a run has done; `copies` has one line per place, with trouble in plain Polish or empty."""

    name: str
    at: str
    bytes: int
    seconds: float
    rows: int
    copies: list[dict[str, Any]]

    @property
    def good(self) -> list[Path]:
        """The files that are in place."""
        return [Path(one["path"]) for one in self.copies if not one["trouble"]]

    @property
    def troubles(self) -> list[str]:
        return [f"{one['path']}: {one['trouble']}" for one in self.copies if one["trouble"]]


def make(folders: list[Path] | None = None, *, say: Say = print) -> Made:
    """Write one backup to every place and drop what the retention rule no longer needs.

    BackupError when no place could be written; a single failed place is told in the result and by `say`.
    """
    began, moment = time.monotonic(), datetime.now(UTC)
    held = keys.load()
    name = backup_places.name(keys.installation(), moment)
    copies = [Copy(folder, name) for folder in folders or backup_places.folders()]
    try:
        for copy in copies:
            copy.begin()
        rows = _write_all(copies, held, moment, say)
        for copy in copies:
            copy.finish()
    finally:
        for copy in copies:
            copy.abandon()
    made = _told(name, moment, time.monotonic() - began, rows, copies)
    backup_state.write("backup", asdict(made))
    for trouble in made.troubles:
        say(f"UWAGA: {trouble}")
    if not made.good:
        raise BackupError("Kopii nie zapisano w żadnym miejscu. " + " ".join(made.troubles))
    for path in made.good:
        _sidecar(path, next(copy.sha256 for copy in copies if copy.path == path))
        _prune(path, say)
    return made


def last_age() -> float | None:
    """Return how many seconds ago the last good backup was made; None when there was none."""
    made = backup_state.read("backup")
    if not any(not one.get("trouble") for one in made.get("copies", [])):
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(made["at"])).total_seconds()


def warnings() -> list[str]:
    """Say in Polish what is wrong with the backups of this installation; empty when all is well."""
    found = backup_places.warnings()
    age = last_age()
    if age is None:
        found.append("Nie ma jeszcze żadnej kopii zapasowej. Zrób ją: opencus backup")
    elif age > LATE:
        found.append(f"Ostatnia kopia zapasowa jest sprzed {age / 3600:.0f} godzin. Zrób ją teraz: opencus backup")
    found += [f"Kopia w jednym z miejsc się nie udała: {one}" for one in _last_troubles()]
    test = backup_state.read("restore_test")
    if test.get("faults"):
        found.append(f"Próba odtworzenia kopii wykazała błąd: {test['faults'][0]}")
    elif age is not None and not test:
        found.append("Żadnej kopii jeszcze nie odtworzono na próbę. Sprawdź ją: opencus restore-test")
    return found


def _last_troubles() -> list[str]:
    copies = backup_state.read("backup").get("copies", [])
    return [f"{one['path']}: {one['trouble']}" for one in copies if one.get("trouble")]


def _write_all(copies: list[Copy], held: keys.Keys, moment: datetime, say: Say) -> int:
    """Dump one snapshot into all copies; return the number of rows."""

    def out(data: bytes) -> None:
        for copy in copies:
            copy.write(data)
        if all(copy.trouble for copy in copies):
            raise BackupError("Kopii nie zapisano w żadnym miejscu. " + "; ".join(f"{c.folder}: {c.trouble}" for c in copies))

    with snapshot() as (connection, name), tempfile.TemporaryFile() as archive:
        say("kopia: liczenie wierszy")
        files = _pack_files(archive)
        manifest = manifest_of(connection, files, moment)
        about = {"installation": keys.installation(), "made": manifest["made"], "version": __version__}
        writer = backup_format.Writer(out, held.backup, **about)
        writer.write(json.dumps(manifest, ensure_ascii=False).encode() + b"\n")
        while piece := archive.read(PIECE):
            writer.write(piece)
        for done in _dump(connection, name, writer.write):
            say(f"kopia: {done / 1e6:.0f} MB")
        writer.close()
    return sum(manifest["rows"].values())


@contextmanager
def snapshot() -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A transaction of the backup role whose view of the data the dump shares: counts and dump agree to the row."""
    with schema.connect("backup") as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")  # it waits while pg_dump works
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, row[0]
        connection.execute("ROLLBACK")


def manifest_of(connection: psycopg.Connection[Any], files: int, moment: datetime) -> dict[str, Any]:
    rows = {}
    for space, table in connection.execute(_TABLES).fetchall():
        if f"{space}.{table}" not in WITHOUT_ROWS:
            count = sql.SQL("SELECT count(*) FROM {}.{}").format(sql.Identifier(space), sql.Identifier(table))
            rows[f"{space}.{table}"] = connection.execute(count).fetchone()[0]  # type: ignore[index]
    notes = schema.notes()
    heads = [
        {"centre": centre, "slug": slug, "number": number, "hash": head}
        for centre, slug, number, head in (connection.execute(_HEADS).fetchall() if "public.centre_centre" in rows else ())
    ]
    return {
        "made": moment.isoformat(timespec="seconds"), "version": __version__, "schema": notes.get("migrations", ""),
        "notes": notes, "postgresql": connection.info.server_version // 10000,
        "installation": keys.installation(), "files": files, "rows": rows, "heads": heads, "settings": _settings(),
    }  # fmt: skip


def _settings() -> dict[str, str]:
    """The settings of this installation that hold no secret; the others by name only."""
    named = {name: value for name, value in os.environ.items() if name.startswith("OPENCUS_")}
    return {name: "" if any(word in name for word in HIDDEN_SETTINGS) else value for name, value in sorted(named.items())}


def _pack_files(archive: Any) -> int:
    """Pack the uploaded files, none of them a link; return the bytes."""
    folder = places.data_dir() / UPLOADS
    if folder.is_dir():
        with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as pack:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    pack.add(path, arcname=str(path.relative_to(folder)), recursive=False)
    size = int(archive.tell())
    archive.seek(0)
    return size


def _dump(connection: psycopg.Connection[Any], snapshot: str, write: Callable[[bytes], None]) -> Iterator[int]:
    """Let pg_dump write the snapshot; yield the bytes so far about once a second."""
    program = binaries(connection.info.server_version // 10000)["pg_dump"]
    words = [program, "--format=custom", f"--snapshot={snapshot}", "--no-comments", "--no-password"]
    words += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment("backup")
        )
        assert process.stdout is not None
        try:
            done, told = 0, time.monotonic()
            while piece := process.stdout.read(PIECE):
                write(piece)
                done += len(piece)
                if time.monotonic() - told > 1:
                    told = time.monotonic()
                    yield done
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        if code:
            said.seek(0)
            raise BackupError(f"pg_dump nie dokończył kopii: {' '.join(said.read().split()[-30:])}")


def environment(role: cluster.Role) -> dict[str, str]:
    """Return the environment by which PostgreSQL's programs reach the database; passwords stay out of `ps`."""
    entry = cluster.django_database(role)
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    chosen = {variable: str(entry[name]) for name, variable in names.items() if entry.get(name)}
    for option, value in entry["OPTIONS"].items():
        chosen[f"PG{option.upper().replace('_', '')}"] = str(value)  # sslmode -> PGSSLMODE
    if "PGCONNECTTIMEOUT" in chosen:
        chosen["PGCONNECT_TIMEOUT"] = chosen.pop("PGCONNECTTIMEOUT")
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": os.environ.get("HOME", "/"), **chosen}


def binaries(major: int) -> postgres.Binaries:
    """Return programs that may read a server of this version: its own, or younger ones."""
    if not external.configured():
        return postgres.find(major)
    fitting = [one for one in postgres.candidates() if one.major >= major and shutil.which(one["pg_dump"])]
    if not fitting:
        raise BackupError(f"Do kopii potrzebny jest pg_dump {major} albo nowszy. Uruchom: apt install postgresql-client")
    return min(fitting, key=lambda one: one.major)


def _told(name: str, moment: datetime, seconds: float, rows: int, copies: list[Copy]) -> Made:
    lines = [{"path": str(one.path), "trouble": one.trouble, "sha256": one.sha256, "bytes": one.size} for one in copies]
    size = max(one.size for one in copies)
    return Made(name, moment.isoformat(timespec="seconds"), size, round(seconds, 1), rows, lines)


def _sidecar(path: Path, digest: str) -> None:
    """Leave the checksum beside the backup, as `sha256sum -c` reads it."""
    path.with_suffix(path.suffix + ".sha256").write_text(f"{digest}  {path.name}\n")


def _prune(written: Path, say: Say) -> None:
    for path in backup_places.superfluous(backup_places.found_in(written.parent, keys.installation()), written):
        path.unlink(missing_ok=True)
        path.with_suffix(path.suffix + ".sha256").unlink(missing_ok=True)
        say(f"usunięto starą kopię {path.name}")
