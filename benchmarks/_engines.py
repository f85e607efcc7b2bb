"""Other routing engines, each in an environment of its own in `var/bench`, asked in a child process; never in .venv."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import _ground as ground

HERE = Path(__file__).parent
ENVIRONMENTS = ground.ROOT / "var" / "bench"


@dataclass(frozen=True)
class Engine:
    """A rival: its package with the version asked for, and our file that puts the problem into its words."""

    name: str
    package: str
    script: str

    @property
    def title(self) -> str:
        return self.package.replace("==", " ")

    @cached_property
    def version(self) -> str:
        """Changes when the rival or our words for it do: what was computed by another version is not used again."""
        told = self.package.encode() + (HERE / self.script).read_bytes()
        return f"{self.package}-{hashlib.sha256(told).hexdigest()[:12]}"

    def python(self) -> Path:
        """Its interpreter; made with its package when it is not there yet."""
        found = ENVIRONMENTS / self.name / "bin" / "python"
        made = found.parents[1] / f".made-{self.package}"
        if not made.exists():
            _uv("venv", "-q", "--clear", "--python", sys.executable, str(found.parents[1]))
            _uv("pip", "install", "-q", "--python", str(found), self.package)
            made.touch()
        return found

    def ask(self, instance: Path, **words: Any) -> dict[str, Any]:
        """Let it solve an instance (a file of `_instance.write`); returns {"tours": ... or None, "cpu": seconds, ...}."""
        told = subprocess.run(
            [str(self.python()), self.script, str(instance.resolve()), json.dumps(words)], capture_output=True, text=True, cwd=HERE, check=False
        )
        if told.returncode:
            raise RuntimeError(f"{self.name}: {told.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
        return found


ORTOOLS = Engine("ortools", "ortools==9.15.6755", "_ortools_model.py")
PYVRP = Engine("pyvrp", "pyvrp==0.14.1", "_pyvrp_model.py")


def _uv(*words: str) -> None:
    subprocess.run([str(ground.ROOT / ".venv" / "bin" / "uv"), *words], check=True)
