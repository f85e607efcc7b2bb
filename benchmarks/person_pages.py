"""How long the pages about people take in a centre of 50,000 residents, beside the bare query in the same run.

`make bench`, or with other numbers: `.venv/bin/python benchmarks/person_pages.py --residents 5000 --rounds 20`.
Exits with 1 when a query of a page reads a whole table of people, names or journal entries.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import _ground as ground

WATCHED = {"people_person", "people_persontoken", "audit_entry"}
PREFIXES = ("kow", "now", "zie", "wis", "szy", "dab", "kam", "woj")
PAIRS = ("kow an", "now ja", "szy ma", "zie kr", "lew pi", "maz an", "gra el", "paw st")
COLUMNS = "id, given_name, family_name, birth_date, pesel_cipher, municipality_id, street, house_number, phone"
PAGE = "ORDER BY sort_key, id LIMIT 25"
TOKEN = "id IN (SELECT person_id FROM people_persontoken WHERE centre_id = %s AND token >= %s AND token < %s)"
OPENINGS = """
SELECT count(guard.journal('people.person.opened', NULL, 'kipus', 'people.person', id, id, 'rozmowa', '{}')) FROM people_person
"""
NOUN = {"list": "person list", "prefix": "name search, one prefix", "two": "name search, two words", "pesel": "PESEL search",
        "file": "person file", "create": "create with journal"}  # fmt: skip


class Bench:
    """Two centres full of people, a receptionist, and each page with its bare queries."""

    def __init__(self, residents: int) -> None:
        self.residents = residents
        self.filled: dict[str, float] = {}
        self.dice = random.Random(50)
        self.serial = itertools.count(1)
        self._centres()
        self._receptionist()
        self._samples()

    def _centres(self) -> None:
        from demo import population
        from opencus.centre.models import Centre
        from opencus.config import schema
        from opencus.conftest import make_centre
        from opencus.core.clock import today
        from opencus.core.tenancy import acting_in
        from opencus.people.models import Person

        for slug, code in (("pierwsza", "9900031"), ("druga", "9900042")):
            centre = Centre.objects.filter(slug=slug).first()
            if centre is None:
                with schema.founding():
                    centre = make_centre(slug, code, slug.capitalize())
            with acting_in(centre.id):
                there = Person.objects.count()
            if there < self.residents:
                print(f"  {self.residents - there} residents for {slug} ...", flush=True)
                with ground.clocked(
                    self.filled, f"{self.residents - there} residents in centre {len(self.filled) + 1}"
                ):
                    # Another seed for another town; a re-run with more residents adds the difference.
                    population.add(centre, self.residents - there, today(), seed=len(slug) * 1000 + there)
            self._journal(centre.id)
        self.centre = Centre.objects.get(slug="pierwsza")
        with bare() as link:  # what autovacuum would have done after a minute
            for name in (*WATCHED, "people_relationship"):
                link.execute(f"VACUUM ANALYZE {name}")

    def _journal(self, centre_id: Any) -> None:
        """Give every resident one entry in the journal, sealed: an empty one would flatter every timeline."""
        from django.db import connection

        from opencus.audit import journal
        from opencus.audit.models import Entry
        from opencus.core.tenancy import acting_in

        with acting_in(centre_id):
            if (
                Entry.objects.filter(person_id__isnull=False)[: self.residents // 2].count()
                < self.residents // 2
            ):
                with connection.cursor() as cursor:
                    cursor.execute(OPENINGS)
        with acting_in(centre_id):
            while journal.seal():
                pass

    def _receptionist(self) -> None:
        from django.test import Client

        from opencus.centre.models import Membership, User
        from opencus.centre.roles import Role
        from opencus.conftest import LONG_AGO
        from opencus.core.tenancy import acting_in

        email = "marek-bielecki@example.invalid"
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, full_name="Marek Bielecki"
        )
        with acting_in(self.centre.id):
            Membership.objects.get_or_create(user=user, role=Role.RECEPTION.value, valid_from=LONG_AGO)
        self.client = Client()
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def _samples(self) -> None:
        from opencus.core.tenancy import acting_in
        from opencus.people.models import Person
        from opencus.people.numbers import read_pesel

        with acting_in(self.centre.id):
            ids = list(
                Person.objects.filter(pesel_index__isnull=False)
                .order_by("phone_key")
                .values_list("id", flat=True)[:20000]
            )
            chosen = Person.objects.filter(id__in=self.dice.sample(ids, min(200, len(ids))))
            self.people = [(one.id, read_pesel(one), bytes(one.pesel_index or b"")) for one in chosen]

    # --- pages ---------------------------------------------------------------------------------------------------

    def pages(self) -> dict[str, Callable[[], object]]:
        """The six pages as the receptionist asks for them."""
        people = itertools.cycle(self.people)
        prefixes, pairs = itertools.cycle(PREFIXES), itertools.cycle(PAIRS)
        return {
            "list": lambda: self._get("/osoby/"),
            "prefix": lambda: self._post("/osoby/", q=next(prefixes)),
            "two": lambda: self._post("/osoby/", q=next(pairs)),
            "pesel": lambda: self._post("/osoby/", q=next(people)[1]),
            "file": lambda: self._get(f"/osoba/{next(people)[0]}/"),
            "create": lambda: self._post("/osoby/nowa/", expected=302, **self._somebody()),
        }

    def _somebody(self) -> dict[str, Any]:
        number = next(self.serial)
        dice = random.SystemRandom()  # never a name of an earlier run: people alike are asked about first
        letters = "".join(dice.choice("bcdfghjklmnprstwz") + dice.choice("aeiouy") for _ in range(5))
        return {
            "given_name": f"{letters[:5].capitalize()}", "family_name": f"{letters[::-1].capitalize()}ska", "preferred_contact": "phone",
            "mobility": "unaided", "street": "ul. Próbna", "house_number": str(number), "birth_date": "",
            "no_pesel_reason": "not_given", "town": "Pierwsza",
        }  # fmt: skip

    def _get(self, path: str) -> object:
        return _checked(self.client.get(f"/{self.centre.slug}{path}"), 200)

    def _post(self, path: str, expected: int = 200, **data: Any) -> object:
        return _checked(self.client.post(f"/{self.centre.slug}{path}", data), expected)

    # --- bare queries --------------------------------------------------------------------------------------------

    def bare(self) -> dict[str, Callable[[Any], object]]:
        """The plain SQL that fetches (or writes) the same rows, for a psycopg connection."""
        people = itertools.cycle(self.people)
        prefixes, pairs = itertools.cycle(PREFIXES), itertools.cycle(PAIRS)
        return {
            "list": lambda link: self._page(link, "true", []),
            "prefix": lambda link: self._page(link, TOKEN, self._range(next(prefixes))),
            "two": lambda link: self._page(
                link,
                f"{TOKEN} AND {TOKEN}",
                [part for word in next(pairs).split() for part in self._range(word)],
            ),
            "pesel": lambda link: self._page(link, "pesel_index = %s", [next(people)[2]]),
            "file": lambda link: self._one(link, next(people)[0]),
            "create": self._insert,
        }

    def _range(self, prefix: str) -> list[Any]:
        return [self.centre.id, prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)]

    def _page(self, link: Any, condition: str, values: list[Any]) -> object:
        where = f"FROM people_person WHERE centre_id = %s AND {condition}"
        link.execute(f"SELECT count(*) {where}", [self.centre.id, *values]).fetchall()
        return link.execute(f"SELECT {COLUMNS} {where} {PAGE}", [self.centre.id, *values]).fetchall()

    def _one(self, link: Any, person_id: Any) -> object:
        return link.execute(
            "SELECT * FROM people_person WHERE centre_id = %s AND id = %s", [self.centre.id, person_id]
        ).fetchall()

    def _insert(self, link: Any) -> object:
        """Insert what registering a person inserts: the row and five words of name and address."""
        from opencus.core.ids import uuid7

        person, number = uuid7(), next(self.serial)
        row = {
            "id": person, "centre_id": self.centre.id, "given_name": "Bez", "family_name": f"Warstw {number}", "sort_key": f"~{number}",
            "search_key": f"~{number}", "sex": "", "no_pesel_reason": "not_given", "other_id_kind": "", "street": "", "house_number": "1",
            "flat_number": "", "postcode": "", "town": "Pierwsza", "phone": "", "phone_key": "", "email": "", "preferred_contact": "phone",
            "special_needs": "", "entry_note": "", "mobility": "unaided",
        }  # fmt: skip
        names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
        link.execute(
            f"INSERT INTO people_person ({names}, created_at, updated_at) VALUES ({marks}, now(), now())",
            list(row.values()),
        )
        words = [
            (uuid7(), self.centre.id, person, word)
            for word in ("bez", "warstw", str(number), "probna", "pierwsza")
        ]
        marks = ", ".join(["(%s, %s, %s, %s)"] * len(words))
        values = [value for line in words for value in line]
        return link.execute(
            f"INSERT INTO people_persontoken (id, centre_id, person_id, token) VALUES {marks}", values
        )


def _checked(answer: Any, expected: int) -> object:
    if answer.status_code != expected:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code} instead of {expected}")
    return answer.content


@contextmanager
def bare() -> Iterator[Any]:
    """A psycopg connection as the migrator, past row-level security, of the same kind as Django's."""
    import psycopg

    from opencus.config import cluster

    entry = cluster.django_database("migrator")
    with psycopg.connect(
        host=entry["HOST"], port=entry["PORT"] or None, user=entry["USER"], dbname=entry["NAME"], autocommit=True,
        cursor_factory=psycopg.ClientCursor, prepare_threshold=None,
    ) as link:  # fmt: skip
        yield link


