"""What the journal says about settlements."""

from opencus.audit.events import keep, register

GATHERED = register("settlement.month.gathered", "zebrano wizyty do rozliczenia umowy {contract} za {month}: {lines}", scrub=keep("contract", "month", "lines"))
SUBMITTED = register("settlement.month.submitted", "złożono rozliczenie umowy {contract} za {month}", scrub=keep("contract", "month"))
DECIDED = register("settlement.line.decided", "rozstrzygnięto różnicę w rozliczeniu: {verdict}, {units}", scrub=keep("verdict", "units"))
CHECKED = register("settlement.month.checked", "sprawdzono merytorycznie rozliczenie umowy {contract} za {month}", scrub=keep("contract", "month"))
DISPUTED = register("settlement.month.disputed", "zwrócono wykonawcy rozliczenie umowy {contract} za {month}", scrub=keep("contract", "month"))
ACCEPTED = register("settlement.month.accepted", "zaakceptowano rozliczenie umowy {contract} za {month} na {amount}", scrub=keep("contract", "month", "amount"))
PAID = register("settlement.month.paid", "odnotowano zapłatę rozliczenia umowy {contract} za {month}", scrub=keep("contract", "month"))
CHARGED = register("settlement.charge.set", "ustalono należność za {month}: {amount}", scrub=keep("month", "amount"))
OPENED = register("settlement.month.opened", "otwarto rozliczenie umowy {contract} za {month}", scrub=keep("contract", "month"), reading=True)
EXPORTED = register("settlement.table.exported", "pobrano tabelę: {table}, {count}", scrub=keep("table", "count"), reading=True)
OWN_OPENED = register("settlement.own.opened", "otwarto własne rozliczenie umowy {contract} za {month}", scrub=keep("contract", "month"), reading=True)
CHARGES_OPENED = register("settlement.charges.opened", "otwarto należności mieszkańców za {month}: {count}", scrub=keep("month", "count"), reading=True)
ATTEMPTED = register("settlement.month.attempt", "próbowano otworzyć rozliczenie innego wykonawcy", scrub=keep(), reading=True)
