"""Kinds of journal entries: each with a Polish sentence and a rule for forgetting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]
Scrub = Callable[[Payload], dict[str, Any]]

_registry: dict[str, Event] = {}


@dataclass(frozen=True)
class Event:
    """A kind of act. ``sentence`` may name keys of the payload in braces; ``reading`` marks mere looking."""

    name: str
    sentence: str
    scrub: Scrub
    reading: bool = False

    def say(self, payload: Payload) -> str:
        """Return the Polish sentence of one entry; a scrubbed key reads as a dash."""
        return self.sentence.format_map(_Dashes(payload))


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def register(name: str, sentence: str, *, scrub: Scrub, reading: bool = False) -> Event:
    """Register an event type once; the name is ``room.noun.verb`` and never changes its meaning."""
    if name in _registry:
        raise ValueError(f"event {name} is registered twice")
    event = Event(name, sentence, scrub, reading)
    _registry[name] = event
    return event


def get(name: str) -> Event:
    """Return the event of that name; an unknown name is shown as it stands (an older or newer release)."""
    return _registry.get(name) or Event(name, name, keep_nothing)


def registered() -> tuple[Event, ...]:
    """Return every registered event, by name."""
    return tuple(_registry[name] for name in sorted(_registry))


def keep_nothing(payload: Payload) -> dict[str, Any]:
    """Forget the whole payload."""
    return {}


def keep(*names: str) -> Scrub:
    """Return a scrub that keeps only the named keys: numbers, dates and states, never words about people."""

    def scrub(payload: Payload) -> dict[str, Any]:
        return {key: value for key, value in payload.items() if key in names}

    return scrub
