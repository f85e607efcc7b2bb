"""When papers count as running out."""

from __future__ import annotations

from datetime import date, timedelta

SOON = timedelta(days=60)  # house rule: time enough to renew a licence or a medical check


def validity(valid_to: date | None, on: date) -> str:
    """Return ``bad`` after the last day, ``warn`` when it comes within 60 days, else ``ok``; None is for life."""
    if valid_to is None:
        return "ok"
    if valid_to < on:
        return "bad"
    return "warn" if valid_to <= on + SOON else "ok"
