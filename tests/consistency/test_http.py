"""Models, rules, actions and queries know no HTTP: they work from a job, a command and a test alike."""

from __future__ import annotations

import ast
from pathlib import Path

from .tree import NOT_ROOMS, SRC, product_modules, room_of, short, syntax

BELOW_THE_DOOR = {"models", "rules", "actions", "queries"}
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls", "django_htmx")


def test_what_lies_below_the_views_knows_no_http() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in product_modules()
        if _below(path)
        for name in _imported(path)
        if any(name == http or name.startswith(http + ".") for http in HTTP)
    ]
    assert wrong == []


def test_pure_rules_ask_no_database() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in product_modules()
        if "rules" in _parts(path) and room_of(path) not in NOT_ROOMS
        for name in _imported(path)
        if name.startswith(("django.db", "psycopg"))
    ]
    assert wrong == []


def _parts(path: Path) -> set[str]:
    return set(path.relative_to(SRC).with_suffix("").parts[1:])


def _below(path: Path) -> bool:
    return room_of(path) not in NOT_ROOMS and bool(BELOW_THE_DOOR & _parts(path))


def _imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            names += [item.name for item in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{item.name}" for item in node.names)]
    return names
