"""Names behind the bare ids of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from opencus.audit.models import Entry
from opencus.centre.models import User
from opencus.centre.roles import ROLE_LABELS, Role

SYSTEM = "System"
UNKNOWN = "Nieznane konto"


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the full names of users by id."""
    wanted = {one for one in ids if one is not None}
    return dict(User.objects.filter(id__in=wanted).values_list("id", "full_name")) if wanted else {}


def actor_name(entry: Entry, names: dict[UUID, str]) -> str:
    """Who acted: a name, the system, or an account that is gone."""
    return SYSTEM if entry.actor_id is None else names.get(entry.actor_id, UNKNOWN)


def role_words(code: str) -> str:
    """The roles of a journal entry in Polish; a cut or older code is shown as it stands."""
    known = {role.value for role in Role}
    return ", ".join(ROLE_LABELS[Role(part)] if part in known else part for part in code.split("+") if part)
