"""`opencus demo`: from nothing to a first page, saying what it does and how long that took."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opencus.config import cluster, external, keys, places, schema, serve
from opencus.config.cluster import ClusterError

WARM = ("/", serve.HEALTH, "/starachowice/uslugi/", "/wojcieszkow/uslugi/")


def show(residents: int | None = None, *, reset: bool = False, stay: bool = False) -> None:
    """Bring up the demonstration and print its address; `residents` adds a synthetic population.

    A healthy server of the same code is left running. Raises ClusterError or KeysError with one plain line.
    """
    with _alone():
        record = serve.running()
        if record and not (reset or stay or residents) and _healthy(record):
            print("OpenCUS już działa.")
            _tell(record["port"], record.get("cast", []))
            return
        print("OpenCUS — wersja pokazowa")
        began = time.monotonic()
        with _step("zatrzymanie poprzedniego serwera", say=record is not None):
            serve.stop()
        if reset:
            with _step("usunięcie danych"):
                _drop()
        cast = _prepare(residents)
        port = serve.free_port()
        if stay:
            _tell(port, cast)
            os.environ["OPENCUS_DEMO"] = "1"
            serve.foreground(port)
        with _step("serwer"):
            serve.background(port, cast=cast)
        with _step("rozgrzewka"):
            serve.warm_up(port, WARM)
        _line("razem", time.monotonic() - began)
        _tell(port, cast)


def _healthy(record: dict[str, Any]) -> bool:
    return record["code"] == serve.code() and (serve.answer(record["port"]) or 500) < 500


def stop() -> None:
    """Stop the server and the database of this installation."""
    serve.stop()
    cluster.stop()
    print("OpenCUS zatrzymany.")


def _prepare(residents: int | None) -> list[str]:
    """Bring the database to this code and fill it; return the log-ins of the cast."""
    with _step("baza danych"):
        cluster.ensure_running()
        facts = schema.notes()
        _refuse_real_data(facts)
    if facts.get("migrations") != schema.fingerprint():
        with _step("migracje"):
            schema.migrate_apart()
    os.environ["DJANGO_SETTINGS_MODULE"] = "opencus.config.settings"
    os.environ["OPENCUS_ROLE"] = "app"
    with _step("wczytanie programu"):
        import django

        django.setup()
    if facts.get("demo") != "ready" or residents:
        with _step("dane pokazowe"):
            _fill(residents or 0)
    return _cast()


def _fill(residents: int) -> None:
    try:
        from demo import build
    except ModuleNotFoundError as error:
        if error.name not in ("demo", "demo.build"):
            raise
        raise ClusterError("Dane pokazowe są tylko w repozytorium: sklonuj je i uruchom make demo.") from None
    schema.note(demo="filling")  # marked first, so that half a demonstration may be thrown away
    with schema.founding():
        build.load(residents=residents)
    schema.note(demo="ready")


def _cast() -> list[str]:
    from demo import cast

    return list(cast.lines())


def _refuse_real_data(facts: dict[str, object]) -> None:
    if "demo" not in facts and schema.has_centres():
        raise ClusterError(
            "W tej bazie pracuje prawdziwe centrum. Do pokazu ustaw OPENCUS_DATA na pusty katalog."
        )


def _drop() -> None:
    """Throw the demonstration away, and lost keys with it."""
    if external.configured():
        raise ClusterError(
            "Bazy z OPENCUS_DATABASE_URL nie usuwam. Usuń ją i utwórz ponownie narzędziami serwera."
        )
    server = cluster.default_cluster()
    server.ensure_running()
    _refuse_real_data(schema.notes())
    server.drop_database(cluster.DATABASE)
    server.create_database(cluster.DATABASE)
    keys.create_if_none()


@contextmanager
def _alone() -> Iterator[None]:
    """Let a second `make demo` wait for the first."""
    folder = places.data_dir() / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "demo.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _step(name: str, *, say: bool = True) -> Iterator[None]:
    began = time.monotonic()
    yield
    if say:
        _line(name, time.monotonic() - began)


def _line(name: str, seconds: float) -> None:
    print(f"  {name:<34}{seconds:6.1f} s".replace(".", ","), flush=True)


def _tell(port: int, cast: list[str]) -> None:
    print(f"\nOtwórz:  http://localhost:{port}/\n")
    for line in cast:
        print(line)
    print(
        "\nZatrzymanie: make demo-stop · od nowa: make demo-reset · dziennik:", serve.log_file(), flush=True
    )
