"""Reads of contracts, calendars and prices. A query that takes a user is the permission check."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.clients.queries import clients_visible_to
from backend.contracts.models import (
    Contract,
    ContractVersion,
    CoverageRule,
    MaintenanceStretch,
    PriceItem,
    PriceList,
    PriorityRule,
    RecurringFee,
    SlaPolicy,
    WorkCalendar,
)
from backend.lib.errors import NotFound

_LATELY: Final = timedelta(days=90)


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """All contracts for the office; a contact sees those of the own client that hold."""
    contracts = Contract.objects.select_related("client", "our_entity", "their_entity", "manager")
    contracts = contracts.prefetch_related("versions")
    if may(user, May.READ_OFFICE):
        return contracts
    mine = contracts.filter(client__in=clients_visible_to(user))
    return mine.exclude(state=Contract.State.DRAFT)


def contract(user: User, contract_id: UUID) -> Contract:
    """One of `contracts_visible_to`, or NotFound."""
    found = contracts_visible_to(user).filter(id=contract_id).first()
    if found is None:
        raise NotFound("contract")
    return found


def contract_version(user: User, version_id: UUID) -> ContractVersion:
    """A version with everything it says, of a contract the user may see."""
    versions = ContractVersion.objects.select_related(
        "contract__client", "calendar", "price_list"
    ).prefetch_related(
        "services__work_types",
        "services__equipment_types",
        "priority_rules__equipment_type",
        "policies__targets",
        "policies__service",
        "coverage_rules__equipment_type",
        "coverage_rules__work_type",
        "recurring_fees",
    )
    found = versions.filter(id=version_id, contract__in=contracts_visible_to(user)).first()
    if found is None:
        raise NotFound("contract version")
    return found


def versions_of(contract: Contract) -> QuerySet[ContractVersion]:
    """The versions of a contract already fetched, with everything they say, the newest first."""
    policies = SlaPolicy.objects.select_related(
        "service", "object", "object_group", "equipment_type", "equipment", "calendar"
    ).prefetch_related("targets", "calendar__exceptions")
    return (
        contract.versions.select_related("calendar", "price_list", "published_by")
        .prefetch_related(
            "calendar__exceptions",
            "services__work_types",
            "services__equipment_types",
            "services__object_groups",
            Prefetch("priority_rules", PriorityRule.objects.select_related("equipment_type")),
            Prefetch("policies", policies),
            Prefetch("coverage_rules", _coverage_rules()),
            Prefetch("recurring_fees", RecurringFee.objects.select_related("equipment_type")),
            "quotas",
            "penalty_rules",
        )
        .order_by("-number")
    )


def clauses_of(version: ContractVersion) -> QuerySet[CoverageRule]:
    """Who pays for what by a version already fetched, with everything each clause names."""
    return _coverage_rules().filter(version=version).order_by("clause", "id")


def _coverage_rules() -> QuerySet[CoverageRule]:
    return CoverageRule.objects.select_related(
        "work_type", "object", "object_group", "equipment_type", "equipment", "client", "quota"
    ).prefetch_related("excluded_objects")


def planned_maintenance(contract: Contract, now: datetime) -> QuerySet[MaintenanceStretch]:
    """Agreed stretches of a contract already fetched: to come, and of the last ninety days."""
    return contract.maintenance.filter(to_at__gte=now - _LATELY).select_related("object")


def calendars(user: User) -> QuerySet[WorkCalendar]:
    """Service hours with the dates that differ, for the office."""
    if not may(user, May.READ_OFFICE):
        return WorkCalendar.objects.none()
    return WorkCalendar.objects.prefetch_related("exceptions")


def calendar(user: User, calendar_id: UUID) -> WorkCalendar:
    """One of `calendars`, or NotFound."""
    found = calendars(user).filter(id=calendar_id).first()
    if found is None:
        raise NotFound("calendar")
    return found


def contracts_using(user: User, row: WorkCalendar) -> QuerySet[Contract]:
    """Contracts of which a version, or a promise in one, goes by these hours."""
    uses = Q(versions__calendar=row) | Q(versions__policies__calendar=row)
    return contracts_visible_to(user).filter(uses).distinct()


def price_lists(user: User) -> QuerySet[PriceList]:
    """Price lists with their versions and items, for the office."""
    if not may(user, May.READ_OFFICE):
        return PriceList.objects.none()
    return PriceList.objects.prefetch_related("versions__items")


def price_list(user: User, price_list_id: UUID) -> PriceList:
    """One of `price_lists`, or NotFound."""
    found = price_lists(user).filter(id=price_list_id).first()
    if found is None:
        raise NotFound("price list")
    return found


def price_items_visible_to(user: User) -> QuerySet[PriceItem]:
    """Every price with its list, for the office: by list, the newest prices first."""
    if not may(user, May.READ_OFFICE):
        return PriceItem.objects.none()
    items = PriceItem.objects.select_related("version__price_list")
    return items.order_by("version__price_list__name", "-version__valid_from", "kind", "code", "id")
