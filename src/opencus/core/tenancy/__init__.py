"""Tenants kept apart: a signed context for the database, a scoped manager for the code."""

from opencus.core.tenancy.context import (
    NoCentre,
    acting_in,
    current_centre_id,
    install_signing_key,
)
from opencus.core.tenancy.each import in_each_centre
from opencus.core.tenancy.models import TenantForeignKey, TenantManager

__all__ = [
    "NoCentre",
    "TenantForeignKey",
    "TenantManager",
    "acting_in",
    "current_centre_id",
    "in_each_centre",
    "install_signing_key",
]
