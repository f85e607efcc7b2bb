"""What the journal says about people: names of changed fields, never their contents."""

from __future__ import annotations

from opencus.audit.events import Group, keep, register

REGISTERED = register("people.person.registered", "zarejestrowano osobę ({pesel})", scrub=keep("pesel"))
UPDATED = register("people.person.updated", "zmieniono dane osoby: {fields}", scrub=keep("fields"))
PESEL_SET = register("people.person.pesel_set", "wpisano numer PESEL", scrub=keep())
OPENED = register("people.person.opened", "otwarto kartę osoby", scrub=keep(), reading=True)
ATTEMPTED = register(
    "people.person.attempted", "próba otwarcia karty, do której nie ma dostępu: {reason}", scrub=keep("reason"), reading=True
)
OPENED_FOR_REASON = register(
    "people.opening.opened", "otwarto kartę poza swoimi sprawami do {until}: {reason}", scrub=keep("until", "reason"), reading=True,
    group=Group.BREAK_GLASS
)
OPENED_BY_DUTY = register(
    "people.opening.by_duty", "otwarto kartę przy obsłudze do {until}: {reason}", scrub=keep("until", "reason"), reading=True,
    group=Group.BREAK_GLASS
)
ACKNOWLEDGED = register("people.opening.acknowledged", "zapoznano się z otwarciem karty poza sprawami", scrub=keep())
OPENINGS_LISTED = register(
    "people.opening.listed", "przejrzano otwarcia kart poza sprawami: {found}", scrub=keep("found"), reading=True
)
UNMASKED = register("people.person.unmasked", "odsłonięto numer PESEL", scrub=keep(), reading=True)
UNMASK_REFUSED = register(
    "people.person.unmask_refused", "odmówiono odsłonięcia numeru PESEL: {reason}", scrub=keep("reason"), reading=True
)
SEARCHED = register("people.person.searched", "szukano osób, wyników: {found}", scrub=keep("found"), reading=True)
LISTED = register("people.person.listed", "przejrzano listę osób: {found}", scrub=keep("found"), reading=True)
EXPORTED = register("people.person.exported", "pobrano listę osób: {rows} ({format})", scrub=keep("rows", "format"), reading=True)
TOLD_APART = register("people.person.told_apart", "potwierdzono, że to dwie różne osoby", scrub=keep("other"))
RELATED = register("people.relationship.set", "zapisano bliską osobę: {kind}", scrub=keep("kind"))
CERTIFIED = register("people.certificate.recorded", "zapisano orzeczenie o niepełnosprawności", scrub=keep("valid_to"))
