"""The repository as the consistency tests see it: rooms in their order, files, templates, pages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "opencus"

# From the top down, as ARCHITECTURE.md draws it; rooms of one line do not know each other.
LAYERS = (
    ("config",),
    ("desk", "field", "directory", "portal", "api"),
    ("reporting",),
    ("funding",),
    ("settlement",),
    ("dispatch",),
    ("delivery", "community"),
    ("contracting",),
    ("plans",),
    ("entitlements",),
    ("intake",),
    ("programmes",),
    ("resources", "correspondence", "worklist", "privacy", "cards"),
    ("people", "catalogue"),
    ("centre",),
    ("audit",),
    ("core", "routing"),
)
DEPTH = {room: depth for depth, rooms in enumerate(LAYERS) for room in rooms}
NOT_ROOMS = {"config", "core", "routing"}


def may_know(room: str, other: str) -> bool:
    """Say whether `room` may refer to `other`: itself or something lower."""
    return room == other or DEPTH[other] > DEPTH[room]


def rooms() -> list[str]:
    """Return the packages of the product that exist, by name."""
    return sorted(folder.name for folder in SRC.iterdir() if (folder / "__init__.py").is_file())


def room_of(path: Path) -> str:
    """Return the room a file below src/opencus belongs to."""
    return path.relative_to(SRC).parts[0]


def short(path: Path) -> str:
    """Return the path as a reader of a failed test wants it."""
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


@cache
def product_modules() -> tuple[Path, ...]:
    """Return the product's Python files: no tests, with migrations."""
    return tuple(sorted(path for path in SRC.rglob("*.py") if not is_test(path)))


@cache
def all_modules() -> tuple[Path, ...]:
    """Return every Python file of the repository."""
    folders = (SRC, ROOT / "tests", ROOT / "demo", ROOT / "benchmarks")
    return tuple(sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*.py")))


@cache
def templates() -> dict[str, Path]:
    """Return every template of the product under the name Django knows it by."""
    found = {}
    for folder in sorted(SRC.glob("*/templates")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path
    return found


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def called_name(node: ast.AST) -> str:
    """Return the last part of a call's or decorator's name: `models.ForeignKey(...)` is `ForeignKey`."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and value of every plain string of a module."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def pages() -> list[Path]:
    """Return every Markdown page a reader may open."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *SRC.rglob("*.md")]
    found += [
        path for name in ("demo", "benchmarks", "deploy", "tests") for path in (ROOT / name).rglob("*.md")
    ]
    return sorted(set(found))
