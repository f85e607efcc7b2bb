"""The base of every table whose rows belong to one centre."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from opencus.core.ids import uuid7
from opencus.core.tenancy import TenantManager, current_centre_id


class TenantModel(models.Model):
    """A row of one centre: time-ordered UUID, the centre taken from the context, scoped manager."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    centre = models.ForeignKey(
        "centre.Centre", on_delete=models.PROTECT, default=current_centre_id, editable=False, related_name="+"
    )

    objects: ClassVar[TenantManager[Any]] = TenantManager()

    class Meta:
        abstract = True
