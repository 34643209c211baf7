"""The bridge from contract rows to the frozen data of the rules, read at the moment of promise.

Whoever promises copies what this returns (onto clocks, work orders, lines); nothing later asks
again what the contract said then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.catalog.models import LegalEntity, WorkType
from backend.clients.models import Equipment, ServiceObject
from backend.contracts import coverage, price_list, selection
from backend.contracts.models import (
    Contract,
    ContractVersion,
    Impact,
    PriceList,
    Priority,
    Service,
    SlaPolicy,
    SlaTarget,
    StandingTerms,
    WorkCalendar,
)
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import Target
from backend.contracts.written_calendar import calendar_from
from backend.lib.clock import local_date
from backend.lib.errors import Invalid, Refused
from backend.lib.money import Rounding

WITHOUT_A_RULE: Mapping[str, str] = {
    Impact.STOPPED: Priority.CRITICAL,
    Impact.GOODS_AT_RISK: Priority.HIGH,
    Impact.PARTLY: Priority.NORMAL,
    Impact.NO_HURRY: Priority.LOW,
}
"""The priority by impact where no contract says another."""


@dataclass(frozen=True)
class PromiseFacts:
    """What is known when a promise is asked for. `priority` overrides the contract's rule."""

    object: ServiceObject
    equipment: Equipment | None
    impact: str
    reported_at: datetime
    work_type: WorkType | None = None
    priority: str = ""

    def __post_init__(self) -> None:
        if self.impact not in Impact.values:
            raise Invalid("impact", "unknown", given=self.impact)

    @property
    def equipment_type(self) -> str | None:
        return str(self.equipment.type_id) if self.equipment else None

    @property
    def day(self) -> date:
        """The object's local date, which decides what version is in force."""
        return local_date(self.reported_at, self.object.zone)


@dataclass(frozen=True)
class PromisedTarget:
    """One target as it is copied onto a clock; `calendar` is the written form, with its zone."""

    id: UUID
    kind: Target
    target_s: int
    clause: str
    calendar: Mapping[str, Any]
    pausable: tuple[str, ...] = ()
    late_price_per_h: Decimal = Decimal(0)


@dataclass(frozen=True)
class SlaTerms:
    """What holds for one report. Without `version` standing terms do: no targets, no SLA.

    `in_grace` says the version's last day has passed and grace or prolongation keeps it.
    """

    priority: str
    version: ContractVersion | None = None
    work_type: str = ""
    targets: tuple[PromisedTarget, ...] = ()
    prepayment: bool = False
    in_grace: bool = False
    on_change: str = "keep_elapsed"

    def only(self, kinds: Iterable[str]) -> "SlaTerms":
        """The same terms with the targets of `kinds` alone."""
        wanted = set(kinds)
        return replace(self, targets=tuple(t for t in self.targets if t.kind in wanted))


def sla_terms_for(facts: PromiseFacts) -> SlaTerms:
    """The priority and every promised target, each by the most specific policy of the contract.

    Invalid("rules", "equal-selectors") where two policies speak equally of the same report.
    """
    version = version_in_force(facts.object.client_id, facts)
    if version is None:
        priority = facts.priority or WITHOUT_A_RULE[facts.impact]
        standing = standing_terms_at(facts.object)
        return SlaTerms(priority, prepayment=bool(standing and standing.prepayment))
    services = [service for service in _services(version) if _serves(service, facts)]
    priority = facts.priority or _priority(version, facts)
    return SlaTerms(
        priority=priority,
        version=version,
        work_type=_work_type(facts, services),
        targets=_targets(version, facts, priority, {service.code for service in services}),
        in_grace=version.valid_to is not None and facts.day > version.valid_to,
        on_change=version.on_change,
    )


def version_in_force(client_id: UUID, facts: PromiseFacts) -> ContractVersion | None:
    """The published version of an active contract that holds on the object's local date.

    Of several contracts the one with a service for this equipment is chosen, then the lowest
    number. `valid_to` is the last day; grace days and prolongation lengthen the last version.
    """
    versions = ContractVersion.objects.select_related("contract", "calendar", "price_list")
    published = versions.filter(
        contract__client_id=client_id,
        contract__state=Contract.State.ACTIVE,
        published_at__isnull=False,
        valid_from__lte=facts.day,
    ).order_by("contract__number", "-valid_from", "-number")
    newest: dict[UUID, ContractVersion] = {}
    for version in published:
        newest.setdefault(version.contract_id, version)
    holding = [version for version in newest.values() if _holds_on(version, facts.day)]
    if len(holding) < 2:
        return next(iter(holding), None)
    serving = [v for v in holding if any(_serves(s, facts) for s in _services(v))]
    return (serving or holding)[0]


