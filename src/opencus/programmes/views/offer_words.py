"""A version's services as their pages show them: each rule in words, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from opencus.catalogue.models import Mode
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.export import Cell
from opencus.core.money import format_quantity, format_zl
from opencus.core.text import plural, search_key
from opencus.programmes import queries
from opencus.programmes.forms.offer import PROVIDERS
from opencus.programmes.models import ProgrammeService, ProgrammeVersion, Track
from opencus.programmes.rules import wording
from opencus.programmes.rules.booking import BookingRules
from opencus.programmes.rules.conditions import BrokenRule, parse, read_aloud
from opencus.programmes.rules.fees import Fee, Income, NoTariff, Tariff, fee
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.reliefs import relieved
from opencus.programmes.rules.service import ServiceRules
from opencus.programmes.views.current import MODE_ICONS

HEADER = [
    "Kod", "Usługa", "Ścieżka", "Pion", "Dla kogo", "Grupy docelowe", "Kto może skorzystać", "Ile", "Opłata", "Ulgi", "Kolejność",
    "Planowana liczba osób", "Miejsca", "Budżet", "Godziny", "Nie obejmuje", "Do poprawy",
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One service of the list; ``rules`` None: what is stored cannot be applied, ``problem`` says why."""

    offered: ProgrammeService
    rules: ServiceRules | None
    problem: str
    icon: str

    @property
    def access(self) -> str:
        said = "" if self.rules is None else (read_aloud(self.rules.condition) if self.rules.condition else "każdy")
        return f"{said[:1].upper()}{said[1:]}"

    @property
    def who(self) -> str:
        """The access rule as the resolution says it."""
        return wording.access(self.rules)[0] if self.rules else ""

    @property
    def raising(self) -> str:
        return read_aloud(self.rules.raise_condition) if self.rules and self.rules.raise_condition else ""

    @property
    def limits(self) -> tuple[str, ...]:
        return wording.limits(self.rules) if self.rules and self.rules.limits else ()

    @property
    def fees(self) -> tuple[str, ...]:
        return wording.fees(self.rules) if self.rules and self.rules.tariffs else ()

    @property
    def short_fees(self) -> tuple[str, ...]:
        """The fees for a list: a table by its name, its bands stand on its own page."""
        return tuple(said for tariff in self.rules.tariffs for said in _short(tariff)) if self.rules else ()

    @property
    def reliefs(self) -> tuple[str, ...]:
        return wording.reliefs(self.rules) if self.rules and self.rules.reliefs else ()

    @property
    def order(self) -> tuple[str, ...]:
        return wording.order(self.rules) if self.rules else ()

    @property
    def lacking(self) -> str:
        """What still has to be said before the service can be granted or charged."""
        if self.problem:
            return self.problem
        return "" if self.rules and self.rules.tariffs else "Brakuje opłaty. Jeśli usługa jest bezpłatna, też trzeba to zapisać."


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when it was sent empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def _short(tariff: Tariff) -> tuple[str, ...]:
    if tariff.kind not in {"table", "national_table"}:
        return wording.fee(tariff)
    table = tariff.table
    price, name = (table.unit_cost * tariff.multiplier, table.name) if table else (tariff.amount or Decimal(0), "tabela krajowa")
    label = f"{tariff.label}: " if tariff.label else ""
    return (f"{label}od dochodu, cena {format_zl(price)} ({name})",)


def version_of(version_id: UUID) -> ProgrammeVersion:
    """A version of this centre; 404 without."""
    found: ProgrammeVersion = get_object_or_404(ProgrammeVersion.objects.select_related("programme"), id=version_id)
    return found


def offered_of(offered_id: UUID) -> ProgrammeService:
    """A service of a version with everything its page shows; 404 without."""
    rows = queries.with_rules(ProgrammeService.objects.select_related("version__programme", "service").prefetch_related("targets__target_group"))
    found: ProgrammeService | None = rows.filter(id=offered_id).first()
    if found is None:
        raise Http404
    return found


