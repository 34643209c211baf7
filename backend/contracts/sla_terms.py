"""What is promised for one report, as it is copied onto clocks, work orders and lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.contracts import selection
from backend.contracts.models import ContractVersion
from backend.contracts.sla import Target, due_at
from backend.contracts.specificity import Choice
from backend.contracts.written_calendar import calendar_from, maintenance_in


@dataclass(frozen=True)
class PromisedTarget:
    """One target as it is copied onto a clock; `calendar` is the written form, with its zone.

    `choice` is how its rule was chosen; it explains the promise and is no part of it.
    """

    id: UUID
    kind: Target
    target_s: int
    clause: str
    calendar: Mapping[str, Any]
    pausable: tuple[str, ...] = ()
    pause_caps_min: Mapping[str, int] = field(default_factory=dict)
    reminders: tuple[int, ...] = ()
    on_reopen: str = "resume"
    late_price_per_h: Decimal = Decimal(0)
    choice: Choice[selection.TargetRule] | None = field(default=None, compare=False)

    def due_from(self, reported_at: datetime) -> datetime | None:
        """By when it is promised if nothing pauses it; None is never."""
        hours, left_out = calendar_from(self.calendar), maintenance_in(self.calendar)
        return due_at(hours, reported_at, self.target_s, left_out)


@dataclass(frozen=True)
class PromisedShare:
    """Availability promised for a unit: parts per million of each month's hours of `calendar`."""

    availability_ppm: int
    clause: str
    calendar: Mapping[str, Any]


@dataclass(frozen=True)
class SlaTerms:
    """What holds for one report. Without `version` standing terms do: no targets, no SLA.

    `window` is what planned work must be done in. `in_grace` says the version's last day has
    passed and grace or prolongation keeps it.
    """

    priority: str
    version: ContractVersion | None = None
    work_type: str = ""
    targets: tuple[PromisedTarget, ...] = ()
    prepayment: bool = False
    in_grace: bool = False
    on_change: str = "keep_elapsed"
    window: PromisedTarget | None = None

    def only(self, kinds: Iterable[str]) -> "SlaTerms":
        """The same terms with the targets of `kinds` alone."""
        wanted = set(kinds)
        return replace(self, targets=tuple(t for t in self.targets if t.kind in wanted))
