"""A dependency audit that cannot be falsely green: checked means that every locked package was really looked up.

    tools/audit.sh                       asks the advisory service (pip-audit, strict, on the hash-locked files)
    tools/audit.sh --offline FILE        compares with a dated snapshot of advisories (docs/reference/reliability.md)
    tools/audit.sh --canary              first proves that the service knows a package of known fault

Exit codes: 0 every package checked and clean, 1 a vulnerability, 2 not checked (service away, a package skipped,
a snapshot too old or incomplete, a pin without a hash): "nie sprawdzono" is never shown as clean.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-torture.lock", "requirements-uv.lock")
OLDEST = 30  # days: an older snapshot knows nothing of the last month's faults
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)([^\\]*)")
CANARY = ("jinja2", "2.4.1")  # public advisories since 2014: a service that does not know them answers nothing
CLEAN, FOUND, UNCHECKED = 0, 1, 2


class Unchecked(Exception):
    """The audit could not be made; the words say why."""


def pins(lock: Path) -> dict[str, str]:
    """Return name and version of every pin; raise Unchecked for a line that is no pin or a pin without a hash."""
    found: dict[str, str] = {}
    blocks: list[str] = []
    for line in lock.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            blocks[-1] += " " + line.strip()
        else:
            blocks.append(line)
    for block in blocks:
        pin = PIN.match(block)
        if not pin or "--hash=sha256:" not in block:
            raise Unchecked(f"{lock.name}: {block.split()[0]} nie ma dokładnej wersji z sumą kontrolną")
        if normal(pin[1]) in found:
            raise Unchecked(f"{lock.name}: {normal(pin[1])} ma dwie wersje, a sprawdzić można jedną")
        found[normal(pin[1])] = pin[2]
    if not found:
        raise Unchecked(f"{lock.name}: brak pakietów")
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def online(wanted: dict[str, str], program: list[str]) -> list[str]:
    """Ask pip-audit about every pin; return what it found. Raises Unchecked unless it really looked up each one."""
    with tempfile.TemporaryDirectory() as folder:
        listed, answer = Path(folder) / "pins.txt", Path(folder) / "answer.json"
        listed.write_text("".join(f"{name}=={version}\n" for name, version in sorted(wanted.items())))
        words = [*program, "--strict", "--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json",
                 "--output", str(answer), "--requirement", str(listed)]  # fmt: skip
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)
        try:
            told = json.loads(answer.read_text())
        except (OSError, ValueError):
            last = (done.stderr.strip() or "brak odpowiedzi").splitlines()[-1]
            raise Unchecked(f"serwis ostrzeżeń nie odpowiedział: {last[:200]}") from None
    return judged(wanted, told, done.returncode)


def judged(wanted: dict[str, str], told: dict[str, Any], code: int) -> list[str]:
    """Return the vulnerabilities in pip-audit's answer; raise Unchecked when it left out or skipped a package."""
    rows = {normal(row["name"]): row for row in told.get("dependencies", [])}
    skipped = sorted(name for name, row in rows.items() if row.get("skip_reason"))
    missing = sorted(name for name, version in wanted.items() if name not in rows or ("version" in rows[name] and rows[name]["version"] != version))
    if skipped or missing:
        raise Unchecked(f"pominięto {len(skipped) + len(missing)} z {len(wanted)} pakietów: {', '.join((skipped + missing)[:8])}")
    found = [f"{name} {row['version']}: {one['id']}" for name, row in rows.items() for one in row.get("vulns", [])]
    if code not in (0, 1) or bool(code) != bool(found):
        raise Unchecked(f"pip-audit skończył się kodem {code}, a wskazał {len(found)} podatności")
    return found


def offline(wanted: dict[str, str], file: Path, today: date) -> list[str]:
    """Compare every pin with a snapshot: {"made": "2026-11-20", "packages": {name: [{"id", "versions": [...]}]}}.

    A package that the snapshot does not name was not looked up when it was made, so it counts as not checked.
    """
    try:
        told = json.loads(file.read_text())
        made = date.fromisoformat(told["made"])
        packages = {normal(name): rows for name, rows in told["packages"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Unchecked(f"nie da się odczytać {file.name}: {type(error).__name__}") from None
    if made > today or (today - made).days > OLDEST:
        raise Unchecked(f"{file.name} jest z dnia {made}; dopuszczamy najwyżej {OLDEST} dni")
    missing = sorted(set(wanted) - set(packages))
    if missing:
        raise Unchecked(f"{file.name} nie zna {len(missing)} z {len(wanted)} pakietów: {', '.join(missing[:8])}")
    return [f"{name} {version}: {row['id']}" for name, version in sorted(wanted.items()) for row in packages[name] if version in row["versions"]]


def main(arguments: list[str] | None = None, *, today: date | None = None, program: list[str] | None = None) -> int:
    """Run the audit, say the outcome in one line, return the exit code."""
    parser = argparse.ArgumentParser(description="Dependency audit.")
    parser.add_argument("locks", nargs="*", type=Path)
    parser.add_argument("--offline", type=Path, metavar="FILE")
    parser.add_argument("--canary", action="store_true", help="first ask about a package that is known to be faulty")
    chosen = parser.parse_args(arguments)
    asked = program or [sys.executable, "-m", "pip_audit"]
    try:
        if chosen.canary and not online(dict([CANARY]), asked):
            raise Unchecked("serwis nie zna nawet znanej podatności, więc nie sprawdza")
        found: set[str] = set()
        checked: set[tuple[str, str]] = set()
        for lock in chosen.locks or [ROOT / name for name in LOCKS]:  # one by one: two locks may hold two versions
            wanted = pins(lock)
            answers = offline(wanted, chosen.offline, today or datetime.now(UTC).date()) if chosen.offline else online(wanted, asked)
            found.update(answers)
            checked.update(wanted.items())
    except (Unchecked, subprocess.TimeoutExpired) as reason:
        print(f"NIE SPRAWDZONO zależności: {reason}", file=sys.stderr)
        return UNCHECKED
    if found:
        print("Znane podatności:\n  " + "\n  ".join(sorted(found)), file=sys.stderr)
        return FOUND
    print(f"Sprawdzono {len(checked)} pakietów: nie ma znanych podatności.")
    return CLEAN


if __name__ == "__main__":
    sys.exit(main())
