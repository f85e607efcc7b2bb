"""People made up by arithmetic: the same every time, as many as asked, with some facts unknown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MUNICIPALITIES = 2479
UNKNOWN = 3  # in a hundred, for each fact
#: In a hundred people who answer yes.
YES = {
    "lives_alone": 18, "certificate_valid": 12, "resident": 97, "family_cannot_help": 25, "referral": 8, "not_working": 45,
    "needs_from_illness": 6, "mental_disorder": 2, "after_hospital": 4, "housing_need": 1, "lives_with_eligible": 10,
    "doctors_note": 9, "self_reliant": 80, "family_in_crisis": 3, "senior_card": 15, "health_difficulty": 14, "dependent": 5,
}  # fmt: skip
CHOICES = {
    "degree": ("none", "none", "none", "none", "none", "none", "none", "severe", "moderate", "light", "moderate", "child"),
    "mobility": ("unaided", "unaided", "unaided", "unaided", "walker", "wheelchair"),
    "target_group": ("carer", "large_family", "community", "family_in_crisis"),
    "municipality": ("Starachowice", "Wąchock"), "town": ("Starachowice", "Wąchock", "Rzepin"),
}  # fmt: skip


def columns(facts: Iterable[str], kinds: dict[str, str]) -> list[str]:
    """SQL for each fact; `i` is the number of the person."""
    said = []
    for number, fact in enumerate(sorted(facts)):
        dice = f"(hash(i, {number + 100}) >> 8)"
        kind = kinds[fact]
        if fact == "age":
            value = f"CAST(({dice} % 1000) * ({dice} % 997) / 9960 AS BIGINT) % 101"
        elif fact == "household_size":
            value = f"CAST(1 + ({dice} % 10) // 3 AS BIGINT)"
        elif fact == "income":
            value = f"CAST(60000 + {dice} % 900000 AS BIGINT)"
        elif kind == "int64":
            value = f"CAST({dice} % 400 AS BIGINT)"
        elif kind == "boolean":
            value = f"{dice} % 100 < {YES.get(fact, 5)}"
        else:
            names = CHOICES.get(fact, ("none",))
            value = f"list_value({', '.join(repr(name) for name in names)})[1 + CAST({dice} % {len(names)} AS INT)]"
        unknown = f"hash(i, {number + 500}) % 100 < {UNKNOWN}"
        said.append(f"{value} AS {fact}" if fact == "age" else f"CASE WHEN {unknown} THEN NULL ELSE {value} END AS {fact}")
    return said


def write(path: Path, people: int, facts: Iterable[str], kinds: dict[str, str]) -> None:
    """Write so many people to Parquet; what is there already stays."""
    import duckdb

    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as link:
        parts = ", ".join(["i AS id", f"i % {MUNICIPALITIES} AS gmina", *columns(facts, kinds)])
        link.execute(
            f"COPY (SELECT *, CAST(age // 10 AS BIGINT) AS age_group FROM (SELECT {parts} FROM range({people}) t(i))) "
            f"TO '{path}.part' (FORMAT parquet, COMPRESSION zstd)"
        )
    Path(f"{path}.part").rename(path)
