"""Guards of files at work: the policy of each town, files opened for a reason, matters handed over between divisions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Division, Office, User
from opencus.centre.policy import set_policy
from opencus.config.actors import actor_of
from opencus.core.clock import at, is_working_day, telling
from opencus.intake.actions.applications import Asked, draft, end_call, register_call, submit
from opencus.intake.models import Application
from opencus.people.actions import acknowledge_opening, open_for_reason
from opencus.people.models import Opening, Person
from opencus.programmes.models import ProgrammeService
from opencus.worklist import actions as handing
from opencus.worklist.models import HandedMatter, Handover

_SMALL = "W centrum pracują dwie osoby i zastępują się nawzajem w każdej sprawie. Każde otwarcie karty jest w dzienniku."


def guard(centre: Centre, director: User, *, division_wall: bool) -> None:
    """The director closes files outside one's own matters."""
    with telling(at(date(2026, 1, 5), time(9))):
        set_policy(by=_act(centre, director), break_glass=True, division_wall=division_wall)


def leave_open(centre: Centre, director: User) -> None:
    """In a team of two every file is everybody's: said once, with the reason."""
    with telling(at(date(2026, 1, 5), time(9))):
        set_policy(by=_act(centre, director), break_glass=False, division_wall=False, reason=_SMALL)


def tell(centre: Centre, users: dict[str, User], people: dict[str, Person], day: date) -> None:
    """Openings that wait and that were looked at; care services in the other division; a hand-over each way."""
    acts = {name: _act(centre, user) for name, user in users.items() if name in _CAST}
    _openings(acts, people, day)
    care = _care(acts["Marek Bielecki"], people["Łucja Ćwik"], day)
    _handed(acts, people, care, day)


_CAST = ("Marek Bielecki", "Anna Kowalik", "Ewa Sikora", "Grażyna Zięba", "Tomasz Wilk")


def _openings(acts: dict[str, Actor], people: dict[str, Person], day: date) -> None:
    reason = Opening.Reason
    with telling(_ago(day, 8, 9, 40)):
        seen = open_for_reason(by=acts["Ewa Sikora"], person=people["Ryszard Kos"], reason=reason.URGENT)
    with telling(_ago(day, 7, 8, 15)):
        acknowledge_opening(by=acts["Tomasz Wilk"], opening=seen, note="Zgłoszenie ze szpitala o wypisie. Otwarcie było potrzebne.")
    with telling(_ago(day, 2, 11, 5)):
        open_for_reason(by=acts["Marek Bielecki"], person=people["Oksana Petrenko"], reason=reason.AT_DESK)
    with telling(_ago(day, 1, 13, 20)):
        open_for_reason(
            by=acts["Anna Kowalik"], person=people["Wiesława Sosna"], reason=reason.OTHER,
            words="Pani pytała na festynie o zajęcia w klubie seniora.",
        )  # fmt: skip


def _care(reception: Actor, person: Person, day: date) -> Application:
    """Łucja Ćwik asks for care at home: a decision under the social assistance act, so the matter of that division."""
    need = "Potrzebna pomoc w myciu i zakupach. Rodzina mieszka daleko."
    offered = ProgrammeService.objects.get(service__code="UO", version__state="in_force")
    with telling(_ago(day, 6, 10)):
        enquiry = register_call(by=reception, key=uuid4(), caller=person, person=person, text=need)
        application = draft(
            by=reception, enquiry=enquiry, client=person, applicant=person, capacity="self",
            services=[Asked(offered.id, "codziennie rano, 2 godziny")], office=Office.objects.get(name="ul. Majówka"), need=need,
            declared={"family_cannot_help": True},
        )  # fmt: skip
        application = submit(by=reception, application=application, clause_form="spoken", information_given=True)
        end_call(by=reception, enquiry=enquiry)
    return application


def _handed(acts: dict[str, Actor], people: dict[str, Person], care: Application, day: date) -> None:
    """One hand-over that was accepted, one that waits for the other side."""
    lech = people["Krystyna Lech"]
    case = Application.objects.get(client=lech)
    with telling(_ago(day, 9, 12)):
        given = handing.offer(
            by=acts["Ewa Sikora"], person=lech, from_division=Division.SERVICES, matters=[_key(case)],
            purpose="Ocena, czy potrzebna jest też pomoc na podstawie decyzji.", basis=Handover.Basis.CUS_38,
        )  # fmt: skip
    with telling(_ago(day, 8, 9)):
        handing.accept(by=acts["Grażyna Zięba"], handover=given)
    with telling(_ago(day, 1, 10, 30)):
        handing.offer(
            by=acts["Grażyna Zięba"], person=care.client, from_division=Division.ASSISTANCE, matters=[_key(care)],
            purpose="Rozpoznanie, jakie usługi z programu uzupełnią usługi opiekuńcze.", basis=Handover.Basis.CUS_50,
        )  # fmt: skip


def _key(case: Application) -> str:
    return f"{HandedMatter.Kind.APPLICATION.value}:{case.id}"


def _act(centre: Centre, user: User) -> Actor:
    actor = actor_of(user, centre)
    assert actor is not None
    return actor


def _ago(day: date, days: int, hour: int, minute: int = 0) -> datetime:
    """A moment of a working day about so many days ago."""
    told = day - timedelta(days=days)
    while not is_working_day(told):
        told -= timedelta(days=1)
    return at(told, time(hour, minute))
