"""Why a line is what it is: for the biller on its page, for the client on the act."""

import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from backend.billing.actions import change_line, draft_lines, issue_act
from backend.billing.models import Act, BillableLine
from backend.demo.cast import Cast
from tests.billing.conftest import Facts, approved, ended_visit
from tests.web.office import signed_in
from tests.web.test_money import biller, built, series, shown, today

__all__ = ["biller", "built", "series", "today"]
pytestmark = pytest.mark.usefixtures("built", "today")


@pytest.fixture
def act(cast: Cast, series) -> Act:  # type: ignore[no-untyped-def]
    visit = ended_visit(cast, Facts(fans="1"))
    return issue_act([line.id for line in approved(cast, visit)], by=cast.biller)


def line_of(lines: list[BillableLine], kind: str) -> BillableLine:
    return next(line for line in lines if line.kind == kind)


def test_the_biller_reads_each_step_of_a_covered_hour(biller: Client, cast: Cast) -> None:
    lines = draft_lines(ended_visit(cast, Facts()).id)
    page = shown(biller, f"/money/lines/{line_of(lines, 'labour').pk}/")
    assert "Clause 3.2 (Labour) decides." in page
    assert "in service hours: 1 h 20 min." in page
    assert "rounded once, by steps of 15 min (Up); 1 h 30 min of it are billed here." in page
    assert "Labour" in page
    assert "€80.00" in page
    assert "The client pays nothing for it." in page
    assert "VAT 20%, category S, reckoned once for the whole document." in page


def test_a_part_multiplies_to_its_amount(biller: Client, cast: Cast) -> None:
    lines = draft_lines(ended_visit(cast, Facts(fans="2")).id)
    page = shown(biller, f"/money/lines/{line_of(lines, 'part').pk}/")
    assert "Clause 4.1 (Part) decides." in page
    assert "2 pcs × €34.50 = €69.00" in page


def test_without_a_contract_the_standing_terms_are_named(biller: Client, cast: Cast) -> None:
    lines = draft_lines(ended_visit(cast, Facts(place=cast.pharmacy_object)).id)
    page = shown(biller, f"/money/lines/{line_of(lines, 'labour').pk}/")
    assert "No contract covers this: our standing terms hold" in page


def test_what_a_person_agreed_on_is_told_after_what_was_proposed(
    biller: Client, cast: Cast
) -> None:
    lines = draft_lines(ended_visit(cast, Facts(fans="2")).id)
    part = line_of(lines, "part")
    change_line(
        part.pk, quantity=Decimal(1), unit_price=Decimal(30), reason="One was ours", by=cast.biller
    )
    page = shown(biller, f"/money/lines/{part.pk}/")
    assert "2 pcs × €34.50 = €69.00" in page
    assert "A person agreed on 1 pcs at €30.00 instead." in page


def test_the_client_reads_the_lines_of_an_act_without_what_is_the_offices(
    cast: Cast, act: Act
) -> None:
    page = shown(signed_in(cast.contact), f"/portal/papers/acts/{act.pk}/")
    assert "Why this amount?" in page
    assert "Clause 4.1 (Part) decides." in page
    assert "1 pcs × €34.50 = €34.50" in page
    assert "Price list in force since" in page
    for inner in (cast.price_list.name, cast.biller.name, "agreed with"):
        assert inner not in page


def test_only_the_client_who_pays_finds_it(cast: Cast, act: Act) -> None:
    assert signed_in(cast.stranger).get(f"/portal/papers/acts/{act.pk}/").status_code == 404


def test_the_list_of_papers_leads_there(cast: Cast, act: Act) -> None:
    page = signed_in(cast.contact).get("/portal/papers/").content.decode()
    assert f'href="/portal/papers/acts/{act.pk}/"' in page


def test_the_command_tells_the_lines_of_a_request_too(cast: Cast) -> None:
    visit = ended_visit(cast, Facts(fans="1"))
    draft_lines(visit.id)
    request = visit.works.get().work_order.request
    assert request is not None
    out = io.StringIO()
    call_command("sla_why", request.number, stdout=out)
    assert "Part: Fan 120 mm · Paid · €34.50" in out.getvalue()
    assert "  1 pcs × €34.50 = €34.50" in out.getvalue()
