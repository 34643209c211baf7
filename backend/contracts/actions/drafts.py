"""Contracts and their versions while they are drafts; a published version never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from backend.accounts.models import User
from backend.catalog.models import LegalEntity
from backend.catalog.rows import write_row
from backend.clients.models import Client
from backend.contracts.billed_time import Boundary
from backend.contracts.models import (
    Contract,
    ContractVersion,
    PriceList,
    Service,
    SlaPolicy,
    WorkCalendar,
)
from backend.contracts.pricing import DISCOUNTED, checked_percent
from backend.contracts.work_done import TripSplit
from backend.database.locking import locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
from backend.lib.money import Rounding, to_cents

LONGEST_DAYS: Final = 3660
"""Ten years, the longest warranty or time in which a fault counts as come again."""

_CHANGEABLE: Final = (
    "valid_from",
    "valid_to",
    "calendar",
    "price_list",
    "discount_percent",
    "discounts",
    "on_change",
    "po_required",
    "boundary",
    "trip_split",
    "travel_each_engineer",
    "money_rounding",
    "work_warranty_days",
    "part_warranty_days",
    "repeat_days",
)
_CHOICES: Final[Mapping[str, Sequence[Any]]] = {
    "on_change": ("keep_elapsed", "retroactive", "restart", "frozen"),
    "po_required": ("no", "request", "period"),
    "boundary": tuple(Boundary),
    "trip_split": tuple(TripSplit),
    "money_rounding": tuple(Rounding),
    "travel_each_engineer": (True, False),
    "work_warranty_days": range(LONGEST_DAYS + 1),
    "part_warranty_days": range(LONGEST_DAYS + 1),
    "repeat_days": range(LONGEST_DAYS + 1),
}


@dataclass(frozen=True)
class NewContract:
    """Who agrees with whom, from when, on which hours and prices."""

    number: str
    client: Client
    our_entity: LegalEntity
    their_entity: LegalEntity
    valid_from: date
    calendar: WorkCalendar
    price_list: PriceList
    signed_on: date | None = None
    prolongs_itself: bool = False
    grace_days: int = 0
    manager: User | None = None


@transaction.atomic
def draft_contract(wish: NewContract, *, by: User) -> ContractVersion:
    """A contract with its first version, both drafts; the currency is the price list's.

    Invalid names number, our_entity, their_entity or another field of the wish.
    """
    _check_manager(wish.manager)
    if not wish.our_entity.is_ours:
        raise Invalid("our_entity", "not-ours")
    if not wish.client.entities.filter(pk=wish.their_entity.pk).exists():
        raise Invalid("their_entity", "other-client")
    contract = Contract()
    agreed = ("number", "client", "our_entity", "their_entity", "signed_on")
    kept = ("prolongs_itself", "grace_days", "manager")
    values = {name: getattr(wish, name) for name in (*agreed, *kept)}
    write_row(contract, values, by=by, kind=kinds.CONTRACT_DRAFTED)
    return ContractVersion.objects.create(
        contract=contract,
        valid_from=wish.valid_from,
        calendar=wish.calendar,
        price_list=wish.price_list,
        currency=wish.price_list.currency,
    )


@transaction.atomic
def set_manager(contract_id: UUID, manager: User | None, *, by: User) -> Contract:
    """Who of our people answers for the contract from now on, in whatever state it is."""
    contract = locked(Contract, contract_id)
    _check_manager(manager)
    contract.manager = manager
    contract.save(update_fields=["manager"])
    record(kinds.CONTRACT_MANAGED, contract, by=by, name=manager.name if manager else "–")
    return contract


@transaction.atomic
def change_draft(version_id: UUID, values: dict[str, Any], *, by: User) -> ContractVersion:
    """Other dates, hours, prices or modes for a draft; Refused("version-published") later."""
    version = locked_draft(version_id)
    for field, value in values.items():
        if field not in _CHANGEABLE or value not in _CHOICES.get(field, (value,)):
            raise Invalid(field, "unknown")
    before = {field: _written(getattr(version, field)) for field in values}
    for field, value in values.items():
        setattr(version, field, value)
    _check_dates(version)
    _check_discounts(version)
    version.currency = version.price_list.currency
    version.save()
    version.refresh_from_db()
    after = {field: _written(getattr(version, field)) for field in values}
    changed = {field: [before[field], after[field]] for field in values}
    note_draft(
        version, by, changed={name: both for name, both in changed.items() if both[0] != both[1]}
    )
    return version


@transaction.atomic
def begin_version(contract_id: UUID, valid_from: date, *, by: User) -> ContractVersion:
    """A new draft from a date with everything the last version says, ready to be changed.

    The date may lie in the past, back to the day the last version began, which it then replaces
    altogether.
    """
    contract = locked(Contract, contract_id)
    last = contract.versions.order_by("-number").first()
    if last is None or last.published_at is None:
        raise Refused("draft-exists")
    if valid_from < last.valid_from:
        raise Invalid("valid_from", "too-early")
    version: ContractVersion = _copied(
        last, number=last.number + 1, valid_from=valid_from, valid_to=None
    )
    version.published_at = version.published_by = version.indexed_percent = None
    version.published_despite = ""
    version.save(force_insert=True)
    _copy_clauses(last, version)
    note_draft(version, by, copied_from=last.number)
    return version


def locked_draft(version_id: UUID) -> ContractVersion:
    """A version that may still be edited, with its contract."""
    versions = ContractVersion.objects.select_for_update(of=("self",)).select_related(
        "contract", "price_list", "calendar"
    )
    version = versions.filter(id=version_id).first()
    if version is None:
        raise NotFound("contract version")
    if version.published_at is not None:
        raise Refused("version-published", number=version.number)
    return version


def note_draft(version: ContractVersion, by: User, **data: Any) -> None:
    """One entry in the contract's history about its draft."""
    contract = version.contract
    record(kinds.CONTRACT_DRAFTED, contract, by=by, version=version.number, **data)


