"""Space on the disk: a warning while there is still time, and a reserve to live on when there is none.

A full disk loses nothing: PostgreSQL refuses to write, at worst stops, and the pages say so (503). It comes back by
itself once there is room, and room is what the ballast file gives: `opencus ballast free`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from opencus.config import cluster, external, places
from opencus.config.postgres import ClusterError

LITTLE_SHARE = 0.10
LITTLE_BYTES = 1_000_000_000
BALLAST = "ballast"
ROOMY = 4  # the reserve is made only where it takes less than a quarter of what is free


@dataclass(frozen=True)
class Space:
    """What is free where our data lie, in bytes."""

    folder: Path
    free: int
    total: int

    @property
    def little(self) -> bool:
        """Less than a tenth of the disk, or less than a gigabyte."""
        return self.free < LITTLE_BYTES or self.free < LITTLE_SHARE * self.total

    @property
    def text(self) -> str:
        """`3,2 GB z 250 GB (1%)`."""
        return f"{self.free / 1e9:.1f} GB z {self.total / 1e9:.0f} GB ({self.free / self.total:.0%})".replace(".", ",")


def spaces() -> list[Space]:
    """Return the disks that hold data: the data folder, and the database when it lies elsewhere."""
    folders = [places.data_dir()]
    if not external.configured():
        folders.append(cluster.default_cluster().home)
    found: dict[int, Space] = {}
    for folder in folders:
        with contextlib.suppress(OSError):
            usage = shutil.disk_usage(folder)
            found.setdefault(folder.stat().st_dev, Space(folder, usage.free, usage.total))
    return list(found.values())


def warnings() -> list[str]:
    """Say in Polish where room is running out; empty when there is enough."""
    found = [f"Na dysku z danymi ({one.folder}) zostało {one.text}. Zwolnij miejsce." for one in spaces() if one.little]
    if found and ballast_size():
        found.append("W ostateczności zwolnij zapas: opencus ballast free")
    return found


def lines() -> list[str]:
    """What `opencus ballast` says."""
    size = ballast_size()
    reserve = f"zapas: {size / 1e6:.0f} MB ({ballast()})" if size else "zapasu nie ma (opencus ballast make)"
    return [*(f"{one.folder}: wolne {one.text}" for one in spaces()), reserve]


def ballast() -> Path:
    """Return the path of the reserve: beside the database, because that is what runs out of room."""
    return (places.data_dir() if external.configured() else cluster.default_cluster().home) / BALLAST


def ballast_size() -> int:
    """Return the size of the reserve in bytes, 0 when there is none."""
    try:
        return ballast().stat().st_size
    except OSError:
        return 0


def wanted() -> int:
    """Return the size of the reserve in bytes: `OPENCUS_BALLAST_MB`, 256 unless said otherwise, 0 for none."""
    try:
        return max(int(os.environ.get("OPENCUS_BALLAST_MB", "256")), 0) * 1_000_000
    except ValueError:
        raise ClusterError("OPENCUS_BALLAST_MB musi być liczbą megabajtów.") from None


def make_ballast() -> bool:
    """Set the reserve aside if it is not there; say whether it was made. Nothing is made on a disk that is nearly full."""
    size = wanted()
    if not size or ballast_size() >= size or not ballast().parent.is_dir():
        return False
    if shutil.disk_usage(ballast().parent).free < ROOMY * size:
        return False
    descriptor = os.open(ballast(), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)  # really taken: a hole in a file would be no reserve
        os.fsync(descriptor)
    except OSError:
        ballast().unlink(missing_ok=True)
        return False
    finally:
        os.close(descriptor)
    return True


def free_ballast() -> int:
    """Give the reserve back to the database; return how many bytes."""
    size = ballast_size()
    ballast().unlink(missing_ok=True)
    return size
