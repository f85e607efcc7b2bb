"""The first version of each information clause (art. 13 and 14 GDPR), in plain Polish.

The keeper of the data and the inspector are not written here: they stand on every print and page as the centre's own data.
"""

from __future__ import annotations

from opencus.privacy.models import Process

RIGHTS = (
    "Masz prawo: dostać informację i kopię swoich danych (art. 15 RODO), poprawić je lub uzupełnić (art. 16), "
    "ograniczyć ich używanie (art. 18) oraz sprzeciwić się, gdy podstawą jest zadanie publiczne (art. 21). Usunąć danych "
    "nie można, dopóki przepisy każą nam je przechowywać (art. 17 ust. 3 lit. b). Odpowiadamy w ciągu miesiąca. Napisz, "
    "zadzwoń albo przyjdź, wystarczy powiedzieć własnymi słowami, o co chodzi."
)
COMPLAINT = (
    "Możesz złożyć skargę do Prezesa Urzędu Ochrony Danych Osobowych, ul. Stanisława Moniuszki 1A, 00-014 Warszawa, uodo.gov.pl."
)
TRANSFERS = "Nie przekazujemy danych poza Europejski Obszar Gospodarczy ani do organizacji międzynarodowych."
AUTOMATED = "O niczym nie rozstrzyga sam program. Decyzje podejmują ludzie. Nie profilujemy."
STATUTE = (
    "Art. 6 ust. 1 lit. c i e RODO oraz, gdy chodzi o dane o zdrowiu, art. 9 ust. 2 lit. b i g RODO, w związku z art. 22 i 50 "
    "ustawy z 19 lipca 2019 r. o realizowaniu usług społecznych przez centrum usług społecznych. Zgoda nie jest potrzebna."
)
KEPT = (
    "Przez czas trwania sprawy, a potem tyle lat, ile wynika z jednolitego rzeczowego wykazu akt centrum: zwykle 5 pełnych lat "
    "kalendarzowych od zakończenia sprawy, a przy projektach unijnych do końca okresu trwałości, jeśli kończy się później."
)
STAFF_AND_LAW = (
    "Pracownicy, którzy prowadzą sprawę. Organy, które mają do tego prawo z ustawy (sąd, kontrola, organ odwoławczy). "
    "Dostawcy systemów, na podstawie umowy powierzenia i tylko w jej zakresie."
)

