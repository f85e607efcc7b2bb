"""A synthetic population of any size: names, ages and streets drawn at random, nobody real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from django.db import connection
from django.db.models import BinaryField, Count, Model

from opencus.audit import journal
from opencus.audit.events import keep, register
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, ServedMunicipality
from opencus.core.pesel import generate
from opencus.core.tenancy import acting_in
from opencus.people import keys, numbers
from opencus.people.models import Person

POPULATED = register("demo.population.added", "dodano {count} wymyślonych mieszkańców", scrub=keep("count"))
BATCH = 2000

WOMEN = """Anna Maria Katarzyna Małgorzata Agnieszka Krystyna Barbara Ewa Elżbieta Zofia Teresa Magdalena Joanna Janina
Monika Danuta Jadwiga Aleksandra Halina Irena Beata Marta Dorota Helena Karolina Grażyna Jolanta Iwona Marianna Natalia
Bożena Stanisława Justyna Paulina Urszula Alicja Renata Sylwia Agata Patrycja Izabela Ewelina Wiesława Lucyna Genowefa
Wanda Hanna Kinga Zuzanna Julia Maja Oliwia Lena Stefania Kazimiera Czesława Łucja Regina Żaneta Ilona""".split()
MEN = """Jan Andrzej Piotr Krzysztof Stanisław Tomasz Paweł Józef Marcin Marek Michał Grzegorz Jerzy Tadeusz Adam Łukasz
Zbigniew Ryszard Dariusz Henryk Mariusz Kazimierz Wojciech Robert Mateusz Marian Rafał Jacek Janusz Mirosław Maciej
Sławomir Jarosław Kamil Wiesław Roman Władysław Jakub Artur Zdzisław Edward Mieczysław Damian Dawid Przemysław Sebastian
Czesław Leszek Daniel Waldemar Antoni Filip Szymon Bartosz Ignacy Franciszek Aleksander Eugeniusz Żelisław Cezary""".split()
SURNAMES = """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski
Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński
Wróbel Nowakowski Majewski Stępień Malinowski Dudek Adamczyk Nowicki Sikora Walczak Baran Górski Rutkowski Szewczyk
Ostrowski Tomaszewski Zalewski Pietrzak Marciniak Wróblewski Jasiński Zawadzki Bąk Sadowski Duda Włodarczyk Wilk
Chmielewski Borkowski Sokołowski Szczepański Sawicki Lis Kucharski Kubiak Kalinowski Mazurek Maciejewski Wysocki Kołodziej
Czarnecki Kaźmierczak Urban Sobczak Głowacki Krajewski Zakrzewski Sikorski Wasilewski Laskowski Ziółkowski Gajewski
Mróz Szulc Makowski Brzeziński Przybylski Baranowski Kaczmarczyk Błaszczyk Borowski Górecki Adamski Szczepaniak Kozak
Ćwikliński Łuczak Śliwiński Żurek Źrebiec Ósmak Świątek Żak Gąsior Pękala""".split()
STREETS = """Lipowa Radomska Majówka Ostrowiecka Miodowa Smugowa Moniuszki Murarska Spółdzielcza Staszica Słoneczna
Mickiewicza Piłsudskiego Kilińskiego Kościelna Szkolna Krzosa Rogowskiego Złota Borkowskiego""".split()

#: (from age, to age, share): shape of a town in the region, assumption.
AGES = ((0, 14, 0.105), (15, 59, 0.555), (60, 64, 0.075), (65, 79, 0.205), (80, 99, 0.060))
#: Serials below this belong to the people with stories.
FIRST_SERIAL = 400


def add(centre: Centre, count: int, today: date, seed: int = 2026) -> int:
    """Add ``count`` invented residents to the centre; the same seed makes the same town. Returns how many."""
    with acting_in(centre.id):
        town = ServedMunicipality.objects.select_related("municipality").filter(centre_id=centre.id).first()
        there = taken()
    assert town is not None
    made = draw_people(count, today, random.Random(seed), centre, town, there)
    while True:
        with acting_in(centre.id):
            batch = list(islice(made, BATCH))
            if not batch:
                journal.write(POPULATED, by=Actor.system(centre.id), count=count)
                break
            insert(batch)
            insert([row for one in batch for row in keys.token_rows(one)])
        # A session keeps the plans of its foreign-key checks. Those made for an empty table read all of it each time.
        if not connection.in_atomic_block:
            connection.close()
    return count


def insert(rows: Sequence[Model]) -> None:
    """Insert rows column by column: a third of the time of ``bulk_create``, which spells out every value of every row.

    COPY would be quicker still, but PostgreSQL refuses it where row-level security holds.
    """
    meta = rows[0]._meta
    casts, columns = [], []
    for field in meta.local_concrete_fields:
        values = [field.pre_save(row, add=True) for row in rows]
        # Bytes go as they are: Django's wrapper for them has no array type.
        plain = isinstance(field, BinaryField)
        columns.append(values if plain else [field.get_db_prep_save(value, connection) for value in values])
        casts.append(f"%s::{field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}[]")
    names = ", ".join(f'"{field.column}"' for field in meta.local_concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{meta.db_table}" ({names}) SELECT * FROM unnest({", ".join(casts)})', columns)


def taken() -> dict[tuple[date, str], int]:
    """Return the next free serial by birth date and sex: a town may be added to."""
    there = Person.objects.filter(birth_date__isnull=False).order_by().values_list("birth_date", "sex")
    return {(born, sex): FIRST_SERIAL + number for born, sex, number in there.annotate(number=Count("id"))}


def draw_people(
    count: int,
    today: date,
    dice: random.Random,
    centre: Centre,
    town: ServedMunicipality,
    used: dict[tuple[date, str], int],
    ages: Sequence[tuple[int, int, float]] = AGES,
) -> Iterator[Person]:
    """Invented people, sealed and with their search keys, not stored; ``used``: the next free serial by birth date and sex."""
    weights = [share for _, _, share in ages]
    for number in range(count):
        low, high, _ = dice.choices(ages, weights)[0]
        born = today - timedelta(days=dice.randint(low * 365 + 1, (high + 1) * 365))
        sex = "f" if dice.random() < 0.52 + (0.15 if low >= 65 else 0) else "m"
        serial = used.get((born, sex), FIRST_SERIAL)
        used[born, sex] = serial + 1
        person = Person(
            given_name=_zipf(dice, WOMEN if sex == "f" else MEN), family_name=_surname(dice, sex), birth_date=born, sex=sex,
            municipality=town.municipality, street=f"ul. {dice.choice(STREETS)}" if centre.slug == "starachowice" else "",
            house_number=str(dice.randint(1, 140)), flat_number=str(dice.randint(1, 60)) if dice.random() < 0.6 else "",
            postcode=centre.postcode, town=centre.town, lives_alone=dice.choice([True, False, None]) if low >= 60 else None,
            phone=f"+48000{number % 1_000_000:06d}",
        )  # fmt: skip
        numbers.seal_pesel(person, generate(born, "F" if sex == "f" else "M", serial))
        keys.set_keys(person)
        yield person


def _zipf(dice: random.Random, names: list[str]) -> str:
    """Draw a name, the earlier ones more often, as in real registers."""
    return names[min(int(dice.paretovariate(0.9)) - 1, len(names) - 1)] if dice.random() < 0.5 else dice.choice(names)


def _surname(dice: random.Random, sex: str) -> str:
    name = _zipf(dice, SURNAMES)
    if dice.random() < 0.04:
        name = f"{name}-{dice.choice(SURNAMES)}"
    return "-".join(_feminine(part) for part in name.split("-")) if sex == "f" else name


def _feminine(name: str) -> str:
    return name[:-1] + "a" if name.endswith(("ski", "cki", "dzki")) else name
