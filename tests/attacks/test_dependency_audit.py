"""The audit of dependencies says "checked" only of what was checked; silence, skips and old knowledge are failures."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.consistency.tree import ROOT

_spec = importlib.util.spec_from_file_location("opencus_audit", ROOT / "tools" / "audit.py")
assert _spec is not None
assert _spec.loader is not None
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

TODAY = date(2026, 11, 22)
HASH = "    --hash=sha256:" + "0" * 64
LOCK = f"jinja2==2.4.1 \\\n{HASH}\nzeep==4.3.1 ; python_version >= '3.11' \\\n{HASH}\n"
CLEAN = {"dependencies": [{"name": "Jinja2", "version": "2.4.1", "vulns": []}, {"name": "zeep", "version": "4.3.1", "vulns": []}]}
FAULTY = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-2014-8"}]}, CLEAN["dependencies"][1]]}
SKIPPED = {"dependencies": [CLEAN["dependencies"][0], {"name": "zeep", "skip_reason": "Dependency not found on PyPI"}]}
STAND_IN = """
import pathlib, shutil, sys
if pathlib.Path({kept!r}).exists():
    shutil.copy({kept!r}, sys.argv[sys.argv.index("--output") + 1])
else:
    print("Could not reach the service", file=sys.stderr)
sys.exit({code})
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.lock"
    file.write_text(LOCK)
    return file


def asking(tmp_path: Path, answer: Any, code: int = 0) -> list[str]:
    """A stand-in for pip-audit: writes the answer where it is told to, or says that nobody answers."""
    kept, script = tmp_path / "kept.json", tmp_path / "stand_in.py"
    if answer is not None:
        kept.write_text(json.dumps(answer))
    script.write_text(STAND_IN.format(kept=str(kept), code=code))
    return [sys.executable, str(script)]


@pytest.mark.parametrize(
    ("answer", "code", "outcome", "said"),
    [
        (CLEAN, 0, 0, "Sprawdzono 2 pakietów"),
        (FAULTY, 1, 1, "PYSEC-2014-8"),
        (SKIPPED, 0, 2, "NIE SPRAWDZONO"),
        ({"dependencies": CLEAN["dependencies"][:1]}, 0, 2, "pominięto 1 z 2"),
        ({"dependencies": []}, 0, 2, "NIE SPRAWDZONO"),
        (None, 1, 2, "nie odpowiedział"),
        (None, 0, 2, "nie odpowiedział"),
        (CLEAN, 1, 2, "NIE SPRAWDZONO"),
        (FAULTY, 0, 2, "NIE SPRAWDZONO"),
    ],
    ids=["clean", "planted-fault", "skipped", "left-out", "empty", "service-away", "silent", "clean-but-failed", "faulty-but-fine"],
)
def test_the_outcome_of_an_answer(
    lock: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: Any, code: int, outcome: int, said: str
) -> None:
    assert audit.main([str(lock)], program=asking(tmp_path, answer, code)) == outcome
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert ("nie ma znanych podatności" in told.out) == (outcome == 0)


def test_a_service_that_does_not_know_a_known_fault_checks_nothing(lock: Path, tmp_path: Path) -> None:
    blind = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": []}]}
    assert audit.main([str(lock), "--canary"], program=asking(tmp_path, blind)) == 2


@pytest.mark.parametrize("line", ["jinja2>=2\n" + HASH, "jinja2==2.4.1", "git+https://example.org/x.git", ""])
def test_what_is_not_pinned_with_a_hash_cannot_be_checked(tmp_path: Path, line: str) -> None:
    file = tmp_path / "requirements.lock"
    file.write_text(line)
    assert audit.main([str(file)], program=asking(tmp_path, CLEAN)) == 2


def snapshot(tmp_path: Path, made: date, **packages: list[dict[str, Any]]) -> list[str]:
    file = tmp_path / "advisories.json"
    file.write_text(json.dumps({"made": made.isoformat(), "packages": {"jinja2": [], "zeep": []} | packages}))
    return ["--offline", str(file)]


def test_a_snapshot_of_advisories_serves_where_there_is_no_network(lock: Path, tmp_path: Path) -> None:
    fresh = snapshot(tmp_path, TODAY - timedelta(days=30))
    assert audit.main([str(lock), *fresh], today=TODAY) == 0
    planted = snapshot(tmp_path, TODAY, zeep=[{"id": "OC-1", "versions": ["4.3.0", "4.3.1"]}])
    assert audit.main([str(lock), *planted], today=TODAY) == 1


@pytest.mark.parametrize("made", [TODAY - timedelta(days=31), TODAY + timedelta(days=1)])
def test_a_snapshot_that_is_too_old_or_from_tomorrow_checks_nothing(lock: Path, tmp_path: Path, made: date) -> None:
    assert audit.main([str(lock), *snapshot(tmp_path, made)], today=TODAY) == 2


def test_a_snapshot_that_never_heard_of_a_package_checks_nothing(tmp_path: Path, lock: Path) -> None:
    lock.write_text(LOCK + f"unheard==1.0 \\\n{HASH}\n")
    assert audit.main([str(lock), *snapshot(tmp_path, TODAY)], today=TODAY) == 2


@pytest.mark.parametrize("spoilt", ["", "[]", "{}", '{"made": "wczoraj", "packages": {}}'])
def test_a_spoilt_snapshot_checks_nothing(lock: Path, tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "advisories.json"
    file.write_text(spoilt)
    assert audit.main([str(lock), "--offline", str(file)], today=TODAY) == 2


def test_every_lock_of_the_repository_can_be_read_to_the_last_pin() -> None:
    for name in audit.LOCKS:
        lock = ROOT / name
        assert len(audit.pins(lock)) == sum(line[:1].isalnum() for line in lock.read_text().splitlines())


def test_a_package_locked_in_two_versions_is_not_checked_by_halves(lock: Path) -> None:
    lock.write_text(LOCK + f"zeep==4.2.0 ; python_version < '3.11' \\\n{HASH}\n")
    with pytest.raises(audit.Unchecked, match="dwie wersje"):
        audit.pins(lock)
