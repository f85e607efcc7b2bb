"""What Starachowice offers: every service known from its public pages, figures of our own where none is public."""

from __future__ import annotations

from demo.offer import ALONE, ANY_DEGREE, Fee, Limit, Offered, at_least, below, declared, degree, every, some

CARE = "tab_opiekuncze"
FLATS = "tab_mieszkanie"
PES = "pes_procurement_social_clause"
NGO = "npo_art11_contest"

_respite = every(declared("cares_for_disabled"), some(degree("severe"), every(below(17), degree("child", "severe", "moderate"))))

AT_HOME = (
    Offered("UO", "Usługi opiekuńcze", "Opiekunka pomaga w myciu, posiłkach, zakupach i sprzątaniu.",
            ("social_assistance",), "at_home", "hour", "decision", "60+ albo chorzy lub z niepełnosprawnością, gdy rodzina nie może pomóc",
            "heart-handshake", ("senior", "disability"), ("home",), "codziennie 7–20", 180,
            rule=every(some(at_least(60), ANY_DEGREE), some(ALONE, declared("family_cannot_help"))),
            limits=(Limit("4", "hour", "day"), Limit("80", "hour", "month")), fees=(Fee("table", table=CARE, measure="hour"),),
            providers=("own_unit", PES), waiting_days=14, requirements=("carer",)),
    Offered("SUO", "Specjalistyczne usługi opiekuńcze", "Pomoc dopasowana do choroby lub niepełnosprawności.",
            ("social_assistance",), "at_home", "hour", "decision", "osoby, których potrzeby wynikają z choroby lub niepełnosprawności",
            "hand-heart", ("senior", "disability"), ("home", "health"), "pn.–pt. 7–18", 40,
            rule=declared("needs_from_illness"), limits=(Limit("40", "hour", "month"),),
            fees=(Fee("table", table=CARE, multiplier="1.3", measure="hour"),), providers=(PES,), requirements=("carer",)),
    Offered("SUOZP", "Usługi opiekuńcze dla osób z zaburzeniami psychicznymi", "Wsparcie w domu osób z zaburzeniami psychicznymi.",
            ("social_assistance",), "at_home", "hour", "decision", "osoby z zaburzeniami psychicznymi",
            "brain", ("disability", "adult"), ("home", "health"), "pn.–pt. 8–18", 20,
            rule=declared("mental_disorder"), limits=(Limit("30", "hour", "month"),), fees=(Fee("national_table", measure="hour", amount="38.00"),),
            providers=("own_unit", "procurement")),
    Offered("USAS", "Usługi sąsiedzkie", "Sąsiad lub sąsiadka pomaga na co dzień, za zgodą obu stron.",
            ("social_assistance",), "at_home", "hour", "decision", "osoby 60+ mieszkające samotnie",
            "house-heart", ("senior",), ("home",), "do uzgodnienia", 30, rule=every(at_least(60), ALONE),
            limits=(Limit("20", "hour", "month"),), fees=(Fee("flat", "6.00", "hour", free_to=150),), providers=("volunteer_neighbour",),
            requirements=("first_aid",)),
    Offered("OWD", "Opieka wytchnieniowa w dzień", "Zastąpimy Cię w opiece nad bliską osobą, żebyś mógł odpocząć.",
            ("disability_support",), "at_home", "hour", "programme", "opiekunowie dziecka 2–16 lat z orzeczeniem lub osoby ze znacznym stopniem",
            "sofa", ("carer", "disability"), ("home",), "codziennie 6–22", 145, rule=_respite,
            limits=(Limit("4", "hour", "day"), Limit("240", "hour", "year")), places=145, providers=(PES, NGO), waiting_days=30),
    Offered("AOON", "Asystent osobisty osoby z niepełnosprawnością", "Asystent pomaga w wyjściach, sprawach urzędowych i codziennym życiu.",
            ("disability_support",), "at_home", "hour", "programme", "znaczny lub umiarkowany stopień; dziecko do 16 lat z orzeczeniem",
            "person-standing", ("disability",), ("home", "together"), "codziennie 6–22", 290, rule=degree("severe", "moderate", "child"),
            limits=(Limit("720", "hour", "year", degree("severe")), Limit("360", "hour", "year", degree("moderate", "child"))),
            places=290, providers=("own_unit", PES), waiting_days=45),
    Offered("ZLR", "Złota rączka", "Drobne naprawy w domu: kran, gniazdko, uchwyt w łazience, zamek.",
            ("social_assistance",), "at_home", "job", "programme", "65+ mieszkający samotnie lub z drugą uprawnioną osobą; osoby z orzeczeniem",
            "wrench", ("senior", "disability"), ("repair", "home"), "pn.–pt. 8–16, zgłoszenia 9–15", 120,
            rule=some(every(at_least(65), some(ALONE, declared("lives_with_eligible"))), ANY_DEGREE),
            limits=(Limit("12", "job", "year"),), fees=(Fee("free", label="bezpłatnie, płacisz za części powyżej 100 zł"),),
            providers=(PES,), max_minutes=120, waiting_days=5, exclusions="nie: awarie pilne, prace z uprawnieniami, kosztowne remonty"),
    Offered("FIZ", "Mobilny fizjoterapeuta", "Ćwiczenia w domu po chorobie, upadku lub pobycie w szpitalu.",
            ("health",), "at_home", "session", "programme", "60+ albo po szpitalu lub udarze; zlecenie od lekarza",
            "activity", ("senior", "disability"), ("health", "home"), "pn.–sob. 8–20", 80,
            rule=every(some(at_least(60), declared("after_hospital")), declared("referral")),
            limits=(Limit("4", "session", "month"), Limit("20", "session", "year")), fees=(Fee("flat", "25.00", "session", free_to=150),),
            providers=(PES,), minutes=45, places=40, waiting_days=21, requirements=("physiotherapist",)),
    Offered("PIEL", "Pielęgniarka środowiskowa CUS", "Pielęgniarka przychodzi do domu osoby niesamodzielnej.",
            ("health",), "at_home", "visit", "programme", "osoby 60+ niesamodzielne", "syringe", ("senior",), ("health", "home"),
            "pn.–pt. 8–18", 60, rule=every(at_least(60), declared("dependent")), limits=(Limit("4", "visit", "month"),),
            providers=("procurement",), minutes=30, requirements=("nurse",)),
    Offered("TELE", "Teleopieka: opaska bezpieczeństwa", "Opaska z przyciskiem SOS, która wzywa pomoc przez całą dobę.",
            ("social_assistance",), "voucher", "month", "programme", "60+ z kłopotami zdrowia, samotni lub gdy bliscy nie mogą pomóc",
            "siren", ("senior",), ("home", "health"), "całą dobę", 130,
            rule=every(at_least(60), declared("health_difficulty"), some(ALONE, declared("family_cannot_help"))),
            limits=(Limit("1", "device", "total"),), places=130, providers=("procurement",), waiting_days=10),
)  # fmt: skip

