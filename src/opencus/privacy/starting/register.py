"""The first register of processing activities of a centre (art. 30(1) GDPR), its retention classes and declaration."""

from __future__ import annotations

from dataclasses import dataclass, field

from opencus.privacy.models import Process
from opencus.privacy.starting.clauses import CLAUSES, KEPT, STATUTE, TRANSFERS

SAFEGUARDS = (
    "Dostęp według ról i tylko do swoich spraw; zapis każdego otwarcia karty (art. 50 ust. 3 ustawy o CUS); rozdział centrów w bazie "
    "danych; PESEL zaszyfrowany; logowanie dwuskładnikowe; szyfrowane kopie zapasowe i próby ich odtworzenia; upoważnienia i szkolenia pracowników."
)
RESIDENTS = "Mieszkańcy, którzy zgłaszają potrzeby lub korzystają z usług, ich przedstawiciele i członkowie rodzin."
HEALTH = "Stopień niepełnosprawności, sprawność ruchowa, potrzeby w codziennym życiu (dane o zdrowiu, art. 9 RODO)."


@dataclass(frozen=True)
class Activity:
    """An entry of the starting register; what is left out is taken from the clause of its process."""

    name: str
    process: str
    owner: str
    data: str
    subjects: str = RESIDENTS
    special: str = ""
    source: str = "Od osoby, której dane dotyczą, jej przedstawiciela lub opiekuna."
    dpia: bool = False
    over: dict[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, object]:
        """The fields of the row, besides number and dates."""
        clause = CLAUSES.get(self.process, {})
        same: dict[str, object] = {
            "name": self.name, "process": self.process, "owner": self.owner, "data": self.data, "subjects": self.subjects,
            "special_data": self.special, "source": self.source, "dpia_needed": self.dpia, "transfers": TRANSFERS,
            "safeguards": SAFEGUARDS, "purposes": clause.get("purposes", ""), "grounds": clause.get("grounds", STATUTE),
            "recipients": clause.get("recipients", ""), "retention": clause.get("retention", KEPT),
        }  # fmt: skip
        return {**same, **self.over}


