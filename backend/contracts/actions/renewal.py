"""The end of a contract's term: the next version with its indexation, or expiry after the grace."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.contracts.actions.drafts import begin_version, note_draft
from backend.contracts.in_force import holds_on
from backend.contracts.indexation import indexed, indexed_factor
from backend.contracts.models import Contract, ContractVersion
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid
from backend.lib.money import Rounding

MOST_PERCENT: Final = Decimal(100)


@dataclass(frozen=True)
class Renewal:
    """From when and until when the next version holds, and by how many percent (three decimals,
    it may be negative) prices, fees and late prices change, rounded by name to the cent."""

    valid_from: date
    valid_to: date | None = None
    percent: Decimal = Decimal(0)
    rounding: Rounding = Rounding.HALF_UP


@transaction.atomic
def renew_contract(contract_id: UUID, wish: Renewal, *, by: User) -> ContractVersion:
    """The next version as a draft: everything the last one says, indexed; to be looked through and
    published like any other. Invalid names valid_from, valid_to or percent."""
    if wish.valid_to is not None and wish.valid_to < wish.valid_from:
        raise Invalid("valid_to", "ends-before-it-begins")
    if abs(wish.percent) > MOST_PERCENT or wish.percent != round(wish.percent, 3):
        raise Invalid("percent", "out-of-range", least=-100, most=100)
    if wish.rounding not in list(Rounding):
        raise Invalid("rounding", "unknown")
    version = begin_version(contract_id, wish.valid_from, by=by)
    version.valid_to = wish.valid_to
    version.price_factor = indexed_factor(version.price_factor, wish.percent)
    version.price_rounding = wish.rounding
    version.indexed_percent = wish.percent or None
    version.save()
    for fee in version.recurring_fees.all():
        fee.amount = indexed(fee.amount, wish.percent, wish.rounding)
        fee.save(update_fields=["amount"])
    note_draft(version, by, renewed=True, percent=str(wish.percent), rounding=wish.rounding)
    return version


@transaction.atomic
def expire_contracts(now: datetime | None = None) -> list[Contract]:
    """By beat: contracts whose last day, grace included, is over on our entity's clock and which
    do not prolong themselves have expired. Suspended ones expire too. Answers them."""
    at = now or utc_now()
    going = Contract.objects.select_for_update(of=("self",)).select_related("our_entity")
    states = (Contract.State.ACTIVE, Contract.State.SUSPENDED)
    expired = []
    for contract in going.filter(state__in=states, prolongs_itself=False).order_by("id"):
        last = (
            contract.versions.filter(published_at__isnull=False)
            .order_by("valid_from", "number")
            .last()
        )
        if last is None:
            continue
        last.contract = contract
        if not holds_on(last, local_date(at, contract.our_entity.zone)):
            _expire(contract, last)
            expired.append(contract)
    return expired


def _expire(contract: Contract, last: ContractVersion) -> None:
    contract.state = Contract.State.EXPIRED
    contract.save(update_fields=["state"])
    grace = timedelta(days=contract.grace_days)
    held_to = last.valid_to + grace if last.valid_to else None
    record(kinds.CONTRACT_EXPIRED, contract, by=None, version=last.number, held_to=str(held_to))
