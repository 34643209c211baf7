"""The bridge from contract rows to the frozen data of the rules, read at the moment of promise.

Whoever promises copies what this returns (onto clocks, work orders, lines); nothing later asks
again what the contract said then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from backend.contracts import coverage, selection
from backend.contracts.as_rules import (
    calendar_for,
    coverage_rules_for,
    is_read,
    maintenance_for,
    object_groups_of,
    price_list_for,
    prices_on,
    said_by,
    service_hours_of,
    target_rules_for,
    text_of,
    written_calendar,
)
from backend.contracts.billed_time import Boundary
from backend.contracts.clock_facts import OF_REQUESTS
from backend.contracts.in_force import (
    PromiseFacts,
    Served,
    our_entity_for,
    serves,
    services_of,
    standing_terms_at,
    version_in_force,
)
from backend.contracts.models import (
    ContractVersion,
    Impact,
    Priority,
    PriorityRule,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.contracts.pricing import ChargeTerms
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import Target, due_at
from backend.contracts.specificity import Choice
from backend.contracts.vat import Treatment
from backend.contracts.work_done import TripSplit
from backend.contracts.written_calendar import calendar_from, maintenance_in
from backend.database.attached import attach
from backend.database.written import Written
from backend.lib.money import Rounding

__all__ = [
    "WITHOUT_A_RULE",
    "PromiseFacts",
    "PromisedShare",
    "PromisedTarget",
    "SlaTerms",
    "calendar_for",
    "charge_terms_for",
    "coverage_facts_for",
    "coverage_rules_for",
    "object_groups_of",
    "our_entity_for",
    "price_list_for",
    "prices_on",
    "service_hours_of",
    "sla_terms_for",
    "standing_terms_at",
    "target_rules_for",
    "terms_under",
    "version_in_force",
    "without_contract",
    "written_calendar",
]

WITHOUT_A_RULE: Mapping[str, str] = {
    Impact.STOPPED: Priority.CRITICAL,
    Impact.GOODS_AT_RISK: Priority.HIGH,
    Impact.PARTLY: Priority.NORMAL,
    Impact.NO_HURRY: Priority.LOW,
}
"""The priority by impact where no contract says another."""


_OURS: Final = {True: "own", False: "another"}
"""What a rule's service is to selection: the report falls under it or it does not."""


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


def sla_terms_for(facts: PromiseFacts) -> SlaTerms:
    """The priority and every promised target, each by the most specific policy of the contract.

    Invalid("rules", "equal-selectors") where two policies speak equally of the same report.
    """
    version = version_in_force(facts.client_id, facts)
    if version is None:
        standing = standing_terms_at(facts.object)
        return replace(without_contract(facts), prepayment=bool(standing and standing.prepayment))
    return terms_under(version, facts)


def without_contract(facts: PromiseFacts) -> SlaTerms:
    """What holds where no contract does, prepayment aside: a priority, and nothing by a time."""
    return SlaTerms(facts.priority or WITHOUT_A_RULE[facts.impact])


def terms_under(version: ContractVersion, facts: PromiseFacts) -> SlaTerms:
    """What one version says of a report, in force or not; errors as `sla_terms_for`."""
    services = [service for service in services_of(version) if serves(service, facts)]
    priority = facts.priority or _priority(version, facts)
    targets = _targets(version, facts, priority, {service.code for service in services})
    return SlaTerms(
        priority=priority,
        version=version,
        work_type=_work_type(facts, services),
        targets=tuple(each for each in targets if each.kind in OF_REQUESTS),
        in_grace=version.valid_to is not None and facts.day > version.valid_to,
        on_change=version.on_change,
        window=next((each for each in targets if each.kind not in OF_REQUESTS), None),
    )


