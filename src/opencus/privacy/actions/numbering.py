"""Numbers of requests and protocols: from 1 in each year, without gaps."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Max

from opencus.core.tenancy import current_centre_id


def next_number(model: Any, year: int) -> int:
    """The next number of a table in a year; whoever comes second waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{model._meta.db_table}:{year}:{current_centre_id()}"])
    last = model.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
