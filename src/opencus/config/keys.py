"""Key files that live outside the database: whoever takes the database alone reads no PESEL."""

import fcntl
import os
import secrets
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from opencus.config.places import data_dir

KINDS = ("django", "pesel", "blind", "signing", "backup")
LATER = ("backup",)  # kinds younger than the first release: made on the first start that misses them
BYTES = 32
RETIRED = "retired"
MOST = 255  # stored values name their key in one byte


class KeysError(RuntimeError):
    """The keys cannot be used; the message is one plain line in Polish for the operator."""


@dataclass(frozen=True)
class Key:
    """One secret of 32 random bytes and the number that names it inside stored values."""

    id: int
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keys:
    """The keys in use; `older` holds rotated keys that old values still need."""

    django: Key
    pesel: Key
    blind: Key
    signing: Key
    backup: Key
    older: dict[str, tuple[Key, ...]] = field(default_factory=dict, repr=False)

    @property
    def django_secret(self) -> str:
        """Text for Django's SECRET_KEY."""
        return self.django.secret.hex()

    @property
    def django_fallbacks(self) -> list[str]:
        """Texts for Django's SECRET_KEY_FALLBACKS, newest first."""
        return [key.secret.hex() for key in self.older.get("django", ())]

    def all(self, kind: str) -> tuple[Key, ...]:
        """Return every key of a kind in service, the one in use first."""
        current: Key = getattr(self, kind)
        return (current, *self.older.get(kind, ()))

    def pesel_secret(self, key_id: int) -> bytes:
        """Return the AES-256 key that `key_id` names, current or rotated; KeysError when it is gone."""
        for key in self.all("pesel"):
            if key.id == key_id:
                return key.secret
        raise KeysError(f"Brakuje klucza PESEL nr {key_id}. Przywróć go z kartki z kluczami.")


