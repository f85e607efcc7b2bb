"""What the demo's staff have shown: diplomas, years of work, training; one paper is missing on purpose."""

from __future__ import annotations

from datetime import date

from opencus.centre.models import Authorisation, User
from opencus.centre.staff.models import StaffDocument, StaffTraining
from opencus.centre.staff.rules import Course, Proof
from opencus.core import clock

SHOWN: dict[str, tuple[tuple[Proof, str, str, date], ...]] = {
    "Barbara Nowicka": (
        (Proof.HIGHER_EDUCATION, "dyplom magistra", "Uniwersytet Próbny", date(2001, 6, 29)),
        (Proof.SPECIALISATION, "dyplom specjalizacji z organizacji pomocy społecznej", "Uniwersytet Próbny", date(2012, 5, 18)),
        (Proof.MANAGING, "świadectwo pracy", "Miejski Ośrodek Pomocy Społecznej", date(2021, 1, 4)),
        (Proof.NO_CONVICTION, "informacja z Krajowego Rejestru Karnego", "Ministerstwo Sprawiedliwości", date(2020, 12, 10)),
    ),
    "Ewa Sikora": (
        (Proof.HIGHER_EDUCATION, "dyplom magistra", "Uniwersytet Próbny", date(2008, 7, 4)),
        (Proof.MANAGING, "zaświadczenie o zatrudnieniu", "Fundacja „Oddech”", date(2021, 1, 4)),
        (Proof.NO_CONVICTION, "informacja z Krajowego Rejestru Karnego", "Ministerstwo Sprawiedliwości", date(2020, 12, 11)),
    ),
    "Anna Kowalik": (
        (Proof.SOCIAL_WORKER, "dyplom pracownika socjalnego", "Kolegium Pracowników Służb Społecznych", date(2010, 6, 25)),
        (Proof.SOCIAL_WORK, "świadectwo pracy", "Miejski Ośrodek Pomocy Społecznej", date(2021, 1, 4)),
        (Proof.NO_CONVICTION, "informacja z Krajowego Rejestru Karnego", "Ministerstwo Sprawiedliwości", date(2020, 12, 11)),
    ),
    "Danuta Lis": (
        (Proof.HIGHER_EDUCATION, "dyplom licencjata", "Wyższa Szkoła Próbna", date(2014, 7, 1)),
        (Proof.ANIMATION, "umowa o pracę", "Starachowickie Centrum Kultury", date(2021, 1, 4)),
        (Proof.NO_CONVICTION, "informacja z Krajowego Rejestru Karnego", "Ministerstwo Sprawiedliwości", date(2020, 12, 14)),
    ),
    "Teresa Zych": (
        (Proof.HIGHER_EDUCATION, "dyplom magistra", "Uniwersytet Próbny", date(2005, 6, 30)),
        (Proof.SPECIALISATION, "dyplom specjalizacji z organizacji pomocy społecznej", "Uniwersytet Próbny", date(2015, 6, 12)),
        (Proof.MANAGING, "świadectwo pracy", "Gminny Ośrodek Pomocy Społecznej", date(2021, 1, 4)),
        (Proof.SOCIAL_WORKER, "dyplom pracownika socjalnego", "Uniwersytet Próbny", date(2005, 6, 30)),
        (Proof.SOCIAL_WORK, "świadectwo pracy", "Gminny Ośrodek Pomocy Społecznej", date(2021, 1, 4)),
        (Proof.NO_CONVICTION, "informacja z Krajowego Rejestru Karnego", "Ministerstwo Sprawiedliwości", date(2020, 12, 9)),
    ),
}  # fmt: skip
WORKED = (date(2015, 3, 1), date(2020, 12, 31))
#: Danuta Lis has 40 of 57 hours: the register must have something to show.
TRAINED: dict[str, tuple[tuple[Course, int], ...]] = {
    "Barbara Nowicka": ((Course.MANAGEMENT, 60),),
    "Ewa Sikora": ((Course.MANAGEMENT, 60),),
    "Anna Kowalik": ((Course.PLANS, 52),),
    "Danuta Lis": ((Course.COMMUNITY, 40),),
    "Teresa Zych": ((Course.MANAGEMENT, 60), (Course.PLANS, 52)),
}
EXTENT = "Dane osób, które korzystają z usług centrum lub się o nie ubiegają, w zakresie zadań na stanowisku."
#: Nobody has written it for the driver yet.
WITHOUT_PAPER = frozenset({"Jan Wrona"})


def register(users: dict[str, User], recorded_by: User) -> None:
    """Fill the staff register of the current centre."""
    for name, documents in SHOWN.items():
        for proof, title, issuer, issued_on in documents if name in users else ():
            starts, ends = WORKED if proof in (Proof.MANAGING, Proof.SOCIAL_WORK, Proof.ANIMATION) else (None, None)
            StaffDocument.objects.create(
                user=users[name], proof=proof.value, name=title, issuer=issuer, issued_on=issued_on, starts_on=starts,
                ends_on=ends, kept_in="akta osobowe, część B", recorded_by=recorded_by, recorded_at=clock.now(),
            )  # fmt: skip
        for number, (course, hours) in enumerate(TRAINED[name] if name in users else (), start=1):
            StaffTraining.objects.create(
                user=users[name], course=course.value, hours=hours, organiser="Regionalny Ośrodek Polityki Społecznej",
                certificate=f"ROPS/{number}/{course.value[:3].upper()}/2021", completed_on=date(2021, 3, 26),
                recorded_by=recorded_by, recorded_at=clock.now(),
            )  # fmt: skip
    held = [one for one in users.values() if one.memberships.exists() and one.full_name not in WITHOUT_PAPER]
    for number, user in enumerate(sorted(held, key=lambda one: one.full_name), start=1):
        Authorisation.objects.create(
            user=user, scope=Authorisation.Scope.PROCESS_DATA, number=f"ODO/{number}/2026", granted_by="Dyrektor CUS",
            extent=EXTENT, valid_from=date(2026, 1, 2), recorded_by=recorded_by,
        )  # fmt: skip
