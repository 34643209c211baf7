"""The bridge from contract rows to the frozen data of the rules, read at the moment of promise.

Whoever promises copies what this returns (onto clocks, work orders, lines); nothing later asks
again what the contract said then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from backend.contracts import coverage, selection
from backend.contracts.as_rules import object_groups_of, said_by, target_rules_for
from backend.contracts.billed_time import Boundary
from backend.contracts.clock_facts import OF_REQUESTS
from backend.contracts.in_force import (
    PromiseFacts,
    Served,
    serves,
    services_of,
    standing_terms_at,
    version_in_force,
)
from backend.contracts.models import ContractVersion, Impact, Priority
from backend.contracts.pricing import ChargeTerms
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import Target
from backend.contracts.sla_terms import PromisedShare, PromisedTarget, SlaTerms
from backend.contracts.target_rows import Hours, priority_rules_of, promised_target, target_rows
from backend.contracts.vat import Treatment
from backend.contracts.work_done import TripSplit
from backend.lib.money import Rounding

WITHOUT_A_RULE: Mapping[str, str] = {
    Impact.STOPPED: Priority.CRITICAL,
    Impact.GOODS_AT_RISK: Priority.HIGH,
    Impact.PARTLY: Priority.NORMAL,
    Impact.NO_HURRY: Priority.LOW,
}
"""The priority by impact where no contract says another."""


_OURS: Final = {True: "own", False: "another"}
"""What a rule's service is to selection: the report falls under it or it does not."""


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
    hours = Hours(facts, version).of(row.calendar or version.calendar)
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
    rules = said_by(version, "priorities", lambda: priority_rules_of(version))
    found = selection.priority_for(rules, facts.equipment_type, facts.impact)
    return found or WITHOUT_A_RULE[facts.impact]


def _targets(
    version: ContractVersion, facts: PromiseFacts, priority: str, services: set[str]
) -> tuple[PromisedTarget, ...]:
    """For each kind of target the winning row, in the order of the story."""
    rows = said_by(version, "targets", lambda: target_rows(version))
    policies = {row.policy for row in rows.values()}
    said = said_by(version, "rules", lambda: target_rules_for(policies))
    owned = f"rules for {sorted(services)}"
    rules = said_by(version, owned, lambda: _owned(said, services))
    asked, promised, hours = _asked(facts, priority), [], Hours(facts, version)
    for kind in (*OF_REQUESTS, Target.MAINTENANCE_WINDOW):
        choice = selection.weigh_targets(list(rules.values()), kind, asked)
        if choice.winner is not None:
            row = rows[next(key for key, rule in rules.items() if rule is choice.winner)]
            promised.append(replace(promised_target(row, version, hours), choice=choice))
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
