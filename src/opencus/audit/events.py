"""Kinds of journal entries: each with a Polish sentence and a rule for forgetting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Payload = Mapping[str, Any]
Scrub = Callable[[Payload], dict[str, Any]]

_registry: dict[str, Event] = {}


class Group(StrEnum):
    """What sort of act an event is, for whoever watches over access to data."""

    LOOK = "zagladanie"
    CHANGE = "zmiany"
    EXPORT = "pobrania"
    ATTEMPT = "proby"
    BREAK_GLASS = "pilne"
    WATCH = "nadzor"


GROUP_LABELS = {
    Group.LOOK: "zaglądanie do danych",
    Group.CHANGE: "zmiany",
    Group.EXPORT: "pobrania i wydruki",
    Group.ATTEMPT: "odmowy i próby",
    Group.BREAK_GLASS: "wejścia z podaniem powodu",
    Group.WATCH: "nadzór nad dziennikiem",
}


class Keep(StrEnum):
    """How long entries of a kind keep their words: see ``audit.keeping``."""

    SYSTEM = "system"
    CASE = "case"


#: The last part of a name tells the sort of act unless its registration says otherwise.
_BY_VERB = {
    "export": Group.EXPORT, "exported": Group.EXPORT, "print": Group.EXPORT, "printed": Group.EXPORT,
    "attempt": Group.ATTEMPT, "attempted": Group.ATTEMPT, "refused": Group.ATTEMPT, "refuse": Group.ATTEMPT,
    "unmask_refused": Group.ATTEMPT,
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A kind of act. ``sentence`` may name keys of the payload in braces; ``reading`` marks mere looking."""

    name: str
    sentence: str
    scrub: Scrub
    reading: bool = False
    group: Group = Group.CHANGE
    keep: Keep = Keep.CASE

    def say(self, payload: Payload) -> str:
        """Return the Polish sentence of one entry; a scrubbed key reads as a dash."""
        return self.sentence.format_map(_Dashes(payload))


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def register(
    name: str, sentence: str, *, scrub: Scrub, reading: bool = False, group: Group | None = None, keep: Keep | None = None
) -> Event:  # fmt: skip
    """Register an event type once; the name is ``room.noun.verb`` and never changes its meaning.

    Without ``group`` the verb and ``reading`` decide what sort of act it is. Without ``keep`` looks are kept as the system
    log and changes as the case file; an entry about a person is kept as the case file in any case.
    """
    if name in _registry:
        raise ValueError(f"event {name} is registered twice")
    sort = group or _BY_VERB.get(name.rpartition(".")[2]) or (Group.LOOK if reading else Group.CHANGE)
    event = Event(name, sentence, scrub, reading, sort, keep or (Keep.SYSTEM if reading else Keep.CASE))
    _registry[name] = event
    return event


def get(name: str) -> Event:
    """Return the event of that name; an unknown name is shown as it stands (an older or newer release)."""
    return _registry.get(name) or Event(name, name, keep_nothing)


def registered() -> tuple[Event, ...]:
    """Return every registered event, by name."""
    return tuple(_registry[name] for name in sorted(_registry))


def names_in(*groups: Group) -> list[str]:
    """The names of all events of these sorts."""
    return [event.name for event in registered() if event.group in groups]


def keep_nothing(payload: Payload) -> dict[str, Any]:
    """Forget the whole payload."""
    return {}


def keep(*names: str) -> Scrub:
    """Return a scrub that keeps only the named keys: numbers, dates and states, never words about people."""

    def scrub(payload: Payload) -> dict[str, Any]:
        return {key: value for key, value in payload.items() if key in names}

    return scrub
