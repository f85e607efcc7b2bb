"""What a rural centre such as Wojcieszków may offer; the idea is public, the figures are ours."""

from __future__ import annotations

from demo.offer import ALONE, ANY_DEGREE, Fee, Limit, Offered, at_least, declared, every, some
from demo.starachowice_offer import CARE

SERVICES = (
    Offered("W-UO", "Usługi opiekuńcze w domu", "Opiekunka pomaga w myciu, posiłkach i zakupach.", ("social_assistance",), "at_home", "hour", "decision",
            "60+ albo chorzy, gdy rodzina nie może pomóc", "heart-handshake", ("senior", "disability"), ("home",), "codziennie 7–20", 30,
            rule=every(some(at_least(60), ANY_DEGREE), some(ALONE, declared("family_cannot_help"))), limits=(Limit("60", "hour", "month"),),
            fees=(Fee("table", table=CARE, measure="hour"),), providers=("own_unit", "volunteer_neighbour"), requirements=("carer",)),
    Offered("W-OPW", "Wsparcie opiekunów domowych", "Grupa i porady dla osób, które opiekują się bliskimi.", ("family_support",), "group", "session", "programme",
            "opiekunowie osób niesamodzielnych", "users-round", ("carer",), ("together", "family"), "dwa razy w miesiącu", 20,
            rule=declared("cares_for_disabled"), limits=(Limit("2", "session", "month"),), providers=("npo_art11_contest",), group=12),
    Offered("W-TRA", "Transport do lekarza i urzędu", "Zawieziemy Cię do lekarza lub urzędu.", ("social_assistance",), "transport", "trip", "programme",
            "mieszkańcy 65+ albo z niepełnosprawnością", "bus", ("senior", "disability"), ("transport",), "pn.–pt. 7–16", 60,
            rule=some(at_least(65), ANY_DEGREE), limits=(Limit("4", "trip", "month"),),
            fees=(Fee("flat", "5.00", "trip", variant="in_gmina", label="w gminie"), Fee("flat", "10.00", "trip", variant="to_powiat", label="w powiecie")),
            providers=("procurement",), requirements=("driver",), booking={"min_ahead_working_days": 2, "cutoff": "20:00", "max_ahead_days": 60, "cancel_by": "12:00"}),
    Offered("W-REH", "Rehabilitacja domowa", "Ćwiczenia z fizjoterapeutą w domu.", ("health",), "at_home", "session", "programme",
            "60+ albo po szpitalu; zlecenie od lekarza", "activity", ("senior", "disability"), ("health", "home"), "pn.–pt. 8–18", 25,
            rule=every(some(at_least(60), declared("after_hospital")), declared("referral")), limits=(Limit("15", "session", "year"),),
            providers=("procurement",), minutes=45, requirements=("physiotherapist",)),
    Offered("W-TEL", "Opaska bezpieczeństwa", "Opaska z przyciskiem SOS, która wzywa pomoc.", ("social_assistance",), "voucher", "month", "programme",
            "60+ samotni lub gdy bliscy nie mogą pomóc", "siren", ("senior",), ("home", "health"), "całą dobę", 25,
            rule=every(at_least(60), some(ALONE, declared("family_cannot_help"))), limits=(Limit("1", "device", "total"),), places=25, providers=("procurement",)),
    Offered("W-SWI", "Świetlica dla dzieci", "Zajęcia po szkole: lekcje, zabawa, posiłek.", ("family_support",), "group", "day", "open",
            "dzieci w wieku szkolnym", "baby", ("family",), ("family", "together"), "pn.–pt. 12–17", 20, places=20, group=20),
    Offered("W-OSL", "Organizowanie społeczności w sołectwach", "Wspólne działania mieszkańców sołectw.", ("civic",), "none", "event", "open",
            "mieszkańcy sołectw", "party-popper", ("all",), ("together",), "popołudnia i weekendy", 0, providers=("own_unit", "npo_art19a_small_grant")),
)  # fmt: skip
