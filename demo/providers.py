"""Providers of Starachowice: two PES, a company, our own unit; their workers, bus and contracts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from opencus.catalogue.models import Organisation, Service, SocialEconomyStatus
from opencus.centre.models import User
from opencus.contracting.models import Contract, ContractLine
from opencus.resources.models import Credential, Vehicle, Worker

SINCE = date(2021, 1, 1)
_TERMS = (
    "Wykonawca zapewnia kontakt w formie wskazanej przez klienta, pracowników przeszkolonych w obsłudze osób "
    "ze szczególnymi potrzebami oraz dostępność miejsca świadczenia usługi."
)

_ORGANISATIONS = (
    ("Pomocna Dłoń", "Spółdzielnia Socjalna „Pomocna Dłoń”", "procured", "spółdzielnia socjalna", "ul. Radomska 70"),
    ("Oddech", "Fundacja „Oddech”", "ngo", "fundacja", "ul. Lipowa 29"),
    ("Opieka Plus", "Opieka Plus sp. z o.o.", "procured", "spółka z o.o.", "ul. Kilińskiego 26"),
    ("CUS", "CUS Starachowice: siły własne", "own", "jednostka gminy", "al. Armii Krajowej 28"),
)  # fmt: skip

_STATUSES = (
    ("Pomocna Dłoń", "pes", "spółdzielnia socjalna", "odpis z KRS"),
    ("Pomocna Dłoń", "ps", "spółdzielnia socjalna", "decyzja wojewody o statusie przedsiębiorstwa społecznego"),
    ("Oddech", "pes", "organizacja pozarządowa", "odpis z KRS"),
)

#: organisation, given name, family name, profession, credential
_WORKERS = (
    ("Pomocna Dłoń", "Piotr", "Sowa", "fizjoterapeuta", "physiotherapist"),
    ("Pomocna Dłoń", "Olga", "Rybak", "fizjoterapeutka", "physiotherapist"),
    ("Pomocna Dłoń", "Jan", "Kowal", "konserwator", ""),
    ("Pomocna Dłoń", "Maria", "Zając", "opiekunka", "carer"),
    ("Oddech", "Ewa", "Lis", "opiekunka", "carer"),
    ("Oddech", "Karol", "Mazur", "psycholog", "psychologist"),
    ("Opieka Plus", "Iwona", "Dudek", "pielęgniarka", "nurse"),
    ("CUS", "Jan", "Wrona", "kierowca", "driver"),
)

#: number, organisation, mode, value limit, service -> (rate, units)
_CONTRACTS = (
    ("CUS/{y}/017", "Pomocna Dłoń", "social_clause", "186000.00", {"FIZ": ("120.00", "900"), "ZLR": ("90.00", "600")}),
    ("CUS/{y}/018", "Oddech", "contest", "120000.00", {"OWD": ("48.00", "2000"), "PSY": ("150.00", "160")}),
    ("CUS/{y}/021", "Opieka Plus", "procurement", "210000.00", {"UO": ("39.50", "4800"), "PIEL": ("75.00", "300")}),
    ("CUS/{y}/W1", "CUS", "own", "160000.00", {"TAXI": ("46.00", "2400"), "D2D": ("52.00", "600")}),
)


def organisations() -> dict[str, Organisation]:
    """Create the providers with their PES and PS status; return them by short name."""
    made: dict[str, Organisation] = {}
    for short, name, kind, form, street in _ORGANISATIONS:
        made[short] = Organisation.objects.create(
            name=name, short_name=short, kind=kind, legal_form=form, street=street, postcode="27-200", town="Starachowice",
            phone=f"000 555 3{len(made) + 1:02d}", email=f"biuro@{short.lower().replace(' ', '-').replace('ł', 'l').replace('ń', 'n')}.invalid",
        )  # fmt: skip
    for short, kind, form, evidence in _STATUSES:
        SocialEconomyStatus.objects.create(
            organisation=made[short], kind=kind, form=form, evidence=evidence, valid_from=SINCE,
            next_check_on=SINCE.replace(year=2027, month=3, day=31),
        )  # fmt: skip
    return made


def workers(by_name: dict[str, Organisation], users: dict[str, User], today: date) -> dict[str, Worker]:
    """Create the workers with their credentials; return them by full name."""
    made = {}
    for number, (short, given, family, profession, credential) in enumerate(_WORKERS, start=1):
        worker = Worker.objects.create(
            organisation=by_name[short], user=users.get(f"{given} {family}"), given_name=given, family_name=family,
            profession=profession, phone=f"000 555 4{number:02d}", active_from=SINCE,
        )  # fmt: skip
        if credential:
            Credential.objects.create(
                worker=worker, kind=credential, number=f"DEMO/{number:04d}", valid_from=SINCE,
                valid_to=today + timedelta(days=400) if credential == "driver" else None,
            )  # fmt: skip
        made[worker.full_name] = worker
    return made


def bus(own: Organisation, today: date) -> Vehicle:
    """Create the centre's bus with a lift."""
    return Vehicle.objects.create(
        organisation=own, name="Bus z podnośnikiem", plate="TST DEMO1", seats=7, wheelchair_places=1, has_lift=True,
        inspection_valid_to=today + timedelta(days=140), insurance_valid_to=today + timedelta(days=200),
    )  # fmt: skip


def contracts(by_name: dict[str, Organisation], today: date) -> None:
    """Create this year's active contracts with their lines."""
    for number, short, mode, limit, lines in _CONTRACTS:
        provider = by_name[short]
        contract = Contract.objects.create(
            number=number.format(y=today.year), provider=provider, provider_is_public=provider.is_public, mode=mode,
            state=Contract.State.ACTIVE, signed_on=date(today.year - 1, 12, 15), valid_from=date(today.year, 1, 1),
            valid_to=date(today.year + 1, 12, 31), value_limit=Decimal(limit),
            accessibility_terms="" if provider.is_public else _TERMS,
        )  # fmt: skip
        for code, (rate, units) in lines.items():
            ContractLine.objects.create(
                contract=contract, service=Service.objects.get(code=code), rate=Decimal(rate), units_limit=Decimal(units)
            )
