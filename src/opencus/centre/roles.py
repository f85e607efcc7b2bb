"""Roles and what each may do: the permission matrix as code.

Source: CUS Act art. 23-33, 35-50 as gathered in docs/reference/permissions.md.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """An act somebody may or may not do; the value is its code, ``PERMISSION_LABELS`` its Polish name."""

    SEARCH_PERSONS = "search_persons"
    OPEN_PERSON = "open_person"
    EDIT_PERSON = "edit_person"
    UNMASK_PESEL = "unmask_pesel"
    REGISTER_APPLICATION = "register_application"
    RECOGNISE_NEEDS = "recognise_needs"
    QUALIFY = "qualify"
    DRAFT_DECISION = "draft_decision"
    SIGN_DECISION = "sign_decision"
    HAND_OVER = "hand_over"
    DRAFT_PLAN = "draft_plan"
    APPROVE_PLAN = "approve_plan"
    MONITOR_PLAN = "monitor_plan"
    PLACE_ORDER = "place_order"
    MANAGE_CONTRACTS = "manage_contracts"
    SCHEDULE = "schedule"
    VIEW_DELIVERY = "view_delivery"
    CHECK_SETTLEMENT = "check_settlement"
    ACCEPT_SETTLEMENT = "accept_settlement"
    MANAGE_PROGRAMME = "manage_programme"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_STAFF = "manage_staff"
    READ_JOURNAL = "read_journal"
    MANAGE_PRIVACY = "manage_privacy"
    VIEW_SYSTEM = "view_system"
    COMMUNITY_PLAN = "community_plan"
    VIEW_REPORTS = "view_reports"
    HANDLE_OWN_ORDERS = "handle_own_orders"
    SUBMIT_SETTLEMENT = "submit_settlement"
    RECORD_DELIVERY = "record_delivery"


P = Permission

PERMISSION_LABELS: dict[Permission, str] = {
    P.SEARCH_PERSONS: "szukanie osób",
    P.OPEN_PERSON: "otwieranie karty osoby",
    P.EDIT_PERSON: "rejestrowanie i poprawianie danych osoby",
    P.UNMASK_PESEL: "odsłonięcie numeru PESEL",
    P.REGISTER_APPLICATION: "rejestrowanie zgłoszeń i wniosków",
    P.RECOGNISE_NEEDS: "rozpoznanie indywidualnych potrzeb",
    P.QUALIFY: "kwalifikowanie do usług",
    P.DRAFT_DECISION: "przygotowanie decyzji",
    P.SIGN_DECISION: "podpisywanie decyzji",
    P.HAND_OVER: "przekazywanie spraw między pionami",
    P.DRAFT_PLAN: "opracowanie i zmiana planu usług",
    P.APPROVE_PLAN: "zatwierdzanie planu usług",
    P.MONITOR_PLAN: "monitorowanie planu usług",
    P.PLACE_ORDER: "zlecanie usług wykonawcom",
    P.MANAGE_CONTRACTS: "prowadzenie umów z wykonawcami",
    P.SCHEDULE: "układanie wizyt i przejazdów",
    P.VIEW_DELIVERY: "podgląd realizacji usług",
    P.CHECK_SETTLEMENT: "sprawdzanie rozliczeń pod względem merytorycznym",
    P.ACCEPT_SETTLEMENT: "akceptacja rozliczeń pod względem finansowym",
    P.MANAGE_PROGRAMME: "prowadzenie programu usług społecznych",
    P.MANAGE_CATALOGUE: "prowadzenie bazy usług",
    P.MANAGE_STAFF: "zarządzanie kontami i rolami",
    P.READ_JOURNAL: "wgląd w rejestr dostępu do danych",
    P.MANAGE_PRIVACY: "ochrona danych i dostępność: klauzule, rejestry, żądania, brakowanie, deklaracja",
    P.VIEW_SYSTEM: "stan systemu i zadania w tle",
    P.COMMUNITY_PLAN: "organizowanie społeczności lokalnej",
    P.VIEW_REPORTS: "podgląd zestawień",
    P.HANDLE_OWN_ORDERS: "obsługa zleceń swojej organizacji",
    P.SUBMIT_SETTLEMENT: "składanie rozliczeń swojej organizacji",
    P.RECORD_DELIVERY: "odnotowanie wykonania swoich wizyt i przejazdów",
}

#: Only the centre qualifies, recognises needs and plans; it cannot be entrusted to anyone (art. 49).
CENTRE_ONLY = frozenset(
    {P.RECOGNISE_NEEDS, P.QUALIFY, P.DRAFT_DECISION, P.SIGN_DECISION, P.DRAFT_PLAN, P.APPROVE_PLAN, P.MONITOR_PLAN}
)


class Role(StrEnum):
    """A post or duty; one person may hold several (art. 24(3): director and organiser in one person)."""

    DIRECTOR = "director"
    OUS = "ous"
    KIPUS = "kipus"
    OSL = "osl"
    ASSISTANCE_ORGANISER = "assistance_organiser"
    SOCIAL_WORKER = "social_worker"
    RECEPTION = "reception"
    DISPATCHER = "dispatcher"
    CONTRACTS = "contracts"
    ACCOUNTANT = "accountant"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    FIELD_WORKER = "field_worker"
    PROVIDER_MANAGER = "provider_manager"
    PROVIDER_WORKER = "provider_worker"
    SYSTEM = "system"


ROLE_LABELS: dict[Role, str] = {
    Role.DIRECTOR: "Dyrektor",
    Role.OUS: "Organizator usług społecznych (OUS)",
    Role.KIPUS: "Koordynator indywidualnych planów (KIPUS)",
    Role.OSL: "Organizator społeczności lokalnej (OSL)",
    Role.ASSISTANCE_ORGANISER: "Organizator pomocy społecznej",
    Role.SOCIAL_WORKER: "Pracownik socjalny",
    Role.RECEPTION: "Biuro obsługi klienta",
    Role.DISPATCHER: "Dyspozytor",
    Role.CONTRACTS: "Umowy i zlecenia",
    Role.ACCOUNTANT: "Księgowość",
    Role.INSPECTOR: "Inspektor ochrony danych",
    Role.ADMINISTRATOR: "Administrator systemu",
    Role.FIELD_WORKER: "Pracownik w terenie",
    Role.PROVIDER_MANAGER: "Kierownik u wykonawcy",
    Role.PROVIDER_WORKER: "Pracownik wykonawcy",
    Role.SYSTEM: "System",
}

ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.DIRECTOR: "Kieruje centrum i reprezentuje je. Zatwierdza plany i standardy, podpisuje decyzje z upoważnienia.",
    Role.OUS: "Organizuje usługi społeczne, prowadzi program i bazę usług. Zatwierdza plany, gdy ma upoważnienie.",
    Role.KIPUS: "Rozpoznaje potrzeby, opracowuje plany i czuwa nad ich realizacją. Nigdy nie zatwierdza planów.",
    Role.OSL: "Organizuje społeczność lokalną i działania wspierające.",
    Role.ASSISTANCE_ORGANISER: "Kieruje zespołem pomocy społecznej i podpisuje decyzje z upoważnienia.",
    Role.SOCIAL_WORKER: "Prowadzi sprawy pomocy społecznej na ścieżce decyzji.",
    Role.RECEPTION: "Przyjmuje telefony i osoby w biurze. Rejestruje osoby, zgłoszenia i wnioski.",
    Role.DISPATCHER: "Układa wizyty i przejazdy.",
    Role.CONTRACTS: "Prowadzi umowy z wykonawcami, zleca usługi i sprawdza rozliczenia.",
    Role.ACCOUNTANT: "Akceptuje rozliczenia pod względem finansowym i prowadzi należności.",
    Role.INSPECTOR: "Sprawdza, kto, kiedy i po co zaglądał do danych. Prowadzi klauzule, rejestry i żądania osób.",
    Role.ADMINISTRATOR: "Zakłada konta i nadaje role. Nie widzi spraw mieszkańców.",
    Role.FIELD_WORKER: "Widzi swój dzień w telefonie i odnotowuje wykonanie wizyt.",
    Role.PROVIDER_MANAGER: "Widzi zlecenia swojej organizacji, przyjmuje je i wyznacza pracowników.",
    Role.PROVIDER_WORKER: "Widzi swoje wizyty i odnotowuje ich wykonanie.",
    Role.SYSTEM: "Zadania wykonywane samoczynnie.",
}

ALWAYS = "always"
IF_AUTHORISED = "if_authorised"

_BASIC = frozenset({P.SEARCH_PERSONS, P.OPEN_PERSON, P.VIEW_DELIVERY})

_ALWAYS: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: _BASIC
    | {
        P.EDIT_PERSON, P.UNMASK_PESEL, P.REGISTER_APPLICATION, P.QUALIFY, P.DRAFT_DECISION, P.HAND_OVER, P.APPROVE_PLAN,
        P.PLACE_ORDER, P.MANAGE_CONTRACTS, P.SCHEDULE, P.CHECK_SETTLEMENT, P.ACCEPT_SETTLEMENT,
        P.MANAGE_PROGRAMME, P.MANAGE_CATALOGUE, P.MANAGE_STAFF, P.READ_JOURNAL, P.MANAGE_PRIVACY, P.VIEW_REPORTS, P.VIEW_SYSTEM,
    },
    Role.OUS: _BASIC
    | {
        P.EDIT_PERSON, P.UNMASK_PESEL, P.REGISTER_APPLICATION, P.DRAFT_DECISION, P.HAND_OVER, P.PLACE_ORDER, P.SCHEDULE,
        P.MANAGE_CONTRACTS, P.MANAGE_PROGRAMME, P.MANAGE_CATALOGUE, P.VIEW_REPORTS, P.CHECK_SETTLEMENT,
    },
    Role.KIPUS: _BASIC
    | {
        P.EDIT_PERSON, P.UNMASK_PESEL, P.REGISTER_APPLICATION, P.RECOGNISE_NEEDS, P.DRAFT_DECISION, P.HAND_OVER,
        P.DRAFT_PLAN, P.MONITOR_PLAN, P.PLACE_ORDER, P.SCHEDULE,
    },
    Role.OSL: frozenset({P.COMMUNITY_PLAN, P.VIEW_REPORTS}),
    Role.ASSISTANCE_ORGANISER: _BASIC
    | {P.EDIT_PERSON, P.UNMASK_PESEL, P.REGISTER_APPLICATION, P.DRAFT_DECISION, P.HAND_OVER},
    Role.SOCIAL_WORKER: _BASIC | {P.EDIT_PERSON, P.UNMASK_PESEL, P.REGISTER_APPLICATION, P.DRAFT_DECISION, P.HAND_OVER},
    Role.RECEPTION: frozenset({P.SEARCH_PERSONS, P.OPEN_PERSON, P.EDIT_PERSON, P.REGISTER_APPLICATION}),
    Role.DISPATCHER: _BASIC | {P.SCHEDULE},
    Role.CONTRACTS: frozenset(
        {P.MANAGE_CONTRACTS, P.PLACE_ORDER, P.CHECK_SETTLEMENT, P.VIEW_DELIVERY, P.VIEW_REPORTS, P.SEARCH_PERSONS}
    ),
    Role.ACCOUNTANT: frozenset({P.ACCEPT_SETTLEMENT, P.VIEW_REPORTS}),
    Role.INSPECTOR: frozenset({P.READ_JOURNAL, P.MANAGE_PRIVACY}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_STAFF, P.VIEW_SYSTEM}),
    Role.FIELD_WORKER: frozenset({P.RECORD_DELIVERY}),
    Role.PROVIDER_MANAGER: frozenset({P.HANDLE_OWN_ORDERS, P.SUBMIT_SETTLEMENT}),
    Role.PROVIDER_WORKER: frozenset({P.RECORD_DELIVERY}),
    Role.SYSTEM: frozenset(),
}

#: Granted only while an authorisation of that scope is valid (art. 26, 41(1)).
_IF_AUTHORISED: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset({P.SIGN_DECISION}),
    Role.OUS: frozenset({P.QUALIFY, P.APPROVE_PLAN, P.SIGN_DECISION}),
    Role.KIPUS: frozenset({P.QUALIFY, P.SIGN_DECISION}),
    Role.ASSISTANCE_ORGANISER: frozenset({P.SIGN_DECISION}),
}

PROVIDER_ROLES = frozenset({Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER})
#: All that a phone opened by a PIN may be.
FIELD_ROLES = frozenset({Role.FIELD_WORKER, Role.PROVIDER_WORKER})


def grant(role: Role, permission: Permission) -> str | None:
    """Return ``ALWAYS``, ``IF_AUTHORISED`` or None: one cell of the matrix."""
    if permission in _ALWAYS[role]:
        return ALWAYS
    return IF_AUTHORISED if permission in _IF_AUTHORISED.get(role, frozenset()) else None


def permissions_of(roles: frozenset[Role], authorised: frozenset[Permission]) -> frozenset[Permission]:
    """Return the union of grants of all roles; ``authorised`` are scopes of authorisations valid today."""
    granted: set[Permission] = set()
    for role in roles:
        granted |= _ALWAYS[role]
        granted |= _IF_AUTHORISED.get(role, frozenset()) & authorised
    return frozenset(granted)
