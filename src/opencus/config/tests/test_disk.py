"""A full disk loses nothing, says so on the page, and is over as soon as there is room."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opencus.config import cluster, disk, errors, revive
from opencus.config.cluster import Cluster
from opencus.config.disk import Space

from .clusters import connect, folder

SMALL = "150m"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 150 MB of its own."""
    with folder() as place:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "tmpfs", str(place)]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("needs root and the right to mount a tmpfs")
        try:
            yield place
        finally:
            Cluster(place / "pg").stop()
            subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_no_acknowledged_row_and_mends_itself(small_disk: Path) -> None:
    server = Cluster(small_disk / "pg")
    server.ensure_running()
    reserve = server.home / "ballast"
    reserve.write_bytes(bytes(40_000_000))
    with connect(server, "migrator") as owner:
        owner.execute("CREATE TABLE kept (id int, filling text)")
        owner.execute("ALTER TABLE kept ALTER filling SET STORAGE EXTERNAL")
    acknowledged, trouble = _write_until_refused(server)
    assert acknowledged > 100
    assert not (server.data / "postmaster.pid").exists(), "the server has given up and gone"
    assert _is_away(trouble), "the page says 503, not 500"
    reserve.unlink()
    server_again = _wait_until_it_writes(server)
    assert server_again < 30
    with connect(server) as app:
        row = app.execute("SELECT count(*) FROM kept WHERE id >= 0").fetchone()
    assert row is not None
    assert row[0] >= acknowledged


def _write_until_refused(server: Cluster) -> tuple[int, Exception]:
    """Write until the disk is so full that the server stops; return the acknowledged rows and the first refusal."""
    acknowledged, troubles = 0, list[Exception]()
    for number in range(100_000):
        try:
            with connect(server) as app:
                app.execute("INSERT INTO kept VALUES (%s, repeat(md5(random()::text), 6000))", [number])  # 190 kB
            acknowledged += 1
        except psycopg.Error as error:
            troubles.append(error)
            if len(troubles) > 20 and not server.answers():
                return acknowledged, troubles[0]
            time.sleep(0.02)
    raise AssertionError("the disk never filled up")


def _wait_until_it_writes(server: Cluster) -> float:
    """Seconds until a row is written again, with nobody's help but that of the watching thread."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        try:
            revive.revive(server)
            with connect(server) as app:
                app.execute("INSERT INTO kept VALUES (-1, '')")
            return time.monotonic() - began
        except (psycopg.Error, cluster.ClusterError):
            time.sleep(0.2)
    raise AssertionError("the database did not come back")


def _is_away(trouble: Exception) -> bool:
    from django.db import OperationalError

    shown = OperationalError(str(trouble))
    shown.__cause__ = trouble
    return errors.database_is_away(shown)


def test_the_page_of_a_full_disk_is_a_break_in_polish_and_asks_no_database(rf: object) -> None:
    page = errors.maintenance(rf.get("/testowo/osoby/"))  # type: ignore[attr-defined]
    assert page.status_code == 503
    assert "bezpieczne" in page.content.decode()
    assert page["Retry-After"]


@pytest.mark.parametrize(
    ("free", "total", "little"),
    [(30e9, 250e9, False), (20e9, 250e9, True), (0.9e9, 2e9, True), (1.1e9, 2e9, False)],
)
def test_a_tenth_or_a_gigabyte_is_little(free: float, total: float, little: bool) -> None:
    assert Space(Path("/"), int(free), int(total)).little is little


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    monkeypatch.setenv("OPENCUS_BALLAST_MB", "3")
    monkeypatch.delenv("OPENCUS_DATABASE_URL", raising=False)
    (tmp_path / "pg").mkdir()
    return tmp_path


def test_the_reserve_really_takes_its_place_and_gives_it_back(office: Path) -> None:
    assert disk.make_ballast()
    assert not disk.make_ballast()
    assert disk.ballast().stat().st_blocks * 512 >= 3_000_000
    assert any("zapas: 3 MB" in line for line in disk.lines())
    assert disk.free_ballast() == 3_000_000
    assert disk.ballast_size() == 0
    assert disk.free_ballast() == 0


def test_no_reserve_is_made_of_the_last_room_or_against_the_operators_will(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10_000_000, "total": 1})())
    assert not disk.make_ballast()
    monkeypatch.setenv("OPENCUS_BALLAST_MB", "0")
    assert not disk.make_ballast()
    monkeypatch.setenv("OPENCUS_BALLAST_MB", "dużo")
    with pytest.raises(cluster.ClusterError, match="liczbą megabajtów"):
        disk.make_ballast()


def test_the_operator_is_warned_and_told_about_the_reserve(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.make_ballast()
    monkeypatch.setattr(disk, "spaces", lambda: [Space(office, 900_000_000, 250_000_000_000)])
    first, second = disk.warnings()
    assert "zostało 0,9 GB z 250 GB (0%)" in first
    assert "opencus ballast free" in second
