"""A PostgreSQL server run by somebody else, named by `OPENCUS_DATABASE_URL`.

Migrations use `OPENCUS_MIGRATOR_URL` and backups `OPENCUS_BACKUP_URL`; both default to the first.
"""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from opencus.config.postgres import SUPPORTED, ClusterError

VARIABLES = {
    "app": "OPENCUS_DATABASE_URL",
    "migrator": "OPENCUS_MIGRATOR_URL",
    "backup": "OPENCUS_BACKUP_URL",
    "replica": "OPENCUS_REPLICA_URL",
}


#: Roles to whom row-level security does not apply: every centre would see the rows of all.
UNBOUND = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def configured() -> bool:
    """Say whether the operator has named a server."""
    return bool(os.environ.get("OPENCUS_DATABASE_URL"))


def replicated() -> bool:
    """Say whether the operator has named a copy of the database for reading."""
    return bool(os.environ.get("OPENCUS_REPLICA_URL"))


def url(role: str) -> str:
    """Return the address for a role."""
    return os.environ.get(VARIABLES[role]) or os.environ["OPENCUS_DATABASE_URL"]


def django_database(role: str) -> dict[str, Any]:
    """Return the entry for Django's DATABASES."""
    parts = urlsplit(url(role))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ClusterError(f"{VARIABLES[role]} musi zaczynać się od postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **options},
    }


def check() -> None:
    """Raise ClusterError in one plain line in Polish when the server is away or of a version never tried."""
    try:
        with psycopg.connect(url("app"), connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
            row = connection.execute(UNBOUND).fetchone()
    except psycopg.OperationalError as error:
        raise ClusterError(f"Serwer bazy danych nie odpowiada: {str(error).splitlines()[-1]}") from None
    if major not in SUPPORTED:
        raise ClusterError(
            f"Potrzebny jest PostgreSQL od 15 do 18; serwer z OPENCUS_DATABASE_URL ma wersję {major}."
        )
    if row is None or row[0]:
        raise ClusterError(
            "Rola z OPENCUS_DATABASE_URL omija zabezpieczenie wierszy (SUPERUSER albo BYPASSRLS), więc centra widziałyby "
            "cudze dane. Podaj rolę bez tych uprawnień, na przykład opencus_app."
        )


def prepare() -> None:
    """Grant the application its rights on what the migrator will create; needs the `opencus_app` role."""
    application = django_database("app")["USER"]
    if application == django_database("migrator")["USER"]:
        return
    role = psycopg.sql.Identifier(application)
    with psycopg.connect(url("migrator"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        _no_temporary_tables(connection)
        for right in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
            grant = psycopg.sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} TO {}")
            connection.execute(grant.format(psycopg.sql.SQL(right), role))  # type: ignore[arg-type]


def _no_temporary_tables(connection: psycopg.Connection[Any]) -> None:
    """Take TEMPORARY from everybody, as in the private cluster; only the owner can, and the audit names it otherwise."""
    owner = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    row = connection.execute(owner).fetchone()
    if row is not None and row[0]:
        name = psycopg.sql.Identifier(connection.info.dbname)
        connection.execute(psycopg.sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
