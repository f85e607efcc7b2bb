"""Residents with stories: invented people at real streets. The main person is Halina Wesołowska, 82."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Resident:
    """A person of the demo; ``age`` counts from today, ``serial`` makes the PESEL."""

    given: str
    family: str
    sex: str
    age: int
    street: str
    number: str
    flat: str = ""
    alone: bool | None = None
    mobility: str = "unaided"
    needs: str = ""
    entry: str = ""
    degree: str = ""
    contact: str = "phone"
    phone: bool = True
    close: tuple[tuple[str, str, bool], ...] = field(default=())  # (full name, kind, actual carer)


HALINA = Resident(
    "Halina", "Wesołowska", "f", 82, "ul. Lipowa", "14", "3", alone=True, mobility="walker",
    needs="Słabo słyszy. Mów wolno, twarzą do niej.", entry="Domofon 3. Zapasowy klucz ma sąsiadka spod 4. Mały pies, łagodny.",
    degree="moderate", contact="phone", close=(("Joanna Mróz", "daughter", True), ("Teresa Wrzos", "neighbour", False)),
)  # fmt: skip

STARACHOWICE = (
    Resident("Joanna", "Mróz", "f", 56, "ul. Radomska", "31", "7", alone=False, contact="sms"),
    Resident("Teresa", "Wrzos", "f", 74, "ul. Lipowa", "14", "4", alone=True),
    HALINA,
    Resident("Zofia", "Maj", "f", 79, "ul. Krzosa", "7", "2", alone=True, entry="Kod bramy 14#, dzwonić długo."),
    Resident("Jan", "Kowalczyk", "m", 86, "ul. Lipowa", "3", "11", alone=True, mobility="walker", degree="moderate"),
    Resident("Stefan", "Dudek", "m", 77, "ul. Moniuszki", "5", "", alone=True),
    Resident("Maria", "Brzoza", "f", 81, "ul. Szkolna", "12", "1", alone=True, degree="severe", mobility="wheelchair", needs="Potrzebna winda w busie."),
    Resident("Renata", "Gaj", "f", 58, "ul. Miodowa", "9", "14", alone=False, close=(("Jerzy Gaj", "spouse", True),)),
    Resident("Jerzy", "Gaj", "m", 71, "ul. Miodowa", "9", "14", alone=False, degree="severe", mobility="wheelchair"),
    Resident("Krystyna", "Lech", "f", 68, "ul. Staszica", "20", "8", alone=True, contact="email"),
    Resident("Henryk", "Zych", "m", 83, "ul. Konstytucji 3 Maja", "11", "30", alone=False),
    Resident("Alicja", "Bąk", "f", 39, "ul. Murarska", "4", "", alone=False, close=(("Tomasz Bąk", "parent", False),)),
    Resident("Tomasz", "Bąk", "m", 9, "ul. Murarska", "4", "", alone=False, degree="child", phone=False, close=(("Alicja Bąk", "parent", True),)),
    Resident("Danuta", "Wronka", "f", 66, "ul. Smugowa", "18", "2", alone=False, close=(("Stanisław Wronka", "spouse", True),)),
    Resident("Stanisław", "Wronka", "m", 77, "ul. Smugowa", "18", "2", alone=False, degree="severe", mobility="bedridden", needs="Leży. Transport tylko sanitarny."),
    Resident("Lucyna", "Marek", "f", 72, "ul. Złota", "3", "5", alone=True, degree="light"),
    Resident("Józef", "Krawiec", "m", 74, "ul. Kościelna", "56", "", alone=True),
    Resident("Barbara", "Krawiec", "f", 73, "ul. Kościelna", "56", "", alone=False),
    Resident("Piotr", "Wójcik", "m", 52, "ul. Mickiewicza", "1", "22", alone=True, degree="moderate"),
    Resident("Adam", "Wójcik", "m", 83, "ul. Mickiewicza", "1", "23", alone=True, mobility="folding_wheelchair"),
    Resident("Maria", "Gil", "f", 44, "ul. Jana Pawła II", "8", "3", alone=False),
    Resident("Aleksandra", "Gil", "f", 12, "ul. Jana Pawła II", "8", "3", alone=False, degree="child", phone=False, close=(("Maria Gil", "parent", True),)),
    Resident("Zbigniew", "Pawlak", "m", 61, "ul. Ostrowiecka", "40", "17", alone=False),
    Resident("Irena", "Duda", "f", 88, "ul. Spółdzielcza", "45", "9", alone=False, mobility="walker"),
    Resident("Krzysztof", "Duda", "m", 59, "ul. Spółdzielcza", "45", "9", alone=False, close=(("Irena Duda", "parent", False),)),
    Resident("Wiesława", "Sosna", "f", 70, "ul. 6 Września", "12", "4", alone=True),
    Resident("Ryszard", "Kos", "m", 65, "ul. Słoneczna", "4", "1", alone=True, degree="light"),
    Resident("Elżbieta", "Maciejewska", "f", 79, "ul. Krzosa", "17", "4", alone=True),
    Resident("Elżbieta", "Maciejowska", "f", 79, "ul. Krzosa", "7", "", alone=False),
    Resident("Grażyna", "Nowak", "f", 34, "ul. Rogowskiego", "14", "", alone=False),
    Resident("Łucja", "Ćwik", "f", 91, "ul. Borkowskiego", "6", "2", alone=True, mobility="walker", needs="Słabo widzi. Pisma dużym drukiem.", contact="in_person"),
    Resident("Kazimierz", "Żak", "m", 84, "ul. Piłsudskiego", "15", "12", alone=True),
    Resident("Oksana", "Petrenko", "f", 45, "ul. Radomska", "70", "3", alone=False, contact="sms", needs="Mówi po ukraińsku, rozumie po polsku."),
)  # fmt: skip

WOJCIESZKOW = (
    Resident("Genowefa", "Kot", "f", 78, "", "24", alone=True, mobility="walker"),
    Resident("Marian", "Ryba", "m", 81, "", "61", alone=True, degree="moderate"),
    Resident("Czesława", "Osiak", "f", 73, "", "12", alone=False),
    Resident("Bogdan", "Mazurek", "m", 66, "", "107", alone=True),
    Resident("Regina", "Wilczek", "f", 85, "", "8", alone=True, needs="Nie odbiera nieznanych numerów."),
    Resident("Sławomir", "Osiak", "m", 48, "", "12", alone=False),
)

VILLAGES = ("Wojcieszków", "Burzec", "Bystrzyca", "Oszczepalin Pierwszy", "Siedliska", "Wola Bobrowa")