def _written(value: Any) -> Any:
    """A term as the journal keeps it: text, yes or no, or percentages by kind of line."""
    return value if isinstance(value, bool | dict) or value is None else str(value)


def _check_manager(manager: User | None) -> None:
    """One of ours who may still sign in."""
    if manager is not None and not (manager.is_staff and manager.is_active):
        raise Invalid("manager", "unknown", given=manager.name)


def _check_dates(version: ContractVersion) -> None:
    if version.valid_to is not None and version.valid_to < version.valid_from:
        raise Invalid("valid_to", "ends-before-it-begins")
    earlier = version.contract.versions.filter(number__lt=version.number)
    if earlier.filter(valid_from__gt=version.valid_from).exists():
        raise Invalid("valid_from", "too-early")


def _check_discounts(version: ContractVersion) -> None:
    checked_percent(Decimal(version.discount_percent), "discount_percent")
    for kind, said in version.discounts.items():
        if kind not in DISCOUNTED:
            raise Invalid("discounts", "unknown", given=kind)
        percent = checked_percent(Decimal(said), "discounts")
        if percent != to_cents(percent):
            raise Invalid("discounts", "too-many-decimals")


def _copied(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row under an id of its own."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, "id": new_id(), **changes})


def _copy_clauses(last: ContractVersion, version: ContractVersion) -> None:
    services = {old.pk: _copied_service(old, version) for old in last.services.all()}
    for policy in last.policies.prefetch_related("targets"):
        _copy_policy(policy, version, services)
    rows: list[models.Model] = [
        *last.priority_rules.all(),
        *last.recurring_fees.all(),
        *last.penalty_rules.all(),
    ]
    for row in rows:
        _copied(row, version_id=version.pk).save(force_insert=True)
    _copy_coverage(last, version)


def _copy_coverage(last: ContractVersion, version: ContractVersion) -> None:
    quotas = {}
    for old in last.quotas.all():
        quotas[old.pk] = _copied(old, version_id=version.pk)
        quotas[old.pk].save(force_insert=True)
    for rule in last.coverage_rules.prefetch_related("excluded_objects"):
        quota = quotas[rule.quota_id].pk if rule.quota_id else None
        made = _copied(rule, version_id=version.pk, quota_id=quota)
        made.save(force_insert=True)
        made.excluded_objects.set(rule.excluded_objects.all())


def _copied_service(old: Service, version: ContractVersion) -> Service:
    made: Service = _copied(old, version_id=version.pk)
    made.save(force_insert=True)
    for name in ("work_types", "equipment_types", "object_groups", "excluded_objects"):
        getattr(made, name).set(getattr(old, name).all())
    return made


def _copy_policy(
    policy: SlaPolicy, version: ContractVersion, services: dict[UUID, Service]
) -> None:
    service = services[policy.service_id].pk if policy.service_id else None
    made = _copied(policy, version_id=version.pk, service_id=service)
    made.save(force_insert=True)
    for target in policy.targets.all():
        _copied(target, policy_id=made.pk).save(force_insert=True)
