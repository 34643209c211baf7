"""What a clause of a draft may say; each refusal names its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from backend.catalog.models import EquipmentType, Reason
from backend.clients.models import Equipment, ObjectGroup, ServiceObject
from backend.contracts.chain import clients_below
from backend.contracts.clock_facts import OnReopen
from backend.contracts.models import (
    ContractVersion,
    CoverageRule,
    Priority,
    Service,
    SlaTarget,
    WorkCalendar,
)
from backend.lib.errors import Invalid

_LONGEST_TARGET_MIN: Final = 525_600
_LATEST_REMINDER: Final = 500


@dataclass(frozen=True)
class NewPolicy:
    """A promise: minutes by kind of target, and what it is promised for; None is any."""

    clause: str
    targets: Mapping[str, int]
    priority: str = ""
    service: Service | None = None
    object: ServiceObject | None = None
    object_group: ObjectGroup | None = None
    equipment_type: EquipmentType | None = None
    calendar: WorkCalendar | None = None
    pausable: tuple[str, ...] = ()
    late_price_per_h: Decimal = field(default=Decimal(0))
    equipment: Equipment | None = None
    pause_caps_min: Mapping[str, int] = field(default_factory=dict)
    reminders: tuple[int, ...] = ()
    on_reopen: str = OnReopen.RESUME
    availability_ppm: int | None = None


def check_policy(wish: NewPolicy) -> None:
    """Minutes, reasons and reminders of a promise; Invalid names what cannot be."""
    check_text("clause", wish.clause)
    if wish.priority:
        check_choice("priority", wish.priority, Priority.values)
    if not wish.targets and wish.availability_ppm is None:
        raise Invalid("targets", "blank")
    for kind, minutes in wish.targets.items():
        check_choice("targets", kind, SlaTarget.Kind.values)
        if isinstance(minutes, bool) or not 1 <= minutes <= _LONGEST_TARGET_MIN:
            raise Invalid(f"targets.{kind}", "out-of-range", least=1, most=_LONGEST_TARGET_MIN)
    if wish.late_price_per_h < 0:
        raise Invalid("late_price_per_h", "negative")
    check_reasons("pausable", wish.pausable)
    _check_clock(wish)


def check_reasons(name: str, codes: Iterable[str]) -> None:
    """Every code is a reason of the catalogue, or Invalid(name, "unknown")."""
    wanted = list(codes)
    known = set(Reason.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            raise Invalid(name, "unknown", given=code)


def check_selectors(
    version: ContractVersion, values: dict[str, Any], excluded: list[ServiceObject]
) -> None:
    """What a clause of coverage names belongs to the client or one below it; its quota to the
    version, and only a covered clause has one."""
    client_id = version.contract.client_id
    clause = str(values["clause"])
    check_belongs(client_id, clause, values.get("object"), values.get("object_group"))
    chain = clients_below(client_id)
    unit, below, quota = (values.get(name) for name in ("equipment", "client", "quota"))
    if unit is not None and unit.client_id not in chain:
        raise Invalid("equipment", "other-client")
    if below is not None and below.pk not in chain:
        raise Invalid("client", "other-client")
    if any(place.client_id not in chain for place in excluded):
        raise Invalid("excluded_objects", "other-client")
    if quota is not None and quota.version_id != version.pk:
        raise Invalid("quota", "unknown")
    if quota is not None and values.get("verdict") != CoverageRule.Verdict.COVERED:
        raise Invalid("quota", "only-covered")


def _check_clock(wish: NewPolicy) -> None:
    """What the clocks of a promise go by."""
    for code, minutes in wish.pause_caps_min.items():
        if code not in wish.pausable:
            raise Invalid("pause_caps_min", "unknown", given=code)
        if isinstance(minutes, bool) or not 1 <= minutes <= _LONGEST_TARGET_MIN:
            raise Invalid("pause_caps_min", "out-of-range", least=1, most=_LONGEST_TARGET_MIN)
    for percent in wish.reminders:
        if not 1 <= percent <= _LATEST_REMINDER:
            raise Invalid("reminders", "out-of-range", least=1, most=_LATEST_REMINDER)
    check_choice("on_reopen", wish.on_reopen, [str(mode) for mode in OnReopen])
    if wish.availability_ppm is not None and not 1 <= wish.availability_ppm <= 1_000_000:
        raise Invalid("availability_ppm", "out-of-range", least=1, most=1_000_000)


def check_belongs(
    client_id: UUID, clause: str, place: ServiceObject | None, group: ObjectGroup | None
) -> None:
    """Selectors name what belongs to the client or to one below it, and never an object and a
    group at once."""
    chain = clients_below(client_id)
    for name, row in (("object", place), ("object_group", group)):
        if row is not None and row.client_id not in chain:
            raise Invalid(name, "other-client")
    if place is not None and group is not None:
        raise Invalid("object_group", "object-and-group", clause=clause)


def check_text(name: str, text: str) -> None:
    """Not blank and at most 40 characters, as codes and clauses are."""
    if not text.strip():
        raise Invalid(name, "blank")
    if len(text) > 40:
        raise Invalid(name, "too-long", limit=40)


def check_choice(name: str, value: object, choices: list[str]) -> None:
    """One of `choices`, or Invalid(name, "unknown")."""
    if value not in choices:
        raise Invalid(name, "unknown", given=str(value))
