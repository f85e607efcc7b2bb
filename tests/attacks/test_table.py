"""The table of the forty attacks names tests that exist, and every attack has its line."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from tests.consistency.tree import ROOT


def _table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("opencus_attacks", ROOT / "torture" / "attacks.py")
    assert spec is not None
    assert spec.loader is not None
    sys.path.insert(0, str(ROOT / "torture"))
    try:
        module = sys.modules["opencus_attacks"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "torture"))
    return module


TABLE = _table()


def _functions(file: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_one_of_the_forty_has_its_line_and_its_tests() -> None:
    assert sorted(TABLE.ATTACKS) == list(range(1, 41))
    assert [number for number, attack in TABLE.ATTACKS.items() if not attack.tests] == []
    assert {attack.state for attack in TABLE.ATTACKS.values()} <= {TABLE.HOLDS, TABLE.OTHER, TABLE.NOT_YET}


def test_every_named_test_exists() -> None:
    missing = []
    for number, attack in TABLE.ATTACKS.items():
        for test in attack.tests:
            file, _, name = test.partition("::")
            path = ROOT / file
            if not path.is_file() or name not in _functions(path):
                missing.append(f"{number}: {test}")
    assert missing == []


def test_every_test_with_a_number_stands_in_the_line_of_its_attack() -> None:
    lost = []
    for file in sorted((ROOT / "tests" / "attacks").glob("test_*.py")):
        for name in _functions(file):
            number = name.removeprefix("test_").split("_")[0]
            node = f"tests/attacks/{file.name}::{name}"
            if number.isdigit() and not any(node in attack.tests for attack in TABLE.ATTACKS.values()):
                lost.append(node)
    assert lost == []
