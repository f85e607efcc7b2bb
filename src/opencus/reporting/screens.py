"""What a dry run shows: the kept aggregates with sentences, bars and the comments behind each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from opencus.core.money import NBSP, format_quantity, format_zl, zl
from opencus.core.text import plural
from opencus.core.words import MONTH_GENITIVE, listed, numeric_date
from opencus.programmes.models import Comment
from opencus.reporting import charts, queries
from opencus.reporting.models import DryRun

HIDDEN = "ukryte"
WHOLE = "Cały program"
KINDS = (
    ("lose", "Straci dostęp", "user-x"), ("more", "Zapłaci więcej", "arrow-up"), ("same", "Bez zmian", "minus"),
    ("less", "Zapłaci mniej", "arrow-down"), ("gain", "Zyska dostęp", "user-plus"),
)  # fmt: skip
TONES = {"accepted": ("ok", "check"), "partly": ("warn", "circle-dot"), "rejected": ("bad", "x"), "outside": ("", "minus")}
MONTHS = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
)  # fmt: skip


def shown(count: int | None) -> str:
    """A count for the screen; a hidden one says so, nobody is a dash."""
    return HIDDEN if count is None else "–" if count == 0 else format_quantity(count)


def people(count: int) -> str:
    return f"{format_quantity(count)} {plural(count, 'osoba', 'osoby', 'osób')}"


def page(run: DryRun, at: int) -> dict[str, Any]:
    """Everything the page of one draft of a finished dry run shows."""
    assert run.result is not None
    result = run.result["drafts"][at]
    version = run.other if at and run.other else run.draft
    said = queries.said_behind(version)
    numbers = {row["code"]: row["number"] for row in result["services"]}
    return {
        "run": run, "result": result, "version": version, "headline": headline(result), "strip": charts.strip(result["strip"]),
        "strip_label": strip_label(result), "tiles": tiles(result, run), "changes": changes(result, numbers, version, said),
        "groups": groups(result, run), "money": money(result["money"]), "budget": budget(result.get("budget")), "said": [_said(one, numbers) for one in said],
        "nobody": result["persons"] == 0, "unknown": unknown(result), "kept": kept(result), "own": run.population == DryRun.Population.OWN,
        "stale": queries.mark_of(queries.rules_in(version)) != result["rules"],
    }  # fmt: skip


def headline(result: Mapping[str, Any]) -> str:
    """`230 osób będzie miało lepiej, 70 gorzej`, in words that fit every number."""
    better, worse = result["better"], result["worse"]
    if result["persons"] == 0:
        return "Nie ma jeszcze nikogo, na kim można policzyć próbę"
    if better is None or worse is None:
        return "Zmiana dotyczy tak małych grup, że część liczb jest zasłonięta"
    if not better and not worse:
        return "Nikomu nic się nie zmieni"
    return f"Lepiej: {people(better)}, gorzej: {people(worse)}"


def strip_label(result: Mapping[str, Any]) -> str:
    said = ", ".join(f"{label.lower()}: {shown(result['strip'][kind])}" for kind, label, _ in KINDS)
    return f"Przeliczono: {'liczba ukryta' if result['persons'] is None else people(result['persons'])}. {said}."


def tiles(result: Mapping[str, Any], run: DryRun) -> list[dict[str, Any]]:
    """The five outcomes with a sentence each."""
    return [
        {"kind": kind, "label": label, "icon": icon, "count": shown(result["strip"][kind]).replace("–", "0"), "small": _small(result, kind, run)}
        for kind, label, icon in KINDS
    ]


def _small(result: Mapping[str, Any], kind: str, run: DryRun) -> str:
    if result["strip"][kind] is None:
        return ""
    own, said = run.population == DryRun.Population.OWN, ""
    if kind in ("more", "less") and result["average"][kind]:
        said = f"średnio o {format_zl(zl(result['average'][kind]))} na miesiąc"
    elif kind == "lose" and own and result["held"]:
        said = f"w tym {format_quantity(result['held'])} ma usługę i zachowa ją do końca przyznania"
    elif kind == "gain" and own and result["asked"]:
        said = f"w tym {format_quantity(result['asked'])} już o nią prosi"
    elif kind == "same":
        said = "ta sama usługa i ta sama opłata"
    if span := result["range"][kind]:
        said = f"{said}{'; ' if said else ''}możliwe od {format_quantity(span[0])} do {format_quantity(span[1])}"
    return said


def changes(result: Mapping[str, Any], numbers: Mapping[str, int], version: Any, said: Sequence[queries.Said]) -> list[dict[str, Any]]:
    """Each change in plain language, with its paragraph and the comments behind it."""
    clauses = queries.clauses_by_code(version) if result["changes"] else {}
    made = []
    for one in result["changes"]:
        fitting = [clause for clause in clauses.get(one["code"], []) if clause.aspect == one["aspect"]]
        behind = sorted({item.comment.number for item in said if item.code == one["code"] and item.clause in fitting})
        made.append(one | {"number": numbers.get(one["code"]), "clauses": ", ".join(clause.number.replace(" ", NBSP) for clause in fitting), "comments": behind})
    return made


def groups(result: Mapping[str, Any], run: DryRun) -> list[dict[str, Any]]:
    """Who is concerned, in three tables of one shape, with bars on one scale in each."""
    parts = [
        ("Usługa", "jedna osoba może być w dwóch wierszach", result["services"]), ("Wiek", "każda osoba liczona raz", result["ages"]),
        ("Osiedle albo miejscowość" if run.population == DryRun.Population.OWN else "Gmina", "każda osoba liczona raz", result["places"]),
    ]  # fmt: skip
    made = []
    for name, note, rows in parts:
        middle, one = charts.axis(rows)
        lines = [
            {
                "label": row["label"], "number": row.get("number"), "middle": f"{middle:.1f}", "bars": charts.diverging(row, middle, one),
                **{kind: shown(row[kind]) for kind in ("lose", "more", "less", "gain")},
            }
            for row in rows
        ]  # fmt: skip
        made.append({"name": name, "note": note, "rows": lines})
    return made


def money(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Cost, income and subsidy in words and the line of the year; None when the amounts are hidden."""
    if kept is None:
        return None
    today, after = kept["today"], kept["after"]
    rows = [("Dziś, bez zmian", *(_plain(today[name]) for name in ("cost", "fees", "net")), "")]
    rows += [(row["label"], *(_signed(row[name]) for name in ("cost", "fees", "net")), "row") for row in kept["rows"]]
    added = kept["added"]["net"]
    share = f"{format_quantity(_percent(added, today['net']))}% {'więcej' if added > 0 else 'mniej'} niż dziś" if today["net"] and added else ""
    table = [(MONTHS[at], *(_plain(kept[name][at]) for name in ("months", "low", "high"))) for at in range(12)]
    return {
        "year": kept["year"], "from": MONTHS[kept["from_month"]] if 0 < kept["from_month"] < 12 else "", "rows": rows,
        "after": [_plain(after[name]) for name in ("cost", "fees", "net")], "added": charts.thousand_label(added), "share": share,
        "low": charts.thousand_label(kept["low"][-1]), "high": charts.thousand_label(kept["high"][-1]),
        "chart": charts.year(kept["months"], kept["low"], kept["high"]), "table": table,
    }  # fmt: skip


