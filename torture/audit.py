"""The audit of dependencies (tools/audit.py), kept with the other parts; not checked counts as not held."""

from __future__ import annotations

import subprocess
import sys
import time

import _ground as ground

OUTCOMES = {0: "checked, none vulnerable", 1: "vulnerable", 2: "NOT CHECKED"}


def main() -> int:
    parser = ground.options("Audit of dependencies.")
    parser.add_argument("--offline", help="a dated snapshot of advisories instead of the service")
    chosen = parser.parse_args()
    began = time.monotonic()
    words = [sys.executable, str(ground.ROOT / "tools" / "audit.py"), *(["--offline", chosen.offline] if chosen.offline else ["--canary"])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    return ground.keep(
        "audit", title="Dependencies", promise="every locked package was looked up and none has a known vulnerability", held=done.returncode == 0,
        figures=[("outcome", OUTCOMES.get(done.returncode, f"code {done.returncode}"))], quick=chosen.quick,
        seconds=time.monotonic() - began, notes=[said.replace("\n", "; ")[:400]],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
