"""Writes docs/reference/reliability.md from the records of the parts; words stand here, figures only in the records."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import _ground as ground
from attacks import ATTACKS

PAGE = ground.ROOT / "docs" / "reference" / "reliability.md"
ORDER = ("crash", "races", "once", "fuzz", "attacks", "semgrep", "audit")
HEAD = """# Reliability: what was done to OpenCUS and what came of it

`make torture` runs every part below at full size, `make torture QUICK=1` a small one of each; a part can be run alone
with sizes of its own (`.venv/bin/python torture/fuzz.py --requests 5000`). Each works in a data folder and a cluster of
its own below `var/torture`, never in yours. This page is written by `torture/report.py` from the records in
`torture/results`; a figure that is not there was not measured.

A part that could not be carried out counts as failed: an audit without an answer from the advisory service is
"not checked", never "no known vulnerabilities".
"""
PARTS = """
## What each part does

| part | what is done |
|---|---|
| `crash.py` | Six users write over HTTP (people, whole calls, bookings, notes of visits). The web server, the job worker and PostgreSQL with its children are killed with `kill -9` in turn. Server and worker are started again by a supervisor with the one rule of systemd's `Restart=on-failure`; the private database is brought back by the product (`config/revive.py`). Then every answer that said "saved" is looked for, with its journal entry, tokens and ledger line; the invariants and the chain of the journal are checked. |
| `races.py` | Several processes insert visits and rides at overlapping hours of five workers and three buses, past every check of the code; then book through the whole action; then take the last places of a service. Afterwards all rows are sorted and compared in plain Python. |
| `once.py` | Thirty-two threads send the same form over HTTP at the same moment, again and again. |
| `fuzz.py` | The site is crawled as each member of the demonstration; hypothesis spoils the forms, addresses, bodies, headers and methods it found. Every answer is judged: no 5xx, no traceback, eight security headers, less than five seconds. Each request is rolled back. |
| `attacks.py` | The forty attacks below, each by the tests it names. |
| `semgrep.py` | Rules of our own (`tools/semgrep`), each with a planted fault that it must find first. |
| `audit.py` | `tools/audit.sh`: every locked package is looked up; a skipped one is a failure. |

Schemathesis needs a machine-readable description of an interface. OpenCUS has none yet, so hypothesis alone drives the
requests, from the forms of the real pages. The day the machine interface comes, it is described and schemathesis runs.

## Not tried here

Power loss with reordered writes, torn pages, promotion of a replica under load, a slow network between parts.
"""


def main() -> int:
    parser = ground.options("Writes the page of reliability.")
    chosen = parser.parse_args()
    records = [_record(part) for part in ORDER]
    known = [one for one in records if one]
    PAGE.write_text(HEAD + _table(known) + _details(known) + _attacks() + PARTS)
    ground.say(f"{PAGE.relative_to(ground.ROOT)}: {len(known)} of {len(ORDER)} parts on record")
    return 0 if chosen.quick or len(known) == len(ORDER) else 1


def _record(part: str) -> dict[str, Any] | None:
    """Return the full record of a part, else the small one."""
    for name in (part, f"{part}-quick"):
        path = Path(ground.RESULTS / f"{name}.json")
        if path.exists():
            return dict(json.loads(path.read_text()))
    return None


def _table(records: list[dict[str, Any]]) -> str:
    lines = ["", "## Results", "", "| part | promise | outcome | size | date | took |", "|---|---|---|---|---|---|"]
    for one in records:
        outcome = "holds" if one["held"] else "**does not hold**"
        size = "small" if one["quick"] else "see below"
        lines.append(f"| {one['title']} | {one['promise']} | {outcome} | {size} | {one['date']} | {_took(one['seconds'])} |")
    missing = [part for part in ORDER if part not in {one["part"] for one in records}]
    return "\n".join(lines) + "\n" + (f"\nNot on record: {', '.join(missing)}.\n" if missing else "")


def _took(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _details(records: list[dict[str, Any]]) -> str:
    parts = []
    for one in records:
        rows = "\n".join(f"| {name} | {_cell(value)} |" for name, value in one["figures"])
        notes = "".join(f"\n- {_cell(note)}" for note in one["notes"]) if one["notes"] else ""
        parts.append(f"\n### {one['title']}\n\n{one['machine']}, {one['date']}\n\n| figure | value |\n|---|---|\n{rows}\n{notes and notes + chr(10)}")
    return "".join(parts)


def _attacks() -> str:
    lines = ["", "## The forty attacks", "", "| # | attack | outcome | as asked | tests |", "|---|---|---|---|---|"]
    for number, one in sorted(ATTACKS.items()):
        tests = "<br>".join(f"`{test.split('::')[0].rsplit('/', 1)[1]}::{test.split('::')[1].removeprefix('test_')}`" for test in one.tests)
        lines.append(f"| {number} | {_cell(one.what)} | {_cell(one.outcome)} | {one.state} | {tests} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
