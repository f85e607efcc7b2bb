"""What the journal says about the paper of data protection: numbers, versions and kinds, never what people wrote."""

from __future__ import annotations

from opencus.audit.events import keep, register

CONTACT_SET = register("privacy.contact.set", "zapisano dane inspektora ochrony danych", scrub=keep())
CLAUSE_WRITTEN = register(
    "privacy.clause.written", "zapisano klauzulę: {process}, wersja {number}, od {valid_from}", scrub=keep("process", "number", "valid_from")
)  # fmt: skip
CLAUSE_GIVEN = register(
    "privacy.clause.given", "przekazano klauzulę: {process}, wersja {number} ({form})", scrub=keep("process", "number", "form")
)
CLAUSES_DUE_LISTED = register("privacy.clause.due_listed", "przejrzano, komu przekazać klauzulę ({count})", scrub=keep("count"), reading=True)
ACTIVITY_WRITTEN = register("privacy.activity.written", "zapisano czynność przetwarzania nr {number}", scrub=keep("number"))
AGREEMENT_WRITTEN = register("privacy.agreement.written", "zapisano umowę powierzenia {number}", scrub=keep("number"))
REGISTER_EXPORTED = register("privacy.register.exported", "pobrano rejestr czynności przetwarzania ({format})", scrub=keep("format"), reading=True)
REQUEST_REGISTERED = register("privacy.request.registered", "zarejestrowano żądanie {mark}: {kind}", scrub=keep("mark", "kind", "due"))
REQUEST_EXTENDED = register("privacy.request.extended", "przedłużono termin żądania {mark} do {until}", scrub=keep("mark", "until"))
REQUEST_ANSWERED = register("privacy.request.answered", "odpowiedziano na żądanie {mark}: {state}", scrub=keep("mark", "state"))
REQUESTS_LISTED = register("privacy.request.listed", "przejrzano rejestr żądań ({count})", scrub=keep("count"), reading=True)
REQUEST_OPENED = register("privacy.request.opened", "otwarto żądanie {mark}", scrub=keep("mark"), reading=True)
PERSON_CHOSEN = register("privacy.person.searched", "szukano osoby, której dotyczy żądanie, wyników: {found}", scrub=keep("found"), reading=True)
COPY_MADE = register("privacy.copy.made", "przygotowano kopię danych osoby ({format}), wierszy: {rows}", scrub=keep("format", "rows"), reading=True)
RESTRICTED = register("privacy.restriction.set", "ograniczono przetwarzanie danych: {ground}", scrub=keep("ground"))
RESTRICTION_LIFTED = register("privacy.restriction.lifted", "zniesiono ograniczenie przetwarzania", scrub=keep())
CONSENT_GIVEN = register("privacy.consent.given", "zapisano zgodę: {purpose}", scrub=keep("purpose"))
CONSENT_WITHDRAWN = register("privacy.consent.withdrawn", "cofnięto zgodę: {purpose}", scrub=keep("purpose"))
CLASS_SET = register("privacy.class.set", "ustawiono okres przechowywania: {kind}, {category}", scrub=keep("kind", "category"))
DUE_LISTED = register("privacy.disposal.due_listed", "przejrzano akta do brakowania ({count})", scrub=keep("count"), reading=True)
DISPOSAL_DRAWN = register("privacy.disposal.drawn", "sporządzono listę do brakowania {mark} ({count})", scrub=keep("mark", "count"))
DISPOSAL_SIGNED = register("privacy.disposal.signed", "zatwierdzono brakowanie {mark} ({which} podpis)", scrub=keep("mark", "which"))
DISPOSAL_ABANDONED = register("privacy.disposal.abandoned", "porzucono brakowanie {mark}", scrub=keep("mark"))
DISPOSAL_DONE = register("privacy.disposal.done", "wykonano brakowanie {mark}: {erased}, pominięto {left}", scrub=keep("mark", "erased", "left"))
PERSON_ERASED = register("privacy.person.erased", "usunięto dane osoby według protokołu {mark}", scrub=keep("mark"))
PURGE_ASKED = register("privacy.field.asked", "wniesiono o wycofanie pola: {field}", scrub=keep("field"))
PURGE_DONE = register("privacy.field.purged", "wycofano pole: {field}, usunięto wartości: {rows}", scrub=keep("field", "rows"))
DECLARATION_SAVED = register("privacy.declaration.saved", "zapisano deklarację dostępności, przegląd {reviewed}", scrub=keep("reviewed"))
ACCESS_REGISTERED = register("privacy.access_request.registered", "zarejestrowano żądanie dostępności {mark}", scrub=keep("mark"))
ACCESS_EXTENDED = register("privacy.access_request.extended", "przedłużono termin żądania dostępności {mark} do {until}", scrub=keep("mark", "until"))
ACCESS_ANSWERED = register("privacy.access_request.answered", "odpowiedziano na żądanie dostępności {mark}: {state}", scrub=keep("mark", "state"))
PRINTED = register("privacy.document.printed", "pobrano dokument: {what}", scrub=keep("what"), reading=True)
