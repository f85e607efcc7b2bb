"""What the page of a plan shows, put together once: rows, week, checklist, versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.core.clock import add_months, today
from opencus.core.words import WEEKDAY_NAMES, WEEKDAY_SHORT, measure, noun, numeric_date
from opencus.plans import queries, rules, week
from opencus.plans.forms import ItemForm, PeriodForm
from opencus.plans.models import Plan, PlanItem, PlanVersion, SupportingAction
from opencus.plans.providers import offers_for
from opencus.plans.week import Slot

GRID_START, GRID_END = 8 * 60, 13 * 60  # the least the grid shows
SUPPORT = "wsparcie"


@dataclass(frozen=True)
class Row:
    """A service of the plan as a line of the table."""

    item: PlanItem
    anchor: str
    name: str
    icon: str
    wish: str
    amount: str
    unit: str
    when: str
    fee: str
    fee_note: str
    form: ItemForm | None = None
    conflicts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """A time in the grid: its classes say where it stands (s = start, d = length, in quarters of an hour)."""

    label: str
    hours: str
    css: str
    icon: str
    conflict: int = 0
    support: bool = False


@dataclass(frozen=True)
class Day:
    name: str
    short: str
    blocks: list[Block]


@dataclass(frozen=True)
class Collision:
    """A collision in words, with the button that mends it."""

    number: int
    day: str
    hours: str
    text: str
    item_id: str
    weekday: int
    start: int
    to: int | None
    to_text: str


class Screen:
    """Everything the page of one version shows; built from values, asked by the templates."""

    def __init__(self, plan: Plan, version: PlanVersion, by: Actor, data: Any = None) -> None:
        self.plan, self.version, self.by = plan, version, by
        self.person = plan.person
        self.items = queries.items_of(version)
        self.supports = list(version.supporting_actions.order_by("id"))
        self.editable = version.state == PlanVersion.State.DRAFT and by.may(P.DRAFT_PLAN)
        self.today = today()
        self.period_form = PeriodForm(data, initial={"valid_from": version.valid_from, "valid_to": version.valid_to})
        self.forms = self._forms(data) if self.editable else []

    @property
    def form(self) -> PeriodForm:
        return self.period_form

    def is_valid(self) -> bool:
        """Check every form, so that all errors show at once."""
        return all([self.period_form.is_valid(), *[form.is_valid() for form in self.forms]])

    @property
    def all_forms(self) -> list[Any]:
        return [self.period_form, *self.forms]

    @cached_property
    def clock(self) -> rules.Clock:
        return rules.clock(self.plan.due_on, self.today)

    @property
    def clock_runs(self) -> bool:
        """The 30 days bind the first version until it is approved (art. 40)."""
        return self.version.number == 1 and self.version.state in ("draft", "submitted")

    @property
    def ticks(self) -> list[str]:
        """The 30 days as classes: passed, today, to come."""
        used = self.clock.used
        return ["p t" if day == used else "p" if day < used else "" for day in range(1, rules.PLAN_DAYS + 1)]

    @property
    def months(self) -> int:
        return period_months(self.version.valid_from, self.version.valid_to)

    @property
    def may_approve(self) -> bool:
        return self.version.state == PlanVersion.State.SUBMITTED and self.by.may(P.APPROVE_PLAN)

    @property
    def may_monitor(self) -> bool:
        return self.by.may(P.MONITOR_PLAN)

    @property
    def may_order(self) -> bool:
        return self.version.state in ("approved", "in_force") and self.by.may(P.PLACE_ORDER)

    @property
    def may_renew(self) -> bool:
        return self.version.state in ("approved", "in_force") and self.by.may(P.DRAFT_PLAN)

    @cached_property
    def missing(self) -> list[rules.Missing]:
        version = self.version
        return rules.missing_parts(
            [queries.parts_of(item) for item in self.items], agreed_on=version.agreed_on,
            valid_from=version.valid_from, valid_to=version.valid_to,
        )  # fmt: skip

    @property
    def parts_total(self) -> int:
        """What the checklist counts: four parts of each service, the period, the services, the agreement."""
        return 4 * len(self.items) + 3

    @property
    def parts_ready(self) -> int:
        return max(0, self.parts_total - len(self.missing))

    @cached_property
    def ready(self) -> list[str]:
        """What is done already, in words."""
        lacking = {one.part for one in self.missing}
        said = {
            "period": f"okres: {numeric_date(self.version.valid_from)}–{numeric_date(self.version.valid_to)}",
            "service": "usługi z aktywnym przyznaniem", "amount": "ilość każdej usługi",
            "schedule": "harmonogram każdej usługi", "provider": "wykonawca każdej usługi",
            "place": "miejsce każdej usługi", "agreement": "ustalenie planu z osobą",
        }  # fmt: skip
        return [text for part, text in said.items() if part not in lacking]

    @cached_property
    def cost(self) -> rules.Cost:
        held = [(item, item.entitlement.programme_service.service) for item in self.items]
        return rules.client_cost(
            [rules.FeePart(s.name, s.measure, i.quantity, i.period, i.entitlement.unit_fee) for i, s in held]
        )

    @cached_property
    def rows(self) -> list[Row]:
        forms = {form.item.id: form for form in self.forms}
        numbers: dict[str, list[int]] = {}
        for found in self.collisions:
            numbers.setdefault(found.item_id, []).append(found.number)
        return [_row(item, forms.get(item.id), numbers.get(str(item.id), []), self.version) for item in self.items]

    @cached_property
    def slots(self) -> list[Slot]:
        """Every time of the usual week; help of others is shown but never collides."""
        found: list[Slot] = []
        for item in self.items:
            found += week.slots_of(item.week, str(item.id), item.entitlement.programme_service.service.name)
        return sorted(found)

    @cached_property
    def collisions(self) -> list[Collision]:
        found = list(week.conflicts(self.slots))
        return [
            Collision(
                number=number, day=WEEKDAY_NAMES[one.second.weekday], hours=one.hours,
                text=f"{one.second.label} zaczyna się, gdy trwa: {one.first.label} ({one.first.hours}).",
                item_id=one.second.key, weekday=one.second.weekday, start=one.second.start, to=one.shift_to,
                to_text=one.shift_text,
            )
            for number, one in enumerate(found, 1)
        ]  # fmt: skip

    @cached_property
    def grid(self) -> Grid:
        return Grid(self)

    @cached_property
    def versions(self) -> list[PlanVersion]:
        return list(self.plan.versions.select_related("approved_by"))

    def _forms(self, data: Any) -> list[ItemForm]:
        services = [item.entitlement.programme_service.service_id for item in self.items]
        offers = offers_for(services, self.version.valid_from, self.version.valid_to)
        own = list(Organisation.objects.filter(kind=Organisation.Kind.OWN))
        return [
            ItemForm(item, _choices(item, offers[item.entitlement.programme_service.service_id], own), data)
            for item in self.items
        ]


class Grid:
    """The usual week as a grid of quarters of an hour, and as a list for narrow screens."""

    def __init__(self, screen: Screen) -> None:
        self.kinds = {str(item.id): n % 4 + 1 for n, item in enumerate(screen.items)}
        self.icons = {str(item.id): item.entitlement.programme_service.service.icon for item in screen.items}
        slots = [*screen.slots, *_help(screen.supports)]
        self.first = min([GRID_START, *[slot.start for slot in slots]]) // 60 * 60
        self.last = -(-max([GRID_END, *[slot.end for slot in slots]]) // 60) * 60
        hit = {(c.item_id, c.weekday, c.start): c.number for c in screen.collisions}
        self.days = [
            Day(WEEKDAY_NAMES[n], WEEKDAY_SHORT[n], [self._block(s, hit) for s in slots if s.weekday == n])
            for n in range(7)
        ]
        self.empty = not slots
        self.has_help = any(slot.key == SUPPORT for slot in slots)

    @property
    def css(self) -> str:
        return f"n{(self.last - self.first) // 15}"

    @property
    def hours(self) -> list[tuple[str, str]]:
        return [(week.clock_text(at), f"s{(at - self.first) // 15}") for at in range(self.first, self.last + 1, 60)]

    def _block(self, slot: Slot, hit: dict[tuple[str, int, int], int]) -> Block:
        number = hit.get((slot.key, slot.weekday, slot.start), 0)
        quarters = max(2, -(-(slot.end - slot.start) // 15))
        kind = 5 if slot.key == SUPPORT else self.kinds[slot.key]
        small = " sm" if quarters <= 3 else " tall" if quarters >= 6 else ""
        css = f"s{(slot.start - self.first) // 15} d{quarters} k{kind}{small}{' bad' if number else ''}"
        icon = "hand-helping" if slot.key == SUPPORT else self.icons[slot.key]
        return Block(slot.label, slot.hours, css, icon, number, slot.key == SUPPORT)


def _help(supports: Sequence[SupportingAction]) -> list[Slot]:
    found: list[Slot] = []
    for support in supports:
        if week.is_hours(support.when):
            try:
                parsed = week.parse(support.when, 60)
            except week.UnreadableWeek:
                continue
            found += [Slot(s.weekday, s.start, s.end, SUPPORT, support.who) for s in parsed]
    return found


def _row(item: PlanItem, form: ItemForm | None, conflicts: list[int], version: PlanVersion) -> Row:
    held = item.entitlement
    service = held.programme_service.service
    amount = ""
    if item.quantity is not None and item.period:
        amount = f"{measure(item.quantity, service.measure)} {rules.PERIODS[item.period]}"
    fee, rest = rules.fee_parts(held.fee_text)
    ends = f"do {numeric_date(held.valid_to)}" if held.valid_to < version.valid_to else rest
    return Row(
        item=item, anchor=queries.anchor(item), name=service.name, icon=service.icon, wish=held.requested.wish,
        amount=amount, unit=noun(item.quantity if item.quantity is not None else 5, service.measure),
        when=week.say(item.week) or item.schedule_text, fee=fee, fee_note=ends, form=form, conflicts=conflicts,
    )  # fmt: skip


def _choices(item: PlanItem, offers: Sequence[Any], own: Sequence[Organisation]) -> list[tuple[str, str]]:
    found: dict[UUID, str] = {offer.organisation_id: offer.name for offer in offers}
    found |= {one.id: one.short_name for one in own}
    if item.provider is not None:
        found.setdefault(item.provider.id, item.provider.short_name)
    return [(str(key), name) for key, name in found.items()]


def changes(old: PlanVersion, new: PlanVersion) -> list[tuple[str, str, str]]:
    """Return what differs between two versions: (what, before, after), for the comparison page."""
    before, after = _said(old), _said(new)
    return [
        (what, before.get(what, "—"), after.get(what, "—"))
        for what in dict.fromkeys([*before, *after])
        if before.get(what) != after.get(what)
    ]


def _said(version: PlanVersion) -> dict[str, str]:
    said = {"Okres": f"{numeric_date(version.valid_from)} – {numeric_date(version.valid_to)}"}
    for item in queries.items_of(version):
        row = _row(item, None, [], version)
        said[f"{row.name}: cel"] = item.goal or "—"
        said[f"{row.name}: ile"] = row.amount or "—"
        said[f"{row.name}: kiedy"] = row.when or "—"
        said[f"{row.name}: wykonawca"] = item.provider.name if item.provider else "—"
        said[f"{row.name}: miejsce"] = item.place or "—"
    for support in version.supporting_actions.order_by("id"):
        said[f"Wsparcie: {support.who}"] = f"{support.what}, {support.when}"
    return said


def period_months(valid_from: date, valid_to: date) -> int:
    """Return whole months of a plan's period, 0 for less than one."""
    months = 0
    while add_months(valid_from, months + 1).toordinal() - 1 <= valid_to.toordinal():
        months += 1
    return months
