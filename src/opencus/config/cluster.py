"""The private PostgreSQL cluster: made, started and stopped by OpenCUS itself, reached only by a local socket.

With `OPENCUS_DATABASE_URL` set there is nothing to start: the server is somebody else's.
Importing this module starts nothing and needs no Django.
"""

import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from opencus.config import external, keys, postgres
from opencus.config.places import data_dir
from opencus.config.postgres import ClusterError

MIGRATOR, APP, BACKUP = "opencus_migrator", "opencus_app", "opencus_backup"
ROLES = {"app": APP, "migrator": MIGRATOR, "backup": BACKUP}
Role = Literal["app", "migrator", "backup"]
DATABASE = "opencus"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # bytes that Linux leaves for the folder of a socket
FOREIGN = "{} należy do innego użytkownika. Zaloguj się na jego konto albo ustaw OPENCUS_DATA."
START_PATIENCE = 60.0  # seconds: children of a killed server need a while to notice and let go

# Every database is a copy of template1, so a database either exists complete or not at all.
PREPARE = f"""
DO $$ BEGIN
  IF to_regrole('{MIGRATOR}') IS NULL THEN CREATE ROLE {MIGRATOR}; END IF;
  IF to_regrole('{APP}') IS NULL THEN CREATE ROLE {APP}; END IF;
  IF to_regrole('{BACKUP}') IS NULL THEN CREATE ROLE {BACKUP}; END IF;
END $$;
ALTER ROLE {MIGRATOR} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
ALTER ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
ALTER ROLE {BACKUP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
ALTER ROLE {BACKUP} SET default_transaction_read_only = on;
GRANT pg_read_all_data TO {BACKUP};
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER SCHEMA public OWNER TO {MIGRATOR};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATOR} IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATOR} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""


@dataclass(frozen=True)
class Status:
    """What an operator asks about a cluster."""

    running: bool
    major: int | None
    data: Path
    socket: Path


@dataclass(frozen=True)
class Cluster:
    """One private cluster at `root`; `durable=False` trades safety for speed and is for tests only."""

    root: Path
    durable: bool = True

    @property
    def home(self) -> Path:
        """The folder that holds it; elsewhere than `root` when the server's user cannot come that far."""
        return self.root.resolve()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """A 0700 folder, always the same for one cluster; a long path moves to the system's /tmp."""
        near = self.home / "run"
        if len(os.fsencode(near)) <= SOCKET_LIMIT:
            return near
        return Path("/tmp") / f"opencus-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    @property
    def major(self) -> int | None:
        """The PostgreSQL version that made the cluster, None before it is made."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None
        except PermissionError:
            raise ClusterError(FOREIGN.format(self.home)) from None

    def ensure_running(self) -> None:
        """Make, start and prepare the cluster as far as it is not; quick when it answers already."""
        if self.answers():
            return
        with self._lock():
            if self.answers():
                return
            self._settle()
            if self.major is None:
                self._make()
            self._start()
            with self.admin() as connection:
                connection.execute("SET client_min_messages = warning")
                connection.execute(PREPARE)
            self.create_database(DATABASE)

    def answers(self) -> bool:
        """Say whether the application could connect at this moment."""
        return self._accepts(APP, DATABASE)

    def stop(self) -> None:
        """Stop the server in good order; nothing happens when it is down."""
        with self._lock():
            if (self.data / "postmaster.pid").exists():
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "120", check=False)

    def status(self) -> Status:
        """Look, without starting anything."""
        return Status(self.answers(), self.major, self.data, self.socket_dir)

    @contextmanager
    def admin(self, database: str = "template1") -> Iterator[psycopg.Connection]:
        """Connect as the superuser, in autocommit: for roles and databases, never for application data."""
        with psycopg.connect(self._dsn("postgres", database), autocommit=True) as connection:
            yield connection

    def create_database(self, name: str, template: str = "template1") -> bool:
        """Create a prepared database owned by the migrator; False when it exists already."""
        parts = {
            "name": sql.Identifier(name),
            "template": sql.Identifier(template),
            "owner": sql.Identifier(MIGRATOR),
        }
        with self.admin("postgres") as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not exists:
                create = "CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}"
                connection.execute(sql.SQL(create).format(**parts))
            # No temporary tables for the application: they are the way to fool a definer function.
            connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC").format(**parts))
        return not exists

    def drop_database(self, name: str) -> None:
        """Drop a database, throwing out whoever is connected; nothing happens when there is none."""
        with self.admin("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def django_database(self, role: Role = "app", name: str = DATABASE) -> dict[str, Any]:
        """Return the entry for Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": ROLES[role],
            "HOST": str(self.socket_dir),
            "PORT": "5432",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 10},
        }

    def _dsn(self, user: str, database: str) -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket_dir), port=5432, user=user, dbname=database, connect_timeout=10
        )

    def _accepts(self, user: str, database: str) -> bool:
        try:
            psycopg.connect(self._dsn(user, database)).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time make, start or stop the cluster."""
        self.root.parent.mkdir(parents=True, exist_ok=True)
        with open(self.root.with_name(self.root.name + ".lock"), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @cached_property
    def _user(self) -> pwd.struct_passwd | None:
        """The user the server runs as, None for the one who asks."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return pwd.getpwuid(owner) if owner else postgres.service_user()

    @property
    def _as_user(self) -> dict[str, Any]:
        user = self._user
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}

    @cached_property
    def _binaries(self) -> postgres.Binaries:
        binaries = postgres.find(self.major)
        return postgres.readable(binaries) if self._user else binaries

    def _settle(self) -> None:
        """Make the folders; for root away from folders that the server's user cannot pass."""
        if self._user and not self.root.exists() and not postgres.open_to_all(self.root.parent):
            elsewhere = tempfile.mkdtemp(dir=postgres.public_place(), prefix=f"{self.root.name}-")
            self.root.symlink_to(elsewhere)
        for folder in (self.home, self.socket_dir):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._user and folder.stat().st_uid == 0:
                os.chown(folder, self._user.pw_uid, self._user.pw_gid)
            owner = self._user.pw_uid if self._user else os.geteuid()
            if folder.is_symlink() or folder.stat().st_uid != owner:
                raise ClusterError(FOREIGN.format(folder))
            folder.chmod(0o700)

    def _make(self) -> None:
        """Run initdb beside and rename, so that a killed initdb leaves no half cluster."""
        draft = self.home / "data.new"
        common: list[str | Path] = [
            "--pgdata",
            draft,
            "--username=postgres",
            "--auth-local=peer",
            "--auth-host=reject",
        ]
        common += ["--encoding=UTF8", "--data-checksums"]
        for locale in ("C.UTF-8", "C"):
            shutil.rmtree(draft, ignore_errors=True)
            done = self._run("initdb", *common, f"--locale={locale}", check=locale == "C")
            if done.returncode == 0:
                break
        me = self._user.pw_name if self._user else pwd.getpwuid(os.geteuid()).pw_name
        who = [(user, role) for user in dict.fromkeys(("root", me)) for role in ("postgres", *ROLES.values())]
        self._write(draft / "pg_ident.conf", "".join(f'opencus "{user}" {role}\n' for user, role in who))
        self._write(
            draft / "pg_hba.conf", "local all all peer map=opencus\nlocal replication all peer map=opencus\n"
        )
        draft.rename(self.data)

    def _start(self) -> None:
        """Start the server, trying again while leftovers of a killed one hold their lock."""
        log = self.home / "log"
        if log.exists() and log.stat().st_size > 20_000_000:
            log.rename(self.home / "log.1")
        start: list[str | Path] = [
            "start",
            "-D",
            self.data,
            "-l",
            log,
            "-w",
            "-t",
            "600",
            "-o",
            self._options(),
        ]
        give_up = time.monotonic() + START_PATIENCE
        while True:
            done = self._run("pg_ctl", *start, check=False)
            # pg_ctl may answer 0 for a server that stopped again over a stale postmaster.pid.
            if self._accepts("postgres", "template1"):
                return
            if time.monotonic() > give_up:
                break
            time.sleep(0.25)
        last = log.read_text(errors="replace").splitlines()[-1:] if log.exists() else [done.stdout.strip()]
        raise ClusterError(f"PostgreSQL nie startuje ({' '.join(last)}). Cały dziennik: {log}")

    def _options(self) -> str:
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": '"' + str(self.socket_dir) + '"',
            "unix_socket_permissions": "0700",
            "idle_in_transaction_session_timeout": "60s",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",  # compiling costs more than the short queries of an office
            # A failed statement and the detail of an error hold names and numbers of people.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"max_connections": "200", "autovacuum": "off"}
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _write(self, path: Path, text: str) -> None:
        """Write as the server's user, so that root follows no link that this user has laid."""
        subprocess.run(
            ["tee", path], input=text, text=True, stdout=subprocess.DEVNULL, check=True, **self._as_user
        )  # fmt: skip

    def _run(self, program: str, *arguments: str | Path, check: bool) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL program as the server's user; its words go through a file, never a pipe.

        A pipe would stay open as long as the server lives, and whoever reads it would wait for ever.
        """
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.home)}
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [self._binaries[program], *arguments], cwd="/", env=environment, stdin=subprocess.DEVNULL,
                stdout=said, stderr=subprocess.STDOUT, text=True, check=False, start_new_session=True, **self._as_user,
            )  # fmt: skip
            said.seek(0)
            done.stdout = said.read()
        if check and done.returncode:
            raise ClusterError(f"Błąd programu {program}: {' '.join(done.stdout.split()[-40:])}")
        return done


def default_cluster() -> Cluster:
    """Return the cluster with the real data."""
    return Cluster(data_dir() / "pg")


def test_cluster() -> Cluster:
    """Return the fast cluster shared by all test runs: `OPENCUS_TEST_DATA`, else beside the real one."""
    root = os.environ.get("OPENCUS_TEST_DATA")
    return Cluster(Path(root).absolute() if root else data_dir() / "test-pg", durable=False)


test_cluster.__test__ = False  # type: ignore[attr-defined]  # pytest: not a test


def ensure_running() -> None:
    """Make the database answer: start the private cluster, or check the version of an external server."""
    if external.configured():
        external.check()
    else:
        keys.load()  # first: new keys beside an existing database are refused
        default_cluster().ensure_running()


def stop() -> None:
    """Stop the private cluster; an external server is left alone."""
    if not external.configured():
        default_cluster().stop()


def status() -> Status:
    """Look at the private cluster."""
    return default_cluster().status()


def django_database(role: Role = "app", name: str = DATABASE) -> dict[str, Any]:
    """Return the entry for Django's DATABASES for a role of the private cluster or the external server."""
    if external.configured():
        return external.django_database(role)
    return default_cluster().django_database(role, name)
