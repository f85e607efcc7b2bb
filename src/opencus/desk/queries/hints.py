"""What may be worth a second look in the journal: pace, hours, namesakes, searches without an opening.

Every figure is a hint and says so: it names no motive, only what was done and how often. Where a clerk lives is not
known to the program, so looks at neighbours cannot be told from other looks; only the surname is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate, TruncHour

from opencus.audit import events
from opencus.audit import queries as audit
from opencus.audit.events import Group
from opencus.audit.models import Alarm, Entry
from opencus.centre.models import User
from opencus.core import clock
from opencus.core.clock import WARSAW
from opencus.core.holidays import holidays
from opencus.core.text import prefix_range, search_key
from opencus.desk.queries.names import UNKNOWN, names_of
from opencus.people.models import Person

DAYS, WEEK = 28, 7
OPEN, CLOSE = 6, 20  # hours of Poland between which an office may be at work; the office's own hours are only words
PEAK, TIMES = 10, 3  # a peak is at least ten openings an hour and three times one's own usual
SEARCHES = ("people.person.searched", "desk.search.case")
SEARCHED_OFTEN, PER_OPENING = 30, 15  # searches of a day without an opening for every fifteen of them
MOST = 60  # users looked at one by one
_HEIGHT, _STEP = 28, 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a small chart: where it stands, how high it is."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How one user opened files: the busiest hour of the last week beside the usual hour of four weeks."""

    actor_id: UUID
    who: str
    week: int
    peak: int
    peak_at: datetime
    usual: float
    bars: list[Bar]
    since: date

    @property
    def unusual(self) -> bool:
        return self.peak >= PEAK and (self.peak >= TIMES * self.usual if self.usual else self.peak >= TIMES * PEAK)

    @property
    def day(self) -> date:
        return clock.day_of(self.peak_at)

    @property
    def hours(self) -> str:
        hour = clock.local(self.peak_at).hour
        return f"{hour}:00–{(hour + 1) % 24}:00"


@dataclass(frozen=True, slots=True)
class Hint:
    """How often one user did something, with the list behind it; ``note`` says what speaks for chance."""

    actor_id: UUID
    who: str
    times: int
    people: int
    note: str = ""
    day: date | None = None


def paces(today: date) -> list[Pace]:
    """Every user who opened files in the last week, the most unusual first."""
    since = today - timedelta(days=DAYS - 1)
    rows = _looks(since).filter(actor_id__isnull=False).annotate(hour=TruncHour("at", tzinfo=WARSAW)).order_by()
    hours: dict[UUID, dict[datetime, int]] = defaultdict(dict)
    counted: Iterable[Any] = rows.values("actor_id", "hour").annotate(times=Count("id"))
    for row in counted:
        hours[row["actor_id"]][row["hour"]] = row["times"]
    names, week = names_of(hours), today - timedelta(days=WEEK - 1)
    found = [_pace(actor, names.get(actor, UNKNOWN), spent, since, week) for actor, spent in hours.items()]
    seen = [one for one in found if one is not None]
    return sorted(seen, key=lambda one: (not one.unusual, -one.peak, one.who))


def _pace(actor: UUID, who: str, hours: dict[datetime, int], since: date, week: date) -> Pace | None:
    lately = {hour: times for hour, times in hours.items() if clock.day_of(hour) >= week}
    if not lately:
        return None
    peak_at = max(lately, key=lambda hour: (lately[hour], hour))
    others = [times for hour, times in hours.items() if clock.day_of(hour) != clock.day_of(peak_at)]
    days: dict[date, int] = defaultdict(int)
    for hour, times in hours.items():
        days[clock.day_of(hour)] += times
    usual = round(sum(others) / len(others), 1) if others else 0.0
    return Pace(actor, who, sum(lately.values()), lately[peak_at], peak_at, usual, _bars(days, since), since)


def _bars(days: dict[date, int], since: date) -> list[Bar]:
    most = max([*days.values(), 1])
    bars = []
    for number in range(DAYS):
        times = days.get(since + timedelta(days=number), 0)
        height = max(2, round(times / most * _HEIGHT)) if times else 0
        bars.append(Bar(number * _STEP, _HEIGHT - height, height))
    return bars


def out_of_hours(entries: QuerySet[Entry], at: Any = F("at")) -> QuerySet[Entry]:  # noqa: B008  (an expression, never changed)
    """Of these, what was done before six, after eight in the evening, on a Saturday, Sunday or public holiday."""
    today = clock.today()
    free = [day for year in (today.year, today.year - 1) for day in holidays(year)]
    moment = entries.annotate(
        local_hour=ExtractHour(at, tzinfo=WARSAW), weekday=ExtractIsoWeekDay(at, tzinfo=WARSAW),
        local_day=TruncDate(at, tzinfo=WARSAW),
    )  # fmt: skip
    return moment.filter(Q(local_hour__lt=OPEN) | Q(local_hour__gte=CLOSE) | Q(weekday__gte=6) | Q(local_day__in=free))


def late(today: date) -> list[Hint]:
    """Who looked at people's data out of hours in four weeks, how often and at how many people."""
    rows = out_of_hours(_looks(today - timedelta(days=DAYS - 1)).filter(actor_id__isnull=False)).order_by()
    return _hints(rows.values("actor_id").annotate(times=Count("id"), people=Count("person_id", distinct=True)))


