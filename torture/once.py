"""Thirty-two parallel sendings of the same form over HTTP, again and again: one effect, one answer.

    .venv/bin/python torture/once.py --forms 200
"""

from __future__ import annotations

import random
import string
import sys
import threading
import time
from collections import Counter
from typing import Any

import _ground as ground
from _writers import Browser
from crash import Unit

HANDS = 32


def main() -> int:
    parser = ground.options("Parallel sendings of one form.")
    parser.add_argument("--forms", type=int, default=200)
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.forms = 5
    began = time.monotonic()
    ground.say("once: a town of its own")
    ground.settle("once")
    from opencus.config import cluster, serve

    port = serve.free_port(8950)
    log = ground.folder("once") / "programs.log"
    web = Unit("web", [sys.executable, "-m", "opencus.config.cli", "serve", "--port", str(port)], log)
    browser = Browser(port, "recepcja@starachowice.invalid")
    while browser.form("/starachowice/osoby/nowa/") is None and time.monotonic() - began < 120:
        time.sleep(0.3)
    tally: Counter[str] = Counter()
    sent = time.monotonic()
    for number in range(chosen.forms):
        tally.update(salvo(browser, number))
        if (number + 1) % 20 == 0:
            ground.say(f"once: {number + 1} forms, {dict(tally)}")
    seconds = time.monotonic() - sent
    with cluster.default_cluster().admin("opencus") as admin:
        rows, names = admin.execute("SELECT count(*), count(DISTINCT family_name) FROM people_person WHERE family_name LIKE 'Salwa%'").fetchone()
        entries = admin.execute(
            "SELECT count(*) FROM audit_entry e JOIN people_person p ON p.id = e.person_id WHERE p.family_name LIKE 'Salwa%' AND e.kind = 'people.person.registered'"
        ).fetchone()[0]
    web.stop()
    held = rows == names == entries == chosen.forms and tally["one answer"] == chosen.forms
    code = ground.keep(
        "once", title="Double submits", promise="32 parallel sendings of one form have one effect and one answer", held=held, quick=chosen.quick,
        figures=[("forms", chosen.forms), ("sendings", f"{chosen.forms * HANDS:,}"), ("effects", rows), ("journal entries", entries),
                 ("forms answered alike 32 times", tally["one answer"]), ("rate", f"{chosen.forms * HANDS / seconds:.0f} sendings/s")],
        seconds=time.monotonic() - began, notes=[f"{what} × {count}" for what, count in tally.items() if what != "one answer"],
    )  # fmt: skip
    ground.leave("once", throw_away=True)
    return code


def salvo(browser: Browser, number: int) -> list[str]:
    """Send one form from thirty-two threads; return what happened, in words."""
    form = browser.form("/starachowice/osoby/nowa/")
    if form is None:
        return ["no form"]
    dice = random.Random(time.time_ns())
    told = {"given_name": "Ewa", "family_name": "Salwa" + "".join(dice.choices(string.ascii_lowercase, k=12)), "sex": "f", "no_pesel_reason": "not_given",
            "birth_date": f"{dice.randint(1, 28)}.05.19{dice.randint(30, 60)}", "town": "Starachowice", "street": "Próbna", "house_number": str(number + 1)}  # fmt: skip
    answers: list[Any] = []
    gate = threading.Barrier(HANDS)

    def click() -> None:
        gate.wait()
        answers.append(browser.fill(form, **told)[:2])

    threads = [threading.Thread(target=click) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(answers) == HANDS and len(set(answers)) == 1 and answers[0][0] == 302:
        return ["one answer"]
    return [f"answers {dict(Counter(status for status, _ in answers))}"]


if __name__ == "__main__":
    sys.exit(main())
