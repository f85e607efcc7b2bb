"""The settlement of a month on paper, and the note of a resident's fee with the account to pay to (art. 43(1) CUS Act)."""

from __future__ import annotations

from collections.abc import Sequence

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import pdf
from opencus.core.money import format_quantity, format_zl
from opencus.core.periods import MonthRef
from opencus.core.words import full_date
from opencus.settlement import rules
from opencus.settlement.models import Charge, Settlement, SettlementLine


def settlement_sheet(settlement: Settlement, lines: Sequence[SettlementLine], centre: Centre) -> pdf.Sheet:
    """One month of one contract: facts, every line, the sum to pay."""
    contract, month = settlement.contract, MonthRef.of(settlement.month)
    rows, sums = [], []
    for number, line in enumerate(lines, start=1):
        units = rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict)
        due = rules.Sum.of([(units, line.rate)]).amount
        sums.append(due)
        rows.append(
            [
                str(number), f"{line.record.on:%d.%m.%Y}", line.record.person.full_name, line.contract_line.service.name,
                format_quantity(line.reported), format_quantity(units), format_zl(line.rate), format_zl(due),
                " ".join(part for part in (line.get_verdict_display(), line.verdict_reason) if part),
            ]
        )  # fmt: skip
    facts = [
        ("Wykonawca", contract.provider.name), ("Umowa", contract.number), ("Miesiąc", month.label), ("Stan", settlement.get_state_display()),
        ("Faktura", settlement.invoice_number), ("Numer KSeF", settlement.ksef_number), ("Do zapłaty", format_zl(sum(sums, start=rules.Sum.of([]).amount))),
        ("Sprawdzenie merytoryczne", str(settlement.checked_by or "")), ("Akceptacja finansowa", str(settlement.accepted_by or "")),
    ]  # fmt: skip
    head = ["Lp.", "Dzień", "Osoba", "Usługa", "Zgłoszono", "Uznano", "Stawka", "Kwota", "Rozstrzygnięcie"]
    blocks = [
        pdf.facts(facts), pdf.heading("Pozycje"), pdf.table(head, rows, widths=[1, 3, 4, 4, 2, 2, 3, 3, 4], right=[4, 5, 6, 7]),
        pdf.signature("sprawdzono pod względem merytorycznym"), pdf.signature("zatwierdzono do wypłaty"),
    ]  # fmt: skip
    return pdf.Sheet(
        title=f"Rozliczenie usług: {month.label}", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Rozliczenie umowy {contract.number}, {month.label}", wide=True,
    )  # fmt: skip


def charge_sheet(charge: Charge, centre: Centre) -> pdf.Sheet:
    """What a resident pays for a month: amount, day, account (R43)."""
    person, service = charge.person, charge.entitlement.programme_service.service
    month = MonthRef.of(charge.month)
    facts = [
        ("Usługa", service.name), ("Miesiąc", month.label), ("Jednostki", format_quantity(charge.units)), ("Podstawa", str(charge.basis.get("fee_text", ""))),
        ("Kwota do zapłaty", format_zl(charge.amount)), ("Termin", full_date(charge.due_on)), ("Rachunek", charge.bank_account or centre.bank_account),
        ("Tytuł wpłaty", f"{service.name}, {month.label}"),
    ]  # fmt: skip
    blocks = [
        pdf.facts(facts), pdf.text("Kwota wynika z wykonanych usług. Jeśli coś się nie zgadza, zadzwoń albo przyjdź, zanim zapłacisz."),
    ]  # fmt: skip
    return pdf.Sheet(
        title="Informacja o opłacie", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        addressee="\n".join(part for part in (person.full_name, person.address, f"{person.postcode} {person.town}".strip()) if part),
        footer=f"Informacja o opłacie, {month.label}",
    )  # fmt: skip
