"""How refusals of the room become answers: 422 for a rule, 409 for a time that is taken, a box to tick for a warning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form

from opencus.core.states import WrongMove
from opencus.delivery.refusals import NotPossible, Overlaps, Taken
from opencus.entitlements.rules import LimitReached, NotEntitled

T = TypeVar("T")


class Answer:
    """What an attempt came to: the result, or the status and what the page must show."""

    def __init__(self) -> None:
        self.status = 200
        self.context: dict[str, Any] = {}


def attempt(form: Form, act: Callable[[], T]) -> tuple[T | None, Answer]:
    """Run an act; put its refusal into the form. The answer says which status and what else the page shows."""
    answer = Answer()
    try:
        return act(), answer
    except Taken as taken:
        answer.status = 409
        answer.context["free"] = taken.free
        form.add_error("hour" if "hour" in form.fields else None, str(taken))
    except Overlaps as overlap:
        answer.status = 422
        answer.context["overlap"] = overlap.clashes
        form.add_error("acknowledged" if "acknowledged" in form.fields else None, str(overlap))
    except NotPossible as refused:
        answer.status = 422
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    except (LimitReached, NotEntitled, WrongMove) as refused:
        answer.status = 422
        form.add_error(None, str(refused))
    return None, answer
