"""What the keeping jobs remember for the doctor and the screens: one small JSON file each in the data folder."""

from __future__ import annotations

import json
from typing import Any

from opencus.config import keys, places

#: backup (the last run), restore_test (its proof), kit (the printed keys)
NAMES = ("backup", "restore_test", "kit")


def read(name: str) -> dict[str, Any]:
    """Return what was remembered, empty when nothing or nothing readable was."""
    try:
        return dict(json.loads((places.data_dir() / "state" / f"{name}.json").read_text()))
    except (OSError, ValueError):
        return {}


def write(name: str, facts: dict[str, Any]) -> None:
    """Remember facts in place of those from last time."""
    folder = places.data_dir() / "state"
    folder.mkdir(parents=True, exist_ok=True)
    keys.write(folder / f"{name}.json", json.dumps(facts, ensure_ascii=False, indent=1))
