"""Tables of the room, by what they are about."""

from opencus.privacy.models.accessibility import AccessibilityRequest, Declaration
from opencus.privacy.models.informing import Clause, ClauseGiven, DataProtection, Process
from opencus.privacy.models.register import ProcessingActivity, ProcessorAgreement
from opencus.privacy.models.retention import Disposal, DisposalItem, FieldPurge, RetentionClass
from opencus.privacy.models.rights import Consent, Restriction, SubjectRequest

__all__ = [
    "AccessibilityRequest",
    "Clause",
    "ClauseGiven",
    "Consent",
    "DataProtection",
    "Declaration",
    "Disposal",
    "DisposalItem",
    "FieldPurge",
    "Process",
    "ProcessingActivity",
    "ProcessorAgreement",
    "Restriction",
    "RetentionClass",
    "SubjectRequest",
]