def is_draft(version: ProgrammeVersion) -> bool:
    """Whether the offer may be changed."""
    return bool(version.state == ProgrammeVersion.State.DRAFT)


def may_edit(actor: Actor, version: ProgrammeVersion) -> bool:
    """Whether this person may change the offer of this version."""
    return is_draft(version) and actor.may(Permission.MANAGE_PROGRAMME)


def lines(version: ProgrammeVersion) -> list[Line]:
    """Every service of a version, by name."""
    rows = queries.with_rules(ProgrammeService.objects.filter(version=version).prefetch_related("targets__target_group"))
    return [line_of(offered) for offered in rows.order_by("service__name")]


def line_of(offered: ProgrammeService) -> Line:
    """One service with its rules as values, or with what is wrong with them."""
    icon = MODE_ICONS[Mode(offered.service.mode)]
    try:
        return Line(offered, queries.rules_of(offered), "", icon)
    except BrokenRule as broken:
        return Line(offered, None, " ".join(broken.errors), icon)
    except ValueError as broken:
        return Line(offered, None, str(broken), icon)


def narrowed(every: Sequence[Line], asked: Mapping[str, Any]) -> list[Line]:
    """The lines that fit what was asked."""
    words = search_key(asked.get("q") or "").split()
    return [line for line in every if _fits(line, asked, words)]


def _fits(line: Line, asked: Mapping[str, Any], words: Sequence[str]) -> bool:
    text = search_key(f"{line.offered.service.code} {line.offered.service.name} {line.offered.target_text}")
    state = {
        "blad": bool(line.lacking), "oplata": any(rule.kind != "free" for rule in line.offered.fee_rules.all()),
        "warunek": bool(line.offered.access_rule),
    }  # fmt: skip
    return (
        all(word in text for word in words)
        and (not asked.get("tor") or line.offered.track == asked["tor"])
        and state.get(asked.get("stan") or "", True)
    )


def tabs(every: Sequence[Line], track: str) -> list[dict[str, Any]]:
    """The services by their track, counted."""
    items: list[dict[str, Any]] = [{"label": "Wszystkie", "url": "?", "count": len(every), "active": not track}]
    for value, label in Track.choices:
        count = sum(line.offered.track == value for line in every)
        items.append({"label": label.capitalize(), "url": f"?tor={value}", "count": count, "active": track == value})
    return items


def row(line: Line) -> list[Cell]:
    """A line of the exported table."""
    one = line.offered
    return [
        one.service.code, one.service.name, one.get_track_display(), one.get_division_display(), one.target_text,
        ", ".join(target.target_group.name for target in one.targets.all()), line.access, " ".join(line.limits), " ".join(line.fees),
        " ".join(line.reliefs), " ".join(line.order), one.planned_persons, one.places, one.budget, one.hours, one.exclusions, line.lacking,
    ]  # fmt: skip


def parts(offered: ProgrammeService) -> list[dict[str, Any]]:
    """The parts of a service as cards: each row with its words."""
    fees = sorted(offered.fee_rules.all(), key=lambda rule: (rule.kind == "deposit", rule.variant))
    limits = sorted(offered.limits.all(), key=lambda one: (one.measure, one.period, one.quantity))
    return [
        _card("limity", "Limity", "gauge", "Dodaj limit", "Bez limitu: każdy dostaje tyle, ile potrzebuje.", limits, _limit_words),
        _card("oplaty", "Odpłatność", "coins", "Dodaj opłatę", "Nie przewidziano opłaty, więc nie można jej pobrać. Usługę bezpłatną też trzeba tu zapisać.", fees, _fee_words),
        _card("ulgi", "Ulgi", "badge-percent", "Dodaj ulgę", "Nie przewidziano ulg.", list(offered.reliefs.all()), _relief_words),
        _card("punkty", "Punkty do kolejności", "list-ordered", "Dodaj punkty", "Nie ma punktów: decyduje kolejność zgłoszeń.", list(offered.point_rules.all()), _point_words),
    ]  # fmt: skip


