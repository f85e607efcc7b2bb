"""Who logs in to the demo: invented people with their roles, one password for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opencus.catalogue.models import Organisation
from opencus.centre.models import Authorisation, Department, Membership, User
from opencus.centre.roles import ROLE_LABELS, Permission, Role
from opencus.contracting.models import ProviderSeat

PASSWORD = "Demo-haslo-2026"
SINCE = date(2021, 1, 1)


@dataclass(frozen=True)
class Member:
    """A log-in of the demo; ``provider`` is the short name of the organisation whose seat they hold."""

    name: str
    email: str
    roles: tuple[Role, ...]
    authorised: tuple[Permission, ...] = ()
    provider: str = ""
    does: str = ""
    department: str = ""  # empty: the whole centre


STARACHOWICE = (
    Member("Marek Bielecki", "recepcja@starachowice.invalid", (Role.RECEPTION,), does="odbiera telefon, rejestruje wniosek"),
    Member("Anna Kowalik", "kipus@starachowice.invalid", (Role.KIPUS,), (Permission.QUALIFY,), does="rozpoznaje potrzeby, kwalifikuje, układa plan", department="Dział Programów i Usług Społecznych"),
    Member("Ewa Sikora", "ous@starachowice.invalid", (Role.OUS,), (Permission.QUALIFY,), does="organizuje usługi, prowadzi program", department="Pion usług społecznych"),
    Member("Grażyna Zięba", "pomoc@starachowice.invalid", (Role.ASSISTANCE_ORGANISER,), (Permission.SIGN_DECISION,), does="kieruje pomocą społeczną, podpisuje jej decyzje", department="Pion pomocy społecznej"),
    Member("Barbara Nowicka", "dyrektor@starachowice.invalid", (Role.DIRECTOR,), (Permission.SIGN_DECISION,), does="zatwierdza plany, podpisuje decyzje"),
    Member("Katarzyna Wrona", "umowy@starachowice.invalid", (Role.CONTRACTS,), does="zleca usługi, sprawdza rozliczenia"),
    Member("Piotr Maj", "dyspozytor@starachowice.invalid", (Role.DISPATCHER,), provider="CUS", does="umawia wizyty i przejazdy, przyjmuje zlecenia dla własnego busa"),
    Member("Ewa Nowicka", "ksiegowosc@starachowice.invalid", (Role.ACCOUNTANT,), does="akceptuje rozliczenia finansowo"),
    Member("Tomasz Wilk", "iod@starachowice.invalid", (Role.INSPECTOR,), does="sprawdza, kto zaglądał do danych"),
    Member("Danuta Lis", "osl@starachowice.invalid", (Role.OSL,), does="organizuje społeczność lokalną"),
    Member("Jan Wrona", "kierowca@starachowice.invalid", (Role.FIELD_WORKER,), does="kierowca busa, widzi swój dzień w telefonie"),
    Member("Renata Kos", "kierownik@pomocna-dlon.invalid", (), provider="Pomocna Dłoń", does="wykonawca: przyjmuje zlecenia, wyznacza pracowników"),
    Member("Piotr Sowa", "fizjoterapeuta@pomocna-dlon.invalid", (), provider="Pomocna Dłoń", does="fizjoterapeuta, wizyty w telefonie"),
    Member("Jan Kowal", "zlota.raczka@pomocna-dlon.invalid", (), provider="Pomocna Dłoń", does="złota rączka, wizyty w telefonie"),
)  # fmt: skip

WOJCIESZKOW = (
    Member("Teresa Zych", "teresa.zych@wojcieszkow.invalid", (Role.DIRECTOR, Role.OUS, Role.KIPUS, Role.RECEPTION),
           (Permission.SIGN_DECISION, Permission.QUALIFY, Permission.APPROVE_PLAN), does="cztery role naraz: od wniosku do planu"),
    Member("Irena Bąk", "irena.bak@wojcieszkow.invalid", (Role.SOCIAL_WORKER,), does="praca socjalna"),
)  # fmt: skip

MANAGERS = frozenset({"Renata Kos", "Piotr Maj"})


def log_in_of(member: Member) -> User:
    """Return the user of a member, made when missing."""
    user = User.objects.filter(email=member.email).first()
    if user is None:
        user = User.objects.create_user(member.email, PASSWORD, full_name=member.name)
    return user


def enrol(members: tuple[Member, ...]) -> dict[str, User]:
    """Give the members their roles and authorisations in the current centre; return users by name."""
    users = {}
    for member in members:
        user = users[member.name] = log_in_of(member)
        for role in member.roles:
            department = Department.objects.get(name=member.department) if member.department else None
            Membership.objects.create(user=user, role=role.value, department=department, valid_from=SINCE)
        for number, scope in enumerate(member.authorised, start=14):
            by = "Prezydent Miasta" if scope == Permission.SIGN_DECISION else "Dyrektor CUS"
            Authorisation.objects.create(
                user=user, scope=scope.value, number=f"{number}/2026", granted_by=by, valid_from=date(2026, 1, 2)
            )
    return users


def seat(members: tuple[Member, ...], users: dict[str, User], organisations: dict[str, Organisation]) -> None:
    """Give providers' people their seats in the current centre."""
    for member in members:
        if member.provider:
            role = ProviderSeat.Role.MANAGER if member.name in MANAGERS else ProviderSeat.Role.WORKER
            ProviderSeat.objects.create(
                user=users[member.name], organisation=organisations[member.provider], role=role, valid_from=SINCE
            )


def lines() -> list[str]:
    """Return the log-ins as lines for the terminal."""
    out = [f"Hasło każdej osoby: {PASSWORD}"]
    for slug, members in (("starachowice", STARACHOWICE), ("wojcieszkow", WOJCIESZKOW)):
        out.append(f"/{slug}/")
        for member in members:
            role = ", ".join(ROLE_LABELS[one].split(" (")[0] for one in member.roles) or member.provider
            out.append(f"  {member.email:<42} {member.name:<17} {role}")
    return out
