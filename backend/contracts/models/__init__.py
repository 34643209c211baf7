"""Step 1: what was promised and at what price. A contract version is immutable once active."""

from backend.contracts.models.agreement import (
    Contract,
    ContractVersion,
    CoverageRule,
    PriorityRule,
    RecurringFee,
    Service,
    SlaPolicy,
    SlaTarget,
)
from backend.contracts.models.hours import CalendarException, Impact, Priority, WorkCalendar
from backend.contracts.models.prices import PriceItem, PriceList, PriceListVersion, StandingTerms

__all__ = [
    "CalendarException",
    "Contract",
    "ContractVersion",
    "CoverageRule",
    "Impact",
    "PriceItem",
    "PriceList",
    "PriceListVersion",
    "Priority",
    "PriorityRule",
    "RecurringFee",
    "Service",
    "SlaPolicy",
    "SlaTarget",
    "StandingTerms",
    "WorkCalendar",
]
