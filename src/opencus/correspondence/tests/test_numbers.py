"""Numbers of cases have no gaps and no twins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in
from opencus.correspondence.actions import next_number, open_case_file, reassign_case_file
from opencus.people.tests.factories import halina, person


def test_numbers_go_one_by_one_and_start_anew_each_year(centre: Centre) -> None:
    assert [next_number("jrwa:5120", 2026) for _ in range(3)] == [1, 2, 3]
    assert next_number("jrwa:5120", 2027) == 1


def test_a_rolled_back_number_is_given_again(centre: Centre) -> None:
    next_number("jrwa:5120", 2026)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number("jrwa:5120", 2026)
        raise ZeroDivisionError
    assert next_number("jrwa:5120", 2026) == 2


def test_every_centre_counts_for_itself(centre: Centre, other_centre: Centre) -> None:
    next_number("jrwa:5120", 2026)
    with acting_in(other_centre.id):
        assert next_number("jrwa:5120", 2026) == 1


def test_many_at_once_get_different_numbers(own_database: str) -> None:
    made = make_centre("rownolegle", "9900077", "Równoległe")

    def take(_: int) -> int:
        try:
            with acting_in(made.id):
                return next_number("jrwa:5120", 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(12))) == list(range(1, 13))


@time_machine.travel(date(2026, 11, 23))
def test_a_case_has_a_mark_that_can_be_read_out(centre: Centre, make_actor: Callable[..., Actor]) -> None:
    marek, who = make_actor(Role.RECEPTION, name="Marek Bielecki"), halina()
    file = open_case_file(by=marek, person=who)
    assert (file.mark, file.spoken_number) == ("CUS.5120.1.2026", "1/2026")
    assert Entry.objects.get(kind="correspondence.case.opened").sentence == "założono sprawę CUS.5120.1.2026"


def test_a_case_opened_for_the_wrong_person_is_given_to_the_right_one(
    centre: Centre, make_actor: Callable[..., Actor]
) -> None:
    marek, right = make_actor(Role.RECEPTION), person("Zofia", "Inna")
    file = open_case_file(by=marek, person=halina())
    reassign_case_file(by=marek, case_file=file, person=right)
    file.refresh_from_db()
    assert file.person == right
