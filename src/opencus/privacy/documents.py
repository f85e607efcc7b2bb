"""Sheets of the room: clause, register, copy of data, protocols, declaration. Words only; ``core.pdf`` lays them out."""

from __future__ import annotations

from collections.abc import Sequence

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import clock, pdf
from opencus.core.phones import format_phone
from opencus.privacy import keeping
from opencus.privacy.copying.copy import Copy
from opencus.privacy.models import (
    Clause,
    DataProtection,
    Disposal,
    FieldPurge,
    ProcessingActivity,
    ProcessorAgreement,
    SubjectRequest,
)


def controller(centre: Centre) -> str:
    """Who keeps the data (art. 13(1)(a) GDPR, art. 22 CUS Act)."""
    return (
        f"{centre.name}, {centre.street}, {centre.postcode} {centre.town}, tel. {format_phone(centre.phone)}, {centre.email} "
        "(art. 22 ustawy o realizowaniu usług społecznych przez centrum usług społecznych)."
    )


def inspector(protection: DataProtection | None, centre: Centre) -> str:
    """How to reach the inspector (art. 13(1)(b)); the centre's own contact while nobody is named."""
    if protection is None or not (protection.inspector_email or protection.inspector_phone):
        return f"Napisz na {centre.email} z dopiskiem „dane osobowe” albo na adres centrum."
    phone = format_phone(protection.inspector_phone) if protection.inspector_phone else ""
    return ", ".join(filter(None, [protection.inspector_name, protection.inspector_email, phone and f"tel. {phone}", protection.inspector_address]))


def parts_of(clause: Clause, protection: DataProtection | None, centre: Centre) -> list[tuple[str, str]]:
    """The elements of art. 13 and 14 with their headings, in the order they are read."""
    parts = [
        ("Kto odpowiada za Twoje dane", controller(centre)), ("Inspektor ochrony danych", inspector(protection, centre)),
        ("Po co nam dane", clause.purposes), ("Na jakiej podstawie", clause.grounds), ("Skąd mamy dane", clause.source),
        ("Jakie to dane", clause.categories), ("Kto może je dostać", clause.recipients), ("Czy dane wyjeżdżają z Unii", clause.transfers),
        ("Jak długo je przechowujemy", clause.retention), ("Jakie masz prawa", clause.rights), ("Skarga", clause.complaint),
        ("Czy trzeba podać dane", clause.duty), ("Czy rozstrzyga program", clause.automated),
    ]  # fmt: skip
    return [(heading, text) for heading, text in parts if text]


def clause_sheet(clause: Clause, protection: DataProtection | None, centre: Centre) -> pdf.Sheet:
    """The full clause to be handed over or posted."""
    blocks: list[pdf.Block] = [pdf.strong(f"Dotyczy: {clause.get_process_display()}."), pdf.heading("W skrócie"), pdf.text(clause.spoken)]
    for heading, text in parts_of(clause, protection, centre):
        blocks += [pdf.heading(heading), pdf.text(text)]
    return pdf.Sheet(
        title="Informacja o przetwarzaniu danych osobowych", blocks=blocks, issuer=issuer(centre), author=centre.name,
        footer=f"Klauzula: {clause.get_process_display()}, wersja {clause.number}, obowiązuje od {clause.valid_from:%d.%m.%Y}",
    )  # fmt: skip


def register_sheet(
    activities: Sequence[ProcessingActivity], agreements: Sequence[ProcessorAgreement], protection: DataProtection | None, centre: Centre
) -> pdf.Sheet:
    """The register of processing activities with the processors."""
    blocks: list[pdf.Block] = [
        pdf.facts([("Administrator", controller(centre)), ("Inspektor ochrony danych", inspector(protection, centre))])
    ]
    for one in activities:
        blocks.append(pdf.heading(str(one)))
        blocks.append(
            pdf.facts(
                [
                    ("Odpowiada", one.owner), ("Cele", one.purposes), ("Podstawy", one.grounds), ("Kategorie osób", one.subjects),
                    ("Kategorie danych", one.data), ("Dane z art. 9 i 10", one.special_data or "nie ma"), ("Źródło", one.source),
                    ("Odbiorcy", one.recipients), ("Poza EOG", one.transfers), ("Termin usunięcia", one.retention),
                    ("Zabezpieczenia", one.safeguards), ("Współadministratorzy", one.joint_controllers or "nie ma"),
                    ("Ocena skutków (DPIA)", dpia(one)), ("Przegląd wpisu", f"{one.reviewed_on:%d.%m.%Y}"),
                    *([("Zakończono", f"{one.ended_on:%d.%m.%Y}")] if one.ended_on else []),
                ]
            )
        )  # fmt: skip
    rows = [
        [one.name, one.number, f"{one.signed_on:%d.%m.%Y}", f"{one.ends_on:%d.%m.%Y}" if one.ends_on else "z umową główną", one.subject, ", ".join(map(str, one.activities))]
        for one in agreements
    ]  # fmt: skip
    blocks.append(pdf.heading("Podmioty przetwarzające (art. 28 RODO)"))
    if rows:
        blocks.append(pdf.table(["Podmiot", "Umowa", "Z dnia", "Do", "Przedmiot", "Czynności"], rows, widths=[3, 2, 2, 2, 4, 2]))
    else:
        blocks.append(pdf.text("Nie ma umów powierzenia."))
    return pdf.Sheet(
        title="Rejestr czynności przetwarzania danych osobowych", blocks=blocks, issuer=issuer(centre), place=place(centre),
        author=centre.name, footer="Rejestr czynności przetwarzania, art. 30 ust. 1 RODO",
    )  # fmt: skip


