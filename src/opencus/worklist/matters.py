"""Which matters a person has: a question to the rooms above, answered in config/reactions.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from opencus.centre.actors import Actor


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that may be handed over: its kind, identifier, mark and whose it is; ``url`` is its page."""

    kind: str
    id: UUID
    mark: str
    division: str
    url: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.id}"


#: The matters of a person the actor sees, from one room.
Answer = Callable[[Actor, UUID], Iterable[Matter]]
_answers: dict[str, Answer] = {}


def register(kind: str, answer: Answer) -> None:
    """Let a room above say which matters of a kind a person has; the same kind replaces the answer."""
    _answers[kind] = answer


def matters_of(actor: Actor, person_id: UUID) -> list[Matter]:
    """Return every matter of a person that the actor sees, by kind and mark."""
    found = [matter for answer in _answers.values() for matter in answer(actor, person_id)]
    return sorted(found, key=lambda matter: (matter.kind, matter.mark))
