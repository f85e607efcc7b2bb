"""The doctor: looks at everything that can go wrong, says it in plain Polish and how to mend it.

A check is one small function in this package and one line in ``CHECKS``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import DatabaseError, connection, transaction

from opencus.config.doctor import database, keeping, machine, people, web, work
from opencus.config.doctor.findings import Check, Finding, Level, Scope, bad

logger = logging.getLogger(__name__)

CHECKS = (
    Check("python", "Python", machine.python, on_screen=True, needs_database=False),
    Check("postgresql", "PostgreSQL", machine.postgresql, on_screen=True),
    Check("disk", "Miejsce na dysku", machine.disk, on_screen=True, needs_database=False),
    Check("clock", "Zegar", machine.system_clock, on_screen=True),
    Check("time_zones", "Czas letni i zimowy", machine.time_zones, needs_database=False),
    Check("migrations", "Wersja bazy", database.migrations, on_screen=True),
    Check("walls", "Oddzielenie centrów", database.walls),
    Check("role", "Rola programu w bazie", database.application_role),
    Check("log", "Dziennik PostgreSQL", database.statements_in_log),
    Check("replica", "Kopia do odczytu", database.replica),
    Check("demo", "Tryb pokazowy", database.demonstration, on_screen=True),
    Check("keys", "Klucze", keeping.key_files, needs_database=False),
    Check("kit", "Kartka z kluczami", keeping.recovery_kit, on_screen=True, needs_database=False),
    Check("backups", "Kopie zapasowe", keeping.backups, on_screen=True, needs_database=False),
    Check("restore", "Próba odtworzenia", keeping.restore_test, on_screen=True, needs_database=False),
    Check("worker", "Wykonawca zadań", work.worker, on_screen=True),
    Check("jobs", "Zadania w tle", work.jobs, on_screen=True),
    Check("tail", "Pieczęć dziennika", work.tail, on_screen=True),
    Check("heads", "Odciski dziennika", work.heads, on_screen=True),
    Check("https", "Szyfrowanie połączeń", web.https, on_screen=True, needs_database=False),
    Check("hosts", "Nazwy serwera", web.hosts, needs_database=False),
    Check("certificates", "Certyfikaty", web.certificates, on_screen=True, needs_database=False),
    Check("mail", "Poczta", web.mail, on_screen=True, needs_database=False),
    Check("second_factor", "Drugi składnik", people.second_factor, on_screen=True),
    Check("unused", "Nieużywane konta", people.unused, on_screen=True),
    Check("guards", "Ochrona kart", people.guards, on_screen=True),
)


def examine(scope: Scope, checks: Iterable[Check] = CHECKS) -> list[tuple[Check, Finding]]:
    """Run the checks one by one; a check that fails itself is a finding and stops no other."""
    answers = _database_answers()
    return [(check, _look(check, scope, answers)) for check in checks]


def for_screen(scope: Scope) -> list[tuple[Check, Finding]]:
    """Run the checks that concern a centre and tell no secret."""
    return examine(scope, [check for check in CHECKS if check.on_screen])


def worst(found: Iterable[tuple[Check, Finding]]) -> Level:
    """Return the worst level among findings."""
    levels = {finding.level for _, finding in found}
    return next((level for level in (Level.BAD, Level.WARN) if level in levels), Level.OK)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _look(check: Check, scope: Scope, answers: bool) -> Finding:
    if check.needs_database and not answers:
        return bad("Baza danych nie odpowiada.", "opencus status; prywatną bazę uruchamia opencus serve, serwer: systemctl start postgresql")
    try:
        if not check.needs_database:
            return check.look(scope)
        with transaction.atomic():  # a query that fails must not spoil the transaction of a screen
            return check.look(scope)
    except Exception as error:
        logger.exception("check %s failed", check.name)
        return bad(f"Nie udało się sprawdzić ({type(error).__name__}).", "opencus migrate, a jeśli to nie pomoże, zgłoś błąd z dziennika programu")
