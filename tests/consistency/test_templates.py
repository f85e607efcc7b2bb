"""Templates: each is used, and none carries what the content security policy forbids."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from .tree import product_modules, short, strings, syntax, templates, text

# Django itself looks these up, by name.
LOOKED_UP = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "robots.txt"}
POINTS_TO = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"'#]+)""")
SUFFIXES = (".html", ".txt", ".svg", ".xml", ".json", ".js")
FORBIDDEN = {
    "style attribute": re.compile(r"<[a-zA-Z][^>]*\sstyle\s*=", re.S),
    "style element": re.compile(r"<style\b", re.I),
    "script in the page": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.I),
    "event handler": re.compile(r"<[a-zA-Z][^>]*\son[a-z]+\s*=", re.S),
    "htmx handler": re.compile(r"\shx-on[:-]|\shx-vars\s*=|hx-vals\s*=\s*[\"']js:"),
    "javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.I),
}
BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock(?: \w+)? %\}", re.S)
ADDRESS = re.compile(r"\{% url [^%]*? as (\w+) %\}")


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_is_used(name: str) -> None:
    assert name in LOOKED_UP or _overrides_a_library(name) or _is_named(name)


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_template_carries_what_the_browser_will_refuse(what: str) -> None:
    pattern = FORBIDDEN[what]
    assert [name for name, path in templates().items() if pattern.search(_markup(text(path)))] == []


@pytest.mark.parametrize("what", ["style attribute", "event handler"])
def test_no_code_builds_markup_that_the_browser_will_refuse(what: str) -> None:
    found = [
        f"{short(path)}:{line}"
        for path in product_modules()
        for line, value in strings(path)
        if FORBIDDEN[what].search(value)
    ]
    assert found == []


def test_the_detector_sees_what_it_should() -> None:
    assert FORBIDDEN["style attribute"].search('<p class="a"\n   style="color:red">')
    assert FORBIDDEN["event handler"].search('<a href="#" onclick="go()">')
    assert FORBIDDEN["script in the page"].search("<script>alert(1)</script>")
    assert not FORBIDDEN["script in the page"].search('<script src="/a.js" defer></script>')
    assert not FORBIDDEN["event handler"].search('<a data-only="1">')


def _markup(template: str) -> str:
    """Drop comments and template tags, so that `{% if style == 1 %}` inside a tag is no attribute."""
    template = re.sub(r"(?s)\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", "", template)
    return re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}", "", template)


def _overrides_a_library(name: str) -> bool:
    for library in ("allauth", "django.contrib.admin", "django.forms", "axes"):
        spec = find_spec(library)
        if spec and spec.origin and (Path(spec.origin).parent / "templates" / name).is_file():
            return True
    return False


def _is_named(name: str) -> bool:
    exact, patterns = _names()
    return name in exact or any(pattern.fullmatch(name) for pattern in patterns)


@cache
def _names() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the template names that code and templates spell out, and those they put together."""
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for path in product_modules():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                value = node.value.partition("#")[0]
                if value.endswith(SUFFIXES):
                    exact.add(value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+"
                    for part in node.values
                ]
                joined = "".join(parts).partition(re.escape("#"))[0]
                if joined.endswith(tuple(re.escape(suffix) for suffix in SUFFIXES)) and "/" in joined:
                    patterns.append(re.compile(joined))
    for path in templates().values():
        exact.update(POINTS_TO.findall(text(path)))
    return exact, patterns


def test_an_address_is_looked_up_in_the_block_that_uses_it() -> None:
    """What one block names, another does not know: a link made of it would silently be a button that sends the form."""
    lost = []
    for name, path in templates().items():
        page = text(path)
        for block, body in BLOCK.findall(page):
            known = set(ADDRESS.findall(body))
            for address in set(ADDRESS.findall(page)) - known:
                if re.search(rf"(?:url|link)={address}\b|\{{\{{ {address} \}}\}}", body):
                    lost.append(f"{name}: {address} in {block}")
    assert lost == []
