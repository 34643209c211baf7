"""The end of a term: the next version with its indexation, or expiry once the grace is over."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.contracts.actions import (
    Renewal,
    activate_contract,
    add_fee,
    begin_version,
    expire_contracts,
    renew_contract,
)
from backend.contracts.as_rules import price_list_for
from backend.contracts.in_force import version_in_force
from backend.contracts.indexation import indexed, indexed_factor
from backend.contracts.models import PriceItem, Quota
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid
from backend.lib.money import Rounding
from tests.agreed import revised
from tests.contracts.test_terms import facts

JANUARY = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("amount", "percent", "rounding", "then"),
    [
        ("100.00", "3.5", Rounding.HALF_UP, "103.50"),
        ("34.50", "3.5", Rounding.HALF_UP, "35.71"),  # 35.7075
        ("34.50", "3.5", Rounding.DOWN, "35.70"),
        ("9.50", "-2", Rounding.HALF_UP, "9.31"),
        ("0.1250", "0", Rounding.HALF_UP, "0.1250"),  # untouched, four decimals stay
    ],
)
def test_amounts_are_indexed_by_name(
    amount: str, percent: str, rounding: Rounding, then: str
) -> None:
    assert indexed(Decimal(amount), Decimal(percent), rounding) == Decimal(then)


def test_indexations_multiply() -> None:
    """3 % and then 2 %: 1.03 x 1.02 = 1.0506."""
    once = indexed_factor(Decimal(1), Decimal(3))
    assert indexed_factor(once, Decimal(2)) == Decimal("1.050600")


def test_it_works(cast: Cast) -> None:
    """Labour of 80.00 and a fan of 34.50 by 3.5 %: 82.80 and 35.71 from January, not before."""
    fee = {
        "names": {"en": "Care"},
        "amount": Decimal("9.50"),
        "basis": "flat",
        "period": "month",
        "counted": "first_day",
    }
    first = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    add_fee(first.pk, fee, by=cast.administrator)
    Quota.objects.create(version=first, code="v", unit="visits", amount=4, period="year")
    activate_contract(first.pk, by=cast.administrator)
    wish = Renewal(JANUARY, date(2027, 12, 31), Decimal("3.5"))
    version = renew_contract(cast.contract.pk, wish, by=cast.administrator)

    assert (version.number, version.published_at, version.valid_to) == (
        3,
        None,
        date(2027, 12, 31),
    )
    assert version.indexed_percent == Decimal("3.5")
    assert version.recurring_fees.get().amount == Decimal("9.83")  # 9.8325
    assert version.quotas.get().amount == 4
    activate_contract(version.pk, by=cast.administrator)
    PriceItem.objects.filter(kind="labour").update(price=Decimal("80.00"))
    for source, labour, fan in ((first, "80.00", "34.50"), (version, "82.80", "35.71")):
        prices = price_list_for(source, JANUARY)
        told = {item.kind: item.price for item in prices.items}
        assert (told["labour"], told["part"]) == (Decimal(labour), Decimal(fan))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Renewal(date(2025, 12, 31)), "valid_from"),
        (Renewal(JANUARY, date(2026, 12, 31)), "valid_to"),
        (Renewal(JANUARY, percent=Decimal("100.5")), "percent"),
        (Renewal(JANUARY, percent=Decimal("0.0001")), "percent"),
    ],
)
def test_a_bad_renewal_names_the_field(cast: Cast, wish: Renewal, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        renew_contract(cast.contract.pk, wish, by=cast.administrator)
    assert refused.value.field == field
    assert cast.contract.versions.count() == 1


def ends(cast: Cast, day: date, *, grace: int = 0, prolongs: bool = False) -> None:
    with revised(cast.contract_version) as version:
        version.valid_to = day
    cast.contract.grace_days, cast.contract.prolongs_itself = grace, prolongs
    cast.contract.save()


def test_past_its_grace_a_contract_has_expired(cast: Cast) -> None:
    """To 30 November with five days of grace: in force all 5 December in Monaco, over the next.

    What was reported on a day it held still falls under it, however late it comes in.
    """
    ends(cast, date(2026, 11, 30), grace=5)
    last_evening = datetime(2026, 12, 5, 22, 59, tzinfo=UTC)
    assert expire_contracts(last_evening) == []
    assert expire_contracts(datetime(2026, 12, 5, 23, tzinfo=UTC)) == [cast.contract]
    cast.contract.refresh_from_db()
    assert cast.contract.state == "expired"
    entry = Entry.objects.get(kind="contract.expired")
    assert entry.data == {"version": 2, "held_to": "2026-12-05"}
    assert expire_contracts(datetime(2026, 12, 7, tzinfo=UTC)) == []
    asked = facts(cast, reported_at=last_evening)
    assert version_in_force(cast.hotel.pk, asked) == cast.contract_version
    asked = facts(cast, reported_at=datetime(2026, 12, 6, 9, tzinfo=UTC))
    assert version_in_force(cast.hotel.pk, asked) is None


def test_a_contract_that_prolongs_itself_does_not_expire(cast: Cast) -> None:
    ends(cast, date(2026, 11, 30), prolongs=True)
    assert expire_contracts(datetime(2030, 1, 1, tzinfo=UTC)) == []


def test_a_contract_without_an_end_does_not_expire(cast: Cast) -> None:
    assert expire_contracts(datetime(2030, 1, 1, tzinfo=UTC)) == []
