"""The written authorisation as a sheet to sign: by name, with scope and dates (art. 41(1), 50(4) CUS Act; art. 29 GDPR)."""

from __future__ import annotations

from datetime import date

from opencus.centre.models import Authorisation, Centre
from opencus.core import pdf
from opencus.core.words import full_date

_BASIS = {
    Authorisation.Scope.APPROVE_PLAN: "art. 41 ust. 1 ustawy z dnia 19 lipca 2019 r. o realizowaniu usług społecznych przez centrum usług społecznych",
    Authorisation.Scope.QUALIFY: "regulamin organizacyjny centrum",
    Authorisation.Scope.PROCESS_DATA: "art. 29 rozporządzenia (UE) 2016/679 i art. 50 ustawy z dnia 19 lipca 2019 r. o realizowaniu "
    "usług społecznych przez centrum usług społecznych",
}  # fmt: skip
_SECRECY = (
    "Zachowam w tajemnicy dane, do których mam dostęp, oraz sposoby ich zabezpieczenia, także po ustaniu zatrudnienia.",
    "Otwieram dane tylko wtedy, gdy są mi potrzebne do zadania. Wiem, że każde otwarcie jest zapisywane.",
)


def printable(authorisation: Authorisation) -> bool:
    """Tell whether the centre writes this paper; the authorisation to decide is the mayor's own (art. 26)."""
    return authorisation.scope in _BASIS


def sheet(authorisation: Authorisation, centre: Centre, on: date) -> pdf.Sheet:
    """Return the paper of a printable authorisation; ``on`` is the day of the print."""
    until = full_date(authorisation.valid_to) if authorisation.valid_to else "odwołania albo ustania zatrudnienia"
    services = ", ".join(authorisation.services) or "wszystkie"
    blocks = [
        pdf.facts([
            ("Osoba upoważniona", authorisation.user.full_name),
            ("Zakres", authorisation.get_scope_display()),
            ("Treść", authorisation.extent),
            ("Usługi", services),
            ("Podstawa", _BASIS[Authorisation.Scope(authorisation.scope)]),
            ("Ważne od", full_date(authorisation.valid_from)),
            ("Ważne do", until),
        ]),
        pdf.signature(f"Udziela: {authorisation.granted_by}"),
    ]  # fmt: skip
    if authorisation.scope == Authorisation.Scope.PROCESS_DATA:
        blocks += [pdf.heading("Oświadczenie osoby upoważnionej"), pdf.bullets(_SECRECY), pdf.signature(authorisation.user.full_name)]
    return pdf.Sheet(
        title=f"Upoważnienie nr {authorisation.number}", blocks=blocks, author=centre.name,
        issuer=f"{centre.name}\n{centre.street}\n{centre.postcode} {centre.town}", place=f"{centre.town}, {full_date(on)}",
    )  # fmt: skip
