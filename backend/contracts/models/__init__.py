"""Step 1: what was promised and at what price. A contract version is immutable once active."""

from backend.contracts.models.agreement import (
    Contract,
    ContractVersion,
    CoverageRule,
    PriorityRule,
    Quota,
    QuotaUse,
    RecurringFee,
    Service,
    SlaPolicy,
    SlaTarget,
)
from backend.contracts.models.examples import ContractExample
from backend.contracts.models.hours import CalendarException, Impact, Priority, WorkCalendar
from backend.contracts.models.maintenance import MaintenanceStretch
from backend.contracts.models.penalties import PenaltyRule
from backend.contracts.models.prices import PriceItem, PriceList, PriceListVersion, StandingTerms
from backend.contracts.models.warranties import Warranty

__all__ = [
    "CalendarException",
    "Contract",
    "ContractExample",
    "ContractVersion",
    "CoverageRule",
    "Impact",
    "MaintenanceStretch",
    "PenaltyRule",
    "PriceItem",
    "PriceList",
    "PriceListVersion",
    "Priority",
    "PriorityRule",
    "Quota",
    "QuotaUse",
    "RecurringFee",
    "Service",
    "SlaPolicy",
    "SlaTarget",
    "StandingTerms",
    "Warranty",
    "WorkCalendar",
]