#: process -> fields of the first version; what is not named here is the same in all.
CLAUSES: dict[str, dict[str, str]] = {
    Process.APPLICATION: {
        "spoken": (
            "Pana/Pani dane zapisujemy, żeby rozpatrzyć zgłoszenie i przyznać usługi. Odpowiada za nie nasze centrum. "
            "Widzą je tylko osoby prowadzące sprawę, a każde otwarcie karty jest zapisywane. Można dostać kopię danych, "
            "poprawić je i złożyć skargę. Całą informację dam na piśmie albo wyślę."
        ),
        "purposes": "Przyjęcie zgłoszenia i wniosku, rozpoznanie potrzeb, kwalifikowanie do usług społecznych, prowadzenie listy oczekujących.",
        "recipients": STAFF_AND_LAW + " Inna jednostka gminy, jeśli to ona załatwia sprawę (art. 38 ust. 1 ustawy).",
        "duty": "Podanie danych wymienionych w programie usług społecznych jest potrzebne, żeby rozpatrzyć wniosek. Bez nich nie możemy przyznać usługi.",
    },
    Process.PLAN: {
        "spoken": (
            "Dane zapisane w planie służą temu, żeby ułożyć usługi i sprawdzać, czy pomagają. Plan widzi koordynator, osoba, "
            "która go zatwierdza, i każdy wykonawca w części, którą realizuje. Można dostać kopię planu i poprosić o jego zmianę."
        ),
        "purposes": "Opracowanie, uzgodnienie, monitorowanie i zakończenie indywidualnego planu usług społecznych (art. 38-46 ustawy).",
        "recipients": STAFF_AND_LAW + " Wykonawcy usług z planu, każdy w zakresie swojej usługi.",
        "duty": "Plan opracowujemy razem. Bez danych potrzebnych do planu nie da się ustalić usług ani ich kolejności.",
    },
    Process.DELIVERY: {
        "spoken": (
            "Wykonawca dostaje tylko to, czego potrzebuje, żeby przyjść i pomóc: imię i nazwisko, adres, telefon, zakres usługi "
            "i ważne uwagi. Zapisuje, co i kiedy wykonał. Po skończonej usłudze traci dostęp."
        ),
        "purposes": "Umawianie i wykonywanie usług, potwierdzanie ich wykonania, bezpieczeństwo w czasie wizyty i przejazdu.",
        "recipients": STAFF_AND_LAW + " Wykonawca usługi i jego wyznaczony pracownik: tylko dane potrzebne do wizyty lub przejazdu.",
        "duty": "Bez adresu i kontaktu usługi nie da się wykonać. O uwagach do wejścia i potrzebach decydujesz sam lub sama.",
    },
    Process.FEES: {
        "spoken": "Dane o wykonanych usługach i wpłatach służą rozliczeniu. Przechowujemy je tak długo, jak każą przepisy o rachunkowości.",
        "purposes": "Ustalenie odpłatności i ulg, rozliczenie usług z wykonawcami, przyjmowanie wpłat i dochodzenie należności (art. 42-44 ustawy).",
        "recipients": STAFF_AND_LAW + " Bank i operator pocztowy w zakresie wpłat i przesyłek; urząd gminy w zakresie finansów.",
        "retention": KEPT + " Dowody księgowe: 5 lat od początku roku następnego (art. 74 ustawy o rachunkowości).",
        "duty": "Dane o dochodzie podaje się tylko wtedy, gdy zależy od nich opłata lub ulga. Bez nich naliczymy opłatę bez ulgi.",
    },
    Process.RELATIVE: {
        "spoken": (
            "Ktoś bliski podał nam Pana/Pani dane, żeby załatwić sprawę usług społecznych. Mamy imię, nazwisko, kontakt i to, kim "
            "jest Pan/Pani dla tej osoby. Dane są u nas bezpieczne. Można je zobaczyć, poprawić, wnieść sprzeciw i złożyć skargę."
        ),
        "purposes": "Kontakt w sprawie osoby, która korzysta z usług, uwzględnienie pomocy bliskich w planie, ustalenie odpłatności rodziny.",
        "source": "Dane podała osoba korzystająca z usług albo ten, kto zgłosił jej potrzeby (art. 50 ust. 1 ustawy).",
        "categories": "Imię i nazwisko, telefon lub adres, pokrewieństwo albo rola (opiekun, przedstawiciel, sąsiad), a jeśli to potrzebne: zakres udzielanej pomocy.",
        "recipients": STAFF_AND_LAW + " Wykonawca usługi, gdy jesteś osobą do kontaktu przy wizycie.",
        "duty": "Nie musisz podawać nam żadnych danych. Dane, które już mamy, podał ktoś inny.",
    },
    Process.COMMUNITY: {
        "spoken": "Dane z zapisów służą organizacji spotkania. Zdjęcia robimy tylko osobom, które się na to zgodziły. Zgodę można cofnąć w każdej chwili.",
        "purposes": "Organizowanie społeczności lokalnej, zapisy na wydarzenia, zaproszenia, wolontariat (art. 13 ust. 1 pkt 6 i art. 20 ustawy).",
        "grounds": STATUTE.replace("Zgoda nie jest potrzebna.", "Zdjęcia i wiadomości o wydarzeniach: art. 6 ust. 1 lit. a RODO, czyli zgoda, którą możesz cofnąć."),
        "recipients": STAFF_AND_LAW,
        "retention": "Do końca roku po wydarzeniu. Dane podane za zgodą: do jej cofnięcia.",
        "duty": "Podanie danych jest dobrowolne. Brak zgody niczego nie zamyka: usługi przyznajemy bez niej.",
    },
    Process.STAFF: {
        "spoken": "Dane pracownika służą zatrudnieniu, uprawnieniom i szkoleniom wymaganym ustawą. System zapisuje, kto, kiedy i po co otwiera karty mieszkańców.",
        "purposes": "Zatrudnienie, nadawanie ról i upoważnień, rejestr kwalifikacji i szkoleń (art. 25-33 ustawy), kontrola dostępu do danych (art. 50 ust. 3).",
        "grounds": "Art. 6 ust. 1 lit. b, c i e RODO, kodeks pracy, ustawa o pracownikach samorządowych, art. 50 ustawy o CUS.",
        "recipients": STAFF_AND_LAW + " ZUS, urząd skarbowy, lekarz medycyny pracy.",
        "retention": "Akta pracownicze: 10 lat od końca roku, w którym ustało zatrudnienie (art. 94 Kodeksu pracy). Dziennik dostępu: co najmniej 2 lata (par. 20 KRI), zwykle tyle, ile akta sprawy.",
        "duty": "Podanie danych wynika z kodeksu pracy. Bez nich nie można zatrudnić ani nadać upoważnienia.",
    },
    Process.PROVIDER: {
        "spoken": "Dane wykonawcy i jego pracowników służą umowie, zleceniom i rozliczeniu usług.",
        "purposes": "Zawarcie i wykonanie umowy, zlecanie usług, sprawdzenie kwalifikacji pracowników, rozliczenia i kontrola.",
        "grounds": "Art. 6 ust. 1 lit. b, c i e RODO, ustawa o finansach publicznych, Prawo zamówień publicznych, ustawa o działalności pożytku publicznego, art. 7 i 48 ustawy o CUS.",
        "source": "Dane pracowników podaje wykonawca.",
        "categories": "Imię i nazwisko, stanowisko, kwalifikacje i ich ważność, kontakt służbowy, wykonane usługi.",
        "recipients": STAFF_AND_LAW + " Mieszkaniec, do którego przychodzi pracownik (imię i nazwisko).",
        "retention": "Przez czas umowy i 5 lat po jej rozliczeniu, a przy projektach unijnych do końca okresu trwałości.",
        "duty": "Podanie danych jest warunkiem zawarcia i wykonania umowy.",
    },
    Process.CONTACT: {
        "spoken": "Dane z listu, telefonu albo e-maila służą temu, żeby odpowiedzieć. Potem przechowujemy korespondencję tyle, ile każe instrukcja kancelaryjna.",
        "purposes": "Odpowiedź na pytania, skargi, wnioski i żądania dotyczące danych albo dostępności.",
        "grounds": "Art. 6 ust. 1 lit. c i e RODO, dział VIII KPA, art. 12-22 RODO, art. 18 ustawy o dostępności cyfrowej.",
        "recipients": STAFF_AND_LAW,
        "duty": "Podanie danych jest dobrowolne, ale bez adresu lub telefonu nie odpowiemy.",
    },
}  # fmt: skip


def first_text(process: str) -> dict[str, str]:
    """All text fields of the first version of a clause."""
    same = {
        "grounds": STATUTE, "source": "", "categories": "", "transfers": TRANSFERS, "retention": KEPT, "rights": RIGHTS,
        "complaint": COMPLAINT, "automated": AUTOMATED,
    }  # fmt: skip
    return {**same, **CLAUSES[process]}
