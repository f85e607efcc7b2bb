"""What the journal says about accounts, sessions and phones: never a name, an address or a reason in words."""

from __future__ import annotations

from opencus.audit.events import keep, register

CREATED = register("centre.account.create", "założono konto", scrub=keep())
ROLE_GIVEN = register(
    "centre.role.give", "nadano rolę {role} od {valid_from} do {valid_to}", scrub=keep("role", "valid_from", "valid_to")
)
ROLE_ENDED = register("centre.role.end", "zakończono rolę {role} z dniem {last_day}", scrub=keep("role", "last_day"))
LINK_ISSUED = register("centre.link.issue", "wydano odnośnik: {kind}, ważny {hours} godz.", scrub=keep("kind", "hours"))
LINK_USED = register("centre.link.use", "użyto odnośnika: {kind}", scrub=keep("kind"))
BLOCKED = register("centre.account.block", "zablokowano konto, zakończono sesji: {sessions}", scrub=keep("sessions"))
UNBLOCKED = register("centre.account.unblock", "odblokowano konto", scrub=keep())
ROLES_ENDED = register(
    "centre.account.leave", "zakończono wszystkie role w centrum: {roles}", scrub=keep("roles")
)
FACTOR_RESET = register(
    "centre.account.factor_reset", "usunięto drugi składnik logowania, zakończono sesji: {sessions}", scrub=keep("sessions")
)
FACTOR_DEMANDED = register("centre.settings.second_factor", "wymaganie drugiego składnika: {demanded}", scrub=keep("demanded"))
STEP_UP = register("centre.session.step_up", "poproszono o ponowne hasło: {why}", scrub=keep("why"))
ATTACK = register(
    "centre.login.attack", "alarm logowania: {kind}, kont: {accounts}, adresów: {addresses}, prób: {attempts}",
    scrub=keep("kind", "accounts", "addresses", "attempts"),
)  # fmt: skip
PHONE_PAIRED = register("centre.phone.pair", "połączono telefon", scrub=keep())
PHONE_ENDED = register("centre.phone.end", "odłączono telefon, zakończono sesji: {sessions}", scrub=keep("sessions"))
PHONE_GUESSED = register(
    "centre.phone.guessed", "odłączono telefon po {tries} błędnych PIN-ach", scrub=keep("tries")
)
