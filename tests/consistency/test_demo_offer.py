"""The demo towns offer every service of the gathered programme facts, with their figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demo import starachowice_offer, wojcieszkow_offer
from demo.offer import Offered

FACTS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "programmes.yaml"
TRACKS = {"decision": "decision", "programme": "programme", "open": "open", "desk": "open", "referral": "open"}
MEASURES = {
    "h": "hour", "days": "day", "sessions": "session", "trips": "trip", "jobs": "job", "visits": "visit", "entries": "entry",
    "parcels": "parcel", "months": "month",
}  # fmt: skip
#: One service of the facts that the demo shows as two: by day and round the clock.
SPLIT = {"COM": ("COMD", "COMC")}


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if not FACTS.exists():
        pytest.skip("the gathered programme facts are not beside this checkout")
    import yaml

    found: dict[str, Any] = yaml.safe_load(FACTS.read_text())
    return found


def offered(code: str, services: tuple[Offered, ...]) -> list[Offered]:
    """The demo's services for a code of the facts."""
    by_code = {one.code: one for one in services}
    return [by_code[name] for name in SPLIT.get(code, (code,)) if name in by_code]


def rows(facts: dict[str, Any]) -> list[tuple[dict[str, Any], list[Offered]]]:
    """Each service of the facts beside what the demo towns make of it."""
    pairs = []
    for town, services in (
        ("programme_starachowice_demo", starachowice_offer.SERVICES),
        ("programme_wojcieszkow_demo", wojcieszkow_offer.SERVICES),
    ):
        pairs += [(row, offered(row["code"], services)) for row in facts[town]["services"]]
    return pairs


def test_no_service_of_the_facts_is_missing(facts: dict[str, Any]) -> None:
    assert [row["code"] for row, found in rows(facts) if not found] == []


def test_every_service_runs_on_its_track(facts: dict[str, Any]) -> None:
    wrong = [
        row["code"]
        for row, found in rows(facts)
        for one in found
        if "qual_path" in row and one.track != TRACKS[row["qual_path"]]
    ]
    assert wrong == []


def test_every_limit_and_number_of_places_of_the_facts_is_in_the_demo(facts: dict[str, Any]) -> None:
    missing = []
    for row, found in rows(facts):
        for name, figure in (row.get("limits") or {}).items():
            what, _, period = name.partition("_per_")
            if name == "places" and not any(one.places == figure for one in found):
                missing.append((row["code"], name))
            elif what in MEASURES and period in {"day", "month", "quarter", "year"}:
                wanted = (Decimal(figure), MEASURES[what], period)
                given = {(Decimal(one.quantity), one.measure, one.period) for each in found for one in each.limits}
                if wanted not in given:
                    missing.append((row["code"], name))
    assert missing == []


def test_every_flat_fee_of_the_facts_is_in_the_demo(facts: dict[str, Any]) -> None:
    missing = []
    for row, found in rows(facts):
        given = {Decimal(fee.amount) for one in found for fee in one.fees if fee.amount}
        for name, figure in (row.get("fee") or {}).items():
            # A deposit or a meal is told in words; rides have a price for each destination.
            unit = name.endswith("_zl") and name not in {"deposit_zl", "meal_zl", "wait_per_20min_zl", "no_show_zl"}
            if unit and Decimal(str(figure)) not in given:
                missing.append((row["code"], name))
    assert missing == []
