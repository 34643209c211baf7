"""Prices: lists, their dated versions, and items. Lines already drafted keep their price.

Every change runs the examples of the contracts that use the list: Refused("examples-red") where it
turns one, unless `despite` says why it is made all the same.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.rows import write_row
from backend.contracts.actions.examples import examples_watched, using_prices
from backend.contracts.models import PriceItem, PriceList, PriceListVersion, StandingTerms
from backend.contracts.price_import import PriceDifference, PriceRow, difference
from backend.database.locking import locked, new_or_locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid, NotFound
from backend.lib.money import Rounding


@transaction.atomic
def save_price_list(
    values: dict[str, Any], *, by: User, price_list_id: UUID | None = None
) -> PriceList:
    """A price list: name, currency, prices_include_vat. The currency of one in use stays."""
    prices = new_or_locked(PriceList, price_list_id)
    currency = values.get("currency", prices.currency)
    if price_list_id and currency != prices.currency and prices.versions.exists():
        raise Invalid("currency", "in-use")
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isupper()):
        raise Invalid("currency", "not-a-currency", given=str(currency))
    write_row(prices, values, by=by, kind=kinds.PRICE_LIST_CHANGED)
    return prices


@transaction.atomic
def add_prices(
    price_list_id: UUID, values: dict[str, Any], *, by: User, despite: str = ""
) -> PriceListVersion:
    """The rules of a list from `valid_from` on, with a copy of the items valid until then."""
    prices = locked(PriceList, price_list_id)
    former = prices.versions.order_by("-valid_from").first()
    version = PriceListVersion(price_list=prices)
    if values.get("rounding_mode", Rounding.UP) not in list(Rounding):
        raise Invalid("rounding_mode", "unknown")
    if values.get("rounding_step_min", 1) < 1:
        raise Invalid("rounding_step_min", "not-positive")
    if (values.get("night_from") is None) != (values.get("night_to") is None):
        raise Invalid("night_to", "night-needs-both")
    for name in ("after_hours_factor", "night_factor", "holiday_factor"):
        if values.get(name, 1) <= 0:
            raise Invalid(name, "not-positive")
    with examples_watched(using_prices(prices), by=by, despite=despite):
        write_row(version, values, by=by, kind=kinds.PRICE_LIST_CHANGED)
        for item in former.items.all() if former else ():
            item.pk, item.version = PriceItem().pk, version
            item.save(force_insert=True)
    return version


@transaction.atomic
def save_price_item(
    version_id: UUID,
    values: dict[str, Any],
    *,
    by: User,
    item_id: UUID | None = None,
    despite: str = "",
) -> PriceItem:
    """One price: kind, code, names, unit, price (Decimal, four decimals at most)."""
    version = _locked_version(version_id)
    item = PriceItem(version=version)
    if item_id is not None:
        found = version.items.filter(id=item_id).first()
        if found is None:
            raise NotFound("price")
        item = found
    with examples_watched(using_prices(version.price_list), by=by, despite=despite):
        write_row(item, values, by=by, kind=kinds.PRICE_LIST_CHANGED)
    return item


@transaction.atomic
def remove_price_item(version_id: UUID, item_id: UUID, *, by: User, despite: str = "") -> None:
    """Take one price out of a version; the journal keeps what it was."""
    version = _locked_version(version_id)
    item = version.items.filter(id=item_id).first()
    if item is None:
        raise NotFound("price")
    with examples_watched(using_prices(version.price_list), by=by, despite=despite):
        item.delete()
    record(kinds.PRICE_LIST_CHANGED, version, by=by, row=str(version.price_list), gone=str(item))


@transaction.atomic
def replace_prices(
    version_id: UUID, rows: Sequence[PriceRow], *, by: User, despite: str = ""
) -> PriceDifference:
    """Make the prices of a version exactly `rows`: what they do not name is taken out. All of it
    or nothing; answers what was done."""
    version = _locked_version(version_id)
    done = difference(price_rows(version), rows)
    items = {(item.kind, item.code): item for item in version.items.all()}
    fresh = [_item(row, PriceItem(version=version)) for row in done.added]
    changed = [_item(row, items[row.key]) for _before, row in done.changed]
    gone = [items[row.key].pk for row in done.removed]
    with examples_watched(using_prices(version.price_list), by=by, despite=despite):
        PriceItem.objects.bulk_create(fresh)
        PriceItem.objects.bulk_update(changed, ["names", "unit", "price"])
        version.items.filter(pk__in=gone).delete()
    if fresh or changed or gone:
        record(
            kinds.PRICE_LIST_CHANGED,
            version,
            by=by,
            row=str(version.price_list),
            added=len(fresh),
            replaced=len(changed),
            removed=len(gone),
        )
    return done


def price_rows(version: PriceListVersion) -> list[PriceRow]:
    """The prices of a version as rows of a file, by kind and code."""
    return [
        PriceRow(item.kind, item.code, item.unit, item.price, item.names)
        for item in sorted(version.items.all(), key=lambda each: (each.kind, each.code))
    ]


def _item(row: PriceRow, item: PriceItem) -> PriceItem:
    item.kind, item.code, item.unit = row.kind, row.code, row.unit
    item.price, item.names = row.price, dict(row.names)
    return item


def _locked_version(version_id: UUID) -> PriceListVersion:
    versions = PriceListVersion.objects.select_for_update(of=("self",))
    version = versions.select_related("price_list").filter(id=version_id).first()
    if version is None:
        raise NotFound("price list")
    return version


@transaction.atomic
def save_standing_terms(
    values: dict[str, Any], *, by: User, terms_id: UUID | None = None
) -> StandingTerms:
    """What one of our entities offers without a contract: entity, price_list, prepayment."""
    row = new_or_locked(StandingTerms, terms_id)
    if not values["entity"].is_ours:
        raise Invalid("entity", "not-ours")
    write_row(row, values, by=by, kind=kinds.PRICE_LIST_CHANGED)
    return row
