"""Closing a month: what waits, its fees by one button, and what each of them counts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from time_machine import travel

from backend.billing.models import BillableLine
from backend.contracts.models import RecurringFee
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from tests.agreed import revised
from tests.billing.conftest import Facts, ended_visit
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def biller(cast: Cast) -> Client:
    with revised(cast.contract_version) as version:
        RecurringFee.objects.create(
            version=version, amount=Decimal("9.50"), basis="unit", names={"en": "Care of cold"}
        )
    return signed_in(cast.biller)


def test_the_month_that_is_over_comes_first(biller: Client) -> None:
    page = biller.get("/money/month/").text
    assert "October 2026" in page
    assert "Draft fees of October" in page
    assert "No fee is drafted for this month" in page


@pytest.mark.parametrize("asked", ["month=x", "month=1999-01", "month=%00", "month=9999-99"])
def test_a_month_that_is_none_is_the_one_that_is_over(biller: Client, asked: str) -> None:
    assert "October 2026" in biller.get(f"/money/month/?{asked}").text


def test_fees_are_drafted_by_one_button_and_say_what_they_count(biller: Client) -> None:
    for _again in range(2):
        answer = biller.post("/money/month/fees/", {"month": "2026-10"})
        assert answer["Location"] == "/money/month/?month=2026-10"
    line = BillableLine.objects.get(source="recurring_fee")
    page = biller.get("/money/month/?month=2026-10").text
    assert "€9.50" in page
    assert f"/money/lines/{line.pk}/counted/" in page
    assert "begin=2026-10-01&amp;end=2026-10-31" in page
    counted = biller.get(f"/money/lines/{line.pk}/counted/").text
    assert "Ice machine A-113 HZ-99120" in counted
    assert "HH-01" in counted
    assert f"/money/lines/{line.pk}/counted/" in biller.get(f"/money/lines/{line.pk}/").text


def test_others_find_no_month(cast: Cast) -> None:
    dispatcher = signed_in(cast.dispatcher)
    assert dispatcher.get("/money/month/").status_code == 404
    assert dispatcher.post("/money/month/fees/", {"month": "2026-10"}).status_code == 404


def test_the_days_of_work_are_a_picture_that_leads_to_each_day(cast: Cast) -> None:
    began = datetime(2026, 10, 14, 7, tzinfo=UTC)
    _first, second, failed = (
        ended_visit(cast, Facts(arrived_at=began + timedelta(hours=4 * n))) for n in range(3)
    )
    Visit.objects.filter(pk=second.pk).update(state="partially_completed")
    Visit.objects.filter(pk=failed.pk).update(state="failed", date=date(2026, 10, 15))
    page = signed_in(cast.biller).get("/money/month/?month=2026-10").text
    assert page.count('<a href="/day/2026-10-14/" tabindex="-1">') == 1
    assert '<td>14 Oct 2026</td><td class="number"><a href="/day/2026-10-14/">2</a></td>' in page
    assert "/day/2026-10-15/" not in page
