"""A notice goes out as the person prefers."""

from collections.abc import Callable

import pytest

from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.correspondence.actions import create_notice, mark_given
from opencus.correspondence.queries import notices_waiting
from opencus.people.models import Person
from opencus.people.tests.factories import halina


@pytest.mark.parametrize(
    ("preferred", "data", "channel"),
    [
        ("sms", {}, "sms"),
        ("email", {"email": ""}, "phone"),
        ("letter", {}, "letter"),
        ("phone", {"phone": ""}, "letter"),
        ("sign_language", {}, "sms"),
        ("sign_language", {"phone": ""}, "in_person"),
    ],
)
def test_the_channel_is_the_preferred_one_or_one_that_reaches_the_person(
    centre: Centre, make_actor: Callable[..., Actor], preferred: str, data: dict[str, str], channel: str
) -> None:
    who = halina(preferred_contact=preferred, **data)
    made = create_notice(by=make_actor(Role.KIPUS), person=who, kind="qualified", subject="Wynik", text="Zakwalifikowano.")
    assert made.channel == channel


def test_a_notice_waits_until_it_is_given_and_is_given_once(centre: Centre, make_actor: Callable[..., Actor]) -> None:
    anna, who = make_actor(Role.KIPUS), halina()
    made = create_notice(by=anna, person=who, kind="qualified", subject="Wynik", text="Zakwalifikowano.\x00\u202e")
    assert list(notices_waiting()) == [made]
    with pytest.raises(Refused):
        mark_given(by=make_actor(Role.ACCOUNTANT, name="Ewa Nowicka"), notice=made)
    mark_given(by=anna, notice=made)
    first = made.given_at
    mark_given(by=anna, notice=made)
    assert (list(notices_waiting()), made.given_at) == ([], first)
    assert made.text == "Zakwalifikowano."
    assert Person.objects.count() == 1