class Live:
    """The keys of a running process: read again as soon as the folder changes, so that a rotation needs no restart.

    One look at the folder costs two microseconds. Attributes are those of `Keys`; take `at_this_moment()` once where
    several of them must belong together.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or keys_dir()
        self._held = load(self._folder)
        self._stamp = self._look()

    def at_this_moment(self) -> Keys:
        """Return the keys as the folder holds them now; those last read when it cannot be read."""
        stamp = self._look()
        if stamp != self._stamp or stamp is None:
            load.cache_clear()
            try:
                self._held, self._stamp = load(self._folder), stamp
            except (KeysError, OSError):  # half a change, or a folder that is away: the known keys still serve
                self._stamp = None
        return self._held

    def _look(self) -> tuple[int, int] | None:
        """Name the state of the folder; None while it is so fresh that a second change could look the same."""
        try:
            facts = self._folder.stat()
        except OSError:
            return (0, 0)
        fresh = abs(time.time() - facts.st_mtime) < 0.1
        return None if fresh else (facts.st_mtime_ns, facts.st_ino)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.at_this_moment(), name)


def keys_dir() -> Path:
    """Return the folder of the key files: `OPENCUS_KEYS_DIR`, else `keys` in the data folder."""
    if chosen := os.environ.get("OPENCUS_KEYS_DIR"):
        return Path(chosen).expanduser().absolute()
    return data_dir() / "keys"


@cache
def load(folder: Path | None = None) -> Keys:
    """Read the keys, creating all of them on the very first start.

    Files are named `<kind>-<id>.key`, 64 hexadecimal digits each, mode 0600; the highest id is in use,
    so a key is rotated by adding a file. Raises KeysError when a key is lost, damaged or world-readable.
    """
    folder = folder or keys_dir()
    found = _found(folder)
    if not all(found.values()):
        if not any(found.values()):
            _refuse_to_replace_lost_keys(folder)
        try:
            create_if_none(folder)  # waits for whoever is creating them at this moment
        except PermissionError:
            raise KeysError(f"Nie wolno mi zapisać kluczy w {folder}. Sprawdź, czyj to katalog.") from None
        found = _found(folder)
    if missing := [kind for kind in KINDS if not found[kind]]:
        raise KeysError(
            f"W {folder} brakuje kluczy: {', '.join(missing)}. Przywróć je z kartki: opencus recovery-kit --restore"
        )
    return Keys(
        **{kind: keys[0] for kind, keys in found.items()},
        older={kind: tuple(keys[1:]) for kind, keys in found.items()},
    )


def create_if_none(folder: Path | None = None) -> None:
    """Create all keys where there is not a single one; for a database that holds nothing yet."""
    folder = folder or keys_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not any(folder.glob("*.key")):
            for kind in KINDS:
                _create(folder, kind, 1)
        for kind in LATER:
            if not any(folder.glob(f"{kind}-*.key")) and not any((folder / RETIRED).glob(f"{kind}-*.key")):
                _create(folder, kind, 1)
    finally:
        os.close(lock)


def installation(folder: Path | None = None) -> str:
    """Return the eight characters that tell this installation from others on paper and in names of backups.

    Kept beside the keys, because the recovery kit brings both back together.
    """
    path = (folder or keys_dir()) / "installation"
    spare = data_dir() / "state" / "installation"  # for keys lent by systemd, whose folder is read-only
    for known in (path, spare):
        if known.exists():
            return known.read_text().strip()
    name = uuid.uuid4().hex[:8]
    try:
        write(path, name)
    except OSError:
        spare.parent.mkdir(parents=True, exist_ok=True)
        write(spare, name)
    return name


def add(kind: str, folder: Path | None = None) -> int:
    """Create the next key of a kind, in use from this moment in every process of this machine; return its number."""
    key = draft(kind, folder)
    put(key, kind, folder)
    return key.id


def draft(kind: str, folder: Path | None = None) -> Key:
    """Return a fresh key with the next number, which nobody uses before `put`."""
    folder = folder or keys_dir()
    taken = [key.id for key in (*_read_all(folder, kind), *_read_all(folder / RETIRED, kind))]
    number = max(taken, default=0) + 1
    if number > MOST:
        raise KeysError(f"Kluczy „{kind}” było już {MOST}. Więcej się nie da.")
    return Key(number, secrets.token_bytes(BYTES))


def put(key: Key, kind: str, folder: Path | None = None) -> None:
    """Put a key in use."""
    write((folder or keys_dir()) / f"{kind}-{key.id}.key", key.secret.hex())
    load.cache_clear()


def retire(kind: str, number: int, folder: Path | None = None) -> None:
    """Take an older key out of service; the file moves to `retired`, because older backups still need it."""
    folder = folder or keys_dir()
    keys = _read_all(folder, kind)
    if not any(key.id == number for key in keys[1:]):
        raise KeysError(f"Klucz {kind}-{number} jest w użyciu albo go nie ma.")
    (folder / RETIRED).mkdir(mode=0o700, exist_ok=True)
    name = f"{kind}-{number}.key"
    (folder / name).rename(folder / RETIRED / name)
    load.cache_clear()


def retired(folder: Path | None = None) -> dict[str, tuple[Key, ...]]:
    """Return the keys out of service, by kind."""
    place = (folder or keys_dir()) / RETIRED
    return {kind: tuple(_read_all(place, kind)) for kind in KINDS}


def made_at(kind: str, number: int, folder: Path | None = None) -> float:
    """Return when a key was made or brought back, in seconds since 1970."""
    return ((folder or keys_dir()) / f"{kind}-{number}.key").stat().st_mtime


def write(target: Path, text: str) -> None:
    """Write a small secret file whole or not at all, for the owner only."""
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=".new-")  # 0600 from the first byte
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, target)


def _found(folder: Path) -> dict[str, list[Key]]:
    return {kind: _read_all(folder, kind) for kind in KINDS}


def _refuse_to_replace_lost_keys(folder: Path) -> None:
    # A new PESEL key under the old number would make every stored PESEL unreadable without a word.
    database = data_dir() / "pg" / "data" / "PG_VERSION"
    if folder == data_dir() / "keys" and database.exists():
        raise KeysError(
            f"Jest baza danych, a w {folder} nie ma kluczy. Przywróć je z kartki: opencus recovery-kit --restore"
            " (wersja pokazowa: make demo-reset)."
        )


def _read_all(folder: Path, kind: str) -> list[Key]:
    """Return the keys of one kind, newest first."""
    keys = []
    for path in folder.glob(f"{kind}-*.key"):
        if path.stat().st_mode & 0o007:
            raise KeysError(f"Każdy na tym komputerze może czytać {path}. Uruchom: chmod 600 {path}")
        try:
            key = Key(int(path.stem.removeprefix(f"{kind}-")), bytes.fromhex(path.read_text().strip()))
        except ValueError:
            raise KeysError(f"{path} to nie jest plik klucza. Przywróć go z kartki z kluczami.") from None
        if len(key.secret) != BYTES or not 0 < key.id <= MOST:
            raise KeysError(
                f"{path} nie zawiera klucza o długości {BYTES} bajtów. Przywróć go z kartki z kluczami."
            )
        keys.append(key)
    return sorted(keys, key=lambda key: key.id, reverse=True)


def _create(folder: Path, kind: str, number: int) -> None:
    write(folder / f"{kind}-{number}.key", secrets.token_hex(BYTES))
