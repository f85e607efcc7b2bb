"""Checks of the machine: versions, disk, clock, time zones."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from opencus.config import health
from opencus.config.doctor.findings import Finding, Scope, bad, ok, warn
from opencus.config.postgres import SUPPORTED
from opencus.core import clock
from opencus.core.words import numeric_date

#: Last days of security fixes (devguide.python.org/versions, postgresql.org/support/versioning).
PYTHON_ENDS = {(3, 11): date(2027, 10, 31), (3, 12): date(2028, 10, 31), (3, 13): date(2029, 10, 31), (3, 14): date(2030, 10, 31)}
POSTGRES_ENDS = {15: date(2027, 11, 11), 16: date(2028, 11, 9), 17: date(2029, 11, 8), 18: date(2030, 11, 14)}
BEFORE = timedelta(days=180)
ROOMY = 20_000_000_000  # free bytes that are enough whatever their share of the disk
CLOCK_WARN, CLOCK_BAD = 5.0, 60.0  # seconds between our clock and the database's
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)  # no clock of a machine that runs this stands earlier


def python(scope: Scope) -> Finding:
    """Python still gets security fixes."""
    version = sys.version_info[:2]
    name = f"Python {sys.version.split()[0]}"
    if version < (3, 11):
        return bad(f"{name}: potrzebny jest 3.11 albo nowszy.", "zainstaluj Debian 12 lub nowszy i uruchom: make demo")
    return _support(name, PYTHON_ENDS.get(version), "zaplanuj przejście na nowszą wersję systemu operacyjnego")


def postgresql(scope: Scope) -> Finding:
    """The database server is of a tried version that still gets security fixes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, said = cursor.fetchone()
    major = number // 10000
    if major not in SUPPORTED:
        return bad(f"PostgreSQL {said}: wersja niesprawdzona. Obsługiwane są wersje od 15 do 18.", f"apt install postgresql-{SUPPORTED[0]} i przenieś dane: pg_upgrade")
    return _support(f"PostgreSQL {said}", POSTGRES_ENDS.get(major), "zaplanuj przejście na nowszą wersję: pg_upgrade")


def _support(name: str, end: date | None, todo: str) -> Finding:
    today = clock.today()
    if end is None or today + BEFORE < end:
        return ok(f"{name}.")
    if today <= end:
        return warn(f"{name}: poprawki bezpieczeństwa tylko do {numeric_date(end)}.", todo)
    return bad(f"{name}: od {numeric_date(end)} nie dostaje poprawek bezpieczeństwa.", todo)


def disk(scope: Scope) -> Finding:
    """The disk with the data has room."""
    free, share = health.free_disk()
    words = f"Wolne miejsce na dysku z danymi: {_size(free)} ({round(share * 100)}%)."
    if free < health.DISK:
        return bad(f"{words} Baza wkrótce przestanie zapisywać.", "usuń zbędne pliki albo powiększ dysk; zacznij od: du -xh --max-depth=2 / | sort -h | tail")
    if share < 0.1 and free < ROOMY:
        return warn(words, "powiększ dysk albo przenieś kopie zapasowe na inny: OPENCUS_BACKUP_DIRS")
    return ok(words)


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB".replace(".", ",")


def system_clock(scope: Scope) -> Finding:
    """Our clock and the database's agree: deadlines of the law are counted by them."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        told = cursor.fetchone()[0]
    after = datetime.now(UTC)
    apart = max((before - told).total_seconds(), (told - after).total_seconds(), 0.0)
    todo = "włącz synchronizację czasu na obu komputerach: timedatectl set-ntp true"
    if after < RELEASED:
        return bad(f"Zegar komputera pokazuje {after.date().isoformat()}, czyli dzień sprzed wydania programu.", todo)
    if apart > CLOCK_WARN:
        words = f"Zegar programu i zegar bazy różnią się o {round(apart)} s."
        return bad(words, todo) if apart > CLOCK_BAD else warn(words, todo)
    return ok("Zegar programu zgadza się z zegarem bazy.")


def time_zones(scope: Scope) -> Finding:
    """The rules of Polish time are there: a wrong rule moves visits by an hour on two nights a year."""
    summer = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Warsaw")).utcoffset()
    winter = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Warsaw")).utcoffset()
    if (summer, winter) != (timedelta(hours=2), timedelta(hours=1)):
        return bad("Dane o strefach czasowych są błędne dla Polski.", "apt install --reinstall tzdata")
    return ok("Czas letni i zimowy w Polsce są znane.")
