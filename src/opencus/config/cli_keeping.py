"""Words of the `opencus` command about keeping data: backups, the recovery kit, keys, space on the disk."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from opencus.config import cluster, schema

Commands = Any  # argparse keeps the type of its sub-commands to itself
PARTLY = 2  # exit code: something is done, something needs a person


def add(commands: Commands) -> None:
    """Add the words to the parser of the command."""
    word = commands.add_parser("backup", help="zrób zaszyfrowaną kopię zapasową")
    word.add_argument("--to", action="append", type=Path, metavar="KATALOG", help="gdzie; można podać kilka razy")
    word.add_argument("--nightly", action="store_true", help="kopia i zaraz po niej próba odtworzenia")
    word = commands.add_parser("restore", help="odtwórz dane z kopii w pustej instalacji")
    word.add_argument("file", type=Path, metavar="PLIK")
    word.add_argument("--kit", metavar="KARTKA", help="plik z przepisanymi kluczami albo „-”, żeby je wpisać")
    word = commands.add_parser("restore-test", help="odtwórz ostatnią kopię na próbę i ją sprawdź")
    word.add_argument("file", nargs="?", type=Path, metavar="PLIK")
    word.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    word = commands.add_parser("recovery-kit", help="wydrukuj klucze na papier albo przywróć je z papieru")
    word.add_argument("--to", metavar="PLIK.pdf", help="gdzie zapisać kartkę; „-” to standardowe wyjście")
    word.add_argument("--restore", nargs="?", const="-", metavar="PLIK", help="przywróć klucze z przepisanej kartki")
    _add_keys(commands)
    word = commands.add_parser("ballast", help="zapas miejsca na dysku na czarną godzinę")
    word.add_argument("act", choices=["make", "free", "status"], nargs="?", default="status")


def _add_keys(commands: Commands) -> None:
    from opencus.config.keys import KINDS

    keys = commands.add_parser("keys", help="klucze: które są, ile wartości ich potrzebuje, wymiana")
    acts = keys.add_subparsers(dest="act", metavar="czynność", required=True)
    acts.add_parser("status", help="policz wartości zapisane każdym kluczem")
    for name, words in (("rotate", "dodaj nowy klucz i przepisz nim wartości"), ("resume", "dokończ przerwaną wymianę")):
        acts.add_parser(name, help=words).add_argument("kind", choices=KINDS)
    retire = acts.add_parser("retire", help="wycofaj starszy klucz, którego nic już nie potrzebuje")
    retire.add_argument("kind", choices=KINDS)
    retire.add_argument("number", type=int)
    retire.add_argument("--now", action="store_true", help="nie czekaj, aż wygasną sesje i transakcje")


def run(options: argparse.Namespace) -> int | None:
    """Do what the options ask for; None when the word is not one of these."""
    known: dict[str, Callable[[argparse.Namespace], int]] = {
        "backup": _backup, "restore": _restore, "restore-test": _restore_test, "recovery-kit": _kit, "keys": _keys,
        "ballast": _ballast,
    }  # fmt: skip
    act = known.get(options.command or "")
    return act(options) if act else None


def _backup(options: argparse.Namespace) -> int:
    from opencus.config import backup, backup_restore, backup_schedule

    cluster.ensure_running()
    made = backup.make([one.expanduser().absolute() for one in options.to] if options.to else None)
    print(f"kopia gotowa: {made.bytes / 1e6:.1f} MB, {made.rows} wierszy, {made.seconds:.1f} s".replace(".", ","))
    for path in made.good:
        print(f"  {path}")
    if options.nightly and backup_schedule.trial_due():
        held = backup_restore.trial(made.good[0])
        _tell_trial(held)
        return PARTLY if held["faults"] or made.troubles else 0
    return PARTLY if made.troubles else 0


def _restore(options: argparse.Namespace) -> int:
    from opencus.config import backup_restore, recovery

    if options.kit:
        restored = recovery.restore(recovery.read_file(options.kit))
        print(f"Klucze przywrócone: {len(restored)}.")
    held = backup_restore.restore(options.file)
    _journal("RESTORED", made=held["made"])
    print(f"Odtworzono {held['rows']} wierszy z kopii z {held['made']}.")
    for fault in held["faults"]:
        print(f"BŁĄD: {fault}")
    if not held["faults"]:
        print("Sprawdzone: liczby wierszy, dziennik, numer PESEL, schemat, niezmienniki. Uruchom: opencus serve")
    return PARTLY if held["faults"] else 0


def _restore_test(options: argparse.Namespace) -> int:
    from opencus.config import backup_restore, backup_state

    if options.here:
        print(json.dumps(backup_restore.trial_here(options.file)))
        return 0
    path = options.file or _latest(backup_state.read("backup"))
    held = backup_restore.trial(path)
    _tell_trial(held)
    return PARTLY if held["faults"] else 0


def _latest(made: dict[str, Any]) -> Path:
    from opencus.config.backup_format import BackupError

    for copy in made.get("copies", []):
        if not copy["trouble"] and Path(copy["path"]).exists():
            return Path(copy["path"])
    raise BackupError("Nie ma kopii do sprawdzenia. Zrób ją: opencus backup")


def _tell_trial(held: dict[str, Any]) -> None:
    outcome = "próba odtworzenia udana" if not held["faults"] else "PRÓBA ODTWORZENIA NIEUDANA"
    print(f"{outcome}: {held['total']:.1f} s".replace(".", ","))


def _kit(options: argparse.Namespace) -> int:
    from opencus.config import recovery

    if options.restore:
        names = recovery.restore(recovery.read_file(options.restore))
        print(f"Klucze przywrócone: {', '.join(names)}.")
        return 0
    target = None if options.to == "-" else Path(options.to or "klucze.pdf").expanduser().absolute()
    recovery.save(target)
    if _reachable() and schema.has_centres():
        _journal("KIT_PRINTED", keys=sum(len(found) for found in recovery.all_keys().values()))
    if target:
        print(f"Wydrukuj {target}, schowaj kartkę w zaklejonej kopercie, a plik usuń: shred -u {target}")
    return 0


def _reachable() -> bool:
    """Keys can be printed also while the database is down; then no journal says so."""
    try:
        schema.connect("app").close()
    except psycopg.Error:
        return False
    return True


def _keys(options: argparse.Namespace) -> int:
    cluster.ensure_running()
    _setup("migrator")
    from opencus.config import rotation

    return rotation.command(options)


def _ballast(options: argparse.Namespace) -> int:
    from opencus.config import disk

    {"make": disk.make_ballast, "free": disk.free_ballast, "status": lambda: None}[options.act]()
    for line in disk.lines():
        print(line)
    return 0


def _journal(event: str, **data: Any) -> None:
    _setup("app")
    from opencus.config import recovery_events

    recovery_events.note_everywhere(getattr(recovery_events, event), **data)


def _setup(role: str) -> None:
    """Start Django as a role of the database; a process has one role only."""
    os.environ["OPENCUS_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")
    import django

    django.setup()
