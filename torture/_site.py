"""The site as an attacker finds it: every address of the resolver, every form of every page, as every role."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True)
class Form:
    """One form of one page: where it goes and what it would send untouched; `options` are a select's values."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()


class _Page(HTMLParser):
    """Collects links and forms of one page."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: dict[str, Any] | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: str | None = None
        self._named: dict[str, int] = {}  # forms by their id: fields may stand outside, with form="id"
        self._loose: list[tuple[str, str, str]] = []
        self._doors: list[tuple[str, str, str, str]] = []  # buttons that send their form elsewhere

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get"):
            if known.get(name):
                self.links.append(urljoin(self.address, known[name]))
        if tag == "form":
            self._form = {"id": known.get("id", ""), "action": urljoin(self.address, known.get("action") or self.address),
                          "method": known.get("method", "get").upper(), "fields": [], "options": []}  # fmt: skip
        elif known.get("hx-post") and self._form is None:
            self.forms.append(Form(urljoin(self.address, known["hx-post"]), "POST", ((known.get("name", "q"), ""),)))
        if known.get("formaction"):
            owner = known.get("form") or (self._form or {}).get("id", "")
            self._doors.append((owner, urljoin(self.address, known["formaction"]), known.get("name", ""), known.get("value", "")))
        if known.get("form") and known.get("name") and tag in {"input", "textarea", "select"}:
            self._loose.append((known["form"], known["name"], known.get("value", "")))
            return
        if self._form is None:
            return
        if tag in {"input", "button"} and known.get("name"):
            ticked = known.get("type") not in {"checkbox", "radio"} or "checked" in known
            if ticked:
                self._form["fields"].append((known["name"], known.get("value", "")))
            else:
                self._form["options"].append((known["name"], (known.get("value", "on"),)))
        elif tag == "select" and known.get("name"):
            self._select = (known["name"], [], [])
        elif tag == "option" and self._select:
            self._select[1].append(known.get("value", ""))
            if "selected" in known:
                self._select[2].append(known.get("value", ""))
        elif tag == "textarea" and known.get("name"):
            self._area = known["name"]
            self._form["fields"].append((known["name"], ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._form and self._form["fields"]:
            name, text = self._form["fields"][-1]
            # The first line break after <textarea> is the page's, not the person's.
            self._form["fields"][-1] = (name, text + (data.removeprefix("\n") if not text else data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select" and self._select and self._form is not None:
            name, values, chosen = self._select
            self._form["fields"] += [(name, value) for value in chosen or values[:1]]
            self._form["options"].append((name, tuple(values[:40])))
            self._select = None
        elif tag == "form" and self._form is not None:
            made = self._form
            if made["id"]:
                self._named[made["id"]] = len(self.forms)
            self.forms.append(Form(made["action"], made["method"], tuple(made["fields"]), tuple(made["options"])))
            self._form = None

    def close(self) -> None:
        """Give fields outside to their forms, and buttons with an address of their own a form of their own."""
        super().close()
        for owner, name, value in self._loose:
            if owner in self._named:
                form = self.forms[self._named[owner]]
                self.forms[self._named[owner]] = replace(form, fields=(*form.fields, (name, value)))
        for owner, action, name, value in self._doors:
            if owner in self._named:
                form = self.forms[self._named[owner]]
                self.forms.append(replace(form, action=action, fields=(*form.fields, *([(name, value)] if name else []))))


def read(address: str, text: str) -> _Page:
    """Return the links and forms of a page."""
    page = _Page(address)
    page.feed(text)
    page.close()
    return page


@dataclass
class Found:
    """What a crawl as one user found: addresses by route, forms by route and method."""

    addresses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    forms: dict[tuple[str, str], list[Form]] = field(default_factory=lambda: defaultdict(list))
    pages: int = 0


def route_of(path: str, centres: tuple[str, ...]) -> str | None:
    """Return the resolver's route an address belongs to, None for an address nobody serves."""
    from django.urls import Resolver404, resolve

    inside = path
    for slug in centres:
        if path.startswith(f"/{slug}/"):
            inside = path[len(slug) + 1 :]
    try:
        return str(resolve(inside).route)
    except Resolver404:
        return None


def routes() -> list[str]:
    """Return every route of the product as the resolver knows it."""
    from django.urls import URLPattern, URLResolver, get_resolver

    found: list[str] = []

    def walk(parts: list[Any], before: str) -> None:
        for part in parts:
            route = before + str(part.pattern)
            if isinstance(part, URLResolver):
                walk(part.url_patterns, route)
            elif isinstance(part, URLPattern):
                found.append(route)

    walk(get_resolver().url_patterns, "")
    return sorted(dict.fromkeys(found))


def crawl(client: Any, start: list[str], centres: tuple[str, ...], *, most: int, each: int = 4) -> Found:
    """Walk from the start pages, at most `most` pages and `each` per route, and keep what is there.

    Reads only: GET never changes anything but the reading log.
    """
    found, seen, queue = Found(), set(start), list(start)
    visits: dict[str, int] = defaultdict(int)
    while queue and found.pages < most:
        address = queue.pop(0)
        parts = urlsplit(address)
        if parts.netloc not in {"", "testserver"} or parts.path.startswith("/static/"):
            continue
        route = route_of(parts.path, centres)
        if route is None or visits[route] >= each:
            continue
        visits[route] += 1
        answer = client.get(address, follow=True)
        found.pages += 1
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            found.addresses[route].add(parts.path)
            continue
        last = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else address
        found.addresses[route].add(parts.path)
        page = read(last, answer.content.decode(errors="replace"))
        for form in page.forms:
            if urlsplit(form.action).path.rstrip("/").endswith("logout"):
                continue
            to = route_of(urlsplit(form.action).path, centres)
            if to and len(found.forms[(to, form.method)]) < 6:
                found.forms[(to, form.method)].append(form)
        for link in page.links:
            bare = link.split("#")[0]
            if bare not in seen and not re.match(r"(mailto|tel|javascript):", bare):
                seen.add(bare)
                queue.append(bare)
    return found