def budget(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The money of the year against its cost, in words; None when the draft has none written down or amounts are hidden."""
    if kept is None:
        return None
    rows = [_funded(row, kept["reserve"]) for row in (*kept["rows"], *([kept["whole"]] if kept["whole"] else []))]
    return {
        "year": kept["year"], "reserve": kept["reserve"], "rows": rows, "short": [row["said"] for row in rows if row["short"]],
        "sources": _sources(kept["sources"]), "priceless": listed(kept.get("priceless", [])),
    }  # fmt: skip


def _funded(row: Mapping[str, Any], reserve: int) -> dict[str, Any]:
    said = {"label": row["label"], "budget": _plain(row["budget"]), "sources": _sources(row.get("sources", [])), "estimate": row.get("estimate", False)}
    if row["cost"] is None:
        cost, left, until = (HIDDEN, HIDDEN, HIDDEN) if row["why"] == "small" else ("nieznany", "–", "brak ceny jednostki")
        return said | {"cost": cost, "left": left, "until": until, "short": False, "known": False}
    last, short = row["lasts_to"], row["left"] < 0
    enough = f"do końca {MONTH_GENITIVE[last]}" if last >= 0 else ""
    missing = f"zabraknie od {MONTH_GENITIVE[last + 1]}" if short else ""
    plainly = f"pieniędzy wystarczy {enough}, {missing}" if enough else f"pieniędzy {missing}"
    return said | {
        "cost": _plain(row["cost"]), "left": _plain(row["left"]), "until": (enough or missing) if short else "cały rok", "short": short, "known": True,
        "said": f"{row['label']}: {plainly}",
        "bar": min(row["cost"] * 100 // max(row["budget"] * (100 - reserve) // 100, 1), 100),
    }  # fmt: skip


def _sources(amounts: Sequence[Sequence[Any]]) -> str:
    return ", ".join(f"{name} {_plain(amount)}" for name, amount in amounts)


def _percent(part: int, whole: int) -> Any:
    return zl(abs(part) * 10_000 // abs(whole))


def _plain(amount: int) -> str:
    return ("−" if amount < 0 else "") + charts.thousand_label(abs(amount)).lstrip("+")


def _signed(amount: int) -> str:
    return charts.thousand_label(amount) if amount else "–"


def unknown(result: Mapping[str, Any]) -> list[str]:
    """For how many people unknown facts matter, as a sentence; nothing where it is nobody or hidden."""
    count = result["unknown"]
    return [f"Niewiadome mają znaczenie u {format_quantity(count)} {plural(count, 'osoby', 'osób', 'osób')}."] if count else []


def kept(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What happens to those who lose a service: why, how long they keep it."""
    reasons = {one["code"]: one for one in result["changes"] if one["aspect"] in ("access", "removed")}
    made = []
    for row in result["services"]:
        if row["lose"] == 0:
            continue
        reason = reasons.get(row["code"])
        words = "".join(text for text, _ in reason["after"]) if reason else ""
        until = numeric_date(date.fromisoformat(row["kept_until"])) if row["kept_until"] else ""
        made.append({"label": row["label"], "count": row["lose"], "reason": words, "until": until, "holders": row["kept"]})
    return made


def _said(one: queries.Said, numbers: Mapping[str, int]) -> dict[str, Any]:
    comment = one.comment
    tone, icon = TONES.get(comment.disposition, ("", "circle-help"))
    place = comment.meeting.place if comment.meeting else ""
    return {
        "comment": comment, "number": numbers.get(one.code), "clause": one.clause, "tone": tone, "icon": icon, "recommendation": one.recommendation,
        "where": f"{comment.get_channel_display()}{f', {place}' if place else ''}, {numeric_date(comment.received_on)}",
        "disposition": comment.get_disposition_display() if comment.disposition else "bez odpowiedzi", "people": people(comment.persons),
    }  # fmt: skip


def answered(said: Sequence[Mapping[str, Any]]) -> str:
    """`3 przyjęte, 1 nieprzyjęta` over the comments behind the changes."""
    counts = {value: sum(one["comment"].disposition == value for one in said) for value in Comment.Disposition.values}
    words = {"accepted": ("przyjęta", "przyjęte", "przyjętych"), "partly": ("w części", "w części", "w części"), "rejected": ("nieprzyjęta", "nieprzyjęte", "nieprzyjętych")}
    return ", ".join(f"{count} {plural(count, *words[value])}" for value, count in counts.items() if count and value in words)


def beside(run: DryRun) -> list[tuple[str, list[str]]]:
    """Two drafts in one table: each line a number of both."""
    assert run.result is not None
    results = run.result["drafts"]
    lines = [(label, [shown(one["strip"][kind]) for one in results]) for kind, label, _ in KINDS]
    for name, label in (("cost", "Zmiana kosztu usług"), ("fees", "Zmiana wpływów z opłat"), ("net", "Zmiana dopłaty gminy")):
        lines.append((label, [("–" if one["persons"] == 0 else HIDDEN) if one["money"] is None else _signed(one["money"]["added"][name]) for one in results]))
    budgets = [budget(one.get("budget")) for one in results]
    if any(budgets):
        wholes = [next((row for row in one["rows"] if row["label"] == WHOLE), None) if one else None for one in budgets]
        lines.append(("Zostaje z budżetu programu", ["–" if one is None else one["left"] for one in wholes]))
        lines.append(("Na ile starczy pieniędzy programu", ["–" if one is None else one["until"] for one in wholes]))
        lines.append(("Zabraknie pieniędzy", ["; ".join(one["short"]) or "nie" if one else "–" for one in budgets]))
    return lines
