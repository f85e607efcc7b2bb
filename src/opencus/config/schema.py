"""Migrations, run only as the migrator, and a note in the database of what it holds."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from opencus.config import cluster, external

SOURCES = Path(__file__).resolve().parents[1]
FOREIGN_MIGRATIONS = ("django", "django-allauth", "django-axes", "procrastinate")


def fingerprint() -> str:
    """Return a hash of everything a migrated database depends on: our migrations and those of others."""
    files = [*SOURCES.glob("*/migrations/*.py"), *(SOURCES / "core" / "tenancy").glob("*.py")]
    digest = hashlib.sha256()
    for package in FOREIGN_MIGRATIONS:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    for file in sorted(files):
        digest.update(f"{file.relative_to(SOURCES)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:20]


def notes() -> dict[str, Any]:
    """Return what `note` has written: `migrations`, and `demo` in a demonstration."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    with connect("app") as link:
        row = link.execute(query).fetchone()
    try:
        return dict(json.loads(row[0])) if row and row[0] else {}
    except ValueError:
        return {}


def note(**facts: Any) -> None:
    """Add facts to the database's comment, which vanishes together with the database."""
    text = json.dumps(notes() | facts)
    with connect("migrator") as link:
        name = sql.Identifier(link.info.dbname)
        link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text)))


def up_to_date() -> bool:
    """Say whether the database was migrated by exactly this code."""
    return notes().get("migrations") == fingerprint()


def has_centres() -> bool:
    """Say whether anybody works in this database."""
    with connect("migrator") as link:
        row = link.execute("SELECT to_regclass('public.centre_centre') IS NOT NULL").fetchone()
        if not row or not row[0]:
            return False
        return link.execute("SELECT 1 FROM centre_centre LIMIT 1").fetchone() is not None


def migrate(arguments: list[str]) -> None:
    """Run Django's `migrate` as the migrator and hand the database the key that signs tenant contexts.

    Needs a process of its own: the role is chosen once, when the settings are read.
    """
    os.environ["OPENCUS_ROLE"] = "migrator"
    cluster.ensure_running()
    if external.configured():
        external.prepare()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import execute_from_command_line
    from django.db import connection

    from opencus.core.tenancy import grants, install_signing_key

    execute_from_command_line(["opencus", "migrate", *arguments])
    if arguments and not all(word.startswith("-v") or word.isdigit() for word in arguments):
        return  # a part of the migrations, a plan or a list: not the whole way
    install_signing_key(connection, *(key.secret for key in settings.KEYS.all("signing")))
    with connection.cursor() as cursor:
        grants.apply(cursor)
    note(migrations=fingerprint())


@contextmanager
def founding() -> Iterator[None]:
    """Let the application found centres while a demonstration is being filled, and no longer."""
    from opencus.core.tenancy import grants

    with connect("migrator") as link, link.cursor() as cursor:
        grants.lend_founding(cursor)
        try:
            yield
        finally:
            grants.take_founding_back(cursor)


def migrate_apart() -> None:
    """Run the migrations in a fresh process, silent unless they fail."""
    command = [sys.executable, "-m", "opencus.config.cli", "migrate", "-v", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise cluster.ClusterError(f"Migracje nie powiodły się: {' '.join(last)}. Więcej: opencus migrate")


def connect(role: cluster.Role) -> psycopg.Connection[Any]:
    """Connect as a role without Django, in autocommit."""
    entry = cluster.django_database(role)
    return psycopg.connect(
        host=entry["HOST"] or None,
        port=entry["PORT"] or None,
        user=entry["USER"] or None,
        password=entry.get("PASSWORD") or None,
        dbname=entry["NAME"],
        autocommit=True,
        **entry["OPTIONS"],
    )
