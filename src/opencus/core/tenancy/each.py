"""One piece of work in every centre: the trouble of one centre never takes the turn of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from opencus.core.tenancy.context import acting_in


def in_each_centre(centre_ids: Iterable[UUID], work: Callable[[UUID], object]) -> int:
    """Run ``work(centre_id)`` in the context of each centre, a transaction each; return in how many it ran.

    Raises an ``ExceptionGroup`` of everything that went wrong, after all centres had their turn: the job is shown as
    failed and is harmless to run again.
    """
    done, troubles = 0, []
    for centre_id in centre_ids:
        try:
            with acting_in(centre_id):
                work(centre_id)
            done += 1
        except Exception as trouble:  # raised below, together with the others
            trouble.add_note(f"centre {centre_id}")
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup(f"{len(troubles)} of {done + len(troubles)} centres failed", troubles)
    return done
