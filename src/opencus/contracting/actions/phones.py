"""A worker's phone, connected by the office or by the provider's manager."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Organisation
from opencus.centre.accounts import events as account_events
from opencus.centre.accounts.actions import phones
from opencus.centre.accounts.actions.links import Issued, issue
from opencus.centre.accounts.models import AccountLink, PairedPhone
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Membership, User
from opencus.centre.queries import roles_of
from opencus.centre.roles import ROLE_LABELS, Permission, Role
from opencus.contracting.models import ProviderSeat
from opencus.contracting.queries import seats_of
from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.resources.access import may_manage
from opencus.resources.models import Worker

_DOMAIN = "telefon.invalid"  # RFC 2606: no letter ever goes there; such a person has no e-mail and no password


def may_connect(by: Actor, worker: Worker) -> bool:
    """The dispatcher, who manages accounts, and whoever keeps the workers of that organisation."""
    return by.may(Permission.SCHEDULE) or by.may(Permission.MANAGE_STAFF) or may_manage(by, worker.organisation_id)


def connect(*, by: Actor, worker: Worker) -> Issued:
    """Issue a link of ten minutes that pairs a phone with the worker; make them a log-in when they have none.

    A log-in that exists keeps the roles it has: nobody gets one back by connecting a phone.
    """
    _require(by, worker)
    day = today()
    if worker.active_from > day or (worker.active_to and worker.active_to < day):
        raise ValidationError("Ta osoba dziś tu nie pracuje.")
    with transaction.atomic():
        locked = Worker.objects.select_for_update(of=("self",)).select_related("organisation").get(id=worker.id)
        if locked.user_id is None:
            _make_log_in(by, locked)
        user = User.objects.get(id=locked.user_id)
        if not user.is_active:
            raise ValidationError("Konto tej osoby jest zablokowane.")
        if not _in_the_field(user):
            raise ValidationError("Ta osoba nie ma roli pracownika w terenie. Poproś administratora o jej nadanie.")
        return issue(by=by, user=user, kind=AccountLink.Kind.PHONE)


def disconnect(*, by: Actor, phone: PairedPhone, reason: str) -> None:
    """End a pairing at once: a lost phone opens nothing at its next request."""
    rows = Worker.objects.filter(user_id=phone.user_id)
    if not any(may_connect(by, worker) for worker in rows):
        by.require(Permission.MANAGE_STAFF)
    phones.end(by=by, phone=phone, reason=reason)


def _require(by: Actor, worker: Worker) -> None:
    if not may_connect(by, worker):
        raise Refused("Telefony łączy dyspozytor, administrator albo kierownik wykonawcy u swoich pracowników.")


def _make_log_in(by: Actor, worker: Worker) -> None:
    user = User.objects.create_user(f"{uuid7().hex}@{_DOMAIN}", full_name=worker.full_name)
    worker.user = user
    worker.save(update_fields=["user"])
    journal.write(account_events.CREATED, by=by, subject=user)
    if worker.organisation.kind == Organisation.Kind.OWN:
        Membership.objects.create(user=user, role=Role.FIELD_WORKER.value, valid_from=today())
        role = Role.FIELD_WORKER
    else:
        ProviderSeat.objects.create(
            user=user, organisation_id=worker.organisation_id, role=ProviderSeat.Role.WORKER, valid_from=today()
        )
        role = Role.PROVIDER_WORKER
    journal.write(
        account_events.ROLE_GIVEN, by=by, subject=user, role=ROLE_LABELS[role], valid_from=today(), valid_to="odwołania"
    )


def _in_the_field(user: User) -> bool:
    worker_seat = any(one.role == ProviderSeat.Role.WORKER for one in seats_of(user.id, today()))
    return worker_seat or Role.FIELD_WORKER in roles_of(user.id, today())
