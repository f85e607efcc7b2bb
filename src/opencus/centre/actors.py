"""Who acts: a person with the union of their roles, or the system."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from opencus.centre.roles import (
    PERMISSION_LABELS,
    PROVIDER_ROLES,
    ROLE_LABELS,
    Permission,
    Role,
    permissions_of,
)


class Refused(PermissionDenied):
    """A refusal that says why and what to do; shown as it stands."""


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one centre, as every action's ``by``.

    ``provider_ids`` are organisations they manage (a worker's seat is none), ``worker_ids`` their rows as workers.
    ``caseload``: a file outside their own matters needs a reason; ``divisions``: whose matters they see, all when empty.
    """

    centre_id: UUID
    user_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    authorised: frozenset[Permission] = frozenset()
    provider_ids: frozenset[UUID] = frozenset()
    worker_ids: frozenset[UUID] = frozenset()
    caseload: bool = False
    divisions: frozenset[str] = frozenset()

    @classmethod
    def system(cls, centre_id: UUID) -> Actor:
        """Return the actor of jobs and imports: no rights on screens, named in the journal."""
        return cls(centre_id=centre_id, name="System", roles=frozenset({Role.SYSTEM}))

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles, self.authorised)

    @property
    def role_code(self) -> str:
        """The roles in force, joined: what the journal keeps."""
        return "+".join(sorted(self.roles))[:40]

    @property
    def role_label(self) -> str:
        """The roles in Polish, the weightiest first."""
        return ", ".join(ROLE_LABELS[role] for role in Role if role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the centre itself (not for a provider)."""
        return bool(self.roles - PROVIDER_ROLES - {Role.SYSTEM})

    def sees(self, division: str) -> bool:
        """Tell whether matters of the division are on the actor's side of the wall; so they are where there is none."""
        return not self.divisions or division in self.divisions

    def may(self, permission: Permission) -> bool:
        """Tell whether the permission is granted now."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise ``Refused`` with a Polish reason unless the permission is granted."""
        if not self.may(permission):
            raise Refused(
                f"Twoja rola ({self.role_label or 'brak roli'}) nie obejmuje czynności: "
                f"{PERMISSION_LABELS[permission]}. Poproś osobę, która może to zrobić, albo dyrektora o nadanie roli."
            )
