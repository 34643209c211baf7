"""Contracts of the demo: the clauses of C-104, and others like it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from backend.catalog.models import EquipmentType, LegalEntity, WorkType
from backend.clients.models import Client
from backend.contracts.models import (
    Contract,
    ContractVersion,
    CoverageRule,
    Impact,
    PriceList,
    Priority,
    PriorityRule,
    Service,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.demo.words import named

Kind = SlaTarget.Kind
CLAUSES = (
    ("labour", "covered", "3.2"),
    ("travel", "covered", "3.2"),
    ("call_out", "covered", "3.2"),
    ("part", "paid", "4.1"),
    ("failed_visit", "paid", "4.3"),
    ("waiting", "paid", "4.4"),
)
"""Kind of line, verdict and clause of the usual contract."""

PUBLISHED_AT = datetime(2026, 1, 12, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Basis:
    """What every contract of the demo stands on; `repair` is the kind of work it serves."""

    ours: LegalEntity
    calendar: WorkCalendar
    price_list: PriceList
    repair: WorkType
    service: str = "Repairs"
    clauses: tuple[tuple[str, str, str], ...] = CLAUSES
    promised: tuple[str, ...] = (Kind.RESPONSE, Kind.ARRIVAL, Kind.RESOLUTION)


def agree(
    basis: Basis, client: Client, number: str, kinds: list[EquipmentType], *, signed_on: date
) -> tuple[Contract, ContractVersion]:
    """Labour and travel of repairs covered (3.2), parts paid (4.1); promises by priority. The
    version is a draft until it is published."""
    contract = Contract.objects.create(
        number=number,
        client=client,
        our_entity=basis.ours,
        their_entity=client.entities.get(),
        state=Contract.State.ACTIVE,
        signed_on=signed_on,
    )
    version = ContractVersion.objects.create(
        contract=contract,
        valid_from=date(2026, 1, 1),
        calendar=basis.calendar,
        price_list=basis.price_list,
        currency=basis.price_list.currency,
    )
    service = Service.objects.create(version=version, code="repairs", names=named(basis.service))
    service.work_types.add(basis.repair)
    service.equipment_types.add(*kinds)
    _clauses(version, basis.clauses)
    _promises(version, service, basis.promised)
    return contract, version


def publish(version: ContractVersion) -> None:
    """From now on nothing of it changes."""
    version.published_at = PUBLISHED_AT
    version.save(update_fields=["published_at"])


def publish_all() -> None:
    """Whatever the demo's contracts say by now holds."""
    for version in ContractVersion.objects.filter(published_at=None):
        publish(version)


def _clauses(version: ContractVersion, clauses: tuple[tuple[str, str, str], ...]) -> None:
    """What each impact is worth, and who pays for which kind of line."""
    order = (Impact.STOPPED, Impact.GOODS_AT_RISK, Impact.PARTLY, Impact.NO_HURRY)
    made_of_it = (Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW)
    PriorityRule.objects.bulk_create(
        PriorityRule(version=version, impact=impact, priority=priority)
        for impact, priority in zip(order, made_of_it, strict=True)
    )
    CoverageRule.objects.bulk_create(
        CoverageRule(version=version, line_kind=line_kind, verdict=verdict, clause=clause)
        for line_kind, verdict, clause in clauses
    )


def _promises(version: ContractVersion, service: Service, promised: tuple[str, ...]) -> None:
    """Open minutes by priority: response, arrival, resolution; only the `promised` kinds."""
    table = {
        Priority.CRITICAL: (30, 120, 240),
        Priority.HIGH: (60, 240, 480),
        Priority.NORMAL: (240, 600, 1800),
        Priority.LOW: (600, 1800, 3000),
    }
    policies = {
        priority: SlaPolicy(
            version=version,
            clause="3.2",
            service=service,
            priority=priority,
            pausable=["access", "client"],
            reminders=[75],
        )
        for priority in table
    }
    SlaPolicy.objects.bulk_create(policies.values())
    kinds = (Kind.RESPONSE, Kind.ARRIVAL, Kind.RESOLUTION)
    SlaTarget.objects.bulk_create(
        SlaTarget(
            policy=policies[priority], kind=kind, target_min=minutes, late_price_per_h=Decimal(40)
        )
        for priority, targets in table.items()
        for kind, minutes in zip(kinds, targets, strict=True)
        if kind in promised
    )
