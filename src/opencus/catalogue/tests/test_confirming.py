"""The base of services says when its owner last confirmed it."""

from __future__ import annotations

from datetime import date

import pytest

from opencus.audit.models import Entry
from opencus.catalogue.actions import confirm_service, set_status
from opencus.catalogue.models import Service
from opencus.centre.actors import Refused
from opencus.centre.roles import Role
from opencus.core.clock import today

pytestmark = pytest.mark.usefixtures("centre")


@pytest.fixture
def service() -> Service:
    return Service.objects.create(
        code="ZLR", name="Złota rączka", summary="Drobne naprawy w domu.", mode="at_home", measure="job",
        areas=["social_assistance"], icon="wrench", confirmed_on=date(2026, 1, 5),
    )  # fmt: skip


def test_the_organiser_confirms_that_a_service_is_still_true(make_actor, service):
    confirm_service(by=make_actor(Role.OUS, name="Ewa Sikora"), service=service)
    assert Service.objects.get().confirmed_on == today()
    assert Entry.objects.filter(kind="catalogue.service.confirm", subject_id=service.pk).exists()


def test_a_suspended_service_says_so(make_actor, service):
    ewa = make_actor(Role.OUS, name="Ewa Sikora")
    assert set_status(by=ewa, service=service, status="inactive").get_status_display() == "zawieszona"
    with pytest.raises(ValueError, match="Nieznany stan"):
        set_status(by=ewa, service=service, status="gone")


def test_reception_may_not_confirm(make_actor, service):
    with pytest.raises(Refused):
        confirm_service(by=make_actor(Role.RECEPTION), service=service)
