"""Rows that only the operator of an installation may write: handed to functions of guard, as one JSON object."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models


def operator_writes(function: Literal["found_centre", "name_municipality"], row: models.Model) -> None:
    """Write the row through a definer function; a database error tells whoever is not the operator."""
    values: dict[str, Any] = {str(field.column): field.value_from_object(row) for field in row._meta.local_concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT guard.{function}(%s::jsonb)", [json.dumps(values, cls=DjangoJSONEncoder)])
