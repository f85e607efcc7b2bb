"""Checks of the database: does it fit the program, does it keep centres apart, what does it write into its own log."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, connections

from opencus.config import external, schema
from opencus.config.doctor.findings import Finding, Scope, bad, count, ok, warn
from opencus.core.tenancy import audit


def migrations(scope: Scope) -> Finding:
    """The tables are those of this version of the program."""
    if _note().get("migrations") == schema.fingerprint():
        return ok("Baza jest w wersji tego programu.")
    return bad("Baza nie pasuje do tej wersji programu.", "opencus backup && opencus migrate")


def walls(scope: Scope) -> Finding:
    """Every table keeps centres apart as the schema audit asks."""
    with connection.cursor() as cursor:
        faults = audit.faults(cursor)
    if not faults:
        return ok("Wszystkie tabele oddzielają centra od siebie.")
    shown = "; ".join(faults[:3])
    return bad(
        f"{count(len(faults), 'usterka', 'usterki', 'usterek')} w oddzieleniu centrów: {shown}.",
        "zatrzymaj program, ustal, kto zmieniał bazę ręcznie, i przywróć kopię: opencus restore",
    )


def application_role(scope: Scope) -> Finding:
    """The role of the application is bound by row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(external.UNBOUND)
        unbound, name = cursor.fetchone()[0], connection.settings_dict["USER"]
    if unbound:
        return bad(f"Rola {name} omija zabezpieczenie wierszy.", f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS;")
    return ok("Rola programu w bazie podlega zabezpieczeniu wierszy.")


def statements_in_log(scope: Scope) -> Finding:
    """PostgreSQL's own log does not keep failed statements: they hold names and numbers of people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('log_min_error_statement'), current_setting('log_statement'),"
            " current_setting('log_error_verbosity'), current_setting('log_min_duration_statement')::text"
        )
        errors, every, verbosity, slow = cursor.fetchone()
    if errors in {"log", "fatal", "panic"} and every in {"none", "ddl"} and verbosity == "terse" and slow == "-1":
        return ok("Dziennik PostgreSQL nie zapisuje treści zapytań.")
    return warn(
        "Dziennik PostgreSQL może zapisywać treść zapytań, a w niej dane osób.",
        "ALTER SYSTEM SET log_min_error_statement = 'panic'; ALTER SYSTEM SET log_error_verbosity = 'terse';"
        " ALTER SYSTEM SET log_statement = 'none'; ALTER SYSTEM SET log_min_duration_statement = -1; SELECT pg_reload_conf();",
    )


def demonstration(scope: Scope) -> Finding:
    """The page of a demonstration, which shows log-ins to everybody, does not stand over real people's data."""
    demo = "demo" in _note()
    if settings.DEMO and not demo and scope.centres():
        return bad("Włączono tryb pokazowy nad prawdziwymi danymi.", "usuń zmienną OPENCUS_DEMO i uruchom program ponownie")
    if demo and settings.HTTPS:
        return warn("W tej bazie są dane pokazowe.", "do pracy ustaw OPENCUS_DATA na pusty katalog i zacznij od nowa: opencus serve")
    return ok("To wersja pokazowa z wymyślonymi ludźmi." if demo else "Tryb pokazowy jest wyłączony.")


def replica(scope: Scope) -> Finding:
    """The copy of the database for reading, when there is one, follows."""
    if "replica" not in settings.DATABASES:
        return ok("Kopii bazy do odczytu nie używa się.")
    from opencus.config.replica import fresh

    if fresh(connections["replica"]):
        return ok("Kopia bazy do odczytu nadąża.")
    return warn(
        "Kopia bazy do odczytu nie nadąża albo nie odpowiada. Listy czyta się z głównej bazy.",
        "na serwerze kopii sprawdź: systemctl status postgresql i SELECT * FROM pg_stat_wal_receiver;",
    )


def _note() -> dict[str, object]:
    import json

    with connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
        row = cursor.fetchone()
    try:
        return dict(json.loads(row[0])) if row and row[0] else {}
    except ValueError:
        return {}
