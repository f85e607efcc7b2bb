"""Compiled inner loops. Arrays only, whole numbers, no allocation inside a loop; every function releases the GIL.

What is compiled is kept on disk under a name made from all sources here, because numba itself notices a change only in
the file of the outermost function. ``OPENCUS_ROUTING_CACHE`` or ``NUMBA_CACHE_DIR`` say where; else the user's cache.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numba


def _cache_folder() -> Path:
    sources = hashlib.sha256()
    for one in sorted(Path(__file__).parent.glob("*.py")):
        sources.update(one.name.encode() + one.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    base = os.environ.get("OPENCUS_ROUTING_CACHE") or os.environ.get("NUMBA_CACHE_DIR") or Path(home) / "opencus-routing"
    return Path(base) / f"numba-{numba.__version__}-{sources.hexdigest()[:16]}"


setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010  # made at run time, unknown to type checkers
