"""Exchanging keys while people work: a new key is added, values are written anew with it, the old one is retired.

Running servers notice a new key file by themselves (`keys.Live`). Old values stay readable and findable until the last
one is rewritten; a rotation cut short is simply run again, because a value that is done is recognised and left alone.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from opencus.config import backup_format, backup_places, keys, recovery, rotation_values
from opencus.config.keys import KINDS, KeysError
from opencus.core.tenancy import install_signing_key

Say = Callable[[str], None]

#: Seconds for which an older key may still be needed by something that is not counted: open transactions, sessions.
PATIENCE = {"signing": 600.0, "django": 24 * 3600.0}
TERMS = {"signing": "10 minut", "django": "dobę"}


@dataclass(frozen=True)
class Standing:
    """One key: is it in use, and how many values still need it (None: not counted, see `PATIENCE`)."""

    kind: str
    number: int
    current: bool
    values: int | None

    @property
    def line(self) -> str:
        """One line of `opencus keys status`."""
        role = "w użyciu" if self.current else "starszy"
        count = "—" if self.values is None else str(self.values)
        return f"{self.kind + '-' + str(self.number):<12}{role:<10}{count:>10}"


def status() -> list[Standing]:
    """Count the values written with each key in service, over all centres."""
    held = settings.KEYS.at_this_moment()
    counted = {"pesel": rotation_values.count_sealed(), "blind": rotation_values.count_indexed(), "backup": _count_backups()}
    found = []
    for kind in KINDS:
        for key in held.all(kind):
            values = counted[kind].get(key.id, 0) if kind in counted else None
            found.append(Standing(kind, key.id, key.id == getattr(held, kind).id, values))
    return found


def rotate(kind: str, *, say: Say = print) -> int:
    """Add a key of a kind and bring everything over to it; return its number.

    The signing key is known to the database before anybody signs with it, so no request is refused.
    """
    held = settings.KEYS.at_this_moment()
    if kind == "signing":
        number = _rotate_signing(held)
    else:
        number = keys.add(kind)
    say(f"Nowy klucz {kind}-{number} jest w użyciu.")
    _note("KEY_ADDED", kind=kind, number=number)
    resume(kind, say=say)
    for warning in recovery.warnings():
        say(warning)
    return number


def resume(kind: str, *, say: Say = print) -> int:
    """Write what is left with older keys anew; return how many values. Harmless when nothing is left."""
    if kind == "pesel":
        return rotation_values.reseal(say)
    if kind == "blind":
        return rotation_values.reindex(say)
    if kind == "django":
        say("Uruchom serwer ponownie (opencus serve): stare sesje działają dalej, nowe podpisze nowy klucz.")
    if kind == "backup":
        say("Nowe kopie szyfruje nowy klucz; starsze otwiera stary.")
    return 0


def retire(kind: str, number: int, *, now: bool = False, say: Say = print) -> None:
    """Take an older key out of service; KeysError while a value, a backup, a session or a transaction may need it."""
    found = [one for one in status() if (one.kind, one.number) == (kind, number)]
    if not found or found[0].current:
        raise KeysError(f"Klucz {kind}-{number} jest w użyciu albo go nie ma.")
    if found[0].values:
        raise KeysError(f"Klucza {kind}-{number} potrzebuje jeszcze {found[0].values} wartości. Dokończ: opencus keys resume {kind}")
    held = settings.KEYS.at_this_moment()
    age = time.time() - keys.made_at(kind, getattr(held, kind).id)
    if not now and age < PATIENCE.get(kind, 0):
        raise KeysError(f"Nowy klucz {kind} jest za świeży: poczekaj {TERMS[kind]} albo dodaj --now.")
    if kind == "signing":
        install_signing_key(connection, *(key.secret for key in held.all("signing") if key.id != number))
    keys.retire(kind, number)
    _note("KEY_RETIRED", kind=kind, number=number)
    say(f"Klucz {kind}-{number} wycofany. Zostaje w katalogu {keys.RETIRED} i na kartce: potrzebują go starsze kopie.")


def warnings() -> list[str]:
    """Say in Polish when a rotation was begun and not ended; empty when all values have the current keys."""
    left = Counter({one.kind: one.values or 0 for one in status() if not one.current and one.kind != "backup"})
    return [f"Wymiana klucza {kind} nie jest skończona. Dokończ: opencus keys resume {kind}" for kind in +left]


def command(options: argparse.Namespace) -> int:
    """Do what `opencus keys ...` asks for."""
    match options.act:
        case "status":
            print(f"{'klucz':<12}{'':<10}{'wartości':>10}")
            for one in status():
                print(one.line)
        case "rotate":
            rotate(options.kind)
        case "resume":
            print(f"Przepisano: {resume(options.kind)}.")
        case "retire":
            retire(options.kind, options.number, now=options.now)
    return 0


def _rotate_signing(held: keys.Keys) -> int:
    """Make the key where no process looks, let the database accept it, and only then put it in use."""
    folder = keys.keys_dir()
    draft = keys.draft("signing", folder)
    install_signing_key(connection, draft.secret, *(key.secret for key in held.all("signing")))
    keys.put(draft, "signing", folder)
    return draft.id


def _count_backups() -> Counter[int]:
    found: Counter[int] = Counter()
    for folder in backup_places.folders():
        for path in backup_places.found_in(folder, keys.installation()) if folder.is_dir() else ():
            try:
                with open(path, "rb") as file:
                    found[backup_format.header(file)["key"]] += 1
            except (OSError, backup_format.BackupError):
                continue
    return found


def _note(event: str, **data: object) -> None:
    from opencus.config import recovery_events

    recovery_events.note_everywhere(getattr(recovery_events, event), **data)
