"""The requirements table is honest: every row is there, every named test exists."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

import pytest

from .tree import ROOT, syntax, text

TABLE = ROOT / "docs" / "reference" / "requirements.md"
IDS = [f"R{number:02d}" for number in range(1, 88)] + [f"U{number}" for number in range(1, 51)]
TEST = re.compile(r"`([\w./-]+\.py)::([\w:]+)`")


class Row(NamedTuple):
    id: str
    rule: str
    state: str
    proof: str
    note: str


def _rows() -> list[Row]:
    rows = []
    for line in text(TABLE).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"[RU]\d+", cells[0]):
            rows.append(Row(*cells))
    return rows


def test_every_requirement_has_one_row_in_order() -> None:
    assert [row.id for row in _rows()] == IDS


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.id)
def test_the_state_of_a_requirement_fits_its_proof(row: Row) -> None:
    assert row.rule
    assert row.state in {"holds", "partly", "no"}
    if row.state == "holds":
        assert TEST.search(row.proof), "holds means that a named test fails when the rule is removed"
    if row.state == "partly":
        assert row.proof not in {"", "–"}
        assert row.note not in {"", "–"}, "partly must say what is missing"
    if row.state == "no":
        assert row.proof == "–"


@pytest.mark.parametrize("row", [row for row in _rows() if "`" in row.proof], ids=lambda row: row.id)
def test_every_test_named_as_proof_exists(row: Row) -> None:
    quoted = re.findall(r"`([^`]+)`", row.proof)
    assert [item for item in quoted if not TEST.fullmatch(f"`{item}`") and not item.startswith("/")] == []
    missing = []
    for path, name in TEST.findall(row.proof):
        if not (ROOT / path).is_file() or name not in _tests_of(path):
            missing.append(f"{path}::{name}")
    assert missing == []


def test_the_summary_counts_what_the_table_holds() -> None:
    said = re.search(r"(\d+) hold, (\d+) hold partly, (\d+) do not yet", text(TABLE))
    assert said, "the page does not sum up its table"
    states = [row.state for row in _rows()]
    counted = tuple(states.count(state) for state in ("holds", "partly", "no"))
    assert tuple(int(number) for number in said.groups()) == counted


def _tests_of(path: str) -> set[str]:
    found = set()
    for node in syntax(ROOT / path).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found.update(
                f"{node.name}::{item.name}" for item in node.body if isinstance(item, ast.FunctionDef)
            )
    return found
