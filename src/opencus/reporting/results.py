"""Counts turned into what may be kept and shown: small groups hidden, amounts of few people told together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from opencus.programmes.rules.differences import Difference, differences
from opencus.reporting import rules
from opencus.reporting.assumptions import age_label
from opencus.reporting.dryrun import Counted, Setting
from opencus.reporting.money import Flow, first_month, lasts_to, running, together
from opencus.reporting.outcomes import counts_units
from opencus.reporting.tally import GAIN, KINDS, LESS, LOSE, MORE, Pair, Tally

REST = "Pozostałe usługi"
SHOWN = (LOSE, MORE, LESS, GAIN)  # kinds of the table by service: the unchanged are not counted there


def of(counted: Counted, setting: Setting, places: Sequence[str]) -> dict[str, Any]:
    """Everything a dry run of one draft keeps. Amounts are grosze, a hidden number is None."""
    tally = counted.tally
    changed = [pair for pair in setting.pairs if setting.changed(pair)]
    age, place = _groups(tally)
    strip = dict(zip(KINDS, age.columns, strict=True))
    return {
        "persons": age.whole, "strip": strip, "range": _ranges(tally, strip), "average": _averages(tally, strip),
        "held": rules.part_of(tally.held_losers, strip["lose"]), "asked": rules.part_of(tally.asked_gainers, strip["gain"]),
        "better": _together(strip, "less", "gain"), "worse": _together(strip, "lose", "more"),
        "unknown": None if rules.small(tally.unknown) else tally.unknown,
        "services": _by_service(tally, changed, strip), "ages": _rows(age, [age_label(at) for at in range(len(tally.by_age))], tally.by_age),
        "places": _rows(place, places, tally.by_place), "changes": [_change(one) for one in differences(setting.before, setting.after)],
        "money": (money := _money(counted, setting)), "budget": money and _budget(counted, setting), "room": _room(counted, setting, changed), "notes": _notes(setting, changed),
    }  # fmt: skip


def _groups(tally: Tally) -> tuple[rules.Table, rules.Table]:
    """By age and by place; what one hides of the totals the other hides too."""
    hidden: set[int] = set()
    while True:
        age = rules.suppress(tally.by_age.tolist(), hidden_columns=hidden, row_totals=False)
        place = rules.suppress(tally.by_place.tolist(), hidden_columns=hidden, row_totals=False)
        found = {at for table in (age, place) for at, one in enumerate((*table.columns, table.whole)) if one is None}
        if found == hidden:
            return age, place
        hidden = found


def _rows(table: rules.Table, labels: Sequence[str], real: Any) -> list[dict[str, Any]]:
    return [
        # Without the unchanged: whoever knows how many live there could take the rest from them.
        {"label": label, **{kind: cell for kind, cell in zip(KINDS, cells, strict=True) if kind != "same"}}
        for label, cells, counts in zip(labels, table.cells, real, strict=True)
        if counts.sum()
    ]


def _together(strip: dict[str, rules.Shown], *kinds: str) -> rules.Shown:
    """The sum of shown numbers; None when one of them is hidden."""
    numbers = [strip[kind] for kind in kinds]
    return None if None in numbers else sum(one for one in numbers if one is not None)


def _by_service(tally: Tally, changed: Sequence[Pair], strip: dict[str, rules.Shown]) -> list[dict[str, Any]]:
    """The services that change. Totals are taken as known: a person may be in two rows, but often is in one."""
    cells = [[tally.services[pair.code][kind] for kind in SHOWN] for pair in changed]
    hidden = [at for at, kind in enumerate(SHOWN) if strip[KINDS[kind]] is None]
    table = rules.suppress(cells, hidden_columns=hidden, row_totals=False)
    kept = {pair.code: tally.kept.get(pair.code, [0, 0]) for pair in changed}
    made = []
    for number, (pair, shown) in enumerate(zip(changed, table.cells, strict=True), 1):
        # A total hidden elsewhere must not come back from the only row that has it.
        row = dict(zip([KINDS[kind] for kind in SHOWN], shown, strict=True))
        row = {kind: None if strip[kind] is None and one else one for kind, one in row.items()}
        count, last = kept[pair.code]
        protected = rules.part_of(count, row["lose"])
        ends = date.fromordinal(last).isoformat() if protected and last else None
        made.append({"number": number, "code": pair.code, "label": pair.name, **row, "kept": protected, "kept_until": ends})
    return made


def _ranges(tally: Tally, strip: dict[str, rules.Shown]) -> dict[str, list[int] | None]:
    """From to, in whole fives, where unknown facts could make it another number."""
    made: dict[str, list[int] | None] = {}
    for at, kind in enumerate(KINDS):
        readings = [counts[at] for counts in tally.reading.values()]
        differ = readings and min(readings) != max(readings) and strip[kind] is not None
        made[kind] = list(rules.around(min(readings), max(readings))) if differ else None
    return made


def _averages(tally: Tally, strip: dict[str, rules.Shown]) -> dict[str, int | None]:
    """Grosze a month each of those who pay more (less) pays more (less)."""
    return {kind: abs(total) // shown if (shown := strip[kind]) else None for kind, total in zip(("more", "less"), tally.sums, strict=True)}


def _money(counted: Counted, setting: Setting) -> dict[str, Any] | None:
    """The year in amounts: today, each change, after; months added up. None when it would tell of fewer than five people, or of nobody."""
    flows = counted.flows["middle"]
    first = first_month(setting.starts)
    today, named = together(list(flows.values())), {pair.code: pair.name for pair in setting.pairs}
    moving = [code for code, flow in flows.items() if any(flow.more_cost) or any(flow.more_fees) or flow.new_cost or flow.new_fees]
    alone, rest = rules.fold([(flows[code].users, flows[code].changed) for code in moving])
    if rules.small(today.users) or rules.small(today.changed) or not counted.tally.persons:
        return None
    groups = [(named[moving[at]], [flows[moving[at]]]) for at in alone]
    groups += [(REST, [flows[moving[at]] for at in rest])] if rest else []
    rows = [_row(label, together(parts), first) for label, parts in groups]
    known = rules.points(together(list(flows.values())).begun)
    months = {reading: _straight(_running(together(list(each.values())), first), known) for reading, each in counted.flows.items()}
    low = [min(triple) // 10_000 * 10_000 for triple in zip(*months.values(), strict=True)]
    high = [-(-max(triple) // 10_000) * 10_000 for triple in zip(*months.values(), strict=True)]
    added = {name: sum(row[name] for row in rows) for name in ("cost", "fees", "net")}
    return {
        "year": setting.starts.year, "from_month": first, "today": {"cost": today.cost, "fees": today.fees, "net": today.cost - today.fees},
        "rows": rows, "added": added, "months": months["middle"], "low": low, "high": high,
        "after": {
            "cost": today.cost + added["cost"], "fees": today.fees + added["fees"], "net": today.cost - today.fees + added["net"],
        },
    }  # fmt: skip


def _budget(counted: Counted, setting: Setting) -> dict[str, Any] | None:
    """The cost of the year against what the draft has for it, the reserve put by; None when nothing is written down.

    The cost of the whole is known, so what has no budget of its own is taken as a row too: no row may tell, by what is
    left, of fewer than five people. A service without a price has a budget and no cost.
    """
    flows, first, funds = counted.flows["middle"], first_month(setting.starts), setting.funds
    offered = {pair.code: pair.name for pair in setting.pairs if pair.after is not None}
    paid = [code for code in offered if code in funds.services and code in setting.prices]
    others = together([flow for code, flow in flows.items() if code in setting.prices and code not in paid])
    alone, rest = rules.fold([*((flows[code].users, flows[code].changed) for code in paid), (others.users, others.changed)])
    rows = [
        _against(offered[code], flows[code], funds.services[code], setting, first)
        | {"sources": [list(one) for one in funds.split.get(code, ())], "estimate": code in setting.estimated}
        for code in (paid[at] for at in alone if at < len(paid))
    ]
    if folded := [paid[at] for at in rest if at < len(paid)]:
        budget = sum(funds.services[code] for code in folded)
        told = len(paid) not in rest  # with services that have no budget among them their cost is of something else
        rows.append(_against(REST, together([flows[code] for code in folded]), budget, setting, first) if told else _untold(REST, budget, "small"))
    rows += [_untold(name, funds.services[code], "price") for code, name in offered.items() if code in funds.services and code not in setting.prices]
    whole = None if funds.whole is None else _against("Cały program", together(list(flows.values())), funds.whole, setting, first)
    if not rows and whole is None:
        return None
    return {
        "year": setting.starts.year, "reserve": setting.reserve, "rows": rows, "whole": whole, "sources": [list(one) for one in funds.sources],
        "priceless": sorted(name for code, name in offered.items() if code not in setting.prices),
    }  # fmt: skip


def _against(label: str, flow: Flow, budget: int, setting: Setting, first: int) -> dict[str, Any]:
    available = budget * (100 - setting.reserve) // 100
    costs = running(flow, first)
    return {"label": label, "cost": costs[-1], "budget": budget, "left": available - costs[-1], "lasts_to": lasts_to(costs, available)}


def _untold(label: str, budget: int, why: str) -> dict[str, Any]:
    """A budget whose cost nobody knows (`price`) or nobody may know (`small`)."""
    return {"label": label, "cost": None, "budget": budget, "left": None, "lasts_to": None, "why": why}


def _row(label: str, flow: Flow, first: int) -> dict[str, Any]:
    cost, fees = (sum(months) for months in flow.months(first))
    return {"label": label, "cost": cost, "fees": fees, "net": cost - fees}


def _running(flow: Flow, first: int) -> list[int]:
    """What the commune adds, from January to the end of each month."""
    cost, fees = flow.months(first)
    made, total = [], 0
    for one, paid in zip(cost, fees, strict=True):
        total += one - paid
        made.append(total)
    return made


def _straight(running: Sequence[int], known: Sequence[int]) -> list[int]:
    """The sums at the ends of the known months, a straight line between them: a month of few people tells of nobody."""
    made, before, amount = [], -1, 0
    for at in known:
        made += [amount + (running[at] - amount) * (month - before) // (at - before) for month in range(before + 1, at + 1)]
        before, amount = at, running[at]
    return made


def _room(counted: Counted, setting: Setting, changed: Sequence[Pair]) -> list[dict[str, Any]]:
    """Places that are needed after the change against those there are; needs in whole fives."""
    made = []
    for pair in changed if counted.tally.persons else ():
        if pair.after is None:
            continue
        service, flow, high = setting.after[pair.after], counted.flows["middle"][pair.code], counted.flows["yes"][pair.code]
        need, most = (rules.around(0, one.staying + -(-one.coming // 100))[1] for one in (flow, high))
        made.append({"label": pair.name, "places": service.places, "planned": service.planned_persons, "need": need, "most": max(need, most)})
    return made


def _notes(setting: Setting, changed: Sequence[Pair]) -> list[str]:
    """What the reader has to know about how it was counted."""
    notes = []
    priceless = sorted(pair.name for pair in changed if pair.code not in setting.prices)
    if priceless:
        notes.append(f"Bez ceny jednostki, więc bez kosztu: {', '.join(priceless)}.")
    every = {rules.code: rules for rules in (*setting.before, *setting.after)}
    if any(counts_units(one) for one in every.values()) and not setting.own:
        notes.append("Umowna ludność niczego w tym roku jeszcze nie wykorzystała.")
    estimated = sorted(pair.name for pair in changed if pair.code in setting.estimated)
    if estimated:
        notes.append(f"Bez umowy, cena jednostki z zasad odpłatności (szacunek): {', '.join(estimated)}.")
    several = sorted(pair.name for pair in changed if len(every[pair.code].by_variant()) > 1)
    if several:
        notes.append(f"Kilka opłat zależnie od użycia, liczona średnia: {', '.join(several)}.")
    measured = sorted(pair.name for pair in changed if pair.code in setting.uses)
    if measured:
        notes.append(f"Średnie użycie z wykonania ostatnich 12 miesięcy: {', '.join(measured)}.")
    assumed = sorted(pair.name for pair in changed if pair.code not in setting.uses)
    if assumed:
        notes.append(f"Średnie użycie {setting.use}% limitu, założenie: {', '.join(assumed)}.")
    return notes


def _change(one: Difference) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name, "aspect": one.aspect, "label": one.label,
        "before": [[segment.text, segment.changed] for segment in one.before], "after": [[segment.text, segment.changed] for segment in one.after],
    }  # fmt: skip
