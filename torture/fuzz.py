"""Nasty requests at every address and every form, as every role: no 5xx, no traceback, no header missing, no endless work.

The forms are taken from the product's own pages (crawled as each role of the demonstration), so hidden fields, choices
and tokens are real; hypothesis then decides what to keep, spoil, double, leave out or send in a shape nobody expects.
Every request runs in a transaction that is rolled back, so that the millionth meets the same town as the first.

    .venv/bin/python torture/fuzz.py --requests 100000
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter, defaultdict
from typing import Any

import _ground as ground
import _nasty as nasty

LIMIT = 5.0  # seconds: what takes longer is endless for the person who waits
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy",
           "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control")  # fmt: skip
FORBIDDEN = (b"Traceback (most recent call last)", b"django.db.utils", b"psycopg.", b"DETAIL:  ")
CENTRES = ("starachowice", "wojcieszkow")


class Range:
    """Logged-in clients of every member of the demonstration and of nobody, and what each of them can reach."""

    def __init__(self, pages: int) -> None:
        from _site import crawl, routes

        from demo.cast import STARACHOWICE, WOJCIESZKOW

        members = [(one.email, "starachowice") for one in STARACHOWICE] + [(one.email, "wojcieszkow") for one in WOJCIESZKOW]
        self.clients: list[Any] = []
        self.shots: list[tuple[int, Any]] = []  # (client, form)
        self.addresses: list[tuple[int, str]] = []
        self.routes = routes()
        known: dict[str, set[str]] = defaultdict(set)
        for email, slug in [*members, ("", "starachowice")]:
            client = self._client(email)
            number = len(self.clients)
            self.clients.append(client)
            start = [f"/{slug}/", f"/{slug}/pulpit/", f"/{slug}/teren/", f"/{slug}/umowy/", f"/{slug}/uslugi/", "/konto/2fa/", "/ui/"]
            found = crawl(client, start, CENTRES, most=pages)
            for forms in found.forms.values():
                self.shots += [(number, form) for form in forms]
            for route, paths in found.addresses.items():
                known[route] |= paths
                self.addresses += [(number, path) for path in paths]
            ground.say(f"  {email or 'nobody'}: {found.pages} pages, {sum(map(len, found.forms.values()))} forms")
        self.ids = sorted({part for paths in known.values() for path in paths for part in path.split("/") if len(part) == 36})
        self.seen_routes = set(known)

    @staticmethod
    def _client(email: str) -> Any:
        from django.test import Client

        from opencus.centre.models import User

        client = Client(raise_request_exception=False)
        if email:
            user = User.objects.get(email=email)
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def fire(client: Any, shot: nasty.Shot) -> tuple[Any, float, str]:
    """Send one request and take back whatever it wrote; return answer, seconds, and what crashed the handler itself."""
    from django.db import transaction

    began = time.perf_counter()
    crash, answer = "", None
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            answer = client.generic(shot.method, shot.path, shot.body, content_type=shot.content_type, **shot.headers)
            if getattr(answer, "streaming", False):
                answer.content_kept = b"".join(answer.streaming_content)
            transaction.set_rollback(True)
    except Exception:
        crash = traceback.format_exc()
    client.cookies = cookies  # a log-out in the middle must not end the war
    return answer, time.perf_counter() - began, crash


def judge(shot: nasty.Shot, answer: Any, seconds: float, crash: str) -> list[str]:
    """Return what is wrong with an answer; nothing when all is well."""
    if crash:
        return [f"the handler crashed: {crash.strip().splitlines()[-1][:160]}"]
    wrong = []
    if answer.status_code >= 500:
        wrong.append(f"status {answer.status_code}")
    content = getattr(answer, "content_kept", None)
    content = answer.content if content is None else content
    wrong += [f"shows {word.decode()!r}" for word in FORBIDDEN if word in content]
    wrong += [f"lacks the header {name}" for name in HEADERS if name not in answer]
    if seconds > LIMIT:
        wrong.append(f"took {seconds:.1f} s")
    return wrong


def war(seed: int, requests: int, range_: Range, out: Any) -> None:
    """Fire `requests` requests from one process and put the tally on the queue."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    logging.disable(logging.CRITICAL)
    statuses: Counter[int] = Counter()
    faults: dict[str, dict[str, Any]] = {}
    slow: list[tuple[float, str]] = []
    routes: set[str] = set()
    fired, began = 0, time.monotonic()
    site = nasty.Site([form for _, form in range_.shots], [who for who, _ in range_.shots], range_.addresses, range_.routes,
                      range_.ids, len(range_.clients))  # fmt: skip

    def one(shot: nasty.Shot) -> None:
        nonlocal fired
        fired += 1
        answer, seconds, crash = fire(range_.clients[shot.who], shot)
        statuses[answer.status_code if answer is not None else 599] += 1
        route = _route(answer)
        routes.add(route)
        for what in judge(shot, answer, seconds, crash):
            if f"{what} | {shot.method} {route}" not in faults:
                ground.say(f"  fault: {what} | {shot.short()[:200]} | {(crash or _error(answer))[-400:]}")
            kept = faults.setdefault(f"{what} | {shot.method} {route}", {"shot": shot.short(), "count": 0, "crash": crash[-1500:],
                                     "error": _error(answer)})  # fmt: skip
            kept["count"] += 1
        slow.append((seconds, f"{shot.method} {shot.path[:80]}"))
        if len(slow) > 200:
            slow.sort(reverse=True)
            del slow[10:]
        if fired % 500 == 0:
            ground.say(f"  process {seed}: {fired} requests, {fired / (time.monotonic() - began):.0f}/s, {len(faults)} faults")

    shots = nasty.shots(site)
    while fired < requests:  # hypothesis keeps its examples; a new run forgets them
        part = min(2000, requests - fired)
        run = given(shots)(one)
        quiet = settings(max_examples=part, database=None, deadline=None, phases=[Phase.generate],
                         suppress_health_check=list(HealthCheck))  # fmt: skip
        seeded(seed * 100_003 + fired)(quiet(run))()
    slow.sort(reverse=True)
    out.put({"fired": fired, "statuses": dict(statuses), "faults": faults, "slow": slow[:10], "routes": sorted(routes),
             "seconds": time.monotonic() - began})  # fmt: skip