def standing_terms_at(place: ServiceObject) -> StandingTerms | None:
    """What our entity of the object's zone offers without a contract, else any of ours."""
    ours = StandingTerms.objects.select_related("entity", "price_list").filter(entity__is_ours=True)
    found = sorted(ours, key=lambda t: (t.entity.zone != place.zone, t.entity.short_name))
    return found[0] if found else None


def calendar_for(calendar: WorkCalendar, zone: str) -> Calendar:
    """The working-time calendar of a row in an object's zone; Invalid names what is wrong."""
    return calendar_from(written_calendar(calendar, zone))


def written_calendar(calendar: WorkCalendar, zone: str) -> dict[str, Any]:
    """The same as JSON, frozen onto a clock: later edits of the row do not move a promise."""
    exceptions = list(calendar.exceptions.all())
    return {
        "tz": zone,
        "week": calendar.week,
        "holidays": [str(e.date) for e in exceptions if not e.windows],
        "overrides": {str(e.date): e.windows for e in exceptions if e.windows},
        "breaks": calendar.breaks,
    }


def coverage_rules_for(
    version: ContractVersion | None,
) -> tuple[coverage.CoverageRule, ...] | None:
    """The clauses of a version as the rule reads them; None without a contract. Ids as text."""
    if version is None:
        return None
    return tuple(
        coverage.CoverageRule(
            clause=rule.clause,
            verdict=coverage.Verdict(rule.verdict),
            line_kind=coverage.LineKind(rule.line_kind) if rule.line_kind else None,
            work_type=_text(rule.work_type_id),
            impact=rule.impact or None,
            equipment_type=_text(rule.equipment_type_id),
            object_id=_text(rule.object_id),
            object_group=_text(rule.object_group_id),
            in_service_hours=rule.in_service_hours,
        )
        for rule in version.coverage_rules.order_by("clause", "id")
    )


def coverage_facts_for(
    facts: PromiseFacts, line_kind: coverage.LineKind, work_type: str = ""
) -> coverage.LineFacts:
    """What a clause may ask about one line; in service hours, as a promise is kept there.

    `work_type` is an id as text, used where `facts` does not know it yet.
    """
    until = facts.equipment.warranty_until if facts.equipment else None
    return coverage.LineFacts(
        line_kind=line_kind,
        work_type=str(facts.work_type.pk) if facts.work_type else work_type,
        impact=facts.impact,
        equipment_type=facts.equipment_type,
        object_id=str(facts.object.pk),
        object_groups=object_groups_of(facts.object),
        in_register=facts.equipment is not None,
        warranty=f"{until:%Y-%m-%d}" if until and until >= facts.day else "",
    )


def object_groups_of(place: ServiceObject) -> frozenset[str]:
    """Ids of the groups an object is in, as text."""
    return frozenset(str(group.pk) for group in place.groups.all())


def price_list_for(source: ContractVersion | StandingTerms, day: date) -> price_list.PriceList:
    """The prices that hold on `day` by a contract version or standing terms.

    Refused("no-prices") where the list has no version yet on that day.
    """
    return prices_on(source.price_list, day)


def prices_on(prices: PriceList, day: date) -> price_list.PriceList:
    """One price list's newest version from `day` or earlier, as pricing reads it."""
    versions = prices.versions.filter(valid_from__lte=day).order_by("-valid_from")
    version = versions.prefetch_related("items").first()
    if version is None:
        raise Refused("no-prices", name=prices.name, day=str(day))
    return price_list.PriceList(
        currency=prices.currency,
        items=tuple(
            price_list.PriceItem(price_list.ItemKind(i.kind), i.price, i.code, i.unit)
            for i in version.items.all()
        ),
        prices_include_vat=prices.prices_include_vat,
        minimum_min=version.minimum_min,
        rounding_step_min=version.rounding_step_min,
        rounding_mode=Rounding(version.rounding_mode),
        after_hours_factor=version.after_hours_factor,
    )


