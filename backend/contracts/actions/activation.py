"""The life of a contract: a draft is looked through once, published, and then stays as it is."""

from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.contracts.actions.drafts import locked_draft
from backend.contracts.actions.examples import agree_with_examples
from backend.contracts.as_rules import calendar_for, prices_on
from backend.contracts.clashes import refuse_clashes
from backend.contracts.models import Contract, ContractVersion
from backend.database.locking import locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused


@transaction.atomic
def activate_contract(version_id: UUID, *, by: User, despite: str = "") -> ContractVersion:
    """Publish a draft: from its date on it holds, and nothing in it changes any more.

    What would fail later is refused now, and the published version stays in force:
    Invalid("calendar", "never-open"), Refused("no-prices"), Refused("policy-without-target"),
    Invalid("rules", "equal-selectors", first=, second=) with both clauses. Refused
    ("examples-red", count=, first=) where an example fails, unless `despite` says why it is
    published all the same, in the name of `by`.
    """
    version = locked_draft(version_id)
    contract = locked(Contract, version.contract_id)
    if contract.state not in (Contract.State.DRAFT, Contract.State.ACTIVE):
        raise Refused("wrong-state", state=contract.state)
    _refuse_gaps(version)
    refuse_clashes(version)
    agree_with_examples(version, by=by, despite=despite)
    version.published_at, version.published_by = utc_now(), by
    version.save(update_fields=["published_at", "published_by", "published_despite"])
    contract.state = Contract.State.ACTIVE
    contract.save(update_fields=["state"])
    record(
        kinds.CONTRACT_ACTIVATED,
        contract,
        by=by,
        version=version.number,
        valid_from=str(version.valid_from),
    )
    return version


@transaction.atomic
def suspend_contract(contract_id: UUID, *, reason: str, by: User) -> Contract:
    """No terms hold until it is resumed; what was promised before stays promised."""
    contract = locked(Contract, contract_id)
    _move(contract, (Contract.State.ACTIVE,), Contract.State.SUSPENDED)
    record(kinds.CONTRACT_SUSPENDED, contract, by=by, reason=_needed(reason))
    return contract


@transaction.atomic
def resume_contract(contract_id: UUID, *, by: User) -> Contract:
    """A suspended contract holds again, for reports from now on."""
    contract = locked(Contract, contract_id)
    _move(contract, (Contract.State.SUSPENDED,), Contract.State.ACTIVE)
    record(kinds.CONTRACT_ACTIVATED, contract, by=by, resumed=True)
    return contract


@transaction.atomic
def end_contract(contract_id: UUID, *, reason: str, by: User) -> Contract:
    """The contract is terminated; new reports fall under standing terms."""
    contract = locked(Contract, contract_id)
    going = (Contract.State.DRAFT, Contract.State.ACTIVE, Contract.State.SUSPENDED)
    _move(contract, going, Contract.State.TERMINATED)
    record(kinds.CONTRACT_ENDED, contract, by=by, reason=_needed(reason))
    return contract


def _refuse_gaps(version: ContractVersion) -> None:
    """Hours that never open, a list without prices, a promise without a target."""
    policies = list(version.policies.select_related("calendar").prefetch_related("targets"))
    for calendar in {version.calendar, *(p.calendar for p in policies if p.calendar)}:
        hours = calendar_for(calendar, "UTC")
        if not any(hours.week) and not any(hours.overrides.values()):
            raise Invalid("calendar", "never-open", name=calendar.name)
    prices_on(version.price_list, version.valid_from)
    for policy in policies:
        if not policy.targets.all() and policy.availability_ppm is None:
            raise Refused("policy-without-target", clause=policy.clause)


def _move(contract: Contract, allowed: tuple[str, ...], then: str) -> None:
    if contract.state not in allowed:
        raise Refused("wrong-state", state=contract.state)
    contract.state = Contract.State(then)
    contract.save(update_fields=["state"])


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    return reason.strip()[:300]
