"""The session engine: rows in the database that say whose session it is and that hold no usable cookie."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from opencus.core.clock import now

STARTED, AGENT, NETWORK, PHONE, PHONE_CENTRE = "started", "agent", "network", "phone", "phone_centre"
IN_THE_FIELD = "in_the_field"  # the user is nothing but a worker: a visit lasts longer than an office may stand idle


def digest(cookie: str) -> str:
    """Return what the database keeps of a session's cookie: who reads the table or a backup cannot enter with it."""
    return hashlib.sha256(f"session:{cookie}".encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database sessions under a digest, with columns for the owner's list of sessions."""

    row: Any = None  # as loaded; None for a new session

    @classmethod
    def get_model_class(cls) -> Any:
        from opencus.centre.accounts.models import LoginSession

        return LoginSession

    def _get_session_from_db(self) -> Any:
        assert self.session_key is not None
        found = self.model.objects.filter(session_key=digest(self.session_key), expire_date__gt=now()).first()
        if found is None:
            self._session_key = None
        self.row = found
        return found

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=digest(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=digest(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        user_id, moment = data.get(SESSION_KEY), now()
        if user_id and STARTED not in data:
            data[STARTED] = moment.isoformat()
        phone = data.get(PHONE)
        row = self.get_model_class()
        return row(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=user_id,
            kind=row.Kind.PHONE if phone else row.Kind.DESK,
            phone_id=phone,
            started_at=datetime.fromisoformat(data[STARTED]) if user_id else None,
            seen_at=moment,
            agent=data.get(AGENT, ""),
            network=data.get(NETWORK, ""),
        )
