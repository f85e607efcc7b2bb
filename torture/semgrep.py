"""Rules of our own (tools/semgrep) over the product: first each rule must find its planted fault, then nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import _ground as ground

QUIET = ["--metrics=off", "--disable-version-check"]
RULES = ground.ROOT / "tools" / "semgrep"


def main() -> int:
    parser = ground.options("Rules of our own over the code.")
    chosen = parser.parse_args()
    began = time.monotonic()
    program = str(Path(sys.executable).with_name("semgrep"))
    environment = {**os.environ, "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    planted = subprocess.run([program, "--test", *QUIET, str(RULES)], capture_output=True, text=True, check=False, env=environment, cwd=ground.ROOT)
    passed = re.search(r"(\d+)/(\d+): ✓ All tests passed", planted.stdout + planted.stderr)
    words = [program, "scan", *QUIET, "--json", "--quiet", "--exclude", "tools/semgrep"]
    for rules in sorted(RULES.glob("*.yml")):
        words += ["--config", str(rules)]
    done = subprocess.run([*words, "src"], capture_output=True, text=True, check=False, env=environment, cwd=ground.ROOT)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {"results": [], "errors": [done.stderr[-300:] or "no answer"], "paths": {"scanned": []}}
    found = [f"{one['path']}:{one['start']['line']} {one['check_id'].split('.')[-1]}" for one in told["results"]]
    scanned = len(told["paths"]["scanned"])
    errors = [str(one)[:200] for one in told["errors"]]
    held = bool(passed) and not found and not errors and scanned > 100
    return ground.keep(
        "semgrep", title="Rules of our own", promise="every rule finds its planted fault, the product breaks none", held=held, quick=chosen.quick,
        figures=[("rules with planted faults found", passed[1] if passed else "no"), ("files read", scanned), ("findings", len(found)), ("errors", len(errors))],
        seconds=time.monotonic() - began, notes=found[:30] + errors[:5],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