RIDES = (
    Offered("TAXI", "Taksówka dla seniora", "Zawieziemy Cię do lekarza, urzędu lub na zajęcia. Bus ma podnośnik dla wózka.",
            ("social_assistance",), "transport", "trip", "programme", "70+ mieszkający samotnie albo z niepełnosprawnością; wózek tak, pozycja leżąca nie",
            "bus", ("senior", "disability"), ("transport",), "pn.–pt. 7–18", 200, rule=some(every(at_least(70), ALONE), ANY_DEGREE),
            limits=(Limit("2", "trip", "month"), Limit("12", "trip", "year")),
            fees=(Fee("flat", "5.00", "trip", variant="in_gmina", label="w gminie"), Fee("flat", "10.00", "trip", variant="to_powiat", label="w powiecie"),
                  Fee("individual", measure="trip", variant="further", label="dalej"), Fee("free", measure="trip", variant="day_home", label="do Dziennego Domu Senior+")),
            providers=("own_unit", PES), requirements=("driver",),
            booking={"min_ahead_working_days": 3, "cutoff": "20:00", "max_ahead_days": 60, "cancel_by": "12:00", "confirm_h_before": 24}),
    Offered("D2D", "Transport od drzwi do drzwi", "Dojazd dla osób, którym trudno się poruszać: praca, nauka, zajęcia.",
            ("disability_support",), "transport", "trip", "programme", "osoby z ograniczoną mobilnością; pierwszeństwo: praca i aktywizacja",
            "accessibility", ("disability",), ("transport",), "pn.–pt. 6–20", 60, rule=declared("reduced_mobility"),
            limits=(Limit("8", "trip", "month"),), fees=(Fee("flat", "0.80", "km", label="za kilometr"),), places=1, waiting_days=60,
            booking={"min_ahead_working_days": 2, "cutoff": "20:00", "max_ahead_days": 60, "cancel_by": "12:00"}, requirements=("driver",)),
)  # fmt: skip

