"""What the journal says about visits, rides and their evidence."""

from __future__ import annotations

from opencus.audit.events import Event, keep, register

VISIT_BOOKED = register("delivery.visit.book", "umówiono wizytę na {when}", scrub=keep("when"))
SERIES_BOOKED = register(
    "delivery.series.book", "umówiono wizyty co tydzień: {booked}, pominięto: {left_out}", scrub=keep("booked", "left_out")
)
VISIT_MOVED = register("delivery.visit.move", "przełożono wizytę z {was} na {when}", scrub=keep("was", "when"))
WORKER_CHANGED = register("delivery.visit.assign", "zmieniono osobę na wizytę {when}", scrub=keep("when"))
OVERLAP_ACCEPTED = register(
    "delivery.booking.overlap", "umówiono termin {when} mimo innego terminu tej osoby", scrub=keep("when")
)
RIDE_BOOKED = register(
    "delivery.ride.book", "zamówiono przejazd na {when}, przejazdów: {legs}", scrub=keep("when", "legs", "fee")
)
RIDE_SCHEDULED = register("delivery.ride.schedule", "ustalono przejazd na {when}", scrub=keep("when"))
ARRIVED = register("delivery.ride.arrive", "kierowca jest na miejscu, przejazd {when}", scrub=keep("when"))
CANCELLED = register("delivery.booking.cancel", "odwołano termin {when} przed czasem granicznym", scrub=keep("when"))
CANCELLED_LATE = register(
    "delivery.booking.cancel_late", "odwołano termin {when} po czasie granicznym", scrub=keep("when")
)
NO_SHOW = register("delivery.booking.no_show", "odnotowano, że nie zastano osoby: {when}", scrub=keep("when"))
STARTED = register("delivery.booking.start", "rozpoczęto: {when}", scrub=keep("when", "late_minutes"))
ENDED = register(
    "delivery.booking.end", "zakończono: {when}, wykonano {done} z {planned}", scrub=keep("when", "done", "planned")
)
INTERRUPTED = register(
    "delivery.booking.interrupt", "przerwano: {when}, wykonano {done} z {planned}", scrub=keep("when", "done", "planned")
)
TASK_MARKED = register("delivery.task.mark", "odnotowano zadanie {number}: {state}", scrub=keep("number", "state"))
NOTE_SAVED = register("delivery.visit.note", "zapisano notatkę z wizyty", scrub=keep())
CONFIRMED = register("delivery.record.confirm", "potwierdzono wykonanie: {how}", scrub=keep("how", "confirmed"))
CODE_REFUSED = register("delivery.code.refuse", "odrzucono kod PIN, próba {tries}", scrub=keep("tries"))
CODE_ISSUED = register("delivery.code.issue", "wydano kod PIN do potwierdzania wizyt", scrub=keep())
CORRECTED = register(
    "delivery.record.correct", "poprawiono kartę usługi z {was} na {done}", scrub=keep("was", "done", "on")
)
ORDER_RUNNING = register("delivery.order.run", "zlecenie {number} w realizacji", scrub=keep("number"))
ORDER_OPENED: Event = register("delivery.order.open", "otwarto terminy zlecenia {number}", scrub=keep("number"), reading=True)
OPENED: Event = register("delivery.booking.open", "otwarto termin {when}", scrub=keep("when"), reading=True)
WEEK_OPENED: Event = register("delivery.week.open", "otwarto tydzień terminów od {when}", scrub=keep("when"), reading=True)
ATTEMPTED: Event = register(
    "delivery.booking.attempt", "próbowano otworzyć cudzy termin: {what}", scrub=keep("what"), reading=True
)
