"""What the invented residents of Starachowice said about the programme, and what the centre made of it.

The course follows what the town did in 2023: consultations, recommendations, fees for part of the services, another
target group, other access criteria. Every sentence, name and figure is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

NEEDS = (
    "Co trzeci mieszkaniec ma 60 lat lub więcej, a co czwarte gospodarstwo to osoba mieszkająca sama. Najczęściej brakuje pomocy "
    "w domu wieczorem i w weekend, dojazdu do lekarza oraz wytchnienia dla rodzin, które opiekują się chorym."
)
PROCEDURE = (
    "Wniosek składa mieszkaniec, jego przedstawiciel albo opiekun faktyczny: telefonicznie, w biurze obsługi, na papierze lub przez "
    "internet. Warunki potwierdza oświadczenie; dokumentu można zażądać tylko z listy w programie. Kwalifikuje pracownik centrum "
    "według kolejności zgłoszeń, w granicach limitów. Kto się nie zmieścił, czeka na liście i zna swoje miejsce."
)
ORGANISATION = (
    "Program realizuje Centrum Usług Społecznych: zespół organizowania usług, koordynatorzy planów i biuro obsługi klienta. "
    "Ponad 35% usług zlecamy podmiotom ekonomii społecznej."
)
MONITORING = (
    "Mierniki odczytujemy co kwartał. Co pół roku organizator podsumowuje plany, a po zakończeniu programu centrum publikuje "
    "informację o realizacji w obu Biuletynach."
)
CHANGE_REASON = (
    "Rekomendacje z konsultacji: odpłatność za część usług, dodatkowa grupa docelowa (opiekunowie rodzinni), łatwiejszy dostęp "
    "do taksówki i wyższy próg bezpłatnej opieki."
)
INTRO = (
    "Chcemy zmienić program usług od nowego roku. Podnosimy próg, do którego opieka w domu jest bezpłatna. Taksówką pojedzie "
    "osoba od 65 lat. Fizjoterapeuta przyjedzie też do opiekuna rodzinnego. Wizyta pielęgniarki będzie płatna dla osób "
    "o wyższym dochodzie, a naprawy „złotej rączki” dla tych, których na to nie stać.\n\nNapisz, co o tym myślisz. "
    "Odpowiemy na każdą uwagę."
)
GROUPS = (  # name, description, words of the target by which a service belongs to it
    ("Osoby 60+", "Starsi mieszkańcy, zwłaszcza mieszkający samotnie", ("60", "65", "70", "senior", "opiek", "zdrow")),
    ("Osoby z niepełnosprawnością", "Z orzeczeniem albo z ograniczoną mobilnością", ("orzecz", "niepełn", "mobiln", "chorob", "zaburz")),
    ("Rodziny w kryzysie", "Rodziny z dziećmi, które potrzebują wsparcia", ("rodzin", "kryzys", "dziec", "mieszkan", "bezdom")),
    ("Dorośli mieszkańcy", "Wszyscy dorośli, także szukający pracy", ()),
)
CARERS = ("Opiekunowie rodzinni", "Mieszkają z osobą zależną i stale się nią zajmują")
STAGES = (  # name, months from the first to the last
    ("Nabór wykonawców i podpisanie umów", 1, 2),
    ("Realizacja usług", 1, 12),
    ("Badanie satysfakcji i odczyt mierników", 10, 11),
    ("Informacja o realizacji programu", 12, 12),
)


@dataclass(frozen=True)
class Said:
    """A comment: through which channel, by how many, what was said, what was answered; ``leads_to`` is a recommendation."""

    channel: str
    persons: int
    text: str
    disposition: str
    answer: str
    leads_to: int | None = None
    who: str = ""


RECOMMENDATIONS = {
    1: "Podnieść próg bezpłatnej opieki do 150% kryterium i zapisać dokładny procent w każdym progu.",
    2: "Obniżyć wiek w taksówce do 65 lat i dopuścić osoby, które mieszkają z kimś równie uprawnionym.",
    3: "Ograniczyć naprawy „złotej rączki” progiem dochodu zamiast skracać kolejkę losowaniem.",
    4: "Wprowadzić odpłatność za wizytę pielęgniarki dla osób o dochodzie powyżej 200% kryterium.",
    5: "Objąć fizjoterapią opiekunów rodzinnych jako nową grupę docelową.",
}
COMMENTS = (
    Said("meeting", 9, "Mam 1280 zł renty i płacę za każdą godzinę. Biorę więc mniej wizyt.", "accepted",
         "Próg bezpłatnej opieki rośnie do 150% kryterium. Ta osoba nic nie zapłaci.", 1),
    Said("protocol", 4, "Mogę zapłacić więcej, byle było dokładnie napisane ile.", "accepted",
         "W każdym progu jest jeden dokładny procent. Przedziałów „od–do” nie ma.", 1),
    Said("web", 23, "Mam 67 lat, mąż 71. Żadne z nas nie prowadzi. Do poradni jest 6 km.", "accepted",
         "Od nowego roku wystarczy 65 lat, także gdy mieszkacie we dwoje.", 2),
    Said("meeting", 6, "Taksówka za darmo dla wszystkich po osiemdziesiątce.", "rejected",
         "Kosztowałoby to więcej niż cała rezerwa programu. Kurs w gminie nadal kosztuje 5 zł."),
    Said("email", 1, "Napraw starcza na pół roku. Najpierw ci, których nie stać.", "partly",
         "Nie ustawiamy kolejki według dochodu, ale wprowadzamy próg: 300% kryterium.", 3, "Rada Seniorów"),
    Said("web", 3, "Kran cieknie wszystkim tak samo. Nie dzielcie ludzi.", "rejected",
         "Rozumiemy. Przy obecnej liczbie napraw bez progu pomoc kończy się w czerwcu."),
    Said("meeting", 12, "Pielęgniarka raz w tygodniu to dla nas być albo nie być. Możemy dopłacić, byle została.", "accepted",
         "Wizyty zostają. Do 200% kryterium są bezpłatne, powyżej kosztują 15 zł, a osoba ze znacznym stopniem płaci połowę.", 4),
    Said("email", 2, "Dlaczego płatna? W zeszłym roku była za darmo.", "partly",
         "Skończyły się środki projektu. Osoby o najniższych dochodach nadal nie płacą.", 4),
    Said("web", 17, "Od czterech lat dźwigam mamę. Sama potrzebuję fizjoterapeuty, a nie mam sześćdziesięciu lat.", "accepted",
         "Opiekunowie rodzinni stają się osobną grupą docelową i mogą dostać fizjoterapię.", 5),
    Said("meeting", 8, "Opiekun, który sam zachoruje, to dwoje chorych zamiast jednego.", "accepted",
         "Zgadzamy się. Zob. fizjoterapia dla opiekunów rodzinnych.", 5),
    Said("protocol", 1, "Formularz ma być krótszy.", "accepted",
         "Jeden wniosek na kilka usług jest już w biurze obsługi. Nie wymaga to zmiany programu."),
    Said("letter", 1, "Proszę o naprawę chodnika przy ul. Ostrowieckiej.", "outside",
         "Sprawę przekazaliśmy do Urzędu Miejskiego.", None, "Wspólnota mieszkaniowa"),
    Said("web", 5, "Dobrze, że nikt nie straci tego, co już ma przyznane.", "outside",
         "Tak jest w ustawie i w programie: przyznania trwają na zasadach, na których je otrzymano."),
)  # fmt: skip
CLAUSES = (  # number, service code, aspect, text, recommendation
    ("§ 12 ust. 1", "UO", "fee", "Osoba, której dochód nie przekracza 150% kryterium dochodowego, nie ponosi opłaty za usługi opiekuńcze.", 1),
    ("§ 15 ust. 1", "TAXI", "access", "Z taksówki może skorzystać osoba, która ma 65 lat lub więcej i mieszka samotnie albo z osobą również uprawnioną, a także osoba z orzeczeniem.", 2),
    ("§ 18 ust. 2", "ZLR", "access", "Naprawę może zamówić osoba uprawniona, której dochód nie przekracza 300% kryterium dochodowego.", 3),
    ("§ 21 ust. 1", "PIEL", "fee", "Wizyta pielęgniarki środowiskowej jest bezpłatna do 200% kryterium dochodowego. Powyżej kosztuje 15 zł.", 4),
    ("§ 21 ust. 2", "PIEL", "relief", "Osoba z orzeczeniem o znacznym stopniu niepełnosprawności płaci połowę opłaty.", 4),
    ("§ 23 ust. 1", "FIZ", "access", "Z fizjoterapii w domu może skorzystać także opiekun rodzinny ze skierowaniem lub zaświadczeniem lekarza.", 5),
)  # fmt: skip
MEASURES = (  # name, unit, source, baseline, target, fewer is better, service code, clause number
    ("Osoby korzystające z taksówki", "osoby", "persons", "31", "60", False, "TAXI", "§ 15 ust. 1"),
    ("Czas oczekiwania na naprawę", "dni", "manual", "64", "30", True, "ZLR", "§ 18 ust. 2"),
    ("Opiekunowie rodzinni z fizjoterapią", "osoby", "manual", "0", "25", False, "FIZ", "§ 23 ust. 1"),
    ("Osoby czekające na opiekę w domu", "osoby", "waiting", "18", "5", True, "UO", "§ 12 ust. 1"),
)
CONCLUSIONS = (  # kind, area, text, evidence, persons
    ("need", "social_assistance", "Brakuje opieki w domu po godzinie 15 i w weekendy.", "ankieta mieszkańców, wywiady w BOK", 210),
    ("need", "social_assistance", "Osoby po 65. roku życia nie mają jak dojechać do poradni.", "ankieta mieszkańców, spotkanie na os. Wzgórze", 340),
    ("need", "disability_support", "Opiekunowie rodzinni nie mają zastępstwa ani pomocy dla siebie.", "rozmowy z opiekunami", 145),
    ("need", "health", "Na fizjoterapeutę w domu czeka się ponad dwa miesiące.", "dane CUS", 90),
    ("potential", "civic", "Trzy organizacje są gotowe prowadzić usługi w domu mieszkańców.", "ankieta wykonawców", None),
    ("potential", "sport", "Miejska pływalnia ma wolne godziny przed południem.", "informacja MCRiW", None),
)  # fmt: skip
RESIDENT_QUESTIONS = (  # text, kind, options, share of each answer out of 100
    ("Ile masz lat?", "one", ("do 39", "40–59", "60–74", "75 lub więcej"), (14, 26, 38, 22)),
    ("Czego najbardziej brakuje w Twojej okolicy?", "many", ("pomocy w domu", "dojazdu do lekarza", "zajęć i spotkań", "porady psychologa", "napraw w domu"),
     (44, 52, 25, 19, 33)),
    ("Jak łatwo dowiedzieć się o usługach?", "scale", (), (8, 17, 34, 28, 13)),
)  # fmt: skip
PROVIDER_QUESTIONS = (
    ("Jakie usługi możecie prowadzić?", "many", ("opieka w domu", "przewozy", "fizjoterapia", "zajęcia grupowe"), (50, 25, 38, 63)),
    ("Od kiedy?", "one", ("od zaraz", "w ciągu kwartału", "później"), (38, 50, 12)),
)
