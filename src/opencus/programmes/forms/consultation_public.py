"""The comment form of the public page, and its guards against machines: no cookie, no address of a device, no puzzle.

The form carries a signed ticket: the number its comment will have, the consultation, and the moment it was made. A ticket
counts once, however often it is sent; one that comes back too fast or too late is answered with the same page and words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing

from opencus.core import clock
from opencus.core.ids import parse_uuid, uuid7
from opencus.programmes.forms.consultation import area, count, line

SALT = "opencus.programmes.comment"
TRAP = "To pole ma zostać puste. Usuń z niego wpis i wyślij uwagę jeszcze raz."


@dataclass(frozen=True, slots=True)
class Ticket:
    """One sending of one form."""

    comment_id: UUID
    made_at: datetime

    def signed(self, consultation_id: UUID) -> str:
        """The ticket as it travels in the page of this consultation."""
        return signing.Signer(salt=SALT).sign(f"{self.comment_id.hex}.{consultation_id.hex}.{int(self.made_at.timestamp())}")


def new_ticket() -> Ticket:
    """A ticket for a form that is made now."""
    return Ticket(uuid7(), clock.now())


def read_ticket(sent: str, consultation_id: UUID) -> Ticket | None:
    """The ticket that came back; None when it is not ours or of another consultation."""
    try:
        parts = signing.Signer(salt=SALT).unsign(sent[:300]).split(".")
    except signing.BadSignature:
        return None
    comment_id = parse_uuid(parts[0]) if len(parts) == 3 else None
    if comment_id is None or parts[1] != consultation_id.hex or not parts[2].isdecimal():
        return None
    return Ticket(comment_id, datetime.fromtimestamp(int(parts[2]), UTC))


class CommentForm(forms.Form):
    """What a resident writes; only the comment itself is needed."""

    text = area("Twoja uwaga", rows=7, longest=4000, hint="Nie podawaj danych innych osób: nazwisk, chorób, adresów. O sobie napisz tylko tyle, ile chcesz.")
    who = line("Podpis", 120, required=False, hint="Na przykład: mieszkanka os. Wzgórze, Rada Seniorów. Pokażemy go przy uwadze. Możesz zostawić puste.")
    persons = count("W imieniu ilu osób piszesz", hint="Jeśli tylko w swoim: 1.")
    website = forms.CharField(label="Strona internetowa (zostaw puste)", required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"persons": 1})
        self.fields["text"].error_messages["required"] = "Napisz swoją uwagę."

    def clean_website(self) -> str:
        if self.cleaned_data["website"].strip():
            raise forms.ValidationError(TRAP)
        return ""
