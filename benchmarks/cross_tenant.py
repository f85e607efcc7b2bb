"""Random questions of one centre about the things of another: none may be answered.

`.venv/bin/python benchmarks/cross_tenant.py [--probes 1000000] [--centres 50] [--workers 2] [--seed 1]`

Two kinds, because a whole request costs thirty times a query:

* requests: a tenth of the probes. A random person of centre A sends GET or POST through the whole WSGI stack to a random
  address: with B's objects in the address, under B's own segment, or with B's identifiers in the query and in the form
  fields of an address of their own. Counted: answers of 500 and more, marks of any other centre in the answer.
* rows: all of the probes. In A's signed context, as the application role, a random table is asked for a random row of B:
  by its key, by B's centre, by a reference to it, past the managers, and by an update. Counted: rows seen or changed.

Every centre is a town with the cases of the demonstration; every text of it begins with a mark of its own. Everything is
rolled back. The towns stay in the benchmark's folder, so a second run begins at once. Exit code 1 when anything is found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks import _ground as ground

MARK = re.compile(rb"(zq|qz)([a-y]{3})vkyw", re.IGNORECASE)  # private and public marks; the letters tell the centre
STAFF = ("director", "kipus", "ous", "reception", "contracts", "dispatcher", "accountant", "inspector")
FIELDS = (
    "osoba", "person", "client", "caller", "klient", "dzwoni", "other", "apart", "entitlement", "order", "line", "contract", "worker",
    "pracownik", "wykonawca", "organisation", "vehicle", "office", "service", "services", "usluga", "monitor", "municipality",
    "application", "wniosek", "visit", "ride", "plan", "item", "zawiadomienie", "lines", "wybrane", "selected", "department", "user",
)  # fmt: skip
TURN = 500  # row probes in one transaction
PUBLIC_PAGES = ("directory:", "public:", "root", "closed", "entrance:")


def letters(number: int) -> str:
    """Three letters that stand for a centre in its marks."""
    return "".join(chr(97 + number // 25**place % 25) for place in (2, 1, 0))


def main() -> int:
    """Build what is missing, probe with several processes, write the result."""
    options = _options()
    ground.settle()
    towns = _towns(options.centres)
    from django.db import connections

    connections.close_all()
    jobs = [(towns, options.probes // options.workers, options.seed + number, number) for number in range(options.workers)]
    began = time.perf_counter()
    with get_context("spawn").Pool(options.workers) as pool:
        found = sum(pool.starmap(probe, jobs), Counter())
    _tell(options, found, time.perf_counter() - began)
    ground.leave()
    return 1 if any(found[name] for name in ("requests: 5xx", "requests: marks", "rows: seen", "rows: changed")) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--probes", type=int, default=2000)
    parser.add_argument("--centres", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _towns(count: int) -> list[dict[str, Any]]:
    """Return the towns with their objects and sessions, built as far as they are missing."""
    from django.core.serializers.json import DjangoJSONEncoder

    from opencus.config import cluster, schema
    from opencus.core.clock import today
    from tests.matrix.world import mark, objects_of, town_like

    keep = Path(cluster.default_cluster().root.parent) / "cross_tenant.json"
    known: dict[str, Any] = json.loads(keep.read_text()) if keep.exists() else {}
    if known.get("schema") != schema.fingerprint() or known.get("day") != str(today()):
        known = {"schema": schema.fingerprint(), "day": str(today()), "towns": []}
        server = cluster.default_cluster()
        server.drop_database(cluster.DATABASE)
        server.create_database(cluster.DATABASE)
        schema.migrate_apart()
    for number in range(len(known["towns"]), count):
        name = letters(number)
        with schema.founding():
            centre = town_like(f"miasto-{name}", name, today())
        town = objects_of(centre, today())
        with cluster.default_cluster().admin(cluster.DATABASE) as admin:
            mark(admin, centre, name, f"Zq{name}Vkyw", f"Qz{name}Vkyw")
        known["towns"].append({"slug": town.slug, "letters": name, "ids": town.ids, "sessions": _sessions(centre)})
        keep.write_text(json.dumps(known, cls=DjangoJSONEncoder))
        print(f"  centre {number + 1} of {count}", flush=True)
    return list(json.loads(keep.read_text())["towns"])[:count]


def _sessions(centre: Any) -> dict[str, str]:
    """Log in one person of each role, a provider's manager and a worker."""
    from opencus.centre.models import Centre, Membership, User
    from opencus.contracting.models import ProviderSeat
    from opencus.core.clock import now
    from opencus.core.tenancy import acting_in
    from tests.matrix.world import AccessPolicy, session_of

    with acting_in(centre.id):
        Centre.objects.filter(id=centre.id).update(second_factor=False)
        AccessPolicy.objects.create(break_glass=False, reason="Pomiar.", set_at=now())
        users = {row.role: row.user_id for row in Membership.objects.filter(role__in=STAFF)}
        users |= {seat.role: seat.user_id for seat in ProviderSeat.objects.all()}
    return {role: session_of(User.objects.get(id=user)) for role, user in users.items()}