def dpia(one: ProcessingActivity) -> str:
    """Whether an assessment of effects is needed and when it was made."""
    if not one.dpia_needed:
        return "niepotrzebna"
    made = f"wykonana {one.dpia_on:%d.%m.%Y}" if one.dpia_on else "potrzebna, jeszcze nie wykonana"
    return f"{made}. {one.dpia_note}".strip()


def copy_sheet(copy: Copy, protection: DataProtection | None, centre: Centre, request: SubjectRequest | None) -> pdf.Sheet:
    """The copy of a person's data in readable form (art. 15(3) GDPR)."""
    blocks: list[pdf.Block] = [
        pdf.text(
            "To kopia wszystkich danych o Tobie, które ma centrum. Dane innych osób są zasłonięte. Jeśli coś się nie zgadza, powiedz: "
            "poprawimy. Na końcu jest lista otwarć danych: kiedy, w jakiej roli i po co."
        ),
        pdf.facts([("Administrator", controller(centre)), ("Inspektor ochrony danych", inspector(protection, centre))]),
    ]
    for section in copy.sections:
        blocks.append(pdf.heading(f"{section.label} ({len(section.records)})"))
        for number, record in enumerate(section.records, start=1):
            if len(section.records) > 1:
                blocks.append(pdf.heading(f"{section.label}: {number}", 3))
            blocks.append(pdf.facts(record))
    blocks.append(pdf.heading(f"Kto oglądał dane ({len(copy.looks)})"))
    if copy.looks:
        rows = [
            [f"{clock.local(look.at):%d.%m.%Y %H:%M}", ", ".join(part for part in (look.who, look.role) if part), look.what, look.purpose]
            for look in copy.looks
        ]
        blocks.append(pdf.table(["Kiedy", "Kto", "Co", "Po co"], rows, widths=[3, 4, 4, 4]))
    return pdf.Sheet(
        title=f"Kopia danych osobowych: {copy.person.full_name}", blocks=blocks, issuer=issuer(centre), place=place(centre),
        author=centre.name, footer=f"Kopia danych, art. 15 RODO{f', żądanie {request}' if request else ''}",
    )  # fmt: skip


def disposal_protocol(disposal: Disposal, centre: Centre) -> pdf.Sheet:
    """The list and protocol of disposal."""
    items = list(disposal.items.order_by("kind", "mark"))
    rows = [
        [
            str(number), one.mark, keeping.KINDS.get(one.kind, one.kind), one.category, f"{one.ended_on:%d.%m.%Y}",
            f"{one.due_on:%d.%m.%Y}", _done(one.left_out, one.erased, disposal),
        ]
        for number, one in enumerate(items, start=1)
    ]  # fmt: skip
    facts = [
        ("Komisja", ", ".join(disposal.commission.splitlines())), ("Zgoda archiwum państwowego", disposal.archive_consent or "nie dotyczy"),
        ("Listę sporządzono", f"{clock.local(disposal.created_at):%d.%m.%Y}"), ("Zatwierdzenie 1", _signed(disposal.first_by, disposal.first_at)),
        ("Zatwierdzenie 2", _signed(disposal.second_by, disposal.second_at)),
        ("Wykonano", f"{clock.local(disposal.executed_at):%d.%m.%Y %H:%M}" if disposal.executed_at else "jeszcze nie"),
    ]  # fmt: skip
    blocks = [
        pdf.facts(facts), pdf.heading("Spis akt"),
        pdf.table(["Lp.", "Znak", "Rodzaj", "Kat.", "Koniec sprawy", "Od kiedy można", "Wynik"], rows, widths=[1, 4, 4, 1, 2, 2, 5]),
        pdf.text("Usunięto imiona, nazwiska, numery, adresy, treści i odpowiedzi. Zostały daty, stany i kwoty bez danych osoby, potrzebne do ksiąg i statystyki."),
        *[pdf.signature(name) for name in disposal.commission.splitlines()[:4]],
    ]  # fmt: skip
    return pdf.Sheet(
        title=f"Protokół brakowania {disposal}", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Protokół brakowania {disposal}", wide=True,
    )  # fmt: skip


def _signed(who: object, when: object) -> str:
    return f"{who}, {clock.local(when):%d.%m.%Y %H:%M}" if who and when else "brak"  # type: ignore[arg-type]


def _done(left_out: str, erased: dict[str, int], disposal: Disposal) -> str:
    if left_out:
        return f"pominięto: {left_out}"
    if disposal.executed_at is None and disposal.state != Disposal.State.DONE:
        return "do usunięcia"
    return "usunięto: " + ", ".join(f"{label} {count}" for label, count in erased.items())


def purge_protocol(purge: FieldPurge, centre: Centre) -> pdf.Sheet:
    """The protocol of a retired field."""
    facts = [
        ("Pole", purge.label), ("Powód", purge.basis), ("Wniosek", _signed(purge.asked_by, purge.asked_at)),
        ("Wykonanie", _signed(purge.done_by, purge.done_at)), ("Usunięte wartości", str(purge.rows)),
    ]  # fmt: skip
    return pdf.Sheet(
        title="Protokół wycofania pola danych", blocks=[pdf.facts(facts), pdf.signature("podpis")], issuer=issuer(centre),
        place=place(centre), author=centre.name, footer="Protokół wycofania pola danych",
    )  # fmt: skip
