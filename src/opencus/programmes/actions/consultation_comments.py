"""Comments: coming in from the page or through staff, shown or hidden, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.consultation import locked
from opencus.programmes.actions.consultation_recommendations import write_recommendation
from opencus.programmes.models import Comment, Consultation, Meeting, Recommendation
from opencus.programmes.rules import consultation as rules

ENTERED = frozenset(Comment.Channel.values) - {Comment.Channel.WEB}


class TooMany(ValidationError):
    """More comments in an hour than people write."""


class SentBefore(ValidationError):
    """The same form came with other words in it."""


@transaction.atomic
def send(*, consultation: Consultation, comment_id: UUID, text: str, who: str = "", persons: int = 1) -> Comment:
    """Take a comment from the public page; the same form sent again gives the comment it made the first time.

    It waits for a look before it is shown. Nobody is known to have written it: no address, no device, no account.
    Raises ``SentBefore`` when the form already made a comment of other words, ``TooMany`` over the hour's ceiling.
    """
    row: Consultation = Consultation.objects.select_for_update().get(id=consultation.id)
    words, name = normalise_lines(text), normalise(who)
    if first := row.comments.filter(id=comment_id).first():
        if (first.text, first.who, first.persons) != (words, name, persons):
            raise SentBefore("Ten formularz został już wysłany. Jeśli to nowa uwaga, wyślij ją jeszcze raz.")
        return first
    if rules.phase(row.state, row.opens_on, row.closes_on, clock.today()) != "open":
        raise ValidationError("Czas na uwagi minął. Zadzwoń albo napisz do nas: powiemy, co dalej.")
    if not words:
        raise ValidationError({"text": "Napisz swoją uwagę."})
    if _of_the_last_hour(row) >= rules.MOST_AN_HOUR:
        raise TooMany("Przyszło teraz bardzo dużo uwag. Twoja nie zginęła: jest niżej. Wyślij ją za godzinę albo zadzwoń do nas.")
    made: Comment = Comment.objects.create(
        id=comment_id, consultation=row, number=_next_number(row), channel=Comment.Channel.WEB, received_on=clock.today(),
        who=name, persons=persons, text=words,
    )  # fmt: skip
    assert row.centre_id is not None
    journal.write(events.COMMENT_SENT, by=Actor(row.centre_id, name="Mieszkaniec"), subject=row, code=row.code, number=made.number)
    return made


@transaction.atomic
def enter(
    *, by: Actor, consultation: Consultation, channel: str, received_on: date, text: str, who: str = "", persons: int = 1,
    meeting: Meeting | None = None,
) -> Comment:  # fmt: skip
    """Write down a comment that came by e-mail, letter, to the record or at a meeting; whoever writes it has seen it."""
    row = locked(by, consultation)
    problems: dict[str, str] = {}
    if row.state not in (Consultation.State.OPEN, Consultation.State.CLOSED):
        raise ValidationError("Uwagi wpisuje się, gdy konsultacje trwają albo czekają na odpowiedzi.")
    if channel not in ENTERED:
        problems["channel"] = "Wybierz, jak wpłynęła uwaga."
    if (channel == Comment.Channel.MEETING) != (meeting is not None) or (meeting and meeting.consultation_id != row.id):
        problems["meeting"] = "Wskaż spotkanie dla uwagi ze spotkania, a przy innych zostaw puste."
    if not row.opens_on <= received_on <= clock.today():
        problems["received_on"] = f"Wpisz dzień od {row.opens_on:%d.%m.%Y} do dziś."
    if not normalise_lines(text):
        problems["text"] = "Wpisz treść uwagi."
    if problems:
        raise ValidationError(problems)
    made: Comment = Comment.objects.create(
        consultation=row, number=_next_number(row), channel=channel, meeting=meeting, received_on=received_on,
        who=normalise(who), persons=persons, text=normalise_lines(text), visibility=Comment.Visibility.SHOWN,
    )  # fmt: skip
    journal.write(
        events.COMMENT_ENTERED, by=by, subject=made, code=row.code, number=made.number, channel=made.get_channel_display()
    )
    return made


@transaction.atomic
def show(*, by: Actor, comment: Comment) -> Comment:
    """Let residents read a comment."""
    row = _locked_comment(by, comment)
    if row.visibility != Comment.Visibility.SHOWN:
        row.visibility, row.hidden_reason = Comment.Visibility.SHOWN, ""
        row.save(update_fields=["visibility", "hidden_reason"])
        journal.write(events.COMMENT_SHOWN, by=by, subject=row, code=row.consultation.code, number=row.number)
    return row


@transaction.atomic
def hide(*, by: Actor, comment: Comment, reason: str) -> Comment:
    """Keep a comment from the page, with the reason in the journal; it still counts and is still answered."""
    row = _locked_comment(by, comment)
    why = normalise(reason)
    if not why:
        raise ValidationError({"reason": "Napisz, dlaczego uwagi nie pokazujecie."})
    row.visibility, row.hidden_reason = Comment.Visibility.HIDDEN, why
    row.save(update_fields=["visibility", "hidden_reason"])
    journal.write(events.COMMENT_HIDDEN, by=by, subject=row, code=row.consultation.code, number=row.number, reason=why)
    return row


@transaction.atomic
def answer(
    *, by: Actor, consultation: Consultation, comments: Sequence[UUID], disposition: str, answer: str,
    recommendation: Recommendation | None = None, new_recommendation: str = "",
) -> list[Comment]:  # fmt: skip
    """Answer one comment or several alike at once, and say which recommendation follows from them."""
    row = locked(by, consultation)
    words = normalise_lines(answer)
    if row.state == Consultation.State.REPORTED:
        raise ValidationError("Konsultacje zakończyły się raportem. Odpowiedzi już się nie zmieniają.")
    if disposition not in Comment.Disposition.values or not words:
        raise ValidationError({"answer": "Wybierz rozstrzygnięcie i napisz odpowiedź."})
    if recommendation and recommendation.consultation_id != row.id:
        raise ValidationError({"recommendation": "Wybierz rekomendację z tych konsultacji."})
    if disposition not in rules.PROMISED and (recommendation or new_recommendation.strip()):
        raise ValidationError({"recommendation": "Rekomendacja wynika z uwagi przyjętej w całości albo w części."})
    if new_recommendation.strip():
        recommendation = write_recommendation(by=by, consultation=row, text=new_recommendation)
    found = list(row.comments.select_for_update().filter(id__in=comments))
    if not found:
        raise ValidationError("Zaznacz uwagi, na które odpowiadasz.")
    for one in found:
        one.disposition, one.answer, one.answered_on, one.recommendation = disposition, words, clock.today(), recommendation
        one.save(update_fields=["disposition", "answer", "answered_on", "recommendation"])
    numbers = ", ".join(str(one.number) for one in found)
    journal.write(
        events.COMMENTS_ANSWERED, by=by, subject=row, code=row.code, numbers=numbers, disposition=found[0].get_disposition_display()
    )
    return found


def _locked_comment(by: Actor, comment: Comment) -> Comment:
    by.require(Permission.MANAGE_PROGRAMME)
    row: Comment = Comment.objects.select_for_update(of=("self",)).select_related("consultation").get(id=comment.id)
    return row


def _next_number(row: Consultation) -> int:
    """Numbers run within a consultation; its row is locked."""
    return (row.comments.aggregate(last=Max("number"))["last"] or 0) + 1


def _of_the_last_hour(row: Consultation) -> int:
    """How many came through the page lately: the journal knows the moment, the comment only the day."""
    since = clock.now() - timedelta(hours=1)
    return Entry.objects.filter(subject_id=row.id, kind=events.COMMENT_SENT.name, at__gte=since).count()
