"""The usual week: words in, words out, collisions with a free hour beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.plans import week
from opencus.plans.week import Slot


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wt. 9:30–10:15, czw. 10:15–11:00", "wt. 9:30–10:15; czw. 10:15–11:00"),
        ("pn–pt 8-10", "pon.–pt. 8:00–10:00"),
        ("poniedziałek - piątek 8.00 do 10.00", "pon.–pt. 8:00–10:00"),
        ("pn, śr i pt 8:00-9:00, sob. 9-10", "pon., śr., pt. 8:00–9:00; sob. 9:00–10:00"),
        ("wt i czw 9:30", "wt., czw. 9:30–10:15"),
        ("Środa 24:00-24:00", ""),
    ],
)
def test_a_week_is_read_as_people_write_it(typed: str, said: str) -> None:
    if not said:
        with pytest.raises(week.UnreadableWeek):
            week.parse(typed, 45)
    else:
        assert week.say(week.stored(week.parse(typed, 45))) == said


@pytest.mark.parametrize("typed", ["jutro 9:00", "9:30–10:15", "wt. 9:75–10:15", "wt. 10:15–9:30", "wt. 9–10, wt. 9:30–11", "pt–wt 8-9"])
def test_what_cannot_be_read_is_refused_with_a_hint(typed: str) -> None:
    with pytest.raises(week.UnreadableWeek) as refusal:
        week.parse(typed)
    assert len(str(refusal.value)) > 20


def test_an_hour_without_an_end_needs_a_service_of_known_length() -> None:
    with pytest.raises(week.UnreadableWeek, match="godzinę końca"):
        week.parse("wt. 9:30")
    assert week.parse("wt. 9:30", 45) == [Slot(1, 570, 615)]


@pytest.mark.parametrize(("words", "hours"), [("wt. 9:30", True), ("po uzgodnieniu", False), ("4 razy w miesiącu", False)])
def test_hours_are_told_from_an_arrangement(words: str, hours: bool) -> None:
    assert week.is_hours(words) is hours


def test_a_collision_is_named_with_a_free_hour() -> None:
    care, physio = Slot(1, 480, 600, "a", "Opieka"), Slot(1, 570, 615, "b", "Fizjo")
    [found] = week.conflicts([physio, care])
    assert (found.first, found.second) == (care, physio)
    assert found.hours == "9:30–10:00"
    assert found.shift_text == "10:00"


def test_visits_that_touch_do_not_collide() -> None:
    assert week.conflicts([Slot(1, 480, 600, "a"), Slot(1, 600, 660, "b")]) == []


SLOTS = st.lists(
    st.builds(
        lambda day, start, length, key: Slot(day, start * 15, start * 15 + length * 15, key),
        st.integers(0, 6), st.integers(24, 80), st.integers(1, 12), st.sampled_from("abcd"),
    ),
    max_size=9,
)  # fmt: skip


def overlapping(slots: list[Slot]) -> set[frozenset[Slot]]:
    return {
        frozenset((one, other))
        for one in slots for other in slots
        if one.key != other.key and one.weekday == other.weekday and one.start < other.end and other.start < one.end
    }  # fmt: skip


@given(SLOTS)
def test_every_overlap_of_two_services_is_found_and_nothing_else(slots: list[Slot]) -> None:
    slots = list(dict.fromkeys(slots))
    assert {frozenset((c.first, c.second)) for c in week.conflicts(slots)} == overlapping(slots)


@given(SLOTS)
def test_a_proposed_hour_is_really_free(slots: list[Slot]) -> None:
    slots = list(dict.fromkeys(slots))
    for found in week.conflicts(slots):
        if found.shift_to is not None:
            length = found.second.end - found.second.start
            moved = Slot(found.second.weekday, found.shift_to, found.shift_to + length, "moved")
            others = [one for one in slots if one is not found.second]
            assert not any(moved in pair for pair in overlapping([*others, moved]))
            assert moved.start >= week.DAY_START
            assert moved.end <= week.DAY_END


@given(SLOTS)
def test_words_and_hours_say_the_same(slots: list[Slot]) -> None:
    mine = [Slot(s.weekday, s.start, s.end) for s in slots]
    alone = [one for n, one in enumerate(mine) if not any(one.weekday == o.weekday and one.start < o.end and o.start < one.end for o in mine[:n])]
    if alone:
        assert week.parse(week.say(week.stored(alone))) == sorted(alone)
