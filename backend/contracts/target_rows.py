"""What a version promises, read from its rows: priority rules, targets and their hours."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from backend.contracts import selection
from backend.contracts.as_rules import is_read, maintenance_for, text_of, written_calendar
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import (
    ContractVersion,
    PriorityRule,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.contracts.sla import Target
from backend.contracts.sla_terms import PromisedTarget
from backend.database.attached import attach
from backend.database.written import Written


def priority_rules_of(version: ContractVersion) -> list[selection.PriorityRule]:
    """The rules of a version that give a report its priority, as selection takes them."""
    read = is_read(version, "priority_rules")
    rows = version.priority_rules.all() if read else _PRIORITY_RULES(version_id=version.pk)
    return [
        selection.PriorityRule(rule.priority, rule.impact, text_of(rule.equipment_type_id))
        for rule in rows
    ]


def target_rows(version: ContractVersion) -> dict[UUID, SlaTarget]:
    """The targets of all policies of a version by id, each with its policy at hand."""
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


class Hours(dict[UUID, Mapping[str, Any]]):
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
        """A calendar in the object's zone, less what is planned there."""
        if calendar.pk not in self:
            self[calendar.pk] = {**written_calendar(calendar, self.zone), **self.planned}
        return self[calendar.pk]


def promised_target(row: SlaTarget, version: ContractVersion, hours: Hours) -> PromisedTarget:
    """A target of a version as it is promised, on its policy's hours."""
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
