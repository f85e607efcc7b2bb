"""Sizes, names and words that keep the house readable."""

from __future__ import annotations

import ast
import re
from urllib.parse import unquote

import pytest

from tools import docs_check

from .tree import (
    NOT_ROOMS,
    ROOT,
    SRC,
    all_modules,
    called_name,
    is_test,
    pages,
    product_modules,
    room_of,
    rooms,
    short,
    syntax,
    templates,
    text,
)

NAMES_WITHOUT_MEANING = {"utils.py", "helpers.py", "services.py", "managers.py", "mixins.py", "signals.py"}
# Spelt in halves, or this file would find itself.
LEFT_OPEN = re.compile(
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + r"Error|lorem" + r" ipsum"
)
MACHINE_PATH = re.compile(r"/(?:wo" + r"rk|ro" + r"ot|home/[a-z]+)/")


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [short(path) for path in all_modules() if path.name in NAMES_WITHOUT_MEANING] == []


def test_no_module_is_longer_than_400_lines() -> None:
    written = [path for path in all_modules() if path.parent.name != "migrations"]  # those are made by a program
    lengths = {short(path): text(path).count("\n") for path in written}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for path in product_modules():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long[f"{short(path)}::{node.name}"] = length
    assert long == {}


def test_no_template_is_longer_than_200_lines() -> None:
    lengths = {name: text(path).count("\n") for name, path in templates().items()}
    assert {name: length for name, length in lengths.items() if length > 200} == {}


@pytest.mark.parametrize("room", [room for room in rooms() if room not in NOT_ROOMS])
def test_every_room_introduces_itself(room: str) -> None:
    page = SRC / room / "README.md"
    assert page.is_file(), f"{room} has no README.md"
    assert 8 <= len(text(page).splitlines()) <= 30


def test_nothing_is_left_open() -> None:
    files = [*all_modules(), *templates().values(), *pages(), ROOT / "Makefile", ROOT / "pyproject.toml"]
    found = [
        f"{short(path)}:{number}"
        for path in files
        if path.is_file() and path.suffix in {".py", ".html", ".txt", ".md", ".toml", ""}
        for number, line in enumerate(text(path).splitlines(), 1)
        if LEFT_OPEN.search(line)
    ]
    assert found == []


def test_no_page_or_module_names_a_path_of_somebodys_machine() -> None:
    files = [*all_modules(), *pages(), ROOT / "Makefile", ROOT / "pyproject.toml"]
    found = [
        f"{short(path)}:{number}"
        for path in files
        if path.is_file()
        for number, line in enumerate(text(path).splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_every_link_of_every_page_leads_somewhere() -> None:
    assert [line for page in docs_check.documents() for line in docs_check.broken(page)] == []


def test_every_page_of_the_documentation_is_listed_in_an_index() -> None:
    docs = ROOT / "docs"
    named = {(docs / "README.md").resolve()}  # the index itself
    for page in docs_check.documents():
        for link in docs_check.LINK.findall(text(page)):
            named.add((page.parent / unquote(link[0]).partition("#")[0]).resolve())
    assert [short(page) for page in sorted(docs.rglob("*.md")) if page.resolve() not in named] == []


def test_every_table_has_its_word_in_the_glossary() -> None:
    glossary = text(ROOT / "docs" / "glossary.md")
    tables = {
        node.name
        for path in product_modules()
        if room_of(path) not in NOT_ROOMS and "models" in path.relative_to(SRC).as_posix()
        for node in syntax(path).body
        if isinstance(node, ast.ClassDef)
        and {"Model", "TenantModel"} & {called_name(base) for base in node.bases}
    }
    assert len(tables) > 20
    assert sorted(name for name in tables if f"`{name}`" not in glossary) == []


# The number printed on the specimen identity card: everybody's example, nobody's number.
SPECIMEN = "44051401359"


def test_a_number_that_could_be_a_pesel_stands_only_in_the_demo_and_in_tests() -> None:
    files = [path for path in (*product_modules(), *pages(), *templates().values()) if not is_test(path)]
    found = [
        f"{short(path)}: {digits[:2]}..."
        for path in files
        if (ROOT / "demo") not in path.parents
        and (SRC / "demo") not in path.parents
        and path.suffix in {".py", ".md", ".html", ".txt"}
        for digits in re.findall(r"(?<![\d.])\d{11}(?![\d.])", text(path))
        if digits != SPECIMEN and _could_be_pesel(digits)
    ]
    assert found == []


def test_the_pesel_detector_knows_a_pesel_when_it_sees_one() -> None:
    assert _could_be_pesel(SPECIMEN)
    assert not _could_be_pesel("44051401358")
    assert not _could_be_pesel("44951401350")


def _could_be_pesel(digits: str) -> bool:
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    check = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 10
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    return check == int(digits[10]) and 1 <= month <= 12 and 1 <= day <= 31