def probe(towns: list[dict[str, Any]], count: int, seed: int, worker: int) -> Counter[str]:
    """Send one process's share of both kinds and return what was found."""
    ground.settle()
    import logging

    logging.disable(logging.WARNING)
    dice, found = random.Random(seed), Counter[str]()
    ask = Asker(towns, dice)
    _turns(count // 10, ask.send, found, f"process {worker}: requests")
    rows = RowAsker(towns, dice)
    _turns(-(-count // TURN), rows.turn, found, f"process {worker}: turns of {TURN} rows")
    return found


def _turns(count: int, act: Callable[[Counter[str]], None], found: Counter[str], what: str) -> None:
    began, step = time.perf_counter(), max(1, count // 10)
    for number in range(1, count + 1):
        act(found)
        if number % step == 0 or number == count:
            rate = number / (time.perf_counter() - began)
            print(f"  {what}: {number} of {count}, {rate:.0f}/s, left {(count - number) / rate:.0f} s", flush=True)
    found[f"{what.split(': ')[1].split()[0]}: seconds"] += round(time.perf_counter() - began)


class Asker:
    """Requests through the whole stack."""

    def __init__(self, towns: list[dict[str, Any]], dice: random.Random) -> None:
        from django.test import Client

        from tests.matrix.routes import routes
        from tests.matrix.table import table
        from tests.matrix.world import Town

        self.towns, self.dice, self.client = towns, dice, Client(raise_request_exception=False)
        self.lines = [(route, address) for name, address in table().items() if (route := routes().get(name)) and not route.shared]
        self.as_town = {town["slug"]: Town(town["slug"], town["ids"]) for town in towns}

    def send(self, found: Counter[str]) -> None:
        """One random question of a random person of A about B."""
        from django.conf import settings
        from django.db import transaction

        own, other = self.dice.sample(self.towns, 2)
        route, address = self.dice.choice(self.lines)
        kind = self.dice.choice(("object", "segment", "fields"))
        slug = other["slug"] if kind == "segment" else own["slug"]
        things = own if kind == "fields" else other
        path = route.path(slug, self._parameters(route, things))
        typed = urlencode(self._fields(other)) if kind == "fields" else ""
        method = self.dice.choice([method for method, _ in address.cells])
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.dice.choice(list(own["sessions"].values()))
        with transaction.atomic():
            query = f"?{typed}" if method == "GET" and typed else ""
            body = typed if method == "POST" else ""
            answer = self.client.generic(method, path + query, body, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        found["requests"] += 1
        found[f"requests: {kind}"] += 1
        found["requests: 5xx"] += answer.status_code >= 500
        self._look(answer, own, other if kind == "segment" and address.name.startswith(PUBLIC_PAGES) else None, path, found)

    def _look(self, answer: Any, own: dict[str, Any], shown: dict[str, Any] | None, path: str, found: Counter[str]) -> None:
        """Count marks of other centres; under B's segment its published words are for everybody."""
        for sort, name in set(MARK.findall(answer.content)):
            published = shown is not None and sort.lower() == b"qz" and name.decode().lower() == shown["letters"]
            if name.decode().lower() != own["letters"] and not published:
                found["requests: marks"] += 1
                print(f"  FOUND a mark of {name.decode()} at {path} ({answer.status_code})", flush=True)
        if answer.status_code >= 500:
            print(f"  FOUND {answer.status_code} at {path}", flush=True)

    def _parameters(self, route: Any, things: dict[str, Any]) -> dict[str, Any]:
        from tests.matrix.world import parameters

        return parameters(route.name, route.parameters, self.as_town[things["slug"]])

    def _fields(self, other: dict[str, Any]) -> list[tuple[str, str]]:
        """Some form fields with B's identifiers, of the right kind and of a wrong one."""
        ids = [value for name, value in other["ids"].items() if name.endswith("_id")]
        return [(name, str(self.dice.choice(ids))) for name in self.dice.sample(FIELDS, 12)]


class RowAsker:
    """Queries in A's signed context for rows of B."""

    def __init__(self, towns: list[dict[str, Any]], dice: random.Random) -> None:
        from django.apps import apps

        from opencus.config import cluster
        from opencus.core.tenancy.operations import is_tenant

        self.towns, self.dice = towns, dice
        self.models = [model for model in apps.get_models() if is_tenant(model)]
        with cluster.default_cluster().admin(cluster.DATABASE) as admin:  # what there is to be found, seen from outside
            self.keys = {
                (town["slug"], model): [
                    row[0]
                    for row in admin.execute(
                        f'SELECT id FROM "{model._meta.db_table}" WHERE centre_id = %s LIMIT 200', [town["ids"]["centre_id"]]
                    )
                ]
                for town in towns
                for model in self.models
            }
        self.models = [model for model in self.models if any(self.keys[town["slug"], model] for town in towns)]

    def turn(self, found: Counter[str]) -> None:
        """A turn of probes in one transaction of A."""
        from django.db import transaction

        from opencus.core.tenancy import acting_in

        own = self.dice.choice(self.towns)
        with acting_in(own["ids"]["centre_id"]):
            for _ in range(TURN):
                other = self.dice.choice(self.towns)
                while other is own:
                    other = self.dice.choice(self.towns)
                self._one(other, self.dice.choice(self.models), found)
            transaction.set_rollback(True)

    def _one(self, other: dict[str, Any], model: Any, found: Counter[str]) -> None:
        from django.db import DatabaseError, transaction

        keys, centre = self.keys[other["slug"], model], other["ids"]["centre_id"]
        key = self.dice.choice(keys) if keys else None
        found["rows"] += 1
        match self.dice.randrange(5):
            case 0:
                found["rows: seen"] += model.objects.filter(pk=key).exists()
            case 1:
                found["rows: seen"] += model._base_manager.filter(pk=key).exists()
            case 2:
                found["rows: seen"] += model._base_manager.filter(centre_id=centre).exists()
            case 3:
                found["rows: seen"] += self._by_reference(other, model)
            case _:
                column = "centre_id"
                try:
                    with transaction.atomic():
                        found["rows: changed"] += model._base_manager.filter(pk=key).update(**{column: centre})
                except DatabaseError:
                    found["rows: refused by the database"] += 1

    def _by_reference(self, other: dict[str, Any], model: Any) -> bool:
        """Whether any row is found by a reference to one of B's rows."""
        references = [one for one in model._meta.local_concrete_fields if one.is_relation and (other["slug"], one.related_model) in self.keys]
        field = self.dice.choice(references) if references else None
        keys = self.keys[other["slug"], field.related_model] if field else []
        return bool(field and keys) and model._base_manager.filter(**{field.column: self.dice.choice(keys)}).exists()


def _tell(options: argparse.Namespace, found: Counter[str], seconds: float) -> None:
    from opencus.config import cluster

    names = (
        "requests", "requests: object", "requests: segment", "requests: fields", "requests: 5xx", "requests: marks", "rows",
        "rows: seen", "rows: changed", "rows: refused by the database",
    )  # fmt: skip
    rows = [[name, f"{found[name]:,}".replace(",", " ")] for name in names]
    text = ground.table(["counted", "number"], rows)
    rates = (
        f"requests {found['requests'] / max(1, found['requests: seconds']):.0f}/s and rows "
        f"{found['rows'] / max(1, found['turns: seconds']):.0f}/s for one of {options.workers} processes; {seconds:.0f} s in all"
    )
    facts = "\n".join(f"- {line}" for line in ground.machine(str(cluster.default_cluster().major)))
    about = f"{options.centres} centres, seed {options.seed}, {rates}."
    path = ground.write("cross_tenant", f"# Questions of one centre about another\n\n{about}\n\n{facts}\n\n{text}\n\n{__doc__}")
    print(text, about, path, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