def of_same_name(entries: QuerySet[Entry], actor_id: UUID) -> QuerySet[Entry]:
    """Of these, looks of one user at people who bear the user's surname; compared inside the database."""
    user = User.objects.filter(id=actor_id).first()
    match = _namesakes(surnames(user.full_name)) if user else Q(pk__in=[])
    return entries.filter(Exists(Person.objects.filter(match, id=OuterRef("person_id")))) if user else entries.none()


def namesakes(today: date) -> list[Hint]:
    """Who looked at people of the same surname in four weeks; how many bear it in the centre tells how likely chance is."""
    looks = _looks(today - timedelta(days=DAYS - 1))
    actors: list[Any] = list(looks.filter(actor_id__isnull=False).order_by().values_list("actor_id", flat=True).distinct()[:MOST])
    found = []
    for user in User.objects.filter(id__in=actors):
        mine = of_same_name(looks.filter(actor_id=user.id), user.id).order_by()
        counts = mine.aggregate(times=Count("id"), people=Count("person_id", distinct=True))
        if counts["times"]:
            bearing = Person.objects.filter(_namesakes(surnames(user.full_name))).count()
            found.append(Hint(user.id, user.full_name, counts["times"], counts["people"], f"w centrum osób o tym nazwisku: {bearing}"))
    return sorted(found, key=lambda one: (-one.times, one.who))


def surnames(full_name: str) -> list[str]:
    """The folded surnames of a name in both genders: `Ewa Nowicka-Zając` gives nowicka, nowicki and zajac."""
    found: dict[str, None] = {}
    for part in search_key(full_name.split()[-1]).split("-") if full_name.split() else []:
        found[part] = None
        for end, other in (("ska", "ski"), ("cka", "cki"), ("dzka", "dzki"), ("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")):
            if part.endswith(end):
                found[part.removesuffix(end) + other] = None
    return [part for part in found if part]


def _namesakes(names: Iterable[str]) -> Q:
    match = Q(pk__in=[])
    for name in names:
        low, high = prefix_range(f"{name} ")  # the key of search begins with the surname
        match |= Q(search_key__gte=low, search_key__lt=high)
    return match


def searches(today: date) -> list[Hint]:
    """Days of the last week on which a user searched often and opened hardly anything."""
    since = today - timedelta(days=WEEK - 1)
    wanted = Entry.objects.filter(Q(kind__in=SEARCHES) | audit.looks(), at__gte=audit.midnight(since), actor_id__isnull=False)
    rows = wanted.annotate(day=TruncDate("at", tzinfo=WARSAW)).order_by().values("actor_id", "day")
    counts = rows.annotate(searched=Count("id", filter=Q(kind__in=SEARCHES)), opened=Count("id", filter=~Q(kind__in=SEARCHES)))
    often: list[Any] = [row for row in counts if row["searched"] >= SEARCHED_OFTEN and row["opened"] * PER_OPENING <= row["searched"]]
    names = names_of(row["actor_id"] for row in often)
    found = [
        Hint(row["actor_id"], names.get(row["actor_id"], UNKNOWN), row["searched"], row["opened"], day=row["day"])
        for row in often
    ]
    return sorted(found, key=lambda one: (-one.times, one.who))


def refused(today: date) -> list[Hint]:
    """Who was refused at closed doors in the last week, and how often."""
    kinds = events.names_in(Group.ATTEMPT)
    since = audit.midnight(today - timedelta(days=WEEK - 1))
    rows = Entry.objects.filter(kind__in=kinds, at__gte=since, actor_id__isnull=False).order_by()
    return _hints(rows.values("actor_id").annotate(times=Count("id"), people=Count("person_id", distinct=True)))


@dataclass(frozen=True, slots=True)
class Raised:
    """A warning or an alarm with the name of whom it is about and of who explained it."""

    alarm: Alarm
    who: str
    lifted_by: str

    @property
    def day(self) -> date:
        return clock.day_of(self.alarm.raised_at)


def alarms(most: int = 20) -> list[Raised]:
    """Open alarms and warnings first, then the newest that were explained."""
    waiting = list(Alarm.objects.filter(lifted_at__isnull=True).order_by("-raised_at")[:most])
    done = list(Alarm.objects.filter(lifted_at__isnull=False).order_by("-raised_at")[:5])
    names = names_of([one.actor_id for one in (*waiting, *done)] + [one.lifted_by for one in done])
    return [
        Raised(one, names.get(one.actor_id, UNKNOWN), names.get(one.lifted_by, "") if one.lifted_by else "")
        for one in (*waiting, *done)
    ]


def _looks(since: date) -> QuerySet[Entry]:
    return Entry.objects.filter(audit.looks(), at__gte=audit.midnight(since))


def _hints(rows: Iterable[Any]) -> list[Hint]:
    counted = list(rows)
    names = names_of(row["actor_id"] for row in counted)
    hints = [Hint(row["actor_id"], names.get(row["actor_id"], UNKNOWN), row["times"], row["people"]) for row in counted]
    return sorted(hints, key=lambda one: (-one.times, one.who))
