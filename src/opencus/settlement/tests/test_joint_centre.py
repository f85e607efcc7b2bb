"""A centre of two municipalities tells them apart wherever people or their services are counted (art. 10, 15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.founding import municipality
from opencus.centre.models import Centre, Municipality, ServedMunicipality
from opencus.centre.roles import Role
from opencus.contracting.models import Order
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.delivery.tests import factories as delivery
from opencus.entitlements.queries import by_municipality
from opencus.people.tests.factories import person
from opencus.programmes.models import ProgrammeService
from opencus.settlement.queries.pes import pes_share

Enter = Callable[[Actor], Client]
LAST_YEAR = date(2020, 1, 1)


@dataclass
class Joint:
    """Testowo and Sąsiedzi, served by one centre; Halina of the first and Adam of the second have visits."""

    testowo: Municipality
    sasiedzi: Municipality
    orders: tuple[Order, Order]


@pytest.fixture
def joint(centre: Centre) -> Joint:
    first = Municipality.objects.get(code="9900011")
    second = municipality("9900022", name="Sąsiedzi", kind="gmina", county="powiat", voivodeship="województwo")
    halina = person("Halina", "Wesołowska", municipality=first)
    adam = person("Adam", "Sąsiad", municipality=second)
    ServedMunicipality.objects.create(centre=centre, municipality=second, since=date(2021, 1, 1))
    pes, other = contracting.provider("Pomocna Dłoń"), contracting.provider("Opieka Plus", pes=False)
    orders = (
        delivery.bookable(person=halina, line=contracting.contract(pes, delivery.service(), rate="100.00")),
        delivery.bookable(person=adam, line=contracting.contract(other, delivery.service(), rate="50.00")),
    )
    for order in orders:
        delivery.done_record(order, on=today() - timedelta(days=1))
    ProgrammeService.objects.update(places=10)
    return Joint(first, second, orders)


def test_the_share_of_pes_is_counted_for_the_residents_of_each_municipality(joint: Joint) -> None:
    day = today()
    assert pes_share(LAST_YEAR, day).value.whole == 150
    assert pes_share(LAST_YEAR, day, joint.testowo.code).value.percent == 100
    assert pes_share(LAST_YEAR, day, joint.sasiedzi.code).value.percent == 0


def test_places_are_counted_for_each_municipality(joint: Joint) -> None:
    offered = joint.orders[0].entitlement.programme_service
    assert by_municipality(offered, today()) == {"9900011": (1, 0), "9900022": (1, 0)}


def test_pages_of_a_joint_centre_name_both_municipalities(joint: Joint, login: Enter, make_actor: Callable[..., Actor]) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    for address in ("wnioski/?widok=wszystkie", "przyznania/oczekujacy/", "rozliczenia/udzial-pes/", "osoby/"):
        page = client.get(f"/testowo/{address}").content.decode()
        assert "Sąsiedzi" in page, address
        assert "Testowo" in page, address


def test_applications_are_filtered_and_exported_by_municipality(joint: Joint, login: Enter, make_actor: Callable[..., Actor]) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    page = client.get("/testowo/wnioski/?widok=wszystkie&gmina=9900022").content.decode()
    assert "Sąsiad" in page
    assert "Wesołowska" not in page
    file = client.post("/testowo/wnioski/pobierz/?widok=wszystkie&gmina=9900022", {"format": "csv"}).content.decode("utf-8-sig")
    head, line = file.splitlines()[0], file.splitlines()[1]
    assert head.endswith("Gmina klienta")
    assert line.endswith("Sąsiedzi")
    assert "Testowo" not in file


def test_the_file_of_the_share_of_pes_has_a_column_for_the_municipality(
    joint: Joint, login: Enter, make_actor: Callable[..., Actor]
) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    rows = client.post("/testowo/rozliczenia/udzial-pes/eksport/", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0].endswith("Gmina")
    assert {row.rsplit(",", 1)[-1].rsplit(";", 1)[-1] for row in rows[1:]} == {"Testowo", "Sąsiedzi"}


def test_a_centre_of_one_municipality_shows_none_of_this(centre: Centre, login: Enter, make_actor: Callable[..., Actor]) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    assert 'name="gmina"' not in client.get("/testowo/wnioski/").content.decode()
    assert "Według gmin" not in client.get("/testowo/rozliczenia/udzial-pes/").content.decode()
