"""Public addresses of clauses: Polish words for processes."""

from __future__ import annotations

from opencus.privacy.models import Process

SLUGS: dict[str, str] = {
    Process.APPLICATION: "zgloszenie", Process.PLAN: "plan", Process.DELIVERY: "uslugi", Process.FEES: "odplatnosc",
    Process.RELATIVE: "bliscy", Process.COMMUNITY: "spolecznosc", Process.STAFF: "pracownicy", Process.PROVIDER: "wykonawcy",
    Process.CONTACT: "kontakt",
}  # fmt: skip
PROCESSES = {slug: process for process, slug in SLUGS.items()}
