"""Two versions compared in plain language: what changes is said whole, and only what changes is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules.conditions import AnyOf, Test
from opencus.programmes.rules.differences import Difference, Segment, compare, differences
from opencus.programmes.rules.fees import Band, Table, Tariff
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import ServiceRules

ALONE = Test("lives_alone", "==", True)
TAXI = ServiceRules(
    "TAXI", "Taxi dla seniora", mode="transport", measure="trip", condition=AnyOf((Test("age", ">=", 70), ALONE)),
    limits=(Limit(Decimal(2), "trip", "month"),), tariffs=(Tariff("free"),), planned_persons=120,
)  # fmt: skip
CARE = ServiceRules("UO", "Usługi opiekuńcze", measure="hour", track="decision", planned_persons=80)


def text(segments: tuple[Segment, ...]) -> str:
    return "".join(one.text for one in segments)


def marked(segments: tuple[Segment, ...]) -> list[str]:
    return [one.text for one in segments if one.changed]


def only(found: tuple[Difference, ...]) -> Difference:
    assert len(found) == 1, found
    return found[0]


def test_the_same_programme_has_no_differences() -> None:
    assert differences([TAXI, CARE], [CARE, TAXI]) == ()


def test_a_lower_age_marks_the_age_alone() -> None:
    younger = replace(TAXI, condition=AnyOf((Test("age", ">=", 65), ALONE)))
    change = only(differences([TAXI], [younger]))
    assert (change.code, change.name, change.aspect, change.label) == ("TAXI", "Taxi dla seniora", "access", "kto może skorzystać")
    assert text(change.before).startswith("Można skorzystać, gdy: ma 70 lat lub więcej albo mieszka samotnie.")
    assert marked(change.before) == ["70"]
    assert marked(change.after) == ["65"]


def test_free_becomes_partly_paid_with_a_relief() -> None:
    paid = replace(
        TAXI, tariffs=(Tariff("flat", amount=Decimal(5), measure="trip", free_to=150),),
        reliefs=(Relief("Karta Seniora", Test("senior_card", "==", True), percent=Decimal(50)),),
    )  # fmt: skip
    fee, relief = differences([TAXI], [paid])
    assert (fee.aspect, relief.aspect) == ("fee", "relief")
    assert text(fee.before) == "Bezpłatnie."
    assert text(fee.after) == "5,00\u00a0zł za przejazd. Bezpłatnie przy dochodzie do 150% kryterium."
    assert text(relief.after) == "Karta Seniora: opłata niższa o 50%, gdy: ma Kartę Seniora 60+."


def test_an_amount_is_marked_whole_with_its_grosze() -> None:
    before = replace(TAXI, tariffs=(Tariff("flat", amount=Decimal("1250.50"), measure="month"),))
    after = replace(TAXI, tariffs=(Tariff("flat", amount=Decimal("1250.70"), measure="month"),))
    change = only(differences([before], [after]))
    assert marked(change.after) == ["1\u00a0250,70\u00a0zł"]


def test_a_long_table_says_only_the_column_that_changes() -> None:
    def table(percent: int) -> Table:
        column = (Band(100, Decimal(0)), Band(200, Decimal(percent)), Band(None, Decimal(100)))
        return Table("Tabela", Decimal(38), column, (Band(100, Decimal(0)), Band(None, Decimal(100))), date(2025, 1, 1), "uchwała")

    deposit = Tariff("deposit", variant="key", amount=Decimal(50))
    before = replace(CARE, tariffs=(Tariff("table", measure="hour", table=table(20)), deposit))
    after = replace(CARE, tariffs=(Tariff("table", measure="hour", table=table(25)), deposit))
    change = only(differences([before], [after]))
    assert text(change.before).startswith("Osoba samotnie gospodarująca:")
    assert "Osoba w rodzinie" not in text(change.after)
    assert (marked(change.before), marked(change.after)) == (["20%"], ["25%"])


def test_limits_places_and_order_are_told_apart() -> None:
    changed = replace(TAXI, limits=(Limit(Decimal(4), "trip", "month"),), places=30, order="points")
    assert [one.aspect for one in differences([TAXI], [changed])] == ["limit", "places", "order"]


def test_a_new_service_and_one_that_goes_say_everything_at_once() -> None:
    new, gone = differences([CARE], [TAXI])
    assert (new.aspect, gone.aspect) == ("new", "removed")
    assert "2 przejazdy miesięcznie" in text(new.after)
    assert all(one.changed for one in new.after)
    assert "decyzją" in text(gone.before)
    assert "zachowuje" in text(gone.after)


WORDS = st.lists(st.sampled_from(["ma", "60", "lat,", "1\u00a0010,50\u00a0zł.", "mieszka", "(sam)", "20%", "co-najmniej"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_segments_give_the_texts_back_and_mark_nothing_in_equal_ones(before: str, after: str) -> None:
    left, right = compare(before, after)
    assert (text(left), text(right)) == (before, after)
    assert "".join(one.text.strip() for one in left if not one.changed).replace(" ", "") == "".join(
        one.text.strip() for one in right if not one.changed
    ).replace(" ", "")
    assert bool(marked(left) or marked(right)) == (before != after)
