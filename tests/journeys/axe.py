"""Accessibility check of an open page with axe-core."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 A and AA, as the Polish act on digital accessibility asks (EN 301 549), and axe's own good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, one line each: rule, how many, the first place and why."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [_line(item) for item in found]


def _line(item: dict[str, Any]) -> str:
    first = item["nodes"][0]
    why = first["failureSummary"].splitlines()[-1].strip()
    return f"{item['id']} ({len(item['nodes'])}): {item['help']} | {first['html'][:160]} | {why}"