def availability_for(facts: PromiseFacts) -> PromisedShare | None:
    """The share of each month's hours promised for a unit, by the most specific policy; None
    where nothing is."""
    version = version_in_force(facts.client_id, facts)
    if version is None:
        return None
    policies = version.policies.filter(availability_ppm__isnull=False).order_by("clause", "id")
    rows = {row.pk: row for row in policies.select_related("service", "calendar")}
    codes = {service.code for service in services_of(version) if serves(service, facts)}
    shares = {
        key: rule
        for key, rule in _owned(target_rules_for(rows.values()), codes).items()
        if rule.target is Target.AVAILABILITY
    }
    choice = selection.weigh_targets(list(shares.values()), Target.AVAILABILITY, _asked(facts))
    if choice.winner is None:
        return None
    row = rows[next(key for key, rule in shares.items() if rule is choice.winner)]
    hours = _Hours(facts, version).of(row.calendar or version.calendar)
    return PromisedShare(choice.winner.availability_ppm, row.clause, hours)


def coverage_facts_for(
    facts: PromiseFacts, line_kind: coverage.LineKind, work_type: str = ""
) -> coverage.LineFacts:
    """What a clause may ask about one line; in service hours, as a promise is kept there.

    `work_type` is an id as text, used where `facts` does not know it yet.
    """
    return coverage.LineFacts(
        line_kind=line_kind,
        work_type=str(facts.work_type.pk) if facts.work_type else work_type,
        impact=facts.impact,
        equipment_type=facts.equipment_type,
        equipment_id=str(facts.equipment.pk) if facts.equipment else None,
        object_id=str(facts.object.pk),
        object_groups=object_groups_of(facts.object),
        clients=facts.clients,
        in_register=facts.equipment is not None,
        warranty=facts.warranties.clause(line_kind),
    )


def charge_terms_for(
    version: ContractVersion | None,
    calendar: Calendar,
    treatments: Mapping[coverage.LineKind, Treatment],
) -> ChargeTerms:
    """The contract's side of pricing; without one the usual rules and no discount."""
    if version is None:
        return ChargeTerms(calendar, treatments)
    return ChargeTerms(
        calendar=calendar,
        treatments=treatments,
        boundary=Boundary(version.boundary),
        travel_each_engineer=version.travel_each_engineer,
        trip_split=TripSplit(version.trip_split),
        discount_percent=version.discount_percent,
        discounts={coverage.LineKind(k): Decimal(said) for k, said in version.discounts.items()},
        money_rounding=Rounding(version.money_rounding),
    )


def _work_type(facts: PromiseFacts, services: Sequence[Served]) -> str:
    """The kind of work asked for; before triage the only one the matching services name."""
    if facts.work_type is not None:
        return str(facts.work_type.pk)
    named = {work_type for service in services for work_type in service.work_types}
    return named.pop() if len(named) == 1 else ""


def _priority(version: ContractVersion, facts: PromiseFacts) -> str:
    rules = said_by(version, "priorities", lambda: _priority_rules_of(version))
    found = selection.priority_for(rules, facts.equipment_type, facts.impact)
    return found or WITHOUT_A_RULE[facts.impact]


def _priority_rules_of(version: ContractVersion) -> list[selection.PriorityRule]:
    read = is_read(version, "priority_rules")
    rows = version.priority_rules.all() if read else _PRIORITY_RULES(version_id=version.pk)
    return [
        selection.PriorityRule(rule.priority, rule.impact, text_of(rule.equipment_type_id))
        for rule in rows
    ]


def _targets(
    version: ContractVersion, facts: PromiseFacts, priority: str, services: set[str]
) -> tuple[PromisedTarget, ...]:
    """For each kind of target the winning row, in the order of the story."""
    rows = said_by(version, "targets", lambda: _target_rows(version))
    policies = {row.policy for row in rows.values()}
    said = said_by(version, "rules", lambda: target_rules_for(policies))
    owned = f"rules for {sorted(services)}"
    rules = said_by(version, owned, lambda: _owned(said, services))
    asked, promised, hours = _asked(facts, priority), [], _Hours(facts, version)
    for kind in (*OF_REQUESTS, Target.MAINTENANCE_WINDOW):
        choice = selection.weigh_targets(list(rules.values()), kind, asked)
        if choice.winner is not None:
            row = rows[next(key for key, rule in rules.items() if rule is choice.winner)]
            promised.append(replace(_promised(row, version, hours), choice=choice))
    return tuple(promised)


