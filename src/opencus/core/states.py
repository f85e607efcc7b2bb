"""State machines: one MOVES table per model, one way to move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models


class WrongMove(ValueError):
    """A move the table does not allow; the message is plain Polish."""


class Stateful(models.Model):
    """A model whose ``state`` changes only through ``move_to``.

    ``MOVES`` maps each state to the states it may move to, with the reason of every move.
    """

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]]
    state: str

    class Meta:
        abstract = True

    def can_move_to(self, state: str) -> bool:
        """Tell whether the move is in the table."""
        return state in self.MOVES[self.state]

    def move_to(self, state: str) -> None:
        """Set the state; raise ``WrongMove`` naming both states when the table has no such move."""
        if not self.can_move_to(state):
            field = self._meta.get_field("state")
            labels = dict(field.flatchoices) if isinstance(field, models.Field) else {}
            raise WrongMove(
                f"Nie można przejść ze stanu „{labels.get(self.state, self.state)}” "
                f"do stanu „{labels.get(state, state)}”."
            )
        self.state = state
