"""Addresses: each can be made, each that is named exists, and none says who a person is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from .tree import called_name, product_modules, short, syntax, templates, text

# What a log, a browser history or a referrer must never hold.
PERSONAL = re.compile(
    r"pesel|surname|first_?name|last_?name|full_?name|^name$|imie|nazwisko|phone|telefon|e?mail|birth|urodz|street|ulica"
)
# Libraries' own pages: the key in a confirmation link is a signed token, not an address.
LIBRARIES = ("account_", "mfa_", "socialaccount_", "usersessions_")
SAMPLES: dict[str, Any] = {
    "int": 7,
    "str": "a",
    "slug": "starachowice",
    "path": "a/b",
    "uuid": "0190b0a0-0000-7000-8000-000000000000",
    "date": "2026-11-23",
    "day": "2026-11-23",
    "month": "2026-11",
}
NAMED = re.compile(r"""\{%-?\s*(?:url|centre_url)\s+["']([^"']+)["']""")


@cache
def _patterns() -> tuple[tuple[str, URLPattern], ...]:
    return tuple(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with its full name (empty when it has none)."""
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from _walk(item, (*spaces, item.namespace) if item.namespace else spaces)
        else:
            yield ":".join((*spaces, item.name)) if item.name else "", item


def _ours(name: str) -> bool:
    return bool(name) and not name.startswith(LIBRARIES)


def test_every_page_of_ours_has_a_name() -> None:
    nameless = [str(pattern.pattern) for name, pattern in _patterns() if not name]
    assert [route for route in nameless if not route.startswith(("static", "^static", "media"))] == []


def test_every_address_can_be_made() -> None:
    broken = {}
    for name, pattern in _patterns():
        if not _ours(name) or isinstance(pattern.pattern, RegexPattern):
            continue
        try:
            reverse(name, kwargs=_sample(name))
        except NoReverseMatch as error:
            broken[name] = str(error)
    assert broken == {}


def test_no_address_says_who_a_person_is() -> None:
    captured = {
        f"{name}: {key}"
        for name, pattern in _patterns()
        if _ours(name)
        for key in pattern.pattern.converters
        if PERSONAL.search(key)
    }
    assert captured == set()


def test_no_form_puts_a_search_for_people_into_the_address() -> None:
    form = re.compile(r"(?is)<form\b(?![^>]*method\s*=\s*[\"']post)[^>]*>.*?</form>")
    field = re.compile(r"name\s*=\s*[\"'](?:pesel|surname|last_name|first_name|phone)[\"']")
    wrong = [
        name
        for name, path in templates().items()
        if any(field.search(found) for found in form.findall(text(path)))
    ]
    assert wrong == []


def test_every_page_is_linked_from_somewhere() -> None:
    # The gallery of the kit is for developers, who find it in the documentation; "closed" answers 404.
    named = "".join(text(path) for path in templates().values())
    named += "".join(text(path) for path in product_modules() if path.name != "urls.py")
    lonely = [
        name for name, _pattern in _patterns() if _ours(name) and not re.search(rf"[\"']{name}[\"']", named)
    ]
    assert [name for name in lonely if name not in {"ui:gallery", "closed"}] == []


def test_every_address_named_in_a_template_exists() -> None:
    known = {name for name, _pattern in _patterns()}
    wrong = [
        f"{template} -> {name}"
        for template, path in templates().items()
        for name in NAMED.findall(text(path))
        if name not in known
    ]
    assert wrong == []


def test_every_address_named_in_code_exists() -> None:
    known = {name for name, _pattern in _patterns()}
    wrong = []
    for path in product_modules():
        for node in ast.walk(syntax(path)):
            if (
                isinstance(node, ast.Call)
                and called_name(node) in {"reverse", "redirect", "reverse_lazy"}
                and node.args
            ):
                first = node.args[0]
                value = first.value if isinstance(first, ast.Constant) else None
                if isinstance(value, str) and re.fullmatch(r"[a-z_]+:[a-z_-]+", value) and value not in known:
                    wrong.append(f"{short(path)}:{node.lineno} -> {value}")
    assert wrong == []


def _sample(name: str) -> dict[str, Any]:
    """Return arguments for an address, taken from the converters on the way to it."""
    found: dict[str, Any] = {}

    def gather(resolver: URLResolver, parts: list[str]) -> bool:
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                inner = parts[1:] if item.namespace and parts[0] == item.namespace else parts
                if item.namespace and parts[0] != item.namespace:
                    continue
                if gather(item, inner):
                    found.update(_fill(item.pattern.converters))
                    return True
            elif len(parts) == 1 and item.name == parts[0]:
                found.update(_fill(item.pattern.converters))
                return True
        return False

    gather(get_resolver(), name.split(":"))
    return found


def _fill(converters: dict[str, Any]) -> dict[str, Any]:
    filled = {}
    for key, converter in converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        sample = SAMPLES.get(kind, SAMPLES.get(key))
        filled[key] = converter.to_python(sample) if isinstance(sample, str) else sample
    return filled
