"""The attacks meet the same centres and people as the tests of the rooms."""

from opencus.conftest import centre, login, make_actor, other_centre

__all__ = ["centre", "login", "make_actor", "other_centre"]
