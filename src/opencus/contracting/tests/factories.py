"""Providers, contracts, orders and seats for tests; run inside the context of a centre."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from opencus.catalogue.models import Organisation, Service, SocialEconomyStatus
from opencus.centre.models import User
from opencus.contracting.models import Contract, ContractLine, Order, ProviderSeat
from opencus.core.clock import add_working_days, add_years, today
from opencus.entitlements.models import Entitlement
from opencus.plans.models import PlanItem
from opencus.resources.models import Worker

LONG_AGO = date(2021, 1, 1)


def provider(name: str = "Spółdzielnia Socjalna „Pomocna Dłoń”", *, pes: bool = True, kind: str = "") -> Organisation:
    """Make a provider; ``pes`` gives it the status of a social-economy entity since 2021."""
    made = Organisation.objects.create(
        name=name, short_name=name.split("„")[-1].rstrip("”")[:60], kind=kind or ("ngo" if pes else "procured"),
        legal_form="spółdzielnia socjalna" if pes else "sp. z o.o.", town="Testowo", phone="000555300",
    )  # fmt: skip
    if pes:
        SocialEconomyStatus.objects.create(
            organisation=made, kind="pes", form="spółdzielnia socjalna", evidence="KRS 0000000000",
            valid_from=LONG_AGO, next_check_on=add_years(today(), 1),
        )  # fmt: skip
    return made


def contract(
    provider: Organisation,
    service: Service,
    rate: Decimal | str = "90.00",
    units_limit: Decimal | str = "200",
    *,
    number: str = "",
    state: str = "active",
    mode: str = "social_clause",
    valid_from: date | None = None,
    valid_to: date | None = None,
    value_limit: Decimal | str = "100000.00",
) -> ContractLine:
    """Make a contract (active by default) with one line for the service; return the line."""
    start = valid_from or today() - timedelta(days=60)
    made = Contract.objects.create(
        number=number or f"CUS/{Contract.objects.count() + 1}/{today().year}", provider=provider,
        provider_is_public=provider.is_public, mode=mode, state=state, signed_on=start, valid_from=start,
        valid_to=valid_to or add_years(start, 2), value_limit=Decimal(value_limit),
        accessibility_terms="Dojazd do klienta, kontakt telefoniczny i SMS, tekst łatwy do czytania.",
    )  # fmt: skip
    return ContractLine.objects.create(
        contract=made, service=service, rate=Decimal(rate), units_limit=Decimal(units_limit)
    )


def order(
    line: ContractLine,
    entitlement: Entitlement,
    *,
    state: str = "placed",
    plan_item: PlanItem | None = None,
    quantity: Decimal | str = "4",
    period: str = "month",
    valid_from: date | None = None,
    valid_to: date | None = None,
    worker: Worker | None = None,
    placed_by: User | None = None,
    note: str = "",
) -> Order:
    """Make an order under a line for the person of the entitlement."""
    day = today()
    by = placed_by or User.objects.first() or User.objects.create_user("zlecenia@example.invalid", full_name="Katarzyna Wrona")
    return Order.objects.create(
        number=f"ZL/{day.year}/{Order.objects.count() + 9001}", line=line, entitlement=entitlement,
        plan_item=plan_item, person=entitlement.person, state=state, valid_from=valid_from or day,
        valid_to=valid_to or entitlement.valid_to, quantity=Decimal(quantity), period=period,
        schedule_text="wt. 9:30–10:15", note=note, reply_due_on=add_working_days(day, 3), placed_by=by,
        decline_reason="Brak wolnych terminów." if state == "declined" else "", worker=worker,
    )  # fmt: skip


def seat(user: User, provider: Organisation, role: str = "manager") -> ProviderSeat:
    """Give a user a seat at a provider, valid since 2021."""
    return ProviderSeat.objects.create(user=user, organisation=provider, role=role, valid_from=LONG_AGO)
