#!/usr/bin/env python3
"""Keep the database of this version for the upgrade tests of later ones: `tools/upgrade_dump.py VERSION`.

Run it in a checkout of the version, against a data folder that holds a demonstration of that version and nothing else:

    OPENCUS_DATA=/tmp/demo .venv/bin/opencus demo
    OPENCUS_DATA=/tmp/demo .venv/bin/opencus stop
    OPENCUS_DATA=/tmp/demo .venv/bin/python tools/upgrade_dump.py 0.2.0

It writes tests/upgrade/versions/VERSION: the dump, what it must still hold after an upgrade, and the invented keys.
"""

from __future__ import annotations

import json
import lzma
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from opencus.config import backup, cluster, recovery, schema

ROOT = Path(__file__).resolve().parents[1]
MOST = 300_000  # bytes: a fixture stays small enough to be read by a clone on a slow line
_NAMES = re.compile(rb"^\\(un)?restrict .*\n", re.MULTILINE)  # words of new psql that an older one does not know


def main(version: str) -> None:
    """Write the three files of a version."""
    cluster.ensure_running()
    if "demo" not in schema.notes():
        sys.exit("Only a demonstration may be kept: its people are invented.")
    folder = ROOT / "tests" / "upgrade" / "versions" / version
    folder.mkdir(parents=True, exist_ok=True)
    with backup.snapshot() as (connection, name):
        manifest = backup.manifest_of(connection, 0, datetime.now(UTC)) | {"settings": {}, "version": version}
        words = [backup.binaries(connection.info.server_version // 10000)["pg_dump"], "--no-owner", "--no-comments"]
        words += [f"--snapshot={name}", *(f"--exclude-table-data={table}" for table in backup.WITHOUT_ROWS)]
        done = subprocess.run(words, env=backup.environment("backup"), stdout=subprocess.PIPE, check=True)
    packed = lzma.compress(_NAMES.sub(b"", done.stdout), preset=9 | lzma.PRESET_EXTREME)
    if len(packed) > MOST:
        sys.exit(f"{len(packed)} bytes are too many: keep fewer residents.")
    (folder / "dump.sql.xz").write_bytes(packed)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    (folder / "kit.txt").write_text(recovery.kit_text() + "\n")
    print(f"{folder}: {len(packed) / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1])
