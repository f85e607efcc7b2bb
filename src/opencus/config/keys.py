"""Key files that live outside the database: whoever takes the database alone reads no PESEL."""

import fcntl
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from opencus.config.places import data_dir

KINDS = ("django", "pesel", "blind", "signing")
BYTES = 32


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
    older: dict[str, tuple[Key, ...]] = field(default_factory=dict, repr=False)

    @property
    def django_secret(self) -> str:
        """Text for Django's SECRET_KEY."""
        return self.django.secret.hex()

    @property
    def django_fallbacks(self) -> list[str]:
        """Texts for Django's SECRET_KEY_FALLBACKS, newest first."""
        return [key.secret.hex() for key in self.older.get("django", ())]

    def pesel_secret(self, key_id: int) -> bytes:
        """Return the AES-256 key that `key_id` names, current or rotated; KeysError when it is gone."""
        for key in (self.pesel, *self.older.get("pesel", ())):
            if key.id == key_id:
                return key.secret
        raise KeysError(f"Brakuje klucza PESEL nr {key_id}. Przywróć katalog kluczy z kopii zapasowej.")


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
    found = {kind: _read_all(folder, kind) for kind in KINDS}
    if not all(found.values()):
        if not any(found.values()):
            _refuse_to_replace_lost_keys(folder)
        create_if_none(folder)  # waits for whoever is creating them at this moment
        found = {kind: _read_all(folder, kind) for kind in KINDS}
    if missing := [kind for kind in KINDS if not found[kind]]:
        raise KeysError(
            f"W {folder} brakuje kluczy: {', '.join(missing)}. Przywróć katalog z kopii zapasowej."
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
                _create(folder, kind)
    finally:
        os.close(lock)


def _refuse_to_replace_lost_keys(folder: Path) -> None:
    # A new PESEL key under the old number would make every stored PESEL unreadable without a word.
    database = data_dir() / "pg" / "data" / "PG_VERSION"
    if folder == data_dir() / "keys" and database.exists():
        raise KeysError(
            f"Jest baza danych, a w {folder} nie ma kluczy. Przywróć katalog z kopii zapasowej"
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
            raise KeysError(f"{path} to nie jest plik klucza. Przywróć go z kopii zapasowej.") from None
        if len(key.secret) != BYTES or not 0 < key.id < 256:  # stored values name their key in one byte
            raise KeysError(
                f"{path} nie zawiera klucza o długości {BYTES} bajtów. Przywróć go z kopii zapasowej."
            )
        keys.append(key)
    return sorted(keys, key=lambda key: key.id, reverse=True)


def _create(folder: Path, kind: str) -> None:
    target = folder / f"{kind}-1.key"
    descriptor, draft = tempfile.mkstemp(dir=folder, prefix=".new-")  # 0600 from the first byte
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, target)