def past_policies(link: Any, query: Callable[[Any], object]) -> Callable[[], object]:
    """The query as the migrator, in a transaction like every other."""

    def run() -> object:
        with link.transaction():
            return query(link)

    return run


def through_policies(centre_id: Any, query: Callable[[Any], object]) -> Callable[[], object]:
    """The query as the application: signed context, policy, the same psycopg underneath."""
    from django.db import connection

    from opencus.core.tenancy import acting_in

    def run() -> object:
        with acting_in(centre_id):
            return query(connection.connection)

    return run


def examine(bench: Bench) -> tuple[dict[str, int], list[str]]:
    """Run every page once, count its queries and explain each as the application; return scans of whole tables."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from opencus.core.tenancy import acting_in

    counts, scans = {}, []
    for name, page in bench.pages().items():
        with CaptureQueriesContext(connection) as asked:
            page()
        counts[name] = len(asked.captured_queries)
        for query in asked.captured_queries:
            statement = query["sql"]
            if not statement.startswith(("SELECT", "UPDATE")) or not any(
                table in statement for table in WATCHED
            ):
                continue
            with acting_in(bench.centre.id), connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"))
                plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            for table in ground.whole_reads(plan[0]["Plan"], WATCHED):
                scans.append(f"{NOUN[name]}: reads all of {table}: {statement[:300]}")
    return counts, scans


def scans_are_noticed(bench: Bench) -> bool:
    """Prove the examination on a query that no index serves."""
    from django.db import connection

    from opencus.core.tenancy import acting_in

    with acting_in(bench.centre.id), connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT id FROM people_person WHERE given_name LIKE %s", ["%an%"]
        )
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return ground.whole_reads(plan[0]["Plan"], WATCHED) == ["people_person"]


def time_all(bench: Bench, rounds: int) -> dict[str, list[ground.Measure]]:
    """Time page, bare query and query through the policies of everything, in turns."""
    sets: dict[str, list[ground.Measure]] = {}
    pages, queries = bench.pages(), bench.bare()
    with bare() as link:
        for name, page in pages.items():
            sets[name] = [
                ground.Measure("page", page),
                ground.Measure("bare", past_policies(link, queries[name])),
                ground.Measure("policies", through_policies(bench.centre.id, bench.bare()[name])),
            ]
        ground.in_turns([one for three in sets.values() for one in three], rounds)
    return sets


def report(
    bench: Bench,
    sets: dict[str, list[ground.Measure]],
    counts: dict[str, int],
    scans: list[str],
    rounds: int,
    facts: list[str],
) -> str:
    """Return the result as Markdown."""
    import statistics

    head = [
        "what",
        "queries",
        "page p50/p95 ms",
        "own CPU ms",
        "bare p50/p95 ms",
        "with policies p50",
        "policies ×",
        "page ×",
    ]
    rows = []
    for name, (page, plain, policies) in sets.items():
        rows.append([
            NOUN[name], str(counts[name]), f"{page.p50:.1f} / {page.p95:.1f}", f"{statistics.median(page.cpu):.1f}",
            f"{plain.p50:.2f} / {plain.p95:.2f}", f"{policies.p50:.2f}", f"{policies.p50 / plain.p50:.2f}", f"{page.p50 / plain.p50:.1f}",
        ])  # fmt: skip
    filled = [
        f"{name}: {seconds:.0f} s ({int(name.split()[0]) / seconds:.0f} a second)"
        for name, seconds in bench.filled.items()
    ]
    return "\n".join([
        "# Pages about people, beside the bare query",
        "",
        f"Two centres of {bench.residents} residents each; {rounds} rounds, everything in turns in one process. Reception asks over",
        "Django's test client (all middleware, session, journal, template). *Bare*: the plain SQL for the same rows, psycopg, one",
        "transaction, past row-level security. *With policies*: the same SQL as the application role with a signed context.",
        "For the person file the bare query is the person's row alone; for create it is the row and its words, without journal.",
        "",
        *[f"- {fact}" for fact in facts],
        *[f"- filled in this run: {fact}" for fact in filled or ["nothing, the centres were there from an earlier run"]],
        "",
        ground.table(head, rows),
        "",
        "Plans: " + ("no query of these pages sifts all people, words or journal entries of a centre (counting the list apart)." if not scans else "WHOLE TABLES ARE READ"),
        *[f"- {scan}" for scan in scans],
        "",
    ])  # fmt: skip


def main() -> int:
    """Fill, examine, time, write; 1 when a hot path reads a whole table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--residents", type=int, default=50_000)
    words.add_argument("--rounds", type=int, default=150)
    words.add_argument("--keep", action="store_true", help="leave the database running")
    asked = words.parse_args()
    ground.settle()
    try:
        from django.db import connection

        bench = Bench(asked.residents)
        connection.ensure_connection()
        version = connection.connection.info.server_version
        facts = ground.machine(f"{version // 10000}.{version % 10000}")
        counts, scans = examine(bench)
        if not scans_are_noticed(bench):
            scans.append("the examination of plans notices nothing")
        sets = time_all(bench, asked.rounds)
        text = report(bench, sets, counts, scans, asked.rounds, facts)
        print(text)
        if asked.residents >= 50_000:
            print("kept in", ground.write("person_pages", text).relative_to(ground.ROOT))
    finally:
        if not asked.keep:
            ground.leave()
    for scan in scans:
        print("FAILED:", scan, file=sys.stderr)
    return 1 if scans else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
