"""Rooms know what lies below them and nothing else; here is what the import linter cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .tree import (
    DEPTH,
    LAYERS,
    ROOT,
    called_name,
    may_know,
    product_modules,
    room_of,
    rooms,
    short,
    syntax,
    templates,
    text,
)

RELATIONS = {"ForeignKey", "TenantForeignKey", "OneToOneField", "ManyToManyField", "TenantOneToOneField"}
MODEL = re.compile(r"^([a-z_]+)\.([A-Za-z_]+)$")
POINTS_TO = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"'#]+)""")


def test_every_room_has_its_place_in_the_order() -> None:
    assert [room for room in rooms() if room not in DEPTH] == []


def test_the_import_contract_draws_the_same_order() -> None:
    contract = re.search(r"(?s)layers = \[(.*?)\]", text(ROOT / "pyproject.toml"))
    assert contract, "pyproject.toml holds no layers contract"
    drawn = [
        re.findall(r"[a-z_]+", line.removeprefix("opencus."))
        for line in re.findall(r'"([^"]+)"', contract[1])
    ]
    drawn = [[word for word in line if word != "opencus"] for line in drawn]
    expected = [[room for room in line if room in rooms()] for line in LAYERS]
    assert [sorted(line) for line in drawn if line] == [sorted(line) for line in expected if line]


@pytest.mark.parametrize("room", rooms())
def test_no_model_points_at_a_room_above_or_beside(room: str) -> None:
    wrong = []
    for path in product_modules():
        if room_of(path) == room:
            wrong += [
                f"{short(path)}:{line} -> {to}"
                for line, to in _models_named_in(path)
                if not may_know(room, to)
            ]
    assert wrong == []


@pytest.mark.parametrize("room", rooms())
def test_no_migration_waits_for_a_room_above_or_beside(room: str) -> None:
    wrong = []
    for path in product_modules():
        if room_of(path) == room and path.parent.name == "migrations":
            wrong += [f"{short(path)} -> {to}" for to in _rooms_waited_for(path) if not may_know(room, to)]
    assert wrong == []


@pytest.mark.parametrize("room", rooms())
def test_no_template_includes_one_from_a_room_above_or_beside(room: str) -> None:
    wrong = []
    for name, path in templates().items():
        if room_of(path) != room:
            continue
        for target in POINTS_TO.findall(text(path)):
            owner = templates().get(target)
            if owner is not None and not may_know(room, room_of(owner)):
                wrong.append(f"{name} -> {target}")
    assert wrong == []


def test_every_included_template_exists() -> None:
    wrong = [
        f"{name} -> {target}"
        for name, path in templates().items()
        for target in POINTS_TO.findall(text(path))
        if target not in templates() and not target.startswith(("allauth/", "account/", "mfa/", "django/"))
    ]
    assert wrong == []


def test_nothing_listens_to_signals() -> None:
    wrong = [
        f"{short(path)}:{node.lineno}"
        for path in product_modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef) and _listens(node)
    ]
    assert wrong == []


def _listens(node: ast.Import | ast.ImportFrom | ast.FunctionDef) -> bool:
    if isinstance(node, ast.FunctionDef):
        return any(called_name(decorator) == "receiver" for decorator in node.decorator_list)
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [item.name for item in node.names]
    if isinstance(node, ast.ImportFrom):
        modules += [f"{node.module}.{item.name}" for item in node.names]
    return any(name.startswith("django.dispatch") or name.split(".")[-1] == "signals" for name in modules)


def _models_named_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of every model that a relation or a lookup names by a string."""
    for node in ast.walk(syntax(path)):
        if not isinstance(node, ast.Call):
            continue
        name = called_name(node)
        if name in RELATIONS:
            targets = node.args[:1] + [word.value for word in node.keywords if word.arg in ("to", "through")]
        elif name == "get_model":
            targets = node.args[:1]
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Constant) and isinstance(target.value, str):
                found = MODEL.match(target.value)
                label = found[1] if found else target.value if name == "get_model" else ""
                if label in DEPTH:
                    yield target.lineno, label
            elif isinstance(target, ast.Attribute) and target.attr == "AUTH_USER_MODEL":
                yield target.lineno, "centre"


def _rooms_waited_for(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Assign) and any(called_name(t) == "dependencies" for t in node.targets):
            for item in getattr(node.value, "elts", []):
                first = item.elts[0] if isinstance(item, ast.Tuple) else None
                if isinstance(first, ast.Constant) and first.value in DEPTH:
                    yield str(first.value)
