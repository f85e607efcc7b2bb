"""Every address of OpenCUS, taken from the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from opencus.config.middleware import SHARED


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    optional: frozenset[str]

    @property
    def shared(self) -> bool:
        """Whether the address belongs to no centre."""
        return self.pattern.split("/")[0].lstrip("^") in SHARED and not self.name.startswith("entrance:")

    def path(self, slug: str, values: dict[str, Any]) -> str:
        found = self.pattern.replace("<path:", "<str:")
        for name, value in values.items():
            kind = next(kind for kind in ("uuid", "slug", "int", "str") if f"<{kind}:{name}>" in found)
            found = found.replace(f"<{kind}:{name}>", str(value))
        return f"/{found}" if self.shared else f"/{slug}/{found}"


def routes() -> dict[str, Route]:
    """Every address of the resolver once; those of the log-in library behind a closed one are ``closed``."""
    closed = next(one for one in get_resolver().url_patterns if getattr(one, "name", "") == "closed")
    found: dict[str, Route] = {}
    for name, pattern, converters in _walk(get_resolver().url_patterns):
        if name == "closed":
            found[name] = Route(name, "konto/signup/", (), frozenset())
        elif closed.pattern.match(pattern.replace("^", "")) is None:
            found[name] = Route(name, pattern, tuple(converters), frozenset())
    return found


def _walk(patterns: Any, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", prefix + str(one.pattern), one.pattern.converters
        elif isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, prefix + str(one.pattern), f"{one.namespace}:" if one.namespace else space)
