"""Fees of November charged ahead at 18.00 a unit, put right on 1 December when others counted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from time_machine import travel

from backend.billing.actions import approve_lines, change_line, issue_act, reject_line
from backend.billing.fees import draft_fees
from backend.billing.models import BillableLine
from backend.billing.tasks import draft_fees_due
from backend.clients.models import Equipment
from backend.contracts.actions import activate_contract, begin_version
from backend.demo.cast import Cast
from tests.billing.subscribed import fee, taken_away, unit

NOVEMBER = date(2026, 11, 1)
LAST = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def fridge(cast: Cast) -> Equipment:
    """One of three units; the ice machine and F2 are the others."""
    unit(cast, "F2", begin=date(2026, 9, 1))
    return unit(cast, "F1", begin=date(2026, 9, 1))


def billed(cast: Cast, **more: str) -> BillableLine:
    """The fee of November as agreed when it began: 3 units, 54.00."""
    fee(cast, "18", charged="start", clause="5.1", **more)
    [line] = draft_fees(cast.contract.pk, NOVEMBER, by=None)
    assert (line.quantity, line.net) == (Decimal(3), Decimal("54.00"))
    approve_lines([line.pk], by=cast.biller)
    return line


def corrections(cast: Cast) -> list[BillableLine]:
    draft_fees(cast.contract.pk, LAST, by=cast.biller)
    return list(BillableLine.objects.filter(source="fee_correction").order_by("drafted_at", "id"))


def test_what_came_and_what_went_is_put_right(cast: Cast, fridge: Equipment) -> None:
    """30 + 30 + 20 + 20 = 100 of 30 days are 60.00, and 54.00 were billed."""
    billed(cast)
    taken_away(fridge, date(2026, 11, 21))
    unit(cast, "F4", begin=date(2026, 11, 11))
    [line] = corrections(cast)
    assert (line.quantity, line.unit_price, line.net) == (
        Decimal("0.333"),
        Decimal("18.0000"),
        Decimal("6.00"),
    )
    assert line.text.endswith("3.333 counted in the end, 3 billed ahead")
    assert (line.clause, line.state, line.supplied_on) == ("5.1", "proposed", LAST)
    counted = {each.name.split()[0]: each.days for each in line.counted.all()}
    assert counted == {"F1": 20, "F4": 20}


@pytest.mark.usefixtures("series")
def test_too_much_is_taken_back_on_the_next_act(cast: Cast, fridge: Equipment) -> None:
    """80 of 30 days are 48.00: 6.00 less, at VAT 20 % 1.20 less."""
    first = billed(cast)
    taken_away(fridge, date(2026, 11, 21))
    [line] = corrections(cast)
    assert (line.quantity, line.unit_price, line.net) == (
        Decimal("0.333"),
        Decimal("-18.0000"),
        Decimal("-6.00"),
    )
    approve_lines([line.pk], by=cast.biller)
    act = issue_act([first.pk, line.pk], by=cast.biller)
    assert (act.net, act.vat, act.gross) == (Decimal("48.00"), Decimal("9.60"), Decimal("57.60"))


def test_the_first_day_decides_where_the_contract_says_so(cast: Cast, fridge: Equipment) -> None:
    billed(cast, counted="first_day")
    taken_away(fridge, date(2026, 11, 2))
    assert corrections(cast) == []


def test_a_first_day_noted_late_is_put_right(cast: Cast, fridge: Equipment) -> None:
    """It was gone in October already: 2 units are 36.00."""
    billed(cast, counted="first_day")
    taken_away(fridge, date(2026, 10, 20))
    [line] = corrections(cast)
    assert (line.quantity, line.net) == (Decimal(1), Decimal("-18.00"))
    assert line.text.endswith("2 counted in the end, 3 billed ahead")


def test_it_follows_the_register_until_judged(cast: Cast, fridge: Equipment) -> None:
    """Gone on the 21st are 6.00 less, on the 26th 3.00 less, on none nothing."""
    billed(cast)
    taken_away(fridge, date(2026, 11, 21))
    [first] = corrections(cast)
    taken_away(fridge, date(2026, 11, 26))
    [line] = corrections(cast)
    assert (line.pk, line.net) == (first.pk, Decimal("-3.00"))
    taken_away(fridge, date(2026, 12, 1))
    assert corrections(cast) == []


def test_a_judged_one_is_settled_and_only_what_changed_since_comes(
    cast: Cast, fridge: Equipment
) -> None:
    """6.00 less were agreed on and 3.00 less refused; five days later they are 3.00 more."""
    billed(cast)
    taken_away(fridge, date(2026, 11, 21))
    approve_lines([corrections(cast)[0].pk], by=cast.biller)
    assert len(corrections(cast)) == 1
    taken_away(fridge, date(2026, 11, 16))
    refused = corrections(cast)[1]
    assert refused.net == Decimal("-3.00")
    reject_line(refused.pk, reason="Not so", by=cast.biller)
    assert len(corrections(cast)) == 2
    taken_away(fridge, date(2026, 11, 21))
    assert [line.net for line in corrections(cast)] == [
        Decimal("-6.00"),
        Decimal("-3.00"),
        Decimal("3.00"),
    ]


def test_the_difference_is_at_the_price_agreed(cast: Cast, fridge: Equipment) -> None:
    """At 15.00 instead of 18.00, ten days of one unit are 5.00."""
    fee(cast, "18", charged="start")
    [line] = draft_fees(cast.contract.pk, NOVEMBER, by=None)
    change_line(
        line.pk, quantity=Decimal(3), unit_price=Decimal(15), reason="Agreed", by=cast.biller
    )
    approve_lines([line.pk], by=cast.biller)
    taken_away(fridge, date(2026, 11, 21))
    assert [each.net for each in corrections(cast)] == [Decimal("-5.00")]


def test_days_a_version_has_taken_ask_a_person_instead(cast: Cast, fridge: Equipment) -> None:
    billed(cast)
    version = begin_version(cast.contract.pk, date(2026, 11, 16), by=cast.administrator)
    activate_contract(version.pk, by=cast.administrator)
    taken_away(fridge, date(2026, 11, 21))
    assert corrections(cast) == []
    asked = BillableLine.objects.get(source="recurring_fee", state="needs_approval")
    assert asked.question == "before"


def test_what_nobody_agreed_with_is_not_corrected(cast: Cast, fridge: Equipment) -> None:
    """The line itself follows the register."""
    fee(cast, "18", charged="start")
    draft_fees(cast.contract.pk, NOVEMBER, by=None)
    taken_away(fridge, date(2026, 11, 21))
    assert corrections(cast) == []
    assert BillableLine.objects.get(source="recurring_fee").net == Decimal("48.00")


def test_the_worker_drafts_it_with_the_months_fees(cast: Cast, fridge: Equipment) -> None:
    billed(cast)
    taken_away(fridge, date(2026, 11, 21))
    for _again in range(2):
        draft_fees_due()
    line = BillableLine.objects.get(source="fee_correction")
    assert line.net == Decimal("-6.00")
