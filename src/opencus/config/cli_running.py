"""Words of the `opencus` command about running: the server, the worker of jobs, the doctor."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from opencus.config import cluster, door

Commands = Any  # argparse keeps the type of its sub-commands to itself
NAMES = ("serve", "worker", "doctor")


def add(commands: Commands) -> None:
    """Add the words to the parser of the command."""
    door.arguments(commands.add_parser("serve", help="uruchom serwer, z --https dla całego biura"))
    word = commands.add_parser("worker", help="wykonuj zadania w tle w osobnym procesie")
    word.add_argument("--concurrency", type=int, default=1, metavar="N", choices=range(1, 17), help="ile naraz, od 1 do 16")
    word = commands.add_parser("doctor", help="powiedz, co nie działa i jak to naprawić")
    word.add_argument("--json", action="store_true", help="wynik dla programu nadzorującego")


def run(options: argparse.Namespace) -> int | None:
    """Do what the options ask for; None when the word is not one of these."""
    known: dict[str, Callable[[argparse.Namespace], int]] = {"serve": door.run, "worker": _worker, "doctor": _doctor}
    act = known.get(options.command or "")
    return act(options) if act else None


def _worker(options: argparse.Namespace) -> int:
    from opencus.config import worker

    cluster.ensure_running()
    worker.main(options.concurrency)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    import contextlib

    import django

    with contextlib.suppress(cluster.ClusterError):  # a database that does not start is one of the findings
        cluster.ensure_running()
    django.setup()
    from opencus.config.doctor import printing

    return printing.run(as_json=options.json)
