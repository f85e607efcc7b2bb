"""Checks of what must survive the machine: keys, the recovery kit, backups and their proof."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from opencus.config import backup, backup_places, backup_state, keys
from opencus.config.doctor.findings import Finding, Scope, bad, ok, warn
from opencus.core.words import ago

RESTORE_TEST = timedelta(days=8)  # the nightly test may fail to run for a week before it is a trouble of its own


def key_files(scope: Scope) -> Finding:
    """Nobody else on this machine may read the keys, and they do not lie with the backups."""
    folder = keys.keys_dir()
    lent = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent"))  # systemd guards that folder itself
    for path in [folder, *sorted(folder.glob("*.key"))]:
        if path.stat().st_mode & (0o007 if folder.is_relative_to(lent) else 0o077):
            return bad(f"Inni użytkownicy komputera mogą czytać {path}.", f"chmod 700 {folder} && chmod 600 {folder}/*.key")
    if any(folder.is_relative_to(place) or place.is_relative_to(folder) for place in backup_places.folders()):
        return bad("Kopie zapasowe leżą razem z kluczami: kto weźmie jedno, ma i drugie.", "ustaw OPENCUS_BACKUP_DIRS na inny katalog")
    return ok("Klucze czyta tylko program.")


def recovery_kit(scope: Scope) -> Finding:
    """The keys are on paper: without them no backup can be read again."""
    kit = backup_state.read("kit")
    if kit:
        return ok(f"Kartka z kluczami wydrukowana {_when(kit)}.")
    return bad("Nie wydrukowano kartki z kluczami. Po awarii dysku nikt nie odczyta kopii.", "opencus recovery-kit i schowaj wydruk w sejfie")


def backups(scope: Scope) -> Finding:
    """A fresh backup lies in two places."""
    made = backup_state.read("backup")
    age = backup.last_age()
    if age is None:
        return bad("Nie ma jeszcze żadnej kopii zapasowej.", "opencus backup")
    if age > backup.LATE:
        return bad(f"Ostatnią kopię zapasową zrobiono {_when(made)}.", "opencus backup i sprawdź: systemctl status opencus-backup.timer")
    troubles = [one for one in made.get("copies", []) if one.get("trouble")]
    if troubles:
        return bad("Kopia zapasowa w jednym z miejsc się nie udała.", "podłącz dysk z kopiami i uruchom: opencus backup")
    if unwise := backup_places.warnings():
        return warn(unwise[0], "ustaw OPENCUS_BACKUP_DIRS na katalogi na dwóch różnych dyskach, np. /kopie/a:/mnt/usb/b")
    return ok(f"Kopię zapasową zrobiono {_when(made)}.")


def restore_test(scope: Scope) -> Finding:
    """The last backup was restored on trial and held."""
    test = backup_state.read("restore_test")
    if not test:
        return bad("Żadnej kopii jeszcze nie odtworzono na próbę.", "opencus restore-test")
    if test.get("faults"):
        return bad("Próba odtworzenia kopii wykazała błędy.", "opencus restore-test i zrób nową kopię: opencus backup")
    moment = _moment(test)
    if moment is None or datetime.now(UTC) - moment > RESTORE_TEST:
        return warn(f"Kopię odtworzono na próbę {_when(test)}.", "opencus restore-test")
    return ok(f"Kopię odtworzono na próbę {_when(test)}, wszystko się zgadza.")


def _moment(facts: dict[str, object]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(facts.get("at", "")))
    except ValueError:
        return None


def _when(facts: dict[str, object]) -> str:
    moment = _moment(facts)
    return ago(moment, datetime.now(UTC)) if moment else "nie wiadomo kiedy"