def _card(slug: str, title: str, icon: str, add: str, empty: str, rows: Sequence[Any], say: Any) -> dict[str, Any]:
    return {"slug": slug, "title": title, "icon": icon, "add": add, "empty": empty, "rows": [(one, *_safely(say, one)) for one in rows]}


def _safely(say: Any, one: Any) -> tuple[str, str]:
    """Words and condition of a row; what cannot be read says so instead of breaking the page."""
    try:
        main, condition = say(one)
        return str(main), read_aloud(parse(condition)) if condition else ""
    except ValueError as broken:
        return "Zapis z błędem", str(broken)


def _limit_words(one: Any) -> tuple[str, Any]:
    limit = Limit(one.quantity, one.measure, one.period, scope=one.scope)
    return wording.limits(ServiceRules(code="", limits=(limit,)))[0], one.condition


def _fee_words(one: Any) -> tuple[str, Any]:
    return " ".join(wording.fee(queries.tariff(one))), None


def _relief_words(one: Any) -> tuple[str, Any]:
    size = format_zl(one.amount) if one.amount is not None else f"{format_quantity(one.percent)}%"
    return f"{one.name}: opłata niższa o {size}", one.condition


def _point_words(one: Any) -> tuple[str, Any]:
    return f"{one.label}: {one.points} pkt", one.condition


def booking(offered: ProgrammeService) -> list[tuple[str, str]]:
    """The rules of booking in words."""
    try:
        rules = BookingRules.from_json(offered.booking_rules)
    except ValueError:
        return [("Rezerwacja", "zapis z błędem, popraw go w danych usługi")]
    said: list[tuple[str, str]] = []
    if rules.min_ahead_working_days:
        said.append(("Wyprzedzenie", f"{_working(rules.min_ahead_working_days)}, do {rules.cut_off:%H:%M}"))
    if rules.outside_gmina_working_days is not None:
        said.append(("Poza gminę", _working(rules.outside_gmina_working_days)))
    if rules.max_ahead_days is not None:
        said.append(("Najdalej naprzód", f"{rules.max_ahead_days} {plural(rules.max_ahead_days, 'dzień', 'dni', 'dni')}"))
    if rules.cancel_hour is not None:
        said.append(("Odwołanie", f"do {rules.cancel_hour:%H:%M} w dniu roboczym przed usługą"))
    if rules.confirm_h_before is not None:
        said.append(("Potwierdzenie", f"{rules.confirm_h_before} godz. przed usługą"))
    return said


def _working(days: int) -> str:
    return f"{days} {plural(days, 'dzień roboczy', 'dni robocze', 'dni roboczych')}"


def providers(offered: ProgrammeService) -> str:
    """Who may provide, in words."""
    return ", ".join(PROVIDERS.get(kind, kind) for kind in offered.provider_kinds)


@dataclass(frozen=True)
class Price:
    """What one fee comes to for the example: a unit, so many units, and with each relief."""

    label: str
    fee: Fee | None
    due: Decimal | None
    text: str
    reliefs: tuple[tuple[str, Decimal | None, Decimal | None], ...] = ()


def prices(offered: ProgrammeService, *, income: Decimal | None, persons: int, units: Decimal | None) -> list[Price]:
    """What somebody with this income would pay today for each fee of the service."""
    on, criteria = clock.today(), queries.criteria()
    declared = None if income is None else Income(income, persons)
    line = line_of(offered)
    if line.rules is None:
        return [Price("", None, None, line.problem)]
    made = []
    for tariff in line.rules.tariffs:
        try:
            one = fee(tariff, income=declared, on=on, criteria=criteria)
        except (NoTariff, ValueError) as refusal:
            made.append(Price(tariff.label, None, None, str(refusal)))
            continue
        after = [(relief.text, relieved(one, [relief])[0]) for relief in line.rules.reliefs]
        reliefs = tuple((text, lower.unit_fee, _due(lower, units)) for text, lower in after)
        made.append(Price(tariff.label, one, _due(one, units), one.text, reliefs if one.unit_fee else ()))
    return made


def _due(one: Fee, units: Decimal | None) -> Decimal | None:
    try:
        return None if units is None else one.due(units)
    except NoTariff:
        return None