def _route(answer: Any) -> str:
    """Return the route that answered; the client's own guess knows nothing of the centre's segment."""
    match = getattr(getattr(answer, "wsgi_request", None), "resolver_match", None)
    return str(match.route) if match else "?"


def _error(answer: Any) -> str:
    kept = getattr(answer, "exc_info", None)
    return "".join(traceback.format_exception(*kept))[-1800:] if kept else ""


def main() -> int:
    parser = ground.options("Nasty requests at every address and form.")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pages", type=int, default=220, help="pages crawled as each user")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.requests, chosen.pages = min(chosen.requests, 2_000), min(chosen.pages, 60)
    began = time.monotonic()
    ground.say("fuzz: a town of its own")
    ground.settle("fuzz")
    logging.disable(logging.CRITICAL)
    from django.conf import settings
    from django.db import connections

    from opencus.core import pdf

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.CONN_MAX_AGE = 60
    ground.say("fuzz: looking for addresses and forms")
    typeset, pdf._compiled = pdf._compiled, lambda data, moment: b"%PDF-1.7"  # typst does not survive a fork
    range_ = Range(chosen.pages)
    pdf._compiled = typeset
    ground.say(f"fuzz: {len(range_.routes)} routes, {len(range_.shots)} forms, {len(range_.addresses)} addresses, seed {chosen.seed}")
    connections.close_all()
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    share = chosen.requests // chosen.processes
    children = [context.Process(target=war, args=(chosen.seed + n, share, range_, out)) for n in range(chosen.processes)]
    for child in children:
        child.start()
    tallies = [ground.next_of(out, children) for _ in children]
    for child in children:
        child.join()
    code = _record(chosen, range_, tallies, time.monotonic() - began)
    ground.leave("fuzz")
    return code


def _record(chosen: Any, range_: Range, tallies: list[dict[str, Any]], seconds: float) -> int:
    statuses: Counter[int] = Counter()
    faults: dict[str, dict[str, Any]] = {}
    routes: set[str] = set()
    for tally in tallies:
        statuses.update(tally["statuses"])
        routes |= set(tally["routes"])
        for name, fault in tally["faults"].items():
            faults.setdefault(name, fault | {"count": 0})["count"] += fault["count"]
    fired = sum(tally["fired"] for tally in tallies)
    slow = sorted((tuple(one) for tally in tallies for one in tally["slow"]), reverse=True)
    where = ground.folder("fuzz") / "faults.json"
    where.write_text(json.dumps(faults, ensure_ascii=False, indent=1))
    groups: Counter[str] = Counter()
    for status, count in statuses.items():
        groups[f"{status // 100}xx"] += count
    rate = fired / max(tally["seconds"] for tally in tallies)
    figures = [("requests", f"{fired:,}"), ("5xx", groups["5xx"]), ("other faults", sum(f["count"] for n, f in faults.items() if "status 5" not in n)),
               ("routes reached", f"{len(routes & set(range_.routes))} of {len(range_.routes)}"), ("forms", len(range_.shots)),
               ("users", len(range_.clients)), ("answers", ", ".join(f"{name} {groups[name]:,}" for name in sorted(groups))),
               ("slowest", f"{slow[0][0]:.2f} s"), ("rate", f"{rate:.0f}/s"), ("seed", chosen.seed)]  # fmt: skip
    worst = sorted(faults.items(), key=lambda pair: -pair[1]["count"])[:25]
    notes = [f"{name} × {fault['count']}: {fault['shot']}" for name, fault in worst]
    missed = sorted(set(range_.routes) - routes)
    ground.say(f"not reached: {', '.join(missed[:40])}")
    return ground.keep(
        "fuzz", title="Fuzzed requests", promise="no 5xx, no traceback, every header on every answer, no request over 5 s",
        held=not faults, figures=figures, quick=chosen.quick, seconds=seconds, notes=notes,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
