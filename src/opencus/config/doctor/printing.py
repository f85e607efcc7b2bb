"""The doctor on a terminal: one line per check, what to do under it, or JSON for a machine."""

from __future__ import annotations

import json

from opencus.config import doctor
from opencus.config.doctor.findings import Level, Scope, count


def run(*, as_json: bool = False) -> int:
    """Examine the installation and print; return 0 when nothing is bad, else 1."""
    found = doctor.examine(Scope())
    if as_json:
        rows = [
            {"check": check.name, "level": finding.level.value, "words": finding.words, "todo": finding.todo}
            for check, finding in found
        ]
        print(json.dumps({"worst": doctor.worst(found).value, "checks": rows}, ensure_ascii=False, indent=1))
    else:
        print(_text(found))
    return 1 if doctor.worst(found) == Level.BAD else 0


def _text(found: list[tuple[doctor.Check, doctor.Finding]]) -> str:
    lines = []
    for check, finding in found:
        lines.append(f"{finding.level.sign} {check.title}: {finding.words}")
        if finding.todo:
            lines.append(f"    Co zrobić: {finding.todo}")
    bad, warn = (sum(finding.level == level for _, finding in found) for level in (Level.BAD, Level.WARN))
    if not bad and not warn:
        return "\n".join([*lines, "", "Wszystko w porządku."])
    parts = [count(bad, "rzecz do naprawy", "rzeczy do naprawy", "rzeczy do naprawy")] if bad else []
    parts += [count(warn, "uwaga", "uwagi", "uwag")] if warn else []
    return "\n".join([*lines, "", ", ".join(parts) + "."])
