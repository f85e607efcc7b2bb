"""Migrations: one line per room, each with a name that says what it does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from .tree import SRC, called_name, rooms, syntax

WITH_MIGRATIONS = [room for room in rooms() if (SRC / room / "migrations" / "__init__.py").is_file()]


def _migrations(room: str) -> list[Path]:
    return sorted(path for path in (SRC / room / "migrations").glob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("room", WITH_MIGRATIONS)
def test_migrations_are_numbered_without_a_gap(room: str) -> None:
    numbers = [path.name[:4] for path in _migrations(room)]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("room", WITH_MIGRATIONS)
def test_migrations_are_named_by_a_person(room: str) -> None:
    nameless = re.compile(r"^\d{4}_(auto_|alter_|merge|[a-z]+_\d{8})|^\d{4}\.py$")
    assert [path.name for path in _migrations(room) if nameless.search(path.name)] == []


@pytest.mark.parametrize("room", WITH_MIGRATIONS)
def test_each_migration_follows_the_one_before_it(room: str) -> None:
    stems = [path.stem for path in _migrations(room)]
    before: list[list[str]] = [_same_room(path, room) for path in _migrations(room)]
    assert before == [[], *([stem] for stem in stems[:-1])][: len(stems)]


def _same_room(path: Path, room: str) -> list[str]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(called_name(target) == "dependencies" for target in targets) and node.value is not None:
                pairs = [item for item in ast.walk(node.value) if isinstance(item, ast.Tuple)]
                return [
                    str(item.elts[1].value)
                    for item in pairs
                    if isinstance(item.elts[0], ast.Constant)
                    and item.elts[0].value == room
                    and isinstance(item.elts[1], ast.Constant)
                ]
    return []
