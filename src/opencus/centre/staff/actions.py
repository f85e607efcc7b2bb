"""Every write of the staff register: documents, training, authorisations."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation, Membership, User
from opencus.centre.queries import held_on, staff_holding
from opencus.centre.roles import ALWAYS, PERMISSION_LABELS, Permission, Role, grant
from opencus.centre.staff import events
from opencus.centre.staff.models import StaffDocument, StaffTraining
from opencus.centre.staff.rules import COURSE_LABELS, EXPERIENCE, PROOF_LABELS, Course, Proof
from opencus.core import clock
from opencus.core.text import normalise

_CODE = re.compile(r"[A-Z0-9-]{1,12}")


def record_document(
    *, by: Actor, user: User, proof: str, name: str, issuer: str, issued_on: date, number: str = "",
    starts_on: date | None = None, ends_on: date | None = None, kept_in: str = "",
) -> StaffDocument:  # fmt: skip
    """Record a document that shows a requirement; ``ValidationError`` by field for what is missing or impossible."""
    _may_record(by, user)
    kind = _proof(proof)
    if issued_on > clock.today():
        raise ValidationError({"issued_on": "Dokument nie może mieć daty z przyszłości."})
    if kind in EXPERIENCE and (starts_on is None or ends_on is None):
        raise ValidationError({"starts_on": "Przy doświadczeniu podaj pierwszy i ostatni dzień pracy."})
    if kind in EXPERIENCE and starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "Ostatni dzień nie może być przed pierwszym."})
    if kind not in EXPERIENCE:
        starts_on = ends_on = None
    with transaction.atomic():
        made = StaffDocument.objects.create(
            user=user, proof=kind.value, name=normalise(name), number=normalise(number), issuer=normalise(issuer),
            issued_on=issued_on, starts_on=starts_on, ends_on=ends_on, kept_in=normalise(kept_in),
            recorded_by_id=by.user_id, recorded_at=clock.now(),
        )  # fmt: skip
        journal.write(events.DOCUMENT_RECORDED, by=by, subject=made, proof=PROOF_LABELS[kind], user=user.id)
    return made


def record_training(
    *, by: Actor, user: User, course: str, hours: int, organiser: str, certificate: str, completed_on: date
) -> StaffTraining:
    """Record hours of a statutory training; one certificate counts once (R63)."""
    _may_record(by, user)
    if course not in set(Course):
        raise ValidationError({"course": "Wybierz szkolenie."})
    if completed_on > clock.today():
        raise ValidationError({"completed_on": "Wpisz szkolenie dopiero po jego ukończeniu."})
    try:
        with transaction.atomic():
            made = StaffTraining.objects.create(
                user=user, course=course, hours=hours, organiser=normalise(organiser), certificate=normalise(certificate),
                completed_on=completed_on, recorded_by_id=by.user_id, recorded_at=clock.now(),
            )  # fmt: skip
            journal.write(
                events.TRAINING_RECORDED, by=by, subject=made, course=COURSE_LABELS[Course(course)], hours=hours, user=user.id
            )
    except IntegrityError as error:
        if "centre_stafftraining_certificate" not in str(error):
            raise ValidationError({"hours": "Podaj liczbę godzin od 1 do 120."}) from error
        raise ValidationError({"certificate": "To zaświadczenie jest już wpisane."}) from error
    return made


def withdraw_document(*, by: Actor, document: StaffDocument, reason: str) -> None:
    """Take a document out of account, with the reason; the row stays."""
    _may_record(by, document.user)
    with transaction.atomic():
        _withdraw(document, reason)
        journal.write(
            events.DOCUMENT_WITHDRAWN, by=by, subject=document, proof=PROOF_LABELS[Proof(document.proof)], user=document.user_id
        )


def withdraw_training(*, by: Actor, training: StaffTraining, reason: str) -> None:
    """Take hours of training out of account, with the reason; the row stays."""
    _may_record(by, training.user)
    with transaction.atomic():
        _withdraw(training, reason)
        label = COURSE_LABELS[Course(training.course)]
        journal.write(
            events.TRAINING_WITHDRAWN, by=by, subject=training, course=label, hours=training.hours, user=training.user_id
        )


def grant_authorisation(
    *, by: Actor, user: User, scope: str, number: str, granted_by: str, valid_from: date, valid_to: date | None = None,
    extent: str = "", services: str = "",
) -> Authorisation:  # fmt: skip
    """Record a written authorisation (art. 26, 41(1), 50(4)); ``services`` are codes in one line, empty for all.

    A scope that no role of the person can use is refused: the paper would promise what the system denies.
    """
    _may_record(by, user)
    if scope not in Authorisation.Scope.values:
        raise ValidationError({"scope": "Wybierz zakres."})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": "Ostatni dzień nie może być przed pierwszym."})
    if scope == Authorisation.Scope.PROCESS_DATA and not extent.strip():
        raise ValidationError({"extent": "Napisz, jakie dane i po co ta osoba przetwarza."})
    if scope != Authorisation.Scope.PROCESS_DATA:
        _refuse_unusable(user, Permission(scope))
    with transaction.atomic():
        made = Authorisation.objects.create(
            user=user, scope=scope, number=normalise(number), granted_by=normalise(granted_by), extent=normalise(extent),
            services=_codes(services), valid_from=valid_from, valid_to=valid_to, recorded_by_id=by.user_id,
        )  # fmt: skip
        journal.write(
            events.AUTHORISED, by=by, subject=made, number=made.number, scope=made.get_scope_display(), user=user.id,
            valid_from=valid_from, valid_to=valid_to or "odwołania", own="tak" if by.user_id == user.id else "nie",
        )  # fmt: skip
    return made


def withdraw_authorisation(*, by: Actor, authorisation: Authorisation, reason: str) -> None:
    """Withdraw an authorisation: it is gone at the next request, not at midnight (KRI par. 19)."""
    by.require(Permission.MANAGE_STAFF)
    with transaction.atomic():
        _withdraw(authorisation, reason)
        journal.write(
            events.AUTHORISATION_WITHDRAWN, by=by, subject=authorisation, number=authorisation.number,
            scope=authorisation.get_scope_display(), user=authorisation.user_id,
        )  # fmt: skip


def _withdraw(row: StaffDocument | StaffTraining | Authorisation, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Napisz, dlaczego wpis jest wycofany."})
    if row.withdrawn_at is not None:
        raise ValidationError("Ten wpis jest już wycofany.")
    row.withdrawn_at, row.withdrawn_reason = clock.now(), normalise(reason)[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def _may_record(by: Actor, user: User) -> None:
    """Refuse strangers, and whoever would vouch for themselves while somebody else could (four eyes)."""
    by.require(Permission.MANAGE_STAFF)
    roles = frozenset(role for role in Role if grant(role, Permission.MANAGE_STAFF) == ALWAYS)
    others = staff_holding(roles, clock.today()).exclude(id=user.id)
    if user.id == by.user_id and others.exists():
        raise Refused(
            f"Własnych dokumentów i upoważnień nie wpisuje się samemu. Poproś inną osobę, która ma uprawnienie: "
            f"{PERMISSION_LABELS[Permission.MANAGE_STAFF]}."
        )


def _refuse_unusable(user: User, permission: Permission) -> None:
    held = Membership.objects.filter(held_on(clock.today()), user=user).values_list("role", flat=True)
    if not any(grant(Role(role), permission) for role in held):
        raise ValidationError(
            {"scope": f"Żadna rola tej osoby nie obejmuje czynności: {PERMISSION_LABELS[permission]}. Najpierw nadaj rolę."}
        )


def _proof(code: str) -> Proof:
    try:
        return Proof(code)
    except ValueError:
        raise ValidationError({"proof": "Wybierz, co potwierdza dokument."}) from None


def _codes(typed: str) -> list[str]:
    codes = [code.strip().upper() for code in re.split(r"[,;\s]+", typed) if code.strip()]
    if wrong := [code for code in codes if not _CODE.fullmatch(code)]:
        raise ValidationError({"services": f"To nie jest symbol usługi: {wrong[0]}. Wpisz symbole po przecinku, na przykład UO, SUO."})
    return list(dict.fromkeys(codes))