APPOINTMENTS = (
    Offered("DIET", "Dietetyk (program „Od-wagi”)", "Plan żywienia i rozmowy z dietetykiem.", ("health",), "appointment", "session", "programme",
            "dorośli z nadwagą", "leaf", ("adult", "senior"), ("health",), "pn.–pt. 10–19", 60, rule=every(at_least(18), declared("overweight")),
            limits=(Limit("6", "session", "total"),), fees=(Fee("flat", "20.00", "session"),), places=60, providers=(PES,), minutes=60),
    Offered("TREN", "Trener personalny (program „Od-wagi”)", "Ćwiczenia z trenerem, dopasowane do Twojej sprawności.", ("sport",), "appointment", "session",
            "programme", "dorośli z nadwagą", "dumbbell", ("adult", "senior"), ("health",), "pn.–sob. 8–20", 60,
            rule=every(at_least(18), declared("overweight")), limits=(Limit("12", "session", "total"),), fees=(Fee("flat", "20.00", "session"),),
            places=60, providers=(PES,), minutes=60),
    Offered("SZCZ", "Szczepienia przeciw grypie", "Bezpłatne szczepienie w sezonie jesiennym.", ("health",), "appointment", "visit", "programme",
            "mieszkańcy 60+", "shield-plus", ("senior",), ("health",), "październik–grudzień", 500, rule=at_least(60),
            limits=(Limit("1", "visit", "season"),), places=500, providers=("procurement",)),
    Offered("BROK", "Broker pracy i doradca rozwoju", "Pomoc w znalezieniu pracy albo lepszej pracy.", ("unemployment",), "appointment", "session", "programme",
            "osoby 18–64 bez pracy lub w złej pracy", "briefcase", ("adult",), ("family",), "pn.–pt. 8–16", 50,
            rule=every(at_least(18), below(65), declared("jobless_or_poor_work")), limits=(Limit("10", "session", "total"),), providers=(PES,), minutes=60),
    Offered("PSY", "Psycholog dla rodzin", "Rozmowy z psychologiem, gdy rodzina przechodzi kryzys.", ("family_support",), "appointment", "session", "programme",
            "rodziny w kryzysie", "heart", ("family",), ("family", "health"), "pn.–pt. 9–19", 60, rule=declared("family_in_crisis"),
            limits=(Limit("12", "session", "year"),), providers=(NGO,), minutes=50, requirements=("psychologist",)),
    Offered("PED", "Pedagog dla rodzin", "Pomoc dziecku w nauce i w domu.", ("family_support",), "appointment", "session", "programme",
            "dziecko 6–18 lat z rodziny w kryzysie", "graduation-cap", ("family",), ("family",), "pn.–pt. 12–19", 40,
            rule=every(at_least(6), below(19), declared("family_in_crisis")), limits=(Limit("12", "session", "year"),), providers=(NGO,), minutes=50),
)  # fmt: skip

