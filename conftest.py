"""The database of the tests: a fast private cluster, a template made once per set of migrations.

Tests run as the application role, so whatever row-level security forbids is forbidden to them too.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from opencus.config import cluster, schema
from opencus.config.cluster import Cluster

os.environ.setdefault("OPENCUS_BACKUP_HOUR", "off")  # no test backs up what people work with

STALE = """
SELECT datname FROM pg_database
WHERE (datname LIKE 'test\\_%' OR datname LIKE 'template\\_%' OR datname LIKE 'draft\\_%')
AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '1 day'
AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)
"""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this process a database of its own, copied from the template; drop it at the end."""
    server = cluster.test_cluster()
    with _in_use(server), django_db_blocker.unblock():
        template = _template(server)
        name = f"test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        server.drop_database(name)
        server.create_database(name, template)
        _point_at(server, "app", name)
        yield
        _point_at(server, "app", name)  # closes the connection
        server.drop_database(name)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A fresh database for one test that must commit: threads, races, several connections."""
    from django.db import connection

    server = cluster.test_cluster()
    usual, name = connection.settings_dict["NAME"], f"test_{os.getpid()}_own"
    with django_db_blocker.unblock():
        server.drop_database(name)
        server.create_database(name, _template(server))
        _point_at(server, "app", name)
        try:
            yield name
        finally:
            _point_at(server, "app", usual)
            server.drop_database(name)


@contextmanager
def _in_use(server: Cluster) -> Iterator[None]:
    """Keep the cluster running while any test run needs it; the last one stops it."""
    server.root.parent.mkdir(parents=True, exist_ok=True)
    with open(server.root.with_name(server.root.name + ".users"), "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.ensure_running()
        try:
            yield
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            server.stop()


def _template(server: Cluster) -> str:
    """Return the name of the migrated template, building it when no run has done so yet."""
    name = f"template_{_fingerprint()}"
    with open(server.root.with_name(server.root.name + ".template"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server.admin("postgres") as admin:
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            stale = [row[0] for row in admin.execute(STALE)]
        for database in stale:
            server.drop_database(database)
        draft = f"draft_{os.getpid()}"
        server.drop_database(draft)
        server.create_database(draft)
        _migrate(server, draft)
        with server.admin("postgres") as admin:
            admin.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _migrate(server: Cluster, name: str) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from opencus.core.tenancy import grants, install_signing_key

    _point_at(server, "migrator", name)
    call_command("migrate", verbosity=0, interactive=False)
    install_signing_key(connection, settings.KEYS.signing.secret)
    with connection.cursor() as cursor:
        grants.apply(cursor)
        grants.lend_founding(cursor)
    connection.close()


def _point_at(server: Cluster, role: cluster.Role, name: str) -> None:
    """Let Django's default connection, in this and every later thread, lead to one database."""
    from django.db import connections

    connections["default"].close()
    connections.settings["default"].update(server.django_database(role, name), CONN_MAX_AGE=0)


def _fingerprint() -> str:
    """Hash everything the template depends on: migrations, what they call, and the signing key."""
    from django.conf import settings

    facts = [schema.fingerprint().encode(), settings.KEYS.signing.secret, Path(cluster.__file__).read_bytes()]
    return hashlib.sha256(b"".join(hashlib.sha256(fact).digest() for fact in facts)).hexdigest()[:20]
