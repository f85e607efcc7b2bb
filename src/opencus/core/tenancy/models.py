"""The second line of defence: managers that refuse to look outside a centre."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from opencus.core.tenancy.context import NoCentre, current_centre_id

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """A manager that adds ``centre = current`` and raises ``NoCentre`` outside a context."""

    def get_queryset(self) -> models.QuerySet[M]:
        centre_id = current_centre_id()
        if centre_id is None:
            raise NoCentre(f"{self.model.__name__}: no centre in context; wrap the call in acting_in(...)")
        return super().get_queryset().filter(centre_id=centre_id)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key between two tenant tables.

    The database constraint is composite, ``(centre_id, column) -> (centre_id, id)``, and is made by the
    migration operation ``TenantTables``; the simple one would let a row point into another centre.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
