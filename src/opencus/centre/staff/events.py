"""What the journal says about the staff register."""

from __future__ import annotations

from opencus.audit.events import keep, register

DOCUMENT_RECORDED = register("centre.staff.document", "wpisano do rejestru personelu dokument: {proof}", scrub=keep("proof", "user"))
DOCUMENT_WITHDRAWN = register("centre.staff.document_withdraw", "wycofano z rejestru personelu dokument: {proof}", scrub=keep("proof", "user"))
TRAINING_RECORDED = register("centre.staff.training", "wpisano szkolenie: {course}, {hours} godz.", scrub=keep("course", "hours", "user"))
TRAINING_WITHDRAWN = register("centre.staff.training_withdraw", "wycofano szkolenie: {course}, {hours} godz.", scrub=keep("course", "hours", "user"))
AUTHORISED = register(
    "centre.authorisation.grant", "wpisano upoważnienie nr {number}: {scope}, od {valid_from} do {valid_to}",
    scrub=keep("number", "scope", "valid_from", "valid_to", "own", "user"),
)  # fmt: skip
AUTHORISATION_WITHDRAWN = register(
    "centre.authorisation.withdraw", "cofnięto upoważnienie nr {number}: {scope}", scrub=keep("number", "scope", "user")
)
EXPORTED = register("centre.staff.export", "pobrano rejestr personelu, wierszy: {rows}", scrub=keep("rows", "format"))
