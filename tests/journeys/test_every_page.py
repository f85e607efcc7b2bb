"""Every person of the demo town follows every link they are shown; nothing breaks, nothing refuses, axe is content."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from demo.cast import STARACHOWICE, WOJCIESZKOW, Member

from .axe import violations

pytestmark = pytest.mark.journey

EVERYBODY = (*STARACHOWICE, *WOJCIESZKOW)
MOST = 80  # pages a person opens
TWICE = 2  # pages of one kind a person opens
VALUES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b|(?<=/uslugi/)[a-z0-9-]+(?=/$)")
ELSEWHERE = ("/konto/logout/", "/static/")
#: Said in place of a file outside one's own matters; what asks for the reason is a page like any other.
CLOSED, ASKS = "Tej osoby nie ma w Twoich sprawach", re.compile(r'action="([^"]+/otworz/)"')


@dataclass
class Round:
    """What one person's round has shown: faults, one line each, and an address of every kind of page."""

    faults: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)


# Shared by the tests of one run: a person goes round once, a kind of page is drawn and checked once.
rounds: dict[str, Round] = {}
drawn: set[str] = set()
checked: set[str] = set()


@dataclass
class Reading(HTMLParser):
    """The links and the title of a page, as its text has them."""

    links: list[str] = field(default_factory=list)
    title: str = ""
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        if tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def kind_of(address: str) -> str:
    """Return the address without centre, ids and values: pages of one kind are alike."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    path = "/" + parts.path.split("/", 2)[2]
    return VALUES.sub("*", path) + ("?" + "&".join(names) if names else "")


def plain(kind: str) -> str:
    """Return the kind without its filters; the lists behind the desk's numbers are one page."""
    return re.sub(r"^/zadania/.*", "/zadania/*/", kind.split("?")[0])


def round_of(page: Page, member: Member) -> Round:
    """Follow the links from the open page, each kind ``TWICE``, to at most ``MOST`` pages of the same centre."""
    if member.email in rounds:
        return rounds[member.email]
    done = rounds[member.email] = Round()
    waiting, known = deque([(page.url, "po zalogowaniu")]), {page.url}
    opened: Counter[str] = Counter()
    while waiting and opened.total() < MOST:
        address, source = waiting.popleft()
        kind = kind_of(address)
        if opened[kind] == TWICE:
            continue
        opened[kind] += 1
        answer = page.request.get(address, max_redirects=5)
        if answer.status == 403 and CLOSED in (said := answer.text()):
            opened[kind] -= 1
            waiting += [(urljoin(answer.url, form), urlsplit(address).path) for form in ASKS.findall(said)]
        elif answer.status >= 400:
            done.faults.append(f"{answer.status} {address} (odnośnik na {source})")
        elif "text/html" in answer.headers.get("content-type", ""):
            reading = Reading()
            reading.feed(answer.text())
            if not reading.title.strip():
                done.faults.append(f"bez tytułu: {address}")
            done.kinds.setdefault(kind, address)
            found = {urljoin(answer.url, link).split("#")[0] for link in reading.links} - known
            fresh = sorted(one for one in found if _inside(one, page.url))
            known.update(fresh)
            waiting.extend((one, urlsplit(address).path) for one in fresh)
    return done


def _inside(address: str, home: str) -> bool:
    """Whether the address is of the same centre and only shows something."""
    here, there = urlsplit(home), urlsplit(address)
    centre = "/" + here.path.split("/")[1] + "/"
    return (
        there.netloc == here.netloc
        and there.path.startswith(centre)
        and not any(part in there.path for part in ELSEWHERE)
    )


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls to the side."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("member", EVERYBODY, ids=lambda member: member.email)
def test_no_link_leads_to_a_fault_or_a_refusal(enter: Callable[..., Page], member: Member) -> None:
    page = enter(member.email)
    seen = round_of(page, member)
    faults = list(seen.faults)
    for kind, address in seen.kinds.items():
        if plain(kind) not in drawn:  # what the browser's console says about it, ``enter`` collects
            drawn.add(plain(kind))
            page.goto(address)
            if over := sideways(page):
                faults.append(f"przewija się w bok o {over} px: {address}")
    assert faults == []


# Who together see every kind of page; the demo's two towns share their templates.
WITNESSES = [
    one
    for one in EVERYBODY
    if one.name not in {"Ewa Sikora", "Piotr Maj", "Jan Kowal", "Irena Bąk", "Danuta Lis"}
]


@pytest.mark.parametrize("member", WITNESSES, ids=lambda member: member.email)
def test_every_kind_of_page_is_accessible(enter: Callable[..., Page], member: Member) -> None:
    page = enter(member.email)
    page.emulate_media(reduced_motion="reduce")  # colours are measured, not half-way through a transition
    faults = []
    for kind, address in round_of(page, member).kinds.items():
        if (one := plain(kind)) in checked:
            continue
        checked.add(one)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        faults += [f"{one}, jasny, 1440: {line}" for line in violations(page)]
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        faults += [f"{one}, ciemny, 390: {line}" for line in violations(page)]
        if over := sideways(page):
            faults.append(f"{one}, 390: przewija się w bok o {over} px")
    assert faults == []
