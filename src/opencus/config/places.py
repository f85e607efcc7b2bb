"""Where OpenCUS keeps what it must not lose: one data folder per installation."""

import os
from pathlib import Path


def checkout() -> Path | None:
    """Return the root of the source checkout, or None when OpenCUS was installed as a package."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() and (root / "src" / "opencus").is_dir() else None


def data_dir() -> Path:
    """Return the data folder: `OPENCUS_DATA`, else `var` of the checkout, else the user's share folder."""
    if chosen := os.environ.get("OPENCUS_DATA"):
        return Path(chosen).expanduser().absolute()
    if root := checkout():
        return root / "var"
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / "opencus"
