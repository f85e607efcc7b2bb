"""The order of a service on paper: for the provider only what it takes to deliver (art. 50(2) CUS Act)."""

from __future__ import annotations

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.contracting.models import Order
from opencus.core import pdf
from opencus.core.money import format_zl
from opencus.core.periods import Period
from opencus.core.phones import format_phone


def order_sheet(order: Order, amount: str, centre: Centre) -> pdf.Sheet:
    """The order with the least about the person: name, address, telephone, entry and mobility."""
    person, provider = order.person, order.line.contract.provider
    what = [
        ("Numer", order.number), ("Usługa", order.line.service.name), ("Ile", amount), ("Kiedy", order.schedule_text),
        ("Okres", str(Period(order.valid_from, order.valid_to))), ("Stawka", f"{format_zl(order.line.rate)} za jednostkę"),
        ("Umowa", order.line.contract.number), ("Stan", order.get_state_display()), ("Uwaga", order.note),
        ("Zlecenie złożono", f"{order.placed_at:%d.%m.%Y}, {order.placed_by.full_name}"), ("Odpowiedź do", f"{order.reply_due_on:%d.%m.%Y}"),
    ]  # fmt: skip
    who = [
        ("Imię i nazwisko", person.full_name), ("Adres", ", ".join(part for part in (person.address, person.town) if part)),
        ("Telefon", format_phone(person.phone) if person.phone else ""), ("Poruszanie się", person.get_mobility_display()),
        ("Wejście", person.entry_note),
    ]  # fmt: skip
    blocks = [
        pdf.facts(what), pdf.heading("Osoba"), pdf.facts(who),
        pdf.text("Dane służą tylko wykonaniu tego zlecenia. Po jego zakończeniu wykonawca je usuwa, o ile przepisy nie każą ich przechowywać."),
        pdf.signature("w imieniu centrum"),
    ]  # fmt: skip
    return pdf.Sheet(
        title="Zlecenie usługi", blocks=blocks, issuer=issuer(centre), place=place(centre),
        addressee=f"{provider.name}\n{provider.street}\n{provider.postcode} {provider.town}", author=centre.name, footer=f"Zlecenie {order.number}",
    )  # fmt: skip