def _owned(
    rules: Mapping[UUID, selection.TargetRule], services: set[str]
) -> dict[UUID, selection.TargetRule]:
    """A report may fall under several services; each counts as "its own" when selecting."""
    return {
        key: replace(rule, service=rule.service and _OURS[rule.service in services])
        for key, rule in rules.items()
    }


def _asked(facts: PromiseFacts, priority: str | None = None) -> selection.TargetFacts:
    return selection.TargetFacts(
        service=_OURS[True],
        priority=priority,
        object_id=str(facts.object.pk),
        object_groups=object_groups_of(facts.object),
        equipment_type=facts.equipment_type,
        equipment_id=str(facts.equipment.pk) if facts.equipment else None,
    )


def _target_rows(version: ContractVersion) -> dict[UUID, SlaTarget]:
    rows: dict[UUID, SlaTarget] = {}
    for policy in _policies_of(version):
        for target in policy.targets.all():
            target.policy = policy
            rows[target.pk] = target
    return rows


def _policies_of(version: ContractVersion) -> Sequence[SlaPolicy]:
    """The policies of a version with their targets."""
    if is_read(version, "policies"):
        return list(version.policies.all())
    policies: Sequence[SlaPolicy] = _POLICIES(version_id=version.pk)
    attach(policies, "targets", _TARGETS(version_id=version.pk), "policy_id")
    return policies


class _Hours(dict[UUID, Mapping[str, Any]]):
    """Calendars in their written form, each with the planned maintenance that is still to come at
    the report; targets mostly share one, which is read once."""

    def __init__(self, facts: PromiseFacts, version: ContractVersion) -> None:
        super().__init__()
        self.zone = facts.object.zone
        planned = maintenance_for(version, facts.object, facts.reported_at)
        self.planned = {"maintenance": planned} if planned else {}
        self.version = version

    def of_policy(self, policy: SlaPolicy) -> Mapping[str, Any]:
        """The policy's own calendar, or that of the version; a calendar may change any day, so
        it is not taken from a policy that was kept."""
        own = policy.calendar_id
        if own is None or own == self.version.calendar_id:
            return self.of(self.version.calendar)
        if own in self:
            return self[own]
        at_hand = is_read(self.version, "policies") and policy.calendar
        return self.of(at_hand or _CALENDAR(calendar_id=own)[0])

    def of(self, calendar: WorkCalendar) -> Mapping[str, Any]:
        if calendar.pk not in self:
            self[calendar.pk] = {**written_calendar(calendar, self.zone), **self.planned}
        return self[calendar.pk]


def _promised(row: SlaTarget, version: ContractVersion, hours: _Hours) -> PromisedTarget:
    return PromisedTarget(
        id=row.pk,
        kind=Target(row.kind),
        target_s=row.target_min * 60,
        clause=row.policy.clause,
        calendar=hours.of_policy(row.policy),
        pausable=tuple(row.policy.pausable),
        pause_caps_min=row.policy.pause_caps_min,
        reminders=tuple(row.policy.reminders),
        on_reopen=row.policy.on_reopen,
        late_price_per_h=row.late_price_per_h,
    )


def _priority_rules(version_id: UUID) -> QuerySet[PriorityRule]:
    return PriorityRule.objects.filter(version=version_id)


def _policies(version_id: UUID) -> QuerySet[SlaPolicy]:
    return SlaPolicy.objects.filter(version=version_id).select_related("service")


def _calendar(calendar_id: UUID) -> QuerySet[WorkCalendar]:
    return WorkCalendar.objects.filter(id=calendar_id)


def _targets_of(version_id: UUID) -> QuerySet[SlaTarget]:
    return SlaTarget.objects.filter(policy__version=version_id)


_PRIORITY_RULES: Final = Written(_priority_rules)
_POLICIES: Final = Written(_policies)
_CALENDAR: Final = Written(_calendar)
_TARGETS: Final = Written(_targets_of)
