"""Issuing acts: frozen, numbered without a gap, VAT once a document."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from time_machine import travel

from backend.billing.actions import draft_lines, issue_act, keep_act_paper, preview_act
from backend.billing.models import Act, BillableLine, DocumentSeries
from backend.billing.paper import act_paper, act_pdf
from backend.catalog.models import LegalEntityDetails
from backend.contracts.models import PriceItem
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import ServiceReport
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
from tests.billing.conftest import MONDAY, Facts, approved, ended_visit
from tests.documents.paper_reading import pages

pytestmark = pytest.mark.usefixtures("series")
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        yield


def issue(cast: Cast, lines: list[BillableLine], day: date | None = None) -> Act:
    return issue_act([line.id for line in lines], by=cast.biller, document_date=day)


def test_it_works(cast: Cast, visit: Visit) -> None:
    act = issue(cast, approved(cast, visit))
    assert (act.number, act.state, act.document_date) == ("ACT-2026-00001", "issued", DAY)
    assert (act.net, act.vat, act.gross) == (Decimal("34.50"), Decimal("6.90"), Decimal("41.40"))
    assert (act.supply_from, act.supply_to) == (date(2026, 11, 16), date(2026, 11, 16))
    assert (act.client, act.contract, act.their_entity) == (
        cast.hotel,
        cast.contract,
        cast.contract.their_entity,
    )
    assert set(act.lines.values_list("state", flat=True)) == {"on_act"}
    assert Entry.objects.get(kind="act.issued").data == {
        "number": "ACT-2026-00001",
        "gross": "41.40",
        "lines": 4,
    }


def test_the_total_is_spelled_where_the_series_says_so(cast: Cast, visit: Visit) -> None:
    """Only then, and frozen with the paper."""
    lines = approved(cast, visit)
    assert preview_act([line.id for line in lines]).total_in_words == ""
    DocumentSeries.objects.update(total_in_words=True)
    paper = act_paper(issue(cast, lines).frozen)
    assert paper.total_in_words == "Forty-one euros 40 cents"
    assert paper.total_in_words in " ".join(" ".join(pages(act_pdf(paper))).split())


def test_what_is_printed_is_frozen(cast: Cast, visit: Visit) -> None:
    """Covered lines stand at zero with clause and worth; later changes change no paper."""
    act = issue(cast, approved(cast, visit))
    LegalEntityDetails.objects.update(name="Renamed")
    act.refresh_from_db()
    paper = act_paper(act.frozen)
    assert (paper.number, paper.issuer.name) == ("ACT-2026-00001", "Azur Service SARL")
    labour = paper.lines[2]
    assert (labour.verdict, labour.clause, labour.net) == ("covered", "3.2", Decimal(0))
    assert labour.list_price == Decimal(80)
    text = " ".join(" ".join(pages(act_pdf(paper))).split())
    assert "Covered by the contract, clause 3.2" in text
    assert "List price" in text


def test_clauses_of_our_own_are_printed_in_words(cast: Cast) -> None:
    cast.pharmacy.language = "uk"
    cast.pharmacy.save()
    act = issue(cast, approved(cast, ended_visit(cast, Facts(place=cast.pharmacy_object))))
    paper = act_paper(act.frozen)
    assert {line.clause for line in paper.lines} == {"standing terms"}
    assert "standing terms" not in " ".join(pages(act_pdf(paper))).replace(
        "standing terms, no contract", ""
    )


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Act of completed work"),
        ("uk", "Акт наданих послуг"),
        ("bg", "Протокол за извършена работа"),
        ("ru", "Акт выполненных работ (оказанных услуг)"),
    ],
)
def test_an_act_is_written_in_its_clients_language(
    cast: Cast, visit: Visit, language: str, title: str
) -> None:
    cast.hotel.language = language
    cast.hotel.save()
    cast.biller.language = "en" if language != "en" else "uk"
    cast.biller.save()
    paper = act_paper(issue(cast, approved(cast, visit)).frozen)
    assert paper.language == language
    assert title in " ".join(" ".join(pages(act_pdf(paper))).split())


def test_vat_is_taken_once_a_document(cast: Cast) -> None:
    """Three fans of 33.33: net 99.99, VAT 20.00 = 6.67 + 6.67 + 6.66, never 20.01."""
    PriceItem.objects.filter(kind="part").update(price=Decimal("33.33"))
    visits = [
        ended_visit(cast, Facts(arrived_at=MONDAY + timedelta(hours=3 * turn), fans="1"))
        for turn in range(3)
    ]
    act = issue(cast, approved(cast, *visits))
    assert (act.net, act.vat, act.gross) == (Decimal("99.99"), Decimal("20.00"), Decimal("119.99"))
    fans = [line.vat for line in act_paper(act.frozen).lines if line.net]
    assert fans == [Decimal("6.67"), Decimal("6.67"), Decimal("6.66")]


def test_prices_with_vat_work_backwards(cast: Cast) -> None:
    """Three fans of 40.00 gross: gross 120.00, net 100.00 = 33.34 + 33.33 + 33.33."""
    cast.price_list.prices_include_vat = True
    cast.price_list.save()
    PriceItem.objects.filter(kind="part").update(price=40)
    visits = [
        ended_visit(cast, Facts(arrived_at=MONDAY + timedelta(hours=3 * turn), fans="1"))
        for turn in range(3)
    ]
    act = issue(cast, approved(cast, *visits))
    assert (act.net, act.vat, act.gross) == (Decimal(100), Decimal(20), Decimal(120))
    nets = [line.net for line in act.lines.filter(amount__gt=0).order_by("visit__number")]
    assert nets == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_gross_prices_of_standing_terms_too(cast: Cast) -> None:
    """60 + 25 + 1.5 h of 80 = 205.00 gross, 170.83 net, 34.17 VAT."""
    cast.price_list.prices_include_vat = True
    cast.price_list.save()
    act = issue(cast, approved(cast, ended_visit(cast, Facts(place=cast.pharmacy_object))))
    assert (act.gross, act.net, act.vat) == (Decimal(205), Decimal("170.83"), Decimal("34.17"))
    assert sum(act.lines.values_list("net", flat=True)) == act.net


def test_numbers_have_no_gap_and_begin_again_each_year(cast: Cast, visit: Visit) -> None:
    first, second, third, fourth = approved(cast, visit)
    assert issue(cast, [first]).number == "ACT-2026-00001"
    assert issue(cast, [second]).number == "ACT-2026-00002"
    with travel(datetime(2027, 1, 4, 9, tzinfo=UTC), tick=False):
        assert issue(cast, [third]).number == "ACT-2027-00001"
        assert issue(cast, [fourth]).number == "ACT-2027-00002"


def test_a_refused_issue_takes_no_number(cast: Cast, visit: Visit) -> None:
    other = ended_visit(
        cast, Facts(place=cast.pharmacy_object, arrived_at=MONDAY + timedelta(hours=4))
    )
    lines, theirs = approved(cast, visit), approved(cast, other)
    with pytest.raises(Refused, match="several-parties"):
        issue(cast, [*lines, *theirs])
    assert DocumentSeries.objects.get().last_number == 0
    assert issue(cast, lines).number == "ACT-2026-00001"


def test_dates_rise_with_numbers(cast: Cast, visit: Visit) -> None:
    first, second, *_rest = approved(cast, visit)
    issue(cast, [first], date(2026, 11, 20))
    with pytest.raises(Refused) as refused:
        issue(cast, [second], date(2026, 11, 19))
    assert (refused.value.code, refused.value.context) == (
        "date-before-last",
        {"last": "2026-11-20"},
    )
    assert issue(cast, [second], date(2026, 11, 20)).number == "ACT-2026-00002"


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 22), "in-future"), (date(2026, 11, 15), "before-supply")],
)
def test_the_date_lies_between_the_work_and_today(cast, visit, day, code):  # type: ignore[no-untyped-def]
    with pytest.raises(Invalid) as refused:
        issue(cast, approved(cast, visit), day)
    assert (refused.value.field, refused.value.code) == ("document_date", code)


def test_lines_nobody_approved_are_refused(cast: Cast, visit: Visit) -> None:
    with pytest.raises(Refused, match="line-not-approved"):
        issue(cast, draft_lines(visit.id))


def test_a_line_goes_on_one_act_only(cast: Cast, visit: Visit) -> None:
    lines = approved(cast, visit)
    issue(cast, lines)
    with pytest.raises(Refused, match="line-not-approved"):
        issue(cast, lines)


def test_without_a_series_nothing_is_issued(cast: Cast, visit: Visit) -> None:
    DocumentSeries.objects.all().delete()
    with pytest.raises(Refused, match="no-series"):
        issue(cast, approved(cast, visit))


@pytest.mark.parametrize("ids", [[], [new_id()]])
def test_unknown_lines_are_not_found(cast, ids):  # type: ignore[no-untyped-def]
    with pytest.raises(NotFound):
        issue_act(ids, by=cast.biller)


def test_it_lists_the_reports_of_its_visits(cast: Cast, visit: Visit) -> None:
    made = {"client": cast.hotel, "visit": visit, "snapshot": {}}
    signed = ServiceReport.objects.create(
        number="SR-1", state="signed", snapshot_sha256="a", **made
    )
    ServiceReport.objects.create(number="SR-2", state="draft", snapshot_sha256="b", **made)
    act = issue(cast, approved(cast, visit))
    assert list(act.reports.all()) == [signed]
    assert [report.number for report in act_paper(act.frozen).reports] == ["SR-1"]


def test_another_payer_is_not_under_the_contract(cast: Cast, visit: Visit) -> None:
    order = visit.works.get().work_order
    order.bill_to = cast.pharmacy
    order.save()
    act = issue(cast, approved(cast, visit))
    assert (act.client, act.contract) == (cast.pharmacy, None)
    assert act.their_entity == cast.pharmacy.entities.get()


def test_a_preview_says_the_same_and_writes_nothing(cast: Cast, visit: Visit) -> None:
    lines = approved(cast, visit)
    paper = preview_act([line.id for line in lines])
    assert (paper.number, paper.net, paper.vat) == ("", Decimal("34.50"), Decimal("6.90"))
    assert not Act.objects.exists()
    assert DocumentSeries.objects.get().last_number == 0


def test_its_paper_is_kept_once(cast: Cast, visit: Visit) -> None:
    act = issue(cast, approved(cast, visit))
    first = keep_act_paper(act.id, b"%PDF-1 one").file_id
    assert keep_act_paper(act.id, b"%PDF-1 two").file_id == first
    assert Entry.objects.filter(kind="act.rendered").count() == 1
    assert Act.objects.get().file.received_at <= utc_now()
