"""Two places, none of them a trap; old backups go by rule, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from opencus.config import backup_places, backup_schedule, backup_state
from opencus.config.backup_places import Copy

OURS = "0a1b2c3d"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OPENCUS_BACKUP_HOUR", "2")
    for name in ("OPENCUS_BACKUP_DIRS", "OPENCUS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def named(*moments: datetime) -> list[Path]:
    return [Path("/b") / backup_places.name(OURS, moment) for moment in moments]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_one_missing_place_leaves_the_other_alone(place: Path) -> None:
    (place / "there").mkdir()
    good, bad = Copy(place / "there", "a"), Copy(place / "away", "a")
    for copy in (good, bad):
        copy.begin()
        copy.write(b"abc")
        copy.finish()
    assert (place / "there" / "a").read_bytes() == b"abc"
    assert "niepodłączony" in bad.trouble
    assert not (place / "away").exists(), "a folder made in place of a missing disk would fill the wrong one"


def test_a_draft_that_failed_is_thrown_away(place: Path) -> None:
    copy = Copy(place, "a")
    copy.begin()
    copy.write(b"half")
    copy.abandon()
    assert list(place.iterdir()) == []


def test_the_rule_keeps_days_weeks_and_months(place: Path) -> None:
    nights = [at("2026-11-22T01:00:00") - timedelta(days=back) for back in range(400)]
    every = named(*nights)
    gone = set(backup_places.superfluous(every, every[0]))
    kept = [path for path in every if path not in gone]
    assert kept[:14] == every[:14]
    assert len({(when.year, when.month) for path in kept if (when := backup_places.moment_of(path))}) == 12
    assert 14 + 6 + 9 <= len(kept) <= 14 + 8 + 12


def test_several_of_one_day_do_not_push_each_other_out_at_once(place: Path) -> None:
    day = named(*(at(f"2026-11-22T{hour:02}:00:00") for hour in (8, 9, 10, 11)))
    assert backup_places.superfluous(day, day[3]) == [day[0]]


def test_a_clock_a_year_ahead_costs_no_backup_and_the_new_one_always_stays(place: Path) -> None:
    nights = named(*(at("2026-11-22T01:00:00") - timedelta(days=back) for back in range(10)))
    (wrong,) = named(at("2027-12-27T01:00:00"))
    assert backup_places.superfluous([*nights, wrong], wrong) == []
    (earlier,) = named(at("2020-01-01T00:00:00"))  # the clock went back to before everything
    many = named(*(at("2026-11-22T01:00:00") - timedelta(days=back) for back in range(400)))
    assert earlier not in backup_places.superfluous([*many, earlier], earlier)


def test_the_hour_that_comes_twice_gives_two_names() -> None:
    first, second = at("2026-10-25T00:30:00"), at("2026-10-25T01:30:00")  # both 2:30 on the wall
    assert backup_places.name(OURS, first) != backup_places.name(OURS, second)


def made(moment: str) -> None:
    backup_state.write("backup", {"at": moment, "copies": [{"path": "/b/x", "trouble": ""}]})


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-10-25T00:15:00Z", "2026-10-24T00:15:00+00:00", True),  # 2:15 in summer time
        ("2026-10-25T01:15:00Z", "2026-10-25T00:15:00+00:00", False),  # 2:15 again, an hour later
        ("2027-03-28T00:15:00Z", "2027-03-27T01:15:00+00:00", False),  # 1:15; there will be no 2:15
        ("2027-03-28T01:15:00Z", "2027-03-27T01:15:00+00:00", True),  # 3:15
        ("2028-02-29T01:15:00Z", "2028-02-28T01:15:00+00:00", True),
        ("2026-11-22T07:15:00Z", "2026-11-21T01:15:00+00:00", True),  # the office was dark at night
        ("2026-11-22T00:15:00Z", "2026-11-21T01:15:00+00:00", False),  # 1:15 in the morning
        ("2026-11-22T02:15:00Z", "2027-12-27T01:15:00+00:00", True),  # the clock was a year ahead last time
    ],
)
def test_once_in_a_polish_day_after_the_hour(now: str, last: str, due: bool) -> None:
    made(last)
    with time_machine.travel(now, tick=False):
        assert backup_schedule.due() is due


def test_a_day_on_which_every_place_failed_is_tried_again() -> None:
    backup_state.write("backup", {"at": "2026-11-22T01:15:00+00:00", "copies": [{"path": "/b/x", "trouble": "pełny dysk"}]})
    with time_machine.travel("2026-11-22T05:15:00Z", tick=False):
        assert backup_schedule.due()


def test_a_demonstration_and_a_foreign_server_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel("2026-11-22T05:15:00Z", tick=False):
        assert not backup_schedule.due(demo=True)
        monkeypatch.setenv("OPENCUS_BACKUP_DIRS", "/somewhere")
        assert backup_schedule.due(demo=True)
        monkeypatch.setenv("OPENCUS_DATABASE_URL", "postgresql://app@db/opencus")
        assert not backup_schedule.due()


def test_the_operator_hears_about_unwise_places(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = backup_places.warnings()
    assert "w jednym miejscu" in said
    (place / "a").mkdir()
    monkeypatch.setenv("OPENCUS_BACKUP_DIRS", f"{place}/a:{place}/b")
    assert any("b. Sprawdź, czy dysk" in said for said in backup_places.warnings())
    (place / "b").mkdir()
    assert any("na tym samym dysku" in said for said in backup_places.warnings())
