"""What a draft says: services, priorities, promises and what is covered. Drafts only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from backend.accounts.models import User
from backend.catalog.models import EquipmentType, Reason
from backend.clients.models import Equipment, ObjectGroup, ServiceObject
from backend.contracts.actions.drafts import locked_draft, note_draft
from backend.contracts.as_rules import penalty_rule_for
from backend.contracts.chain import clients_below
from backend.contracts.clock_facts import OnReopen
from backend.contracts.coverage import LineKind
from backend.contracts.models import (
    ContractVersion,
    CoverageRule,
    Impact,
    PenaltyRule,
    Priority,
    PriorityRule,
    Quota,
    RecurringFee,
    Service,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.contracts.penalties import Measure, PenaltyBasis
from backend.contracts.quotas import QuotaPeriod, QuotaUnit
from backend.contracts.recurring import Basis, Charged, Counted, Period
from backend.lib.errors import Invalid, NotFound
from backend.lib.money import CENT, not_negative, to_step

_LONGEST_TARGET_MIN: Final = 525_600
_MOST_OF_A_QUOTA: Final = 100_000
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


@transaction.atomic
def add_service(version_id: UUID, values: dict[str, Any], *, by: User) -> Service:
    """A contract's line: code, names, and lists work_types, equipment_types, object_groups,
    excluded_objects; an empty list is any."""
    version = locked_draft(version_id)
    chosen = {name: value for name, value in values.items() if isinstance(value, list | tuple)}
    code = str(values.get("code", "")).strip()
    _check_text("code", code)
    if version.services.filter(code=code).exists():
        raise Invalid("code", "taken")
    service = Service.objects.create(version=version, code=code, names=values.get("names", {}))
    for name, rows in chosen.items():
        getattr(service, name).set(rows)
    note_draft(version, by, service=code)
    return service


@transaction.atomic
def set_priority(
    version_id: UUID,
    impact: str,
    priority: str,
    *,
    by: User,
    equipment_type: EquipmentType | None = None,
) -> PriorityRule:
    """This impact on this type of equipment (None is any) has this priority."""
    version = locked_draft(version_id)
    _check_choice("impact", impact, Impact.values)
    _check_choice("priority", priority, Priority.values)
    rule, _made = PriorityRule.objects.update_or_create(
        version=version,
        impact=impact,
        equipment_type=equipment_type,
        defaults={"priority": priority},
    )
    note_draft(version, by, priority=f"{impact} -> {priority}")
    return rule


@transaction.atomic
def add_policy(version_id: UUID, wish: NewPolicy, *, by: User) -> SlaPolicy:
    """A promise with its targets; Invalid names clause, targets.<kind>, priority or pausable."""
    version = locked_draft(version_id)
    _check_policy(wish)
    _check_belongs(version.contract.client_id, wish.clause, wish.object, wish.object_group)
    if wish.equipment is not None and wish.equipment.client_id != version.contract.client_id:
        raise Invalid("equipment", "other-client")
    if wish.service is not None and wish.service.version_id != version.pk:
        raise Invalid("service", "unknown")
    policy = SlaPolicy.objects.create(
        version=version,
        clause=wish.clause.strip(),
        service=wish.service,
        priority=wish.priority,
        object=wish.object,
        object_group=wish.object_group,
        equipment_type=wish.equipment_type,
        equipment=wish.equipment,
        calendar=wish.calendar,
        pausable=list(wish.pausable),
        pause_caps_min=dict(wish.pause_caps_min),
        reminders=sorted(set(wish.reminders)),
        on_reopen=wish.on_reopen,
        availability_ppm=wish.availability_ppm,
    )
    SlaTarget.objects.bulk_create(
        SlaTarget(
            policy=policy, kind=kind, target_min=minutes, late_price_per_h=wish.late_price_per_h
        )
        for kind, minutes in wish.targets.items()
    )
    note_draft(version, by, policy=policy.clause, targets=dict(wish.targets))
    return policy


@transaction.atomic
def add_coverage_rule(version_id: UUID, values: dict[str, Any], *, by: User) -> CoverageRule:
    """What the contract pays for: clause, verdict and selectors; one left out is any.

    `excluded_objects` is a list of objects the clause leaves out; `quota` limits a covered clause.
    """
    version = locked_draft(version_id)
    values = dict(values)
    excluded = list(values.pop("excluded_objects", ()))
    known = {f.name for f in CoverageRule._meta.concrete_fields} - {"id", "version"}
    for name in values:
        if name not in known:
            raise Invalid(name, "unknown")
    _check_text("clause", str(values.get("clause", "")))
    _check_choice("verdict", values.get("verdict"), CoverageRule.Verdict.values)
    if values.get("impact"):
        _check_choice("impact", values["impact"], Impact.values)
    if values.get("line_kind"):
        _check_choice("line_kind", values["line_kind"], [str(kind) for kind in LineKind])
    _check_selectors(version, values, excluded)
    rule = CoverageRule.objects.create(version=version, **values)
    rule.excluded_objects.set(excluded)
    note_draft(version, by, covers=f"{rule.clause}: {rule.verdict}")
    return rule


@transaction.atomic
def add_quota(version_id: UUID, values: dict[str, Any], *, by: User) -> Quota:
    """Visits or hours included in each period: code, names, unit, amount (two decimals), period.

    A quota of the next version goes on counting what was used under the same code.
    """
    version = locked_draft(version_id)
    code = str(values.get("code", "")).strip()
    _check_text("code", code)
    if version.quotas.filter(code=code).exists():
        raise Invalid("code", "taken")
    _check_choice("unit", values.get("unit"), [str(each) for each in QuotaUnit])
    _check_choice("period", values.get("period"), [str(each) for each in QuotaPeriod])
    amount = not_negative(values["amount"])
    if not amount:
        raise Invalid("amount", "not-positive")
    if amount != to_step(amount, CENT) or amount >= _MOST_OF_A_QUOTA:
        raise Invalid("amount", "out-of-range", least=0, most=_MOST_OF_A_QUOTA)
    if values["unit"] == QuotaUnit.VISITS and amount != to_step(amount, Decimal(1)):
        raise Invalid("amount", "not-whole")
    quota = Quota.objects.create(version=version, **{**values, "code": code})
    note_draft(version, by, quota=str(quota))
    return quota


@transaction.atomic
def add_penalty_rule(version_id: UUID, values: dict[str, Any], *, by: User) -> PenaltyRule:
    """What a broken promise costs: clause, measure, kind, priority, basis, unit_min, grace_min,
    tiers [{"from", "value"}] of texts, cap_each, cap_month and the codes of reasons that excuse.

    Invalid names the field at fault.
    """
    version = locked_draft(version_id)
    known = {f.name for f in PenaltyRule._meta.concrete_fields} - {"id", "version"}
    for name in values:
        if name not in known:
            raise Invalid(name, "unknown")
    _check_text("clause", str(values.get("clause", "")))
    _check_choice("measure", values.get("measure"), [str(each) for each in Measure])
    _check_choice("basis", values.get("basis"), [str(each) for each in PenaltyBasis])
    _check_choice("kind", values.get("kind"), SlaTarget.Kind.values)
    if values.get("priority"):
        _check_choice("priority", values["priority"], Priority.values)
    _check_reasons("excused", values.get("excused", ()))
    rule = PenaltyRule(version=version, **values)
    penalty_rule_for(rule)
    same = version.penalty_rules.filter(
        measure=rule.measure, kind=rule.kind, priority=rule.priority
    )
    if same.exists():
        raise Invalid("priority", "taken")
    rule.save(force_insert=True)
    note_draft(version, by, penalty=str(rule))
    return rule


@transaction.atomic
def add_fee(version_id: UUID, values: dict[str, Any], *, by: User) -> RecurringFee:
    """A recurring fee: names, amount (four decimals), basis, period, counted, charged (at the
    end unless told), clause, and the equipment_type a fee per unit is for; None is any. Invalid
    names the field."""
    version = locked_draft(version_id)
    kinds = {"basis": Basis, "period": Period, "counted": Counted, "charged": Charged}
    said = {"charged": Charged.END, **values}
    for name, kind in kinds.items():
        _check_choice(name, said.get(name), [str(each) for each in kind])
    amount = not_negative(values["amount"])
    if amount != to_step(amount, Decimal("0.0001")):
        raise Invalid("amount", "too-many-decimals")
    if not any(values.get("names", {}).values()):
        raise Invalid("names", "blank")
    if values.get("equipment_type") and values["basis"] != Basis.UNIT:
        raise Invalid("equipment_type", "only-per-unit")
    fee = RecurringFee.objects.create(version=version, **values)
    note_draft(version, by, fee=str(fee))
    return fee


@transaction.atomic
def remove_clause(version_id: UUID, row_id: UUID, *, by: User) -> None:
    """Take a service, priority, promise, coverage rule, fee, quota or penalty out of a draft."""
    version = locked_draft(version_id)
    sets: tuple[models.Manager[Any], ...] = (
        version.policies,
        version.coverage_rules,
        version.priority_rules,
        version.services,
        version.recurring_fees,
        version.quotas,
        version.penalty_rules,
    )
    for rows in sets:
        row = rows.filter(id=row_id).first()
        if row is not None:
            note_draft(version, by, removed=str(row))
            row.delete()
            return
    raise NotFound("clause")


def _check_policy(wish: NewPolicy) -> None:
    _check_text("clause", wish.clause)
    if wish.priority:
        _check_choice("priority", wish.priority, Priority.values)
    if not wish.targets and wish.availability_ppm is None:
        raise Invalid("targets", "blank")
    for kind, minutes in wish.targets.items():
        _check_choice("targets", kind, SlaTarget.Kind.values)
        if isinstance(minutes, bool) or not 1 <= minutes <= _LONGEST_TARGET_MIN:
            raise Invalid(f"targets.{kind}", "out-of-range", least=1, most=_LONGEST_TARGET_MIN)
    if wish.late_price_per_h < 0:
        raise Invalid("late_price_per_h", "negative")
    _check_reasons("pausable", wish.pausable)
    _check_clock(wish)


def _check_reasons(name: str, codes: Iterable[str]) -> None:
    wanted = list(codes)
    known = set(Reason.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            raise Invalid(name, "unknown", given=code)


def _check_selectors(
    version: ContractVersion, values: dict[str, Any], excluded: list[ServiceObject]
) -> None:
    """What a clause of coverage names belongs to the client or one below it; its quota to the
    version, and only a covered clause has one."""
    client_id = version.contract.client_id
    clause = str(values["clause"])
    _check_belongs(client_id, clause, values.get("object"), values.get("object_group"))
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
    _check_choice("on_reopen", wish.on_reopen, [str(mode) for mode in OnReopen])
    if wish.availability_ppm is not None and not 1 <= wish.availability_ppm <= 1_000_000:
        raise Invalid("availability_ppm", "out-of-range", least=1, most=1_000_000)


def _check_belongs(
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


def _check_text(name: str, text: str) -> None:
    if not text.strip():
        raise Invalid(name, "blank")
    if len(text) > 40:
        raise Invalid(name, "too-long", limit=40)


def _check_choice(name: str, value: object, choices: list[str]) -> None:
    if value not in choices:
        raise Invalid(name, "unknown", given=str(value))
