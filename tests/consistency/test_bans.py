"""What no code of the product may do; `make torture` asks semgrep for the same (tools/semgrep)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.consistency.tree import SRC, called_name, product_modules, room_of, short, syntax, templates, text

SLOW_LOOKUP = re.compile(r"__(icontains|istartswith|iendswith|iregex|unaccent|search|trigram_similar)(__|$)")
OWN_SQL = {"core", "audit", "config"}
FOREIGN = {"requests", "httpx", "aiohttp", "urllib3"}
LOADERS = {("pickle", "loads"), ("pickle", "load"), ("marshal", "loads"), ("os", "system"), ("yaml", "load")}
Find = Callable[[ast.Module], Iterator[int]]


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def searches_past_the_index(tree: ast.Module) -> Iterator[int]:
    for call in calls(tree):
        if called_name(call) in {"SearchVector", "SearchQuery", "TrigramSimilarity"}:
            yield call.lineno
        yield from (call.lineno for one in call.keywords if one.arg and SLOW_LOOKUP.search(one.arg))


def frees_a_form_from_its_proof(tree: ast.Module) -> Iterator[int]:
    yield from (node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "csrf_exempt")


def writes_raw_sql(tree: ast.Module) -> Iterator[int]:
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"raw", "extra"}:
            yield call.lineno
        if called_name(call) == "RawSQL":
            yield call.lineno
        if called_name(call) == "execute" and call.args and not isinstance(call.args[0], ast.Constant | ast.Name | ast.Attribute):
            yield call.lineno


def vouches_for_markup(tree: ast.Module) -> Iterator[int]:
    yield from (call.lineno for call in calls(tree) if called_name(call) in {"mark_safe", "SafeString"})


def has_a_clock_of_its_own(tree: ast.Module) -> Iterator[int]:
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute) and not call.args and not call.keywords:
            owner = call.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, call.func.attr) in {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now")}:
                yield call.lineno


def streams(tree: ast.Module) -> Iterator[int]:
    yield from (call.lineno for call in calls(tree) if called_name(call) in {"StreamingHttpResponse", "FileResponse"})


def swallows_faults(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and isinstance(node.body[0], ast.Pass) and _is_everything(node.type):
            yield node.lineno
        if isinstance(node, ast.Call) and called_name(node) == "suppress":
            yield from (node.lineno for one in node.args if _is_everything(one))


def _is_everything(kind: ast.expr | None) -> bool:
    return kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"}


def asks_another_computer(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (node.lineno for one in node.names if _leads_out(one.name))
        if isinstance(node, ast.ImportFrom) and _leads_out(node.module or ""):
            yield node.lineno


def _leads_out(module: str) -> bool:
    return module.split(".")[0] in FOREIGN or module in {"http.client", "urllib.request"}


def runs_what_it_is_sent(tree: ast.Module) -> Iterator[int]:
    for call in calls(tree):
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec"}:
            yield call.lineno
        if isinstance(call.func, ast.Attribute) and (getattr(call.func.value, "id", ""), call.func.attr) in LOADERS:
            yield call.lineno
        if any(one.arg == "shell" and getattr(one.value, "value", False) is True for one in call.keywords):
            yield call.lineno


#: What is banned, where it is allowed, a fault it finds, and a neighbour it leaves alone.
BANS: dict[Find, tuple[Callable[[Path], bool], str, str]] = {
    searches_past_the_index: (lambda _: False, "rows.filter(name__unaccent__startswith=q)", "rows.filter(search_key__startswith=q)"),
    frees_a_form_from_its_proof: (lambda _: False, "@csrf_exempt\ndef view(r): ...", "@require_POST\ndef view(r): ..."),
    writes_raw_sql: (lambda path: room_of(path) in OWN_SQL or "migrations" in path.parts, "c.execute(f'SELECT {q}')", "c.execute('SELECT %s', [q])"),
    vouches_for_markup: (lambda path: room_of(path) == "core", "mark_safe(name)", "format_html('<b>{}</b>', name)"),
    has_a_clock_of_its_own: (lambda path: path.name == "clock.py" or "migrations" in path.parts, "date.today()", "clock.today()"),
    streams: (lambda _: False, "StreamingHttpResponse(rows)", "HttpResponse(text)"),
    swallows_faults: (lambda _: False, "try: act()\nexcept Exception: pass", "try: act()\nexcept ValueError: pass"),
    asks_another_computer: (lambda path: room_of(path) == "config", "import requests", "import json"),
    runs_what_it_is_sent: (lambda _: False, "subprocess.run(words, shell=True)", "subprocess.run([program, word])"),
}  # fmt: skip


@pytest.mark.parametrize("find", BANS, ids=lambda find: find.__name__)
def test_no_code_of_the_product(find: Find) -> None:
    allowed, _, _ = BANS[find]
    found = [f"{short(path)}:{line}" for path in product_modules() if not allowed(path) for line in find(syntax(path))]
    assert found == []


@pytest.mark.parametrize("find", BANS, ids=lambda find: find.__name__)
def test_the_detector_finds_the_planted_fault_and_leaves_its_neighbour(find: Find) -> None:
    _, fault, neighbour = BANS[find]
    assert list(find(ast.parse(fault)))
    assert not list(find(ast.parse(neighbour)))


def test_no_template_vouches_for_what_people_wrote() -> None:
    ban = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off")
    found = [name for name, path in templates().items() if ban.search(text(path)) and not path.is_relative_to(SRC / "core")]
    assert found == []
    assert ban.search("{{ note|safe }}")
    assert not ban.search("{{ note|safe_name }}")