CONTACT_DATA = "Imię i nazwisko, data urodzenia, PESEL lub inny numer, adres, telefon, e-mail, sposób kontaktu"
SERVICES, OFFICE = "Dział usług społecznych", "Biuro obsługi klienta"
ACTIVITIES = (
    Activity("Zgłoszenia i wnioski o usługi społeczne", Process.APPLICATION, OFFICE, CONTACT_DATA + ", potrzeby, oświadczenia o warunkach.", special=HEALTH, dpia=True),
    Activity("Rozpoznanie potrzeb i kwalifikowanie", Process.APPLICATION, SERVICES, "Potrzeby, usługi otrzymywane gdzie indziej, ustalenia z rozmowy, rozstrzygnięcie.", special=HEALTH, dpia=True, over={"purposes": "Rozpoznanie indywidualnych potrzeb i rozstrzygnięcie wniosku (art. 36-38, 42 ustawy)."}),
    Activity("Listy oczekujących", Process.APPLICATION, SERVICES, "Imię i nazwisko, usługa, miejsce i data na liście, podstawa pierwszeństwa.", over={"purposes": "Przydzielanie wolnych miejsc w kolejności (art. 42 ust. 2 ustawy)."}),
    Activity("Indywidualne plany usług społecznych", Process.PLAN, SERVICES, "Dane klienta, usługi, harmonogram, wykonawcy, działania wspierające, notatki z monitorowania.", special=HEALTH, dpia=True),
    Activity("Realizacja usług: wizyty i przejazdy", Process.DELIVERY, SERVICES, "Imię i nazwisko, adres, telefon, uwagi o wejściu, terminy, wykonane czynności, potwierdzenia.", special="Uwagi o sprawności i potrzebach w czasie wizyty (art. 9 RODO).", dpia=True),
    Activity("Odpłatność mieszkańców", Process.FEES, "Księgowość", "Imię i nazwisko, adres, usługi, kwoty, wpłaty; dochód, gdy zależy od niego opłata."),
    Activity("Rozliczenia z wykonawcami", Process.PROVIDER, "Umowy i zlecenia", "Dane umowy i osób do kontaktu, pracownicy i ich kwalifikacje, wykonane usługi, kwoty.", subjects="Wykonawcy, osoby do kontaktu, pracownicy wykonawców; klienci w pozycjach rozliczenia.", source="Od wykonawcy."),
    Activity("Dane osób bliskich klienta", Process.RELATIVE, OFFICE, "Imię i nazwisko, kontakt, pokrewieństwo lub rola.", subjects="Członkowie rodzin, opiekunowie, przedstawiciele, sąsiedzi.", source="Od klienta albo od osoby, która zgłosiła jego potrzeby."),
    Activity("Pomoc społeczna na podstawie decyzji", Process.APPLICATION, "Dział pomocy społecznej", CONTACT_DATA + ", dochód, sytuacja rodzinna.", special=HEALTH, dpia=True, over={"purposes": "Usługi opiekuńcze i inne świadczenia przyznawane decyzją.", "grounds": "Art. 6 ust. 1 lit. c i e, art. 9 ust. 2 lit. b i g RODO, ustawa z 12 marca 2004 r. o pomocy społecznej."}),
    Activity("Organizowanie społeczności lokalnej i wydarzenia", Process.COMMUNITY, "Organizator społeczności lokalnej", "Imię i nazwisko, kontakt, udział; wizerunek za zgodą.", subjects="Uczestnicy wydarzeń, wolontariusze, członkowie grup."),
    Activity("Zatrudnienie i kwalifikacje pracowników", Process.STAFF, "Dyrektor", "Dane kadrowe, role, upoważnienia, szkolenia i dokumenty kwalifikacji.", subjects="Pracownicy i współpracownicy centrum.", source="Od pracownika."),
    Activity("Konta, uprawnienia i dziennik dostępu do danych", Process.STAFF, "Administrator systemu", "Imię i nazwisko, e-mail służbowy, role, logowania, otwarcia kart z celem.", subjects="Pracownicy centrum i wykonawców; osoby, których karty otwarto (identyfikator).", source="Od pracownika; zapisuje system.", over={"purposes": "Bezpieczeństwo systemu i kontrola, kto, kiedy i po co przetwarzał dane (art. 50 ust. 3 ustawy, par. 20 KRI)."}),
    Activity("Skargi, wnioski, żądania dotyczące danych i dostępności", Process.CONTACT, "Inspektor ochrony danych", "Imię i nazwisko, adres lub kontakt, treść pisma i odpowiedzi.", subjects="Każdy, kto się zwraca."),
)  # fmt: skip

#: kind of record -> (class of the file plan, archival category, basis); every one of them is the centre's to change.
RETENTION = {
    "client_file": ("5120", "B5", "Wykaz akt centrum; rozporządzenie o instrukcji archiwalnej (okres liczy się od 1 stycznia roku po zakończeniu sprawy)."),
    "contact": ("5120", "B2", "Dane osób, które nie mają własnej sprawy: bliscy i osoby, które tylko dzwoniły."),
    "data_request": ("1431", "B5", "Żądania osób na podstawie RODO."),
    "consent": ("1431", "B5", "Zgody cofnięte: dowód, że zgoda była (art. 7 ust. 1 RODO)."),
    "access_request": ("0631", "B5", "Żądania zapewnienia dostępności."),
}  # fmt: skip

SHORTCUTS = (
    "Ctrl+K: szukanie w całym systemie. F2: zapis na stronie z formularzem. F6–F9: części ekranu rozmowy. "
    "Ctrl+Enter: złożenie wniosku. ?: lista skrótów. Skróty działają na ekranach pracy; strony publiczne nie mają własnych skrótów."
)
GAPS = (
    "Strony nie były jeszcze badane przez osoby z różnymi niepełnosprawnościami, dlatego nie uznajemy ich za w pełni zgodne.\n\n"
    "Skany dokumentów, które dostajemy z zewnątrz, bywają obrazem bez tekstu. Na żądanie odczytamy je albo przepiszemy."
)
SIGN_LANGUAGE = (
    "Nie ma tłumacza języka migowego przez internet. Na wizytę z tłumaczem umów się telefonem, e-mailem albo w biurze co najmniej 3 dni robocze wcześniej."
)
APPLICATIONS = "Centrum nie ma aplikacji mobilnej do pobrania. Ekrany pracowników w terenie są stroną internetową i obejmuje je ta deklaracja."
