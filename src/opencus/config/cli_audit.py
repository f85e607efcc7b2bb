"""The commands `opencus audit verify`, `anchor` and `retire`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import psycopg

from opencus.config import cluster, external
from opencus.config.postgres import ClusterError

_CENTRES = "SELECT id, slug, name FROM centre_centre ORDER BY slug"


def add(commands: Any) -> None:
    """Describe the commands to the parser."""
    audit = commands.add_parser("audit", help="dziennik: sprawdź łańcuch, zapisz odciski, wyczyść po terminie")
    verbs = audit.add_subparsers(dest="verb", metavar="czynność", required=True)
    verify = verbs.add_parser("verify", help="sprawdź łańcuchy i porównaj je z odciskami z innych miejsc")
    verify.add_argument("centre", nargs="?", metavar="CENTRUM", help="pierwszy człon adresu centrum; bez niego wszystkie")
    verify.add_argument("--all", action="store_true", help="wszystkie centra (domyślnie)")
    verify.add_argument(
        "--since-anchor", type=Path, action="append", default=[], metavar="PLIK",
        help="porównaj także z tym plikiem albo zapisaną wiadomością z odciskiem",
    )  # fmt: skip
    verify.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help=argparse.SUPPRESS)
    anchor = verbs.add_parser("anchor", help="zapisz teraz odciski w pliku, e-mailu i na serwerze logów")
    anchor.add_argument("centre", nargs="?", metavar="CENTRUM")
    retire = verbs.add_parser("retire", help="wyczyść treść wpisów, których czas minął (jako właściciel tabel)")
    retire.add_argument("centre", nargs="?", metavar="CENTRUM")
    retire.add_argument("--all", action="store_true", help="wszystkie centra (domyślnie)")
    retire.add_argument("--drop", action="store_true", help="zamknij też całe okresy, których czas minął")


def run(options: argparse.Namespace) -> int | None:
    """Run the command; None when it is another one."""
    if options.command != "audit":
        return None
    cluster.ensure_running()
    return {"verify": _verify, "anchor": _anchor, "retire": _retire}[options.verb](options)


def _verify(options: argparse.Namespace) -> int:
    """Check as the backup role: it reads every centre and can change nothing."""
    from opencus.audit import verify
    from opencus.audit.anchor import read
    from opencus.audit.verify import Target

    known = read("\n".join(_text(path) for path in [_anchor_file(), *options.since_anchor]))
    missing = [str(path) for path in options.since_anchor if not path.is_file()]
    if missing:
        raise ClusterError(f"Nie ma pliku {missing[0]}.")
    dsn = _dsn("backup")
    with psycopg.connect(dsn) as connection:
        row = connection.execute(external.UNBOUND).fetchone()
        if row is None or not row[0]:
            raise ClusterError(
                "Rola do sprawdzania nie widzi wszystkich centrów. Podaj w OPENCUS_BACKUP_URL rolę opencus_backup (BYPASSRLS)."
            )
        targets = [Target(*found) for found in connection.execute(_CENTRES)]
        chosen = [one for one in targets if options.centre in (None, one.slug)]
        if not chosen:
            raise ClusterError(f"Nie ma centrum „{options.centre}”.")
        bad = 0
        for target in chosen:
            report = verify.centre(connection, target, known, dsn=dsn, workers=options.workers)
            bad += not report.whole
            print("\n".join(_lines(report)), flush=True)
    if options.centre is None:
        slugs = {one.slug for one in targets}
        for slug in sorted({one.slug for one in known} - slugs):
            bad += 1
            print(f"{slug}: są odciski, a w bazie nie ma takiego centrum: usunięto je albo to inna kopia bazy")
    return 1 if bad else 0


def _lines(report: Any) -> list[str]:
    from opencus.core.text import plural

    def many(number: int, *forms: str) -> str:
        return f"{number:,} {plural(number, *forms)}".replace(",", "\u00a0")

    facts = [many(report.links, "wpis zapieczętowany", "wpisy zapieczętowane", "wpisów zapieczętowanych")]
    facts += [many(report.waiting, "czeka", "czekają", "czeka") + " na pieczęć"] if report.waiting else []
    facts += [many(report.anchors, "odcisk porównany", "odciski porównane", "odcisków porównanych")]
    facts += [f"w tym wyjaśnione: {report.explained}"] if report.explained else []
    facts += [f"okres do ogniwa {report.first - 1} zamknięty zgodnie z terminem"] if report.closed_at else []
    said = "łańcuch nienaruszony" if report.whole else "DZIENNIK NARUSZONY"
    return [f"{report.centre.slug}: {said} ({', '.join(facts)})", *(f"  {fault.line()}" for fault in report.faults)]


def _anchor(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from opencus.centre.models import Centre
    from opencus.config import anchors

    centres = list(Centre.objects.order_by("slug"))
    chosen = [one for one in centres if options.centre in (None, one.slug)]
    if not chosen:
        raise ClusterError(f"Nie ma centrum „{options.centre}”.")
    failed = anchors.take(chosen)
    where = ", ".join(place.label for place in anchors.places())
    print(f"Odciski zapisano: {where}. Plik: {anchors.anchor_file()}")
    for trouble in anchors.anchor_state().troubles:
        print(trouble, file=sys.stderr)
    return 1 if failed else 0


def _retire(options: argparse.Namespace) -> int:
    """Run as the owner of the tables; the database itself refuses anything younger than two years."""
    os.environ["OPENCUS_ROLE"] = "migrator"
    import django

    django.setup()
    from django.db import connection

    from opencus.audit import keeping, verify
    from opencus.audit.verify import Target
    from opencus.centre.actors import Actor
    from opencus.centre.models import Centre
    from opencus.core.tenancy import acting_in

    bad = 0
    for centre in Centre.objects.order_by("slug"):
        if options.centre not in (None, centre.slug):
            continue
        with acting_in(centre.id):
            report = verify.centre(connection.connection, Target(centre.id, centre.slug))
            if not report.whole:
                bad += 1
                print(f"{centre.slug}: {report.faults[0].line()}. Nic nie wyczyszczono.", file=sys.stderr)
                continue
            scrubbed = keeping.scrub(by=Actor.system(centre.id))
            period = keeping.closable()
            words = f"{centre.slug}: wyczyszczono treść wpisów: {scrubbed}"
            if period and options.drop:
                words += f"; zamknięto okres do ogniwa {period.last}, usunięto wpisów: {keeping.close(period)}"
            elif period:
                words += f"; można zamknąć okres do ogniwa {period.last} (wpisów {period.count}): dodaj --drop"
            print(words)
    return 1 if bad else 0


def _dsn(role: cluster.Role) -> str:
    entry = cluster.django_database(role)
    return psycopg.conninfo.make_conninfo(
        host=entry["HOST"] or None, port=entry["PORT"] or None, user=entry["USER"] or None,
        password=entry.get("PASSWORD") or None, dbname=entry["NAME"], **entry["OPTIONS"],
    )  # fmt: skip


def _anchor_file() -> Path:
    from opencus.config.places import data_dir

    chosen = os.environ.get("OPENCUS_ANCHOR_FILE")
    return Path(chosen).expanduser().absolute() if chosen else data_dir() / "anchors" / "journal.jsonl"


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