GROUPS = (
    Offered("PLYW", "Nauka pływania", "Zajęcia na pływalni dla seniorów, w małej grupie.", ("sport",), "group", "entry", "programme", "mieszkańcy 60+",
            "waves", ("senior",), ("together", "health"), "wt. i czw. 10–11", 24, rule=at_least(60), limits=(Limit("4", "entry", "month"),),
            fees=(Fee("flat", "5.00", "entry"),), providers=("in_house",), group=12),
    Offered("AQUA", "Aqua aerobik", "Lekkie ćwiczenia w wodzie.", ("sport",), "group", "entry", "programme", "mieszkańcy 60+",
            "droplets", ("senior",), ("together", "health"), "pn. i śr. 10–11", 30, rule=at_least(60), limits=(Limit("4", "entry", "month"),),
            fees=(Fee("flat", "5.00", "entry"),), providers=("in_house",), group=15),
    Offered("MUZ", "Zwiedzanie i warsztaty w Muzeum Przyrody i Techniki", "Wyjścia do muzeum i warsztaty.", ("culture",), "group", "entry", "open",
            "seniorzy i rodziny", "landmark", ("senior", "family"), ("together",), "śr.–nd. 9–17", 80, limits=(Limit("1", "entry", "quarter"),),
            providers=("voucher_partner",), group=20),
    Offered("DDS", "Dzienny Dom Senior+ „Manhattan”", "Dzień wśród ludzi: ciepły posiłek, ćwiczenia, zajęcia, pielęgniarka i psycholog.", ("social_assistance",),
            "group", "day", "decision", "niepracujący 60+", "sun", ("senior",), ("together",), "pn.–pt. 7–15", 40,
            rule=every(at_least(60), declared("not_working")), fees=(Fee("percent_of_income", percent="5", measure="day", label="5% dochodu i 9 zł za posiłek"),), places=40, waiting_days=60),
    Offered("KLS", "Klub Senior „Niezapominajka”", "Spotkania, kawa, gry i wspólne wyjścia.", ("civic",), "group", "day", "open", "niepracujący 60+",
            "message-circle", ("senior",), ("together",), "pn.–pt. 8–14", 30, rule=every(at_least(60), declared("not_working")), places=30),
    Offered("COMD", "Centrum Opiekuńczo-Mieszkalne: pobyt dzienny", "Opieka w ciągu dnia dla dorosłych z niepełnosprawnością.", ("disability_support",),
            "group", "month", "decision", "znaczny lub umiarkowany stopień, samodzielni w podstawowych czynnościach", "house-plus", ("disability",),
            ("home", "together"), "pn.–pt. 8–16", 14, rule=every(degree("severe", "moderate"), declared("self_reliant")), limits=(Limit("12", "month", "total"),),
            fees=(Fee("flat", "400.00", "month", free_to=100),), places=14, waiting_days=90),
    Offered("KIS", "Klub Integracji Społecznej", "Powrót do pracy i do ludzi: zajęcia, warsztaty, kontrakt socjalny.", ("reintegration",), "group", "session", "programme",
            "długo bez pracy, po leczeniu uzależnienia", "users-round", ("adult",), ("together", "family"), "pn.–pt. 8–14", 15,
            rule=some(declared("long_term_jobless"), declared("leaving_addiction")), limits=(Limit("12", "month", "total"),), places=15),
)  # fmt: skip

STAYS_AND_VOUCHERS = (
    Offered("OWC", "Opieka wytchnieniowa całodobowa", "Całodobowy pobyt bliskiej osoby, gdy musisz odpocząć lub wyjechać.", ("disability_support",),
            "stay", "day", "programme", "jak w opiece wytchnieniowej w dzień", "bed", ("carer", "disability"), ("home",), "całą dobę", 20, rule=_respite,
            limits=(Limit("14", "day", "year"),), providers=(NGO,), waiting_days=40),
    Offered("MCH", "Mieszkanie treningowe lub wspomagane", "Mieszkanie ze wsparciem na czas potrzebny, by stanąć na nogi.", ("housing",), "stay", "day", "decision",
            "rodziny w kryzysie, po bezdomności, seniorzy, po pieczy zastępczej", "key-round", ("family", "adult", "senior"), ("home", "family"), "całą dobę", 8,
            rule=declared("housing_need"), limits=(Limit("12", "month", "total"),), fees=(Fee("table", table=FLATS, measure="day"),), places=8),
    Offered("COMC", "Centrum Opiekuńczo-Mieszkalne: pobyt całodobowy", "Zamieszkanie z opieką dla dorosłych z niepełnosprawnością.", ("disability_support",),
            "stay", "month", "decision", "znaczny lub umiarkowany stopień, samodzielni w podstawowych czynnościach", "house", ("disability",), ("home",), "całą dobę", 6,
            rule=every(degree("severe", "moderate"), declared("self_reliant")), limits=(Limit("12", "month", "total"),),
            fees=(Fee("flat", "1500.00", "month", free_to=100),), places=6, waiting_days=120),
    Offered("ZLOB", "Opieka nad małym dzieckiem", "Dopłata do żłobka lub przedszkola, gdy rodzic wraca do pracy.", ("family_policy",), "voucher", "month", "programme",
            "rodzina w kryzysie, rodzic zaczyna pracę", "baby", ("family",), ("family",), "pn.–pt. 6–17", 10,
            rule=every(declared("family_in_crisis"), declared("parent_starts_work")), limits=(Limit("6", "month", "total"),),
            fees=(Fee("percent_of_cost", percent="20", measure="month"),), places=10, providers=("voucher_partner",)),
    Offered("KINO", "Wejściówki do Kina Kultura", "Bezpłatne wejście do kina z miejską kartą seniora.", ("culture",), "voucher", "entry", "open",
            "60+ ze Starachowicką Kartą Seniora", "ticket", ("senior",), ("together",), "według repertuaru", 300, rule=every(at_least(60), declared("senior_card")),
            limits=(Limit("2", "entry", "quarter"),), providers=("voucher_partner",)),
    Offered("WYP", "Wypożyczalnia sprzętu rehabilitacyjnego", "Balkonik, łóżko, kule lub wózek do domu.", ("disability_support",), "voucher", "month", "programme",
            "orzeczenie albo zaświadczenie lekarza", "armchair", ("senior", "disability", "carer"), ("health", "home"), "pn.–pt. 8–15", 80,
            rule=some(ANY_DEGREE, declared("doctors_note")), limits=(Limit("4", "month", "total", ANY_DEGREE), Limit("3", "month", "total", {"not": ANY_DEGREE})),
            fees=(Fee("free", label="bezpłatnie, kaucja 100 zł"),)),
)  # fmt: skip

