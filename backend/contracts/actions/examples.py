"""Examples of a contract: kept, and watched over whatever may change their answers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.accounts.models import User
from backend.contracts.example import checked
from backend.contracts.examples import red_ones
from backend.contracts.models import (
    Contract,
    ContractExample,
    ContractVersion,
    PriceList,
    WorkCalendar,
)
from backend.database.locking import locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused


@transaction.atomic
def save_example(
    contract_id: UUID, values: dict[str, Any], *, by: User, example_id: UUID | None = None
) -> ContractExample:
    """An example: words, asks, given, expected, position. Invalid names the field at fault; whether
    the contract agrees with it is shown, not demanded, until it is published."""
    contract = locked(Contract, contract_id)
    example = ContractExample(contract=contract, made_by=by)
    if example_id is not None:
        found = contract.examples.filter(pk=example_id).first()
        if found is None:
            raise NotFound("example")
        example = found
    words = str(values.get("words", "")).strip()
    if not words:
        raise Invalid("words", "blank")
    if len(words) > 300:
        raise Invalid("words", "too-long", limit=300)
    given, expected = values.get("given"), values.get("expected")
    for name, said in (("given", given), ("expected", expected)):
        if not isinstance(said, dict):
            raise Invalid(name, "missing")
    example.asks = checked(str(values.get("asks")), given or {}, expected or {})
    example.words, example.given, example.expected = words, given, expected
    example.position = values.get("position") or contract.examples.count() + 1
    example.save()
    record(kinds.CONTRACT_EXAMPLE_CHANGED, contract, by=by, text=words)
    return example


@transaction.atomic
def remove_example(contract_id: UUID, example_id: UUID, *, by: User) -> None:
    """Take an example out; the journal keeps its words."""
    contract = locked(Contract, contract_id)
    example = contract.examples.filter(pk=example_id).first()
    if example is None:
        raise NotFound("example")
    record(kinds.CONTRACT_EXAMPLE_CHANGED, contract, by=by, removed=True, text=example.words)
    example.delete()


def agree_with_examples(version: ContractVersion, *, by: User, despite: str) -> None:
    """Refused("examples-red", count=, first=) where the version answers an example otherwise;
    with a reason `despite` it is published in the name of `by`, who stands in the journal."""
    red = red_ones(version)
    version.published_despite = _allowed([each.words for each in red], despite)
    if red:
        _overruled(version.contract, [each.words for each in red], by, despite)


@contextmanager
def examples_watched(
    versions: Iterable[ContractVersion], *, by: User, despite: str = ""
) -> Iterator[None]:
    """What is done inside must leave green examples green: otherwise it is refused as publishing
    is, or overruled by name. Examples that were red before stop nobody."""
    watched = list(versions)
    before = {version.pk: _red_words(version) for version in watched}
    yield
    for version in watched:
        fresh = ContractVersion.objects.select_related("contract__our_entity").get(pk=version.pk)
        turned = [words for words in _red_words(fresh) if words not in before[version.pk]]
        if turned:
            _allowed(turned, despite)
            _overruled(fresh.contract, turned, by, despite)


def using_calendar(calendar: WorkCalendar) -> list[ContractVersion]:
    """Published versions in force whose examples a change of the calendar may turn."""
    return _in_force(Q(calendar=calendar.pk) | Q(policies__calendar=calendar.pk))


def using_prices(prices: PriceList) -> list[ContractVersion]:
    """Published versions in force whose examples a change of the price list may turn."""
    return _in_force(Q(price_list=prices.pk))


def _in_force(uses: Q) -> list[ContractVersion]:
    published = ContractVersion.objects.filter(
        uses,
        published_at__isnull=False,
        contract__state=Contract.State.ACTIVE,
        contract__examples__isnull=False,
    )
    today = utc_now().date()
    found = list(published.select_related("contract__our_entity").distinct().order_by("id"))
    return [version for version in found if not _superseded(version, today)]


def _superseded(version: ContractVersion, today: date) -> bool:
    """Whether a later version of the contract has begun, so that this one answers for nobody."""
    later = ContractVersion.objects.filter(
        Q(valid_from__gt=version.valid_from)
        | Q(valid_from=version.valid_from, number__gt=version.number),
        contract=version.contract_id,
        published_at__isnull=False,
    )
    return later.filter(valid_from__lte=today).exists()


def _red_words(version: ContractVersion) -> list[str]:
    return [each.words for each in red_ones(version)]


def _allowed(red: list[str], despite: str) -> str:
    """The reason kept, empty where nothing is red."""
    if not red:
        return ""
    if not despite.strip():
        raise Refused("examples-red", count=len(red), first=red[0])
    return despite.strip()[:300]


def _overruled(contract: Contract, red: list[str], by: User, despite: str) -> None:
    record(
        kinds.CONTRACT_EXAMPLES_OVERRULED, contract, by=by, reason=despite.strip()[:300], red=red
    )
