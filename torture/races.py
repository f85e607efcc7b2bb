"""Racing bookings: workers, a bus, the last place of a service; an independent count afterwards finds no double.

Three races in a town of its own, all through the product's own actions or through the very rows and constraints they
write, from several processes at once:
  raw      the same INSERT an action ends with, guarded by the database alone: 10^6 attempts at overlapping hours;
  action   `book_visit`, with permission, order, ledger, journal and savepoint: the way every click goes;
  place    the last places of a service with a limit, offered by several clerks at once.

    .venv/bin/python torture/races.py --attempts 1000000
"""

from __future__ import annotations

import logging
import multiprocessing
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import _ground as ground

SLOT = 15  # minutes of the grid
WINDOW = 2_000  # attempts of one process at the same two days; then everybody moves on to the next two
FIRST = datetime(2031, 3, 3, 7, tzinfo=UTC)
VISIT = """
INSERT INTO delivery_visit (id, centre_id, order_id, person_id, worker_id, starts_at, ends_at, state, late_reason, note, cancel_reason, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'confirmed', '', '', '', now())
"""
RIDE = """
INSERT INTO delivery_ride (id, centre_id, order_id, person_id, worker_id, vehicle_id, starts_at, ends_at, state, late_reason, note,
  cancel_reason, created_at, pickup_address, dropoff_address, purpose, fee_variant, fee, mobility, companions, drive_minutes, on_call)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'confirmed', '', '', '', now(), 'A', 'B', 'health', 'in_gmina', 5, 'unaided', 0, 20, false)
"""


def main() -> int:
    parser = ground.options("Racing bookings.")
    parser.add_argument("--attempts", type=int, default=1_000_000, help="attempts on the bare constraint")
    parser.add_argument("--bookings", type=int, default=8_000, help="attempts through the whole action")
    parser.add_argument("--places", type=int, default=300, help="attempts at the last places of a service")
    parser.add_argument("--processes", type=int, default=4)
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.attempts, chosen.bookings, chosen.places = 20_000, 200, 60
    began = time.monotonic()
    ground.say("races: a town of its own")
    ground.forget("races")
    ground.settle("races", demo=False)
    logging.disable(logging.CRITICAL)
    from _races_ground import Town

    town = Town(chosen.places, chosen.processes)
    figures: list[tuple[str, object]] = []
    held = True
    for name, run in (("raw", raw), ("action", through_the_action), ("place", last_places)):
        size = {"raw": chosen.attempts, "action": chosen.bookings, "place": chosen.places}[name]
        ground.say(f"races: {name}, {size:,} attempts from {chosen.processes} processes")
        tally, seconds = spread(run, town, size, chosen.processes)
        figures += [(f"{name}: attempts", f"{sum(tally.values()):,}"), (f"{name}: won", f"{tally['won']:,}"),
                    (f"{name}: rate", f"{sum(tally.values()) / seconds:,.0f}/s")]  # fmt: skip
        if tally["deadlock"]:  # the database chose one of two losers; nothing was written
            figures.append((f"{name}: refused as a deadlock", tally["deadlock"]))
        odd = {key: count for key, count in tally.items() if key not in {"won", "lost", "deadlock"}}
        held &= not odd and tally["won"] > 0
        if odd:
            figures.append((f"{name}: unexpected", odd))
    faults, counted = town.judge()
    figures += [("doubles among stored rows", counted["doubles"]), ("places given beyond the limit", counted["beyond"]), ("rows checked", f"{counted['rows']:,}")]
    code = ground.keep(
        "races", title="Racing bookings", promise="0 double bookings, never one place too many", held=held and not faults,
        figures=figures, quick=chosen.quick, seconds=time.monotonic() - began, notes=faults,
    )  # fmt: skip
    ground.leave("races", throw_away=True)
    return code


def spread(run: Any, town: Any, attempts: int, processes: int) -> tuple[Counter[str], float]:
    """Run one race in several processes that start together; return what became of the attempts, and the seconds."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate, out = context.Barrier(processes), context.Queue()

    def child(number: int) -> None:
        logging.disable(logging.CRITICAL)
        gate.wait()
        began = time.monotonic()
        tally = run(town, attempts // processes, number)
        out.put((tally, time.monotonic() - began))

    children = [context.Process(target=child, args=(number,)) for number in range(processes)]
    for one in children:
        one.start()
    tally, longest = Counter[str](), 0.0
    for _ in children:
        part, seconds = ground.next_of(out, children)
        tally.update(part)
        longest = max(longest, seconds)
    for one in children:
        one.join()
    return tally, longest


def span(dice: random.Random, window: int) -> tuple[datetime, datetime]:
    """Return some quarter hours of one of the window's two days."""
    start = FIRST + timedelta(days=2 * window + dice.randrange(2), minutes=SLOT * dice.randrange(40))
    return start, start + timedelta(minutes=SLOT * dice.randint(1, 6))


def raw(town: Any, attempts: int, process: int) -> Counter[str]:
    """Race on the constraints alone: each attempt is one transaction with the INSERT a booking ends in, unchecked."""
    from django.db import IntegrityError, OperationalError, connection

    from opencus.core.ids import uuid7
    from opencus.core.tenancy import acting_in

    tally: Counter[str] = Counter()
    dice = random.Random(process)
    for number in range(attempts):
        start, end = span(dice, number // WINDOW)
        worker = dice.choice(town.workers)
        if dice.randrange(4):
            order = dice.choice(town.orders)
            sql, values = VISIT, [uuid7(), town.centre_id, order, town.people[order], worker, start, end]
        else:
            order = town.ride_order
            sql, values = RIDE, [uuid7(), town.centre_id, order, town.people[order], worker, dice.choice(town.buses), start, end]
        try:
            with acting_in(town.centre_id), connection.cursor() as cursor:
                cursor.execute(sql, values)
            tally["won"] += 1
        except IntegrityError as refused:
            tally["lost" if "exclusion constraint" in str(refused) else str(refused)[:80]] += 1
        except OperationalError as trouble:
            tally["deadlock" if "deadlock" in str(trouble) else str(trouble)[:80]] += 1
    return tally


def through_the_action(town: Any, attempts: int, process: int) -> Counter[str]:
    """Race through the action that every click on the calendar ends in."""
    return town.book(attempts, random.Random(process))


def last_places(town: Any, attempts: int, process: int) -> Counter[str]:
    """Race for the last places of a service with a limit of places."""
    return town.take_places(process)


if __name__ == "__main__":
    sys.exit(main())
