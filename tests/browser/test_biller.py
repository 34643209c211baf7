"""The biller's way from a visit's lines to the act, its PDF and the export, at 1440."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from backend.billing.actions import draft_lines
from backend.billing.models import Act, BillableLine
from backend.database.principal import acting_as_system
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.lib.clock import utc_now
from tests.billing.conftest import Facts, ended_visit
from tests.browser.conftest import the_worker_runs
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]


@pytest.fixture
def visit(firm: Cast) -> Visit:
    """80 minutes at the hotel and one fan, drafted: all covered but the fan of 34.50."""
    with acting_as_system(), transaction.atomic():
        ended = ended_visit(firm, Facts(fans="1"))
        draft_lines(ended.pk)
        return ended


def test_lines_become_an_act_a_pdf_and_a_file(firm: Cast, visit: Visit, at_hand: Hand) -> None:
    biller = at_hand()
    page = biller.page
    biller.sign_in("biller@example.com")

    # Inès sees what the contract covers and what is paid, by clause, and agrees with the visit.
    biller.open("/money/lines/")
    group = page.locator("tbody", has_text=visit.number)
    expect(group).to_contain_text("clause 3.2")
    expect(group.locator("tr", has_text="Fan 120 mm")).to_contain_text("34.50")
    expect(page.locator("tfoot")).to_contain_text("34.50")
    biller.press("Approve visit")
    expect(page.locator(".toasts")).to_contain_text("approved")
    biller.look()

    # The preview reckons VAT once; issuing gives the first number of the series.
    biller.open("/money/ready/")
    biller.follow("Look and issue")
    expect(page.locator(".sums .total")).to_contain_text("41.40")
    biller.press("Issue act")
    expect(page.locator("h1")).to_have_text(re.compile(r"^ACT-\d{4}-00001$"))
    expect(page.locator(".progress")).to_contain_text("The PDF is being rendered")
    biller.look()

    # The worker sets the paper; the page offers it by itself.
    the_worker_runs()
    expect(page.get_by_role("link", name="Open PDF")).to_be_visible()
    assert biller.fetched("Open PDF").startswith(b"%PDF-")

    # The month goes to accounting, once.
    biller.open("/money/exports/")
    biller.press("Make file")
    expect(page.locator("tbody")).to_contain_text("41.40")
    biller.look()
    text = biller.fetched("CSV").decode("utf-8-sig")
    with acting_as_system(), transaction.atomic():
        act = Act.objects.get()
        assert {line.state for line in BillableLine.objects.all()} == {"exported"}
    assert {row["act"] for row in csv.DictReader(io.StringIO(text))} == {act.number}
    biller.press("Make file")
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_line_is_changed_with_a_reason_and_refused_without(
    firm: Cast, visit: Visit, at_hand: Hand
) -> None:
    biller = at_hand(firm.biller)
    page = biller.page
    biller.open("/money/lines/")
    page.locator("tr", has_text="Fan 120 mm").get_by_role("link", name="Fan 120 mm").click()
    page.get_by_label("Unit price").fill("30")
    page.locator("form", has_text="Change line").get_by_label("Why").fill("Agreed by phone")
    biller.press("Change line")
    expect(page.locator("main")).to_contain_text("Agreed by phone")
    expect(page.locator("tfoot")).to_contain_text("30.00")
    biller.look()


def test_every_page_of_the_money_is_in_order(firm: Cast, visit: Visit, at_hand: Hand) -> None:
    biller = at_hand(firm.biller)
    for path in (
        "/money/lines/?view=all",
        f"/money/lines/?visit={visit.pk}",
        "/money/lines/?q=nothing+like+it",
        "/money/ready/",
        "/money/acts/",
        "/money/exports/",
        f"/day/{utc_now().date()}/",
        "/desk/",
    ):
        biller.open(path)
