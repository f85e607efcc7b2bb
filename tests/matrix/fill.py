"""One row of any table: what a model demands and nobody has said is filled in plainly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models

from opencus.core.clock import now, today
from opencus.core.tenancy.operations import is_tenant


def one(label: str, **fields: Any) -> Any:
    """Return the oldest row of a model, None when there is none."""
    return apps.get_model(label).objects.filter(**fields).order_by("id").first()


def some(label: str, **fields: Any) -> Any:
    """Return a row of a model in this centre, made when there is none; ``fields`` say what cannot be guessed."""
    return one(label) or apps.get_model(label).objects.create(**_demanded(apps.get_model(label), fields))


def _demanded(model: type[models.Model], fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in model._meta.local_concrete_fields:
        if column.name in fields or column.primary_key or column.has_default() or column.null:
            continue
        if column.name not in {"centre", "centre_id"} and not (isinstance(column, models.DateTimeField) and column.auto_now_add):
            values[column.name] = _plain(column)
    return values | fields


def _plain(column: Any) -> Any:
    if isinstance(column, models.ForeignKey):
        target = column.related_model
        rows = target.objects.order_by("pk") if is_tenant(target) else target.objects.filter(memberships__isnull=False)
        return rows.first()
    if column.choices:
        return next(value for value, _ in column.flatchoices if value)
    if isinstance(column, models.DateTimeField):
        return now() + timedelta(days=1) if "expires" in column.name else now()
    if isinstance(column, models.DateField):
        return today()
    if isinstance(column, models.IntegerField | models.DecimalField):
        return 1
    return b"x" if isinstance(column, models.BinaryField) else "x"
