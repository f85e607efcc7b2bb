"""The words of a check: what was looked at, what was seen, what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opencus.centre.models import Centre
from opencus.core.tenancy import acting_in, current_centre_id
from opencus.core.ui_words import plural


class Level(StrEnum):
    """How bad it is; the sign stands at the beginning of a line."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"

    @property
    def sign(self) -> str:
        return {"ok": "✓", "warn": "!", "bad": "✗"}[self.value]


@dataclass(frozen=True)
class Finding:
    """What a check saw, in one or two plain Polish sentences; ``todo`` is the exact command or act that mends it."""

    level: Level
    words: str
    todo: str = ""


@dataclass(frozen=True)
class Scope:
    """Whom a check is for: the operator of the whole installation, or one centre on its own screen."""

    centre: Centre | None = None

    def centres(self) -> list[Centre]:
        """The centres to look into."""
        return [self.centre] if self.centre else list(Centre.objects.order_by("slug"))

    def inside(self, centre: Centre) -> AbstractContextManager[Any]:
        """The context of a centre, unless it is already the running one."""
        return nullcontext() if current_centre_id() == centre.id else acting_in(centre.id)


@dataclass(frozen=True)
class Check:
    """One question. ``on_screen``: its answer concerns a centre and tells a reader of the screen no secret."""

    name: str
    title: str
    look: Callable[[Scope], Finding]
    on_screen: bool = False
    needs_database: bool = True


def count(number: int, one: str, few: str, many: str) -> str:
    """Return ``22 zadania``: the number with its noun."""
    return f"{number} {plural(number, one, few, many)}"


def ok(words: str) -> Finding:
    return Finding(Level.OK, words)


def warn(words: str, todo: str) -> Finding:
    return Finding(Level.WARN, words, todo)


def bad(words: str, todo: str) -> Finding:
    return Finding(Level.BAD, words, todo)
