"""Estates and the addresses that belong to them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q

from opencus.centre.estates.rules import FIRST, LAST, Span
from opencus.centre.models import Municipality
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey


class IntRange(Func):
    """int4range(low, high, '[]')."""

    function = "INT4RANGE"
    output_field = IntegerRangeField()


class Estate(TenantModel):
    """An auxiliary unit of a municipality. A person's estate follows from the address when it is asked for, and is never stored."""

    class Kind(models.TextChoices):
        ESTATE = "estate", "osiedle"
        DISTRICT = "district", "dzielnica"
        VILLAGE = "village", "sołectwo"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["centre", "municipality", "name"], name="centre_estate_name")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class EstateAddress(TenantModel):
    """A town, a street or some house numbers of an estate; no address is in two."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="addresses")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")  # of the estate, for the promise below
    town = models.CharField(max_length=80)
    street = models.CharField(max_length=120, blank=True)  # empty: the whole town
    town_key = models.CharField(max_length=80)
    street_key = models.CharField(max_length=120, blank=True)
    low = models.PositiveSmallIntegerField(default=FIRST)
    high = models.PositiveSmallIntegerField(default=LAST)
    odd = models.BooleanField(default=True)
    even = models.BooleanField(default=True)

    class Meta:
        ordering = ("town_key", "street_key", "low", "id")
        constraints = [
            models.CheckConstraint(condition=Q(low__gte=FIRST, high__gte=F("low"), high__lte=LAST), name="centre_estateaddress_numbers"),
            models.CheckConstraint(condition=Q(odd=True) | Q(even=True), name="centre_estateaddress_side"),
            *(
                ExclusionConstraint(
                    name=f"centre_estateaddress_{side}",
                    expressions=[
                        ("centre", "="), ("municipality", "="), ("town_key", "="), ("street_key", "="), (IntRange("low", "high", RangeBoundary(inclusive_upper=True)), "&&"),
                    ],
                    condition=Q(**{side: True}),
                )
                for side in ("odd", "even")
            ),
        ]  # fmt: skip

    @property
    def span(self) -> Span:
        """The same as a value."""
        return Span(self.town, self.street, self.low, self.high, self.odd, self.even)
