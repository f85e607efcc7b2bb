"""A call as the screen holds it: read from what was posted or put aside, saved step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.centre.actors import Actor
from opencus.centre.models import Office
from opencus.core import clock
from opencus.core.ids import uuid7
from opencus.intake import applying
from opencus.intake.actions.applications import draft, register_call
from opencus.intake.forms.call import CallForm, phone_or_blank
from opencus.intake.models import Application, Enquiry
from opencus.intake.offer import Offer
from opencus.people.access import seen
from opencus.people.actions import add_relationship, update_person
from opencus.people.models import Person, Relationship
from opencus.people.queries import relationship_between
from opencus.programmes.queries import facts_about, facts_asked

SALT = "intake.call"
_DAY = 24 * 3600


@dataclass
class Conversation:
    """What is known of the call so far."""

    key: UUID
    started_at: datetime
    channel: str
    caller: Person | None = None
    client: Person | None = None
    enquiry: Enquiry | None = None
    application: Application | None = None
    apart: list[UUID] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return self.caller is not None and self.client is not None and self.caller.id == self.client.id

    def token(self, actor: Actor) -> str:
        """The key as the page carries it: nobody can name somebody else's call."""
        parts = [self.key.hex, self.started_at.isoformat(), str(actor.centre_id), str(actor.user_id)]
        return signing.dumps(parts, salt=SALT)


def begin(channel: str) -> Conversation:
    """A call that starts now; nothing is saved yet."""
    return Conversation(uuid7(), clock.now(), channel)


def by_token(actor: Actor, token: str, channel: str) -> Conversation | None:
    """The call a posted page belongs to; None for a forged, foreign or old key."""
    try:
        key, started, centre_id, user_id = signing.loads(token[:400], salt=SALT, max_age=_DAY)
    except (signing.BadSignature, ValueError):
        return None
    if (centre_id, user_id) != (str(actor.centre_id), str(actor.user_id)):
        return None
    found = Enquiry.objects.select_related("application__case_file").filter(id=UUID(key)).first()
    talk = Conversation(UUID(key), datetime.fromisoformat(started), channel, enquiry=found)
    talk.application = found.application if found else None
    return talk


def resumed(actor: Actor, enquiry: Enquiry) -> Conversation:
    """A call put aside, as it was left."""
    return Conversation(
        enquiry.id, enquiry.started_at, enquiry.channel, enquiry.caller, enquiry.person, enquiry, enquiry.application
    )


def unfinished(actor: Actor) -> list[Enquiry]:
    """Calls this actor took in the last two days and has not ended, the newest first."""
    since = clock.now() - timedelta(days=2)
    return list(
        Enquiry.objects.filter(taken_by_id=actor.user_id, ended_at__isnull=True, started_at__gte=since)
        .select_related("person", "caller", "application__case_file").order_by("-started_at")[:5]
    )  # fmt: skip


def facts_to_ask(offers: list[Offer], client: Person | None) -> tuple[list[str], tuple[str, ...]]:
    """Facts to ask now (what the file does not answer), and all that may be declared (R05)."""
    rows = [one.row for one in offers if one.chosen]
    listed = {name for row in rows for name in row.version.data_fields}
    allowed = applying.allowed_facts(facts_asked(rows), listed)
    known = facts_about(client, {}, clock.today()) if client is not None else {}
    # The degree answers whether there is a certificate, too.
    asked = [fact for fact in allowed if fact not in known and not (fact == "certificate_valid" and "degree" in allowed)]
    return asked, allowed


@transaction.atomic
def save(actor: Actor, talk: Conversation, form: CallForm, offers: list[Offer]) -> dict[str, Any]:
    """Keep what is known by now; return the errors that only matter when submitting."""
    data = form.cleaned_data
    talk.enquiry = register_call(
        by=actor, key=talk.key, started_at=talk.started_at, channel=data.get("channel") or talk.channel,
        caller=talk.caller, caller_phone=phone_or_blank(data.get("caller_q", "")), person=talk.client,
        text=data.get("need", ""),
    )  # fmt: skip
    if talk.caller is None or talk.client is None:
        return {}
    capacity = "self" if talk.same else data.get("capacity", "")
    _relate(actor, talk, capacity, data.get("relation", ""))
    if data.get("contact") and data["contact"] != talk.client.preferred_contact:
        update_person(by=actor, person=talk.client, preferred_contact=data["contact"])
    _, allowed = facts_to_ask(offers, talk.client)
    try:
        with transaction.atomic():
            talk.application = draft(
                by=actor, enquiry=talk.enquiry, client=talk.client, applicant=talk.caller, capacity=capacity,
                services=form.asked(), office=_office(data.get("office", "")), need=data.get("need", ""),
                declared=form.declared(allowed),
            )  # fmt: skip
    except ValidationError as error:
        return dict(error.message_dict)
    return {}


def _relate(actor: Actor, talk: Conversation, capacity: str, kind: str) -> None:
    """Keep who the caller is to the client; what was known and not asked stays."""
    assert talk.caller is not None
    assert talk.client is not None
    if talk.same or not (kind or capacity in {"carer", "representative"}):
        return
    known = relationship_between(talk.client.id, talk.caller.id)
    add_relationship(
        by=actor, person=talk.client, other=talk.caller, kind=kind or (known.kind if known else Relationship.Kind.OTHER),
        actual_carer=capacity == "carer" or bool(known and known.actual_carer),
        statutory_representative=capacity == "representative" or bool(known and known.statutory_representative),
        contact_first=bool(known and known.contact_first), note=known.note if known else "",
    )  # fmt: skip


def _office(raw: str) -> Office | None:
    return Office.objects.filter(id=raw).first() if raw else None


def person_named(raw: str) -> Person | None:
    """The person a hidden field names, in this centre only."""
    return seen(raw) if raw else None
