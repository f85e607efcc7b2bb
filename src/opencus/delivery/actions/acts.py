"""Acts sent from phones: the key makes each happen once, whatever the network repeats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from opencus.centre.actors import Actor
from opencus.delivery.models import Act, Booking
from opencus.delivery.refusals import NotPossible

Reply = dict[str, Any]


def once(*, by: Actor, key: UUID, kind: str, booking: Booking, act: Callable[[], Reply], device_at: datetime | None = None) -> Reply:
    """Do the act and keep its reply under the key, in one transaction; a repeated key gets the same reply.

    The row is written first: a second request with the key waits for the first and then finds its reply. An act
    that is refused leaves no row, so it may be sent again. Raises NotPossible for a key used for something else.
    """
    try:
        with transaction.atomic():
            row = Act.objects.create(
                key=key, worker_id=booking.worker_id, kind=kind, booking_id=booking.id, device_at=device_at
            )
            row.reply = act()
            row.save(update_fields=["reply"])
            return dict(row.reply)
    except IntegrityError as repeated:
        if "delivery_act_once" not in str(repeated):
            raise
    done: Act = Act.objects.get(key=key)
    if (done.kind, done.booking_id) != (kind, booking.id) or done.worker_id not in by.worker_ids:
        raise NotPossible("Ten formularz wysłano już do innej czynności. Odśwież stronę i spróbuj jeszcze raz.")
    return dict(done.reply)
