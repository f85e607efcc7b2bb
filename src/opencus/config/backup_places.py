"""Where backups lie, what they are called, and which old ones may go."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from opencus.config import places

SUFFIX = ".cusbak"
LATEST = 3  # kept whatever the rule says: several on one day, before and after an upgrade
KEEP = {"day": 14, "week": 8, "month": 12}  # so many of the latest days, weeks and months that have a backup
_NAME = re.compile(r"opencus-([0-9a-f]{8})-(\d{8}T\d{6}Z)\.cusbak")
_STAMP = "%Y%m%dT%H%M%SZ"


def folders() -> list[Path]:
    """Return the folders of `OPENCUS_BACKUP_DIRS` (parted by colons), else one folder beside the data."""
    chosen = os.environ.get("OPENCUS_BACKUP_DIRS", "")
    named = [Path(one).expanduser().absolute() for one in chosen.split(os.pathsep) if one.strip()]
    return named or [places.data_dir() / "backups"]


def warnings() -> list[str]:
    """Say in Polish what is unwise about the chosen places."""
    chosen = folders()
    data = places.data_dir()
    disks = [one.stat().st_dev for one in chosen if one.is_dir()]
    found = [f"Nie ma katalogu {one}. Sprawdź, czy dysk jest podłączony." for one in chosen if not _usable(one)]
    if len(chosen) < 2:
        found.append("Kopie leżą w jednym miejscu. Podaj dwa: OPENCUS_BACKUP_DIRS=/kopie/a:/kopie/b")
    elif len(disks) > 1 and len(set(disks)) == 1:
        found.append("Oba miejsca na kopie są na tym samym dysku. Jedno powinno być na innym.")
    elif disks and data.is_dir() and set(disks) == {data.stat().st_dev}:
        found.append("Kopie leżą tylko na dysku z danymi. Jedno miejsce powinno być na innym dysku.")
    return found


def name(installation: str, moment: datetime) -> str:
    """Return the file name of a backup: always in UTC, so that no night has the same hour twice."""
    return f"opencus-{installation}-{moment.astimezone(UTC).strftime(_STAMP)}{SUFFIX}"


def moment_of(path: Path) -> datetime | None:
    """Return when a backup was made, by its name; None for another file."""
    found = _NAME.fullmatch(path.name)
    return datetime.strptime(found[2], _STAMP).replace(tzinfo=UTC) if found else None


def found_in(folder: Path, installation: str) -> list[Path]:
    """Return the backups of one installation in a folder, the newest first."""
    return sorted(folder.glob(f"opencus-{installation}-*{SUFFIX}"), reverse=True)


def superfluous(paths: Iterable[Path], written: Path) -> list[Path]:
    """Return the backups that the rule of days, weeks and months no longer needs.

    Days are counted among those that have a backup, not back from today: a clock that jumps ahead by a year costs one
    place in the row and no backup. What was just written always stays, also when the clock has gone back.
    """
    dated = sorted(((when, path) for path in paths if (when := moment_of(path))), reverse=True)
    kept = {written, *(path for _, path in dated[:LATEST])}
    for period, most in KEEP.items():
        seen: dict[tuple[int, ...], Path] = {}
        for when, path in dated:
            seen.setdefault(_period(period, when), path)  # the newest of the period
        kept.update(list(seen.values())[:most])
    return [path for _, path in dated if path not in kept]


def _period(kind: str, when: datetime) -> tuple[int, ...]:
    if kind == "week":
        return tuple(when.isocalendar())[:2]
    return (when.year, when.month, when.day)[: 3 if kind == "day" else 2]


@dataclass
class Copy:
    """One file being written in one place; a failure here leaves the other places alone."""

    folder: Path
    name: str
    trouble: str = ""
    size: int = 0
    _file: BinaryIO | None = None
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def begin(self) -> None:
        """Open a draft under another name; the default folder is made, a chosen one must be there."""
        if self.folder == places.data_dir() / "backups":
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _usable(self.folder):  # a disk that is not mounted: its folder would fill the wrong disk
            self.trouble = "nie ma takiego katalogu (dysk niepodłączony?)"
            return
        with self._watched():
            descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "wb")

    def write(self, data: bytes) -> None:
        """Write to the draft; after trouble nothing more."""
        if self._file and not self.trouble:
            with self._watched():
                self._file.write(data)
                self._digest.update(data)
                self.size += len(data)

    def finish(self) -> None:
        """Put the draft in place once the disk has it."""
        if self._file is None:
            return
        if not self.trouble:
            with self._watched():
                self._file.flush()
                os.fsync(self._file.fileno())
                self._draft.rename(self.path)
                _settle(self.folder)
        self.abandon()

    def abandon(self) -> None:
        """Close and throw away what is not in place."""
        if self._file:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
        with contextlib.suppress(OSError):
            self._draft.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def _draft(self) -> Path:
        return self.folder / f".{self.name}.part"

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.trouble = f"zapis nie powiódł się: {error.strerror or error}"


def _usable(folder: Path) -> bool:
    return folder.is_dir() or folder == places.data_dir() / "backups"


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
