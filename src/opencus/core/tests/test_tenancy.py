"""Centres see their own rows and nobody else's, whatever the code or an attacker asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from opencus.centre.models import Centre, Department, Office, OfficeMatter
from opencus.conftest import make_centre
from opencus.core.tenancy import NoCentre, acting_in, current_centre_id, in_each_centre


def office(name: str = "Biuro") -> Office:
    return Office.objects.create(name=name, street="ul. Próbna 1", postcode="00-001", town="Testowo", opening_hours="8–15")


def test_without_a_centre_the_code_refuses_to_look(db: None) -> None:
    with pytest.raises(NoCentre):
        Office.objects.count()


def test_without_a_centre_the_database_shows_nothing(centre: Centre) -> None:
    office()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('opencus.centre', '', true)")
        cursor.execute("SELECT count(*) FROM centre_office")
        assert cursor.fetchone() == (0,)


def test_a_centre_does_not_see_rows_of_another_even_past_the_manager(centre: Centre, other_centre: Centre) -> None:
    mine = office()
    with acting_in(other_centre.id):
        assert Office.objects.count() == 0
        assert not Office._base_manager.filter(pk=mine.pk).exists()


def test_a_row_cannot_be_written_into_another_centre(centre: Centre, other_centre: Centre) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Office.objects.create(
            centre=other_centre, name="Obce", street="x", postcode="00-001", town="x", opening_hours="x"
        )


def test_a_row_cannot_point_at_a_row_of_another_centre(centre: Centre, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        foreign = office()
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeMatter.objects.create(office_id=foreign.pk, matter="Sprawa", valid_from="2026-01-01")


def test_an_injected_switch_of_centre_opens_nothing(centre: Centre, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        office()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('opencus.centre', %s, true)", [str(other_centre.id)])
        cursor.execute("SELECT count(*) FROM centre_office")
        assert cursor.fetchone() == (0,)


def test_a_signature_of_one_transaction_is_worthless_in_the_next(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        made = make_centre("replay", "9900033", "Powtórka")
        with acting_in(made.id):
            office()
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('opencus.signature')")
                (stolen,) = cursor.fetchone()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('opencus.centre', %s, true)", [str(made.id)])
            cursor.execute("SELECT set_config('opencus.signature', %s, true)", [stolen])
            cursor.execute("SELECT count(*) FROM centre_office")
            assert cursor.fetchone() == (0,)


def test_the_application_cannot_read_the_signing_key(centre: Centre) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guard.signing_key")


def test_switching_row_security_off_is_an_error_not_data(centre: Centre) -> None:
    office()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT count(*) FROM centre_office")


def test_contexts_nest_and_the_outer_centre_comes_back(centre: Centre, other_centre: Centre) -> None:
    office()
    with acting_in(other_centre.id):
        Department.objects.create(name="Pion", kind="support", valid_from="2026-01-01")
    assert Office.objects.count() == 1
    assert Department.objects.count() == 0


def test_an_error_rolls_back_only_the_inner_context(centre: Centre, other_centre: Centre) -> None:
    office()
    with pytest.raises(RuntimeError), acting_in(other_centre.id):
        office()
        raise RuntimeError
    assert Office.objects.count() == 1
    with acting_in(other_centre.id):
        assert Office.objects.count() == 0


def test_the_trouble_of_one_centre_does_not_take_the_turn_of_the_next(centre: Centre, other_centre: Centre) -> None:
    seen = []

    def work(centre_id: UUID) -> None:
        seen.append((centre_id, current_centre_id()))
        if centre_id == centre.id:
            raise ValueError("broken here")

    with pytest.raises(ExceptionGroup, match="1 of 2 centres failed") as raised:
        in_each_centre([centre.id, other_centre.id], work)
    assert seen == [(centre.id, centre.id), (other_centre.id, other_centre.id)]
    assert raised.value.exceptions[0].__notes__ == [f"centre {centre.id}"]