#: Shown to residents, never booked here: cards, community work, aid in kind.
SHOWN_ONLY = (
    Offered("KDR", "Karty mieszkańca", "Karta Dużej Rodziny, Karta Seniora 60+, Karta za Jeden Uśmiech.", ("family_policy",), "none", "case", "open",
            "rodziny z trojgiem dzieci lub więcej, mieszkańcy 60+", "id-card", ("family", "senior", "all"), ("family",), "pn.–pt. 7:30–15:30", 900,
            how="Przyjdź z dowodem osobistym do biura przy al. Armii Krajowej 28."),
    Offered("OSL", "Animacja społeczności", "Wspólne działania: os. Wzgórze, ul. Ostrowiecka, seniorzy z os. Łazy.", ("civic",), "none", "event", "open",
            "mieszkańcy trzech społeczności", "party-popper", ("all",), ("together",), "popołudnia i weekendy", 400,
            providers=("own_unit", "npo_art19a_small_grant"), how="Przyjdź na spotkanie albo zadzwoń do organizatora społeczności."),
    Offered("ZYW", "Pomoc żywnościowa", "Paczki z jedzeniem dla osób o niskim dochodzie.", ("social_assistance",), "none", "parcel", "open",
            "dochód do 220% kryterium", "shopping-basket", ("all", "family"), ("family", "home"), "w wyznaczone dni", 350,
            rule={"fact": "income_pct", "op": "<=", "value": 220}, limits=(Limit("1", "parcel", "month"),), providers=(NGO,),
            how="Skierowanie dostaniesz w pionie pomocy społecznej, ul. Majówka 21a."),
)  # fmt: skip

SERVICES = AT_HOME + RIDES + APPOINTMENTS + GROUPS + STAYS_AND_VOUCHERS + SHOWN_ONLY

#: (name, cost of a unit, column -> steps of (up to percent of the criterion, percent paid)); assumption in figures.
FEE_TABLES = {
    CARE: ("Tabela odpłatności za usługi opiekuńcze", "38.00", {
        "single": [(100, "0"), (130, "5"), (160, "10"), (200, "20"), (250, "35"), (300, "55"), (350, "80"), (None, "100")],
        "family": [(100, "0"), (130, "7"), (160, "15"), (200, "30"), (250, "50"), (300, "75"), (None, "100")]}),
    FLATS: ("Tabela odpłatności za mieszkania treningowe i wspomagane", "19.00", {
        "single": [(100, "0"), (120, "20"), (150, "50"), (None, "100")],
        "family": [(100, "0"), (120, "20"), (150, "50"), (None, "100")]}),
}  # fmt: skip