def our_entity_for(place: ServiceObject, version: ContractVersion | None) -> LegalEntity | None:
    """Whose papers the work is on: the contract's, else that of the standing terms."""
    if version is not None:
        return version.contract.our_entity
    standing = standing_terms_at(place)
    return standing.entity if standing else None


def target_rules_for(policies: Iterable[SlaPolicy]) -> dict[UUID, selection.TargetRule]:
    """Every target of `policies` as selection reads it, by the id of its row."""
    return {
        target.pk: selection.TargetRule(
            clause=policy.clause,
            target=Target(target.kind),
            target_s=target.target_min * 60,
            service=policy.service.code if policy.service else None,
            priority=policy.priority or None,
            object_id=_text(policy.object_id),
            object_group=_text(policy.object_group_id),
            equipment_type=_text(policy.equipment_type_id),
        )
        for policy in policies
        for target in policy.targets.all()
    }


def _holds_on(version: ContractVersion, day: date) -> bool:
    contract = version.contract
    if version.valid_to is None or contract.prolongs_itself:
        return True
    return day <= version.valid_to + timedelta(days=contract.grace_days)


def _services(version: ContractVersion) -> Sequence[Service]:
    of_version = version.services.order_by("code")
    return list(
        of_version.prefetch_related(
            "work_types", "equipment_types", "object_groups", "excluded_objects"
        )
    )


def _serves(service: Service, facts: PromiseFacts) -> bool:
    """Whether a contract's line speaks of this equipment, place and work; an empty list is any."""
    work = {str(row.pk) for row in service.work_types.all()}
    types = {str(row.pk) for row in service.equipment_types.all()}
    groups = {str(row.pk) for row in service.object_groups.all()}
    excluded = {row.pk for row in service.excluded_objects.all()}
    return (
        facts.object.pk not in excluded
        and (not work or facts.work_type is None or str(facts.work_type.pk) in work)
        and (not types or facts.equipment_type in types)
        and (not groups or bool(groups & object_groups_of(facts.object)))
    )


def _work_type(facts: PromiseFacts, services: Sequence[Service]) -> str:
    """The kind of work asked for; before triage the only one the matching services name."""
    if facts.work_type is not None:
        return str(facts.work_type.pk)
    named = {str(row.pk) for service in services for row in service.work_types.all()}
    return named.pop() if len(named) == 1 else ""


def _priority(version: ContractVersion, facts: PromiseFacts) -> str:
    rules = [
        selection.PriorityRule(rule.priority, rule.impact, _text(rule.equipment_type_id))
        for rule in version.priority_rules.all()
    ]
    found = selection.priority_for(rules, facts.equipment_type, facts.impact)
    return found or WITHOUT_A_RULE[facts.impact]


def _targets(
    version: ContractVersion, facts: PromiseFacts, priority: str, services: set[str]
) -> tuple[PromisedTarget, ...]:
    """For each kind of target the winning row, in the order of the story."""
    rows = _target_rows(version)
    # A report may fall under several services; each counts as "its service" when selecting.
    rules = {
        key: replace(rule, service="own" if rule.service else None)
        for key, rule in target_rules_for({row.policy for row in rows.values()}).items()
        if rule.service is None or rule.service in services
    }
    asked = selection.TargetFacts(
        service="own",
        priority=priority,
        object_id=str(facts.object.pk),
        object_groups=object_groups_of(facts.object),
        equipment_type=facts.equipment_type,
    )
    promised = []
    for kind in Target:
        winner = selection.select_target(list(rules.values()), kind, asked)
        if winner is not None:
            row = rows[next(key for key, rule in rules.items() if rule is winner)]
            promised.append(_promised(row, version, facts.object.zone))
    return tuple(promised)


def _target_rows(version: ContractVersion) -> dict[UUID, SlaTarget]:
    policies = version.policies.select_related("service", "calendar").prefetch_related("targets")
    rows: dict[UUID, SlaTarget] = {}
    for policy in policies:
        for target in policy.targets.all():
            target.policy = policy
            rows[target.pk] = target
    return rows


def _promised(row: SlaTarget, version: ContractVersion, zone: str) -> PromisedTarget:
    return PromisedTarget(
        id=row.pk,
        kind=Target(row.kind),
        target_s=row.target_min * 60,
        clause=row.policy.clause,
        calendar=written_calendar(row.policy.calendar or version.calendar, zone),
        pausable=tuple(row.policy.pausable),
        late_price_per_h=row.late_price_per_h,
    )


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None
