"""Fees of October drafted from rows: counted, idempotent, following the contract, on the act."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from time_machine import travel

from backend.billing.actions import approve_lines, change_line, issue_act
from backend.billing.fees import draft_all_fees, draft_fees
from backend.billing.models import BillableLine
from backend.billing.tasks import draft_fees_due
from backend.clients.models import Equipment
from backend.contracts.actions import activate_contract, begin_version
from backend.demo.cast import Cast
from backend.journal.models import Entry
from tests.billing.subscribed import fee, unit

OCTOBER = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        yield


def drafted(cast: Cast, month: date = OCTOBER) -> list[BillableLine]:
    draft_fees(cast.contract.pk, month, by=cast.biller)
    return list(BillableLine.objects.filter(source="recurring_fee").order_by("period_from"))


@pytest.fixture
def fridges(cast: Cast) -> None:
    """The ice machine all month; one until the 21st, one all month, one from the 11th."""
    unit(cast, "F1", end=date(2026, 10, 21))
    unit(cast, "F3", begin=date(2026, 9, 1))
    unit(cast, "F4", begin=date(2026, 10, 11))


@pytest.mark.usefixtures("fridges")
def test_it_works(cast: Cast) -> None:
    fee(cast, "9.50", clause="8.1")
    [line] = drafted(cast)
    assert (line.quantity, line.unit_price, line.net) == (
        Decimal("3.323"),
        Decimal("9.5000"),
        Decimal("31.56"),
    )
    assert (line.clause, line.verdict, line.state) == ("8.1", "paid", "proposed")
    assert (line.period_from, line.period_to) == (date(2026, 10, 1), OCTOBER)
    assert "Care of cold" in line.text
    counted = {each.name.split()[0]: each.days for each in line.counted.all()}
    assert counted == {"F1": 20, "Ice": 31, "F3": 31, "F4": 21}
    assert Entry.objects.get(kind="lines.drafted").data == {"lines": 1, "net": "31.56"}


@pytest.mark.usefixtures("fridges")
def test_counted_on_the_first_day(cast: Cast) -> None:
    fee(cast, "9.50", counted="first_day")
    [line] = drafted(cast)
    assert (line.quantity, line.net, line.counted.count()) == (Decimal(3), Decimal("28.50"), 3)


def test_per_object_and_flat(cast: Cast) -> None:
    fee(cast, "40", basis="object")
    fee(cast, "100", basis="flat", counted="first_day")
    assert sorted(line.net for line in drafted(cast)) == [Decimal("40.00"), Decimal("100.00")]


def test_only_the_type_and_the_client_and_what_is_in_use_count(cast: Cast) -> None:
    unit(cast, "Struck out").delete()
    Equipment.objects.filter(pk=cast.pharmacy_fridge.pk).update(type=cast.ice_machine.type)
    fee(cast, "31", equipment_type=cast.ice_machine.type)
    [line] = drafted(cast)
    assert [each.equipment_id for each in line.counted.all()] == [cast.ice_machine.pk]


def test_a_client_below_counts_too(cast: Cast) -> None:
    cast.pharmacy.parent = cast.hotel
    cast.pharmacy.save()
    fee(cast, "40", basis="object")
    [line] = drafted(cast)
    assert {each.object_id for each in line.counted.all()} == {
        cast.hotel_object.pk,
        cast.pharmacy_object.pk,
    }


def test_drafted_twice_it_is_there_once(cast: Cast) -> None:
    fee(cast, "100", basis="flat")
    first = drafted(cast)
    assert draft_fees(cast.contract.pk, OCTOBER, by=None) == []
    assert [line.pk for line in drafted(cast)] == [line.pk for line in first]
    assert draft_all_fees(OCTOBER, by=None).lines == 0


def test_a_quarter_is_drafted_with_its_last_month(cast: Cast) -> None:
    fee(cast, "300", basis="flat", period="quarter")
    assert drafted(cast) == []
    assert [line.net for line in drafted(cast, date(2026, 12, 1))] == [Decimal("300.00")]


def next_version(cast: Cast, begin: date, amount: str) -> None:
    version = begin_version(cast.contract.pk, begin, by=cast.administrator)
    version.recurring_fees.update(amount=Decimal(amount))
    activate_contract(version.pk, by=cast.administrator)


def test_a_version_dated_back_is_followed_where_nobody_judged(cast: Cast) -> None:
    fee(cast, "9.50", basis="flat")
    assert [line.net for line in drafted(cast)] == [Decimal("9.50")]
    next_version(cast, date(2026, 10, 16), "12.00")
    # 9.50 x 15 / 31 = 4.5968; with 12.00 x 16 / 31 = 6.1935 that is 10.7903.
    assert [line.net for line in drafted(cast)] == [Decimal("4.60"), Decimal("6.19")]


def test_what_is_agreed_stays_and_the_days_billed_twice_ask_a_person(cast: Cast) -> None:
    fee(cast, "9.50", basis="flat")
    approve_lines([line.pk for line in drafted(cast)], by=cast.biller)
    next_version(cast, date(2026, 10, 16), "12.00")
    old, new = drafted(cast)
    assert (old.net, old.state) == (Decimal("9.50"), "approved")
    assert (new.state, new.question) == ("needs_approval", "before")
    changed = change_line(
        new.pk,
        quantity=new.quantity,
        unit_price=Decimal("2.50"),
        reason="Only the difference",
        by=cast.biller,
    )
    assert (changed.state, changed.question) == ("proposed", "")
    assert [line.unit_price for line in drafted(cast)] == [Decimal("9.5"), Decimal("2.5")]


def test_a_contract_that_is_not_in_force_bills_none(cast: Cast) -> None:
    fee(cast, "100", basis="flat")
    cast.contract.state = "suspended"
    cast.contract.save()
    assert draft_all_fees(OCTOBER, by=None).lines == 0


@pytest.mark.usefixtures("fridges", "series")
def test_the_count_stands_on_the_act(cast: Cast) -> None:
    fee(cast, "9.50")
    approve_lines([line.pk for line in drafted(cast)], by=cast.biller)
    act = issue_act([line.pk for line in drafted(cast)], by=cast.biller)
    [line] = act.frozen["lines"]
    assert (line["quantity"], line["net"], line["reference"]) == ("3.323", "31.56", "C-104")
    assert (act.supply_to, act.net) == (OCTOBER, Decimal("31.56"))


def test_a_fee_charged_ahead_is_drafted_when_its_quarter_begins(cast: Cast) -> None:
    """The last quarter of 2026 at 300: drafted in October on its first day, not in December."""
    fee(cast, "300", basis="flat", counted="first_day", period="quarter", charged="start")
    assert drafted(cast, date(2026, 9, 30)) == []
    [line] = drafted(cast, date(2026, 10, 1))
    assert (line.net, line.supplied_on) == (Decimal("300.00"), date(2026, 10, 1))
    assert (line.period_from, line.period_to) == (date(2026, 10, 1), date(2026, 12, 31))
    assert drafted(cast, date(2026, 12, 31)) == [line]


def test_the_worker_drafts_what_is_over_and_what_is_ahead(cast: Cast) -> None:
    """On 2 November: October's fee and, of the one charged ahead, November's."""
    fee(cast, "10", basis="flat", counted="first_day", names={"en": "Over"})
    fee(cast, "20", basis="flat", counted="first_day", names={"en": "Ahead"}, charged="start")
    for _again in range(2):
        draft_fees_due()
    lines = BillableLine.objects.filter(source="recurring_fee").order_by("supplied_on", "net")
    assert [(line.period_of, line.net) for line in lines] == [
        (date(2026, 10, 1), Decimal("20.00")),
        (date(2026, 10, 1), Decimal("10.00")),
        (date(2026, 11, 1), Decimal("20.00")),
    ]
