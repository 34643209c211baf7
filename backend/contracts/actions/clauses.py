"""What a draft says: services, priorities, promises and what is covered. Drafts only."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from backend.accounts.models import User
from backend.catalog.models import EquipmentType
from backend.contracts.actions.clause_checks import (
    NewPolicy,
    check_belongs,
    check_choice,
    check_policy,
    check_reasons,
    check_selectors,
    check_text,
)
from backend.contracts.actions.drafts import locked_draft, note_draft
from backend.contracts.as_rules import penalty_rule_for
from backend.contracts.coverage import LineKind
from backend.contracts.models import (
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
)
from backend.contracts.penalties import Measure, PenaltyBasis
from backend.contracts.quotas import QuotaPeriod, QuotaUnit
from backend.contracts.recurring import Basis, Charged, Counted, Period
from backend.lib.errors import Invalid, NotFound
from backend.lib.money import CENT, not_negative, to_step

_MOST_OF_A_QUOTA: Final = 100_000


@transaction.atomic
def add_service(version_id: UUID, values: dict[str, Any], *, by: User) -> Service:
    """A contract's line: code, names, and lists work_types, equipment_types, object_groups,
    excluded_objects; an empty list is any."""
    version = locked_draft(version_id)
    chosen = {name: value for name, value in values.items() if isinstance(value, list | tuple)}
    code = str(values.get("code", "")).strip()
    check_text("code", code)
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
    check_choice("impact", impact, Impact.values)
    check_choice("priority", priority, Priority.values)
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
    check_policy(wish)
    check_belongs(version.contract.client_id, wish.clause, wish.object, wish.object_group)
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
    check_text("clause", str(values.get("clause", "")))
    check_choice("verdict", values.get("verdict"), CoverageRule.Verdict.values)
    if values.get("impact"):
        check_choice("impact", values["impact"], Impact.values)
    if values.get("line_kind"):
        check_choice("line_kind", values["line_kind"], [str(kind) for kind in LineKind])
    check_selectors(version, values, excluded)
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
    check_text("code", code)
    if version.quotas.filter(code=code).exists():
        raise Invalid("code", "taken")
    check_choice("unit", values.get("unit"), [str(each) for each in QuotaUnit])
    check_choice("period", values.get("period"), [str(each) for each in QuotaPeriod])
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
    check_text("clause", str(values.get("clause", "")))
    check_choice("measure", values.get("measure"), [str(each) for each in Measure])
    check_choice("basis", values.get("basis"), [str(each) for each in PenaltyBasis])
    check_choice("kind", values.get("kind"), SlaTarget.Kind.values)
    if values.get("priority"):
        check_choice("priority", values["priority"], Priority.values)
    check_reasons("excused", values.get("excused", ()))
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
        check_choice(name, said.get(name), [str(each) for each in kind])
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
