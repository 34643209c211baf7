"""The biller's pages: judge lines, issue an act, hand a period to accounting."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from time_machine import travel

from backend.billing.actions import draft_lines, issue_act, keep_act_paper
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.contracts.models import PriceItem
from backend.demo.cast import Cast
from backend.fieldwork.models import ServiceReport
from backend.lib.ids import new_id
from tests.billing.conftest import Facts, approved, ended_visit
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def series(cast: Cast) -> DocumentSeries:
    return DocumentSeries.objects.create(
        entity=cast.our_entity, kind="act", prefix="ACT-", reset=DocumentSeries.Reset.YEARLY
    )


@pytest.fixture
def biller(cast: Cast) -> Client:
    return signed_in(cast.biller)


@pytest.fixture
def lines(cast: Cast) -> list[BillableLine]:
    """Call-out, travel and labour covered, a fan of 34.50 paid."""
    return draft_lines(ended_visit(cast, Facts(fans="1")).id)


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def state_of(line: BillableLine) -> str:
    return BillableLine.objects.get(id=line.id).state


def test_lines_show_who_pays_and_by_which_clause(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    page = shown(biller, "/money/lines/")
    assert "Hotel Hermitage" in page
    assert "Covered by contract clause 3.2 1.5 h €0.00 list €80.00 €0.00 Proposed" in page
    assert "Paid clause 4.1 1 pcs €34.50 €34.50 Proposed" in page
    assert "Sum of 4 lines €34.50" in page


def test_standing_terms_are_told_in_words(cast: Cast, biller: Client) -> None:
    draft_lines(ended_visit(cast, Facts(place=cast.pharmacy_object)).id)
    assert "standing terms, no contract" in shown(biller, "/money/lines/")
    biller.cookies["django_language"] = "uk"


def test_a_line_that_needs_approval_says_why(cast: Cast, biller: Client) -> None:
    PriceItem.objects.filter(kind="part").delete()
    draft_lines(ended_visit(cast, Facts(place=cast.pharmacy_object, fans="1")).id)
    page = shown(biller, "/money/lines/?question=on")
    assert "The list has no price: set one or reject the line." in page
    assert "Sum of 1 line " in page


def test_filters_stand_in_the_address(biller: Client, lines, cast: Cast) -> None:  # type: ignore[no-untyped-def]
    for asked, count in [
        ("verdict=paid", 1),
        ("q=fan", 1),
        (f"client={cast.hotel.pk}", 4),
        (f"visit={lines[0].visit_id}", 4),
        ("begin=2026-11-16&end=2026-11-16", 4),
        ("sort=x&page=999", 4),
    ]:
        assert f"Sum of {count} line" in shown(biller, f"/money/lines/?{asked}")
    for asked in (f"client={cast.pharmacy.pk}", "begin=2026-11-17", "q=nothing+like+it"):
        assert "Nothing matches" in shown(biller, f"/money/lines/?{asked}")


@pytest.mark.parametrize(
    "asked",
    ["client=x", "begin=1", "view=x", "visit=x", "page=x", f"q={'x' * 10000}", "begin=0001-01-01"],
)
def test_a_bad_filter_is_no_fault(biller: Client, lines, asked: str) -> None:  # type: ignore[no-untyped-def]
    assert biller.get(f"/money/lines/?{asked}").status_code == 200
    assert biller.get(f"/money/lines/?export=csv&{asked}").status_code == 200
    assert biller.get(f"/money/acts/?{asked}").status_code == 200


def test_the_list_is_exported(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    lines[-1].text = "=1+1"
    lines[-1].save()
    answer = biller.get("/money/lines/?export=csv&verdict=paid")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["Text"], row["Net"], row["Clause"]) for row in rows] == [
        ("'=1+1", "34.50", "clause 4.1")
    ]


def test_chosen_lines_are_approved(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    chosen = [lines[0].pk, lines[3].pk]
    answer = biller.post("/money/lines/judge/", {"chosen": chosen, "back": "verdict=paid"})
    assert answer["Location"] == "/money/lines/?verdict=paid"
    assert [state_of(line) for line in lines] == ["approved", "proposed", "proposed", "approved"]


def test_a_judgement_is_taken_back(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    biller.post("/money/lines/judge/", {"visit": lines[0].visit_id})
    page = biller.get("/money/lines/").content.decode()
    assert f"/money/lines/reopen/?line={lines[0].pk}" in page
    assert "Judge again" in shown(biller, f"/money/lines/{lines[0].pk}/")
    biller.post(f"/money/lines/reopen/?line={lines[0].pk}&line={lines[1].pk}")
    assert [state_of(line) for line in lines] == ["proposed", "proposed", "approved", "approved"]
    for bad in ("", "?line=x", f"?line={new_id()}"):
        assert biller.post(f"/money/lines/reopen/{bad}").status_code in (302, 404)


def test_all_of_a_visit_are_approved(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    biller.post("/money/lines/judge/", {"visit": lines[0].visit_id})
    assert {state_of(line) for line in lines} == {"approved"}


def test_chosen_lines_are_rejected_with_one_reason(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    chosen = [line.pk for line in lines]
    biller.post("/money/lines/judge/", {"chosen": chosen, "reject": "1", "reason": "Goodwill"})
    assert {state_of(line) for line in lines} == {"rejected"}


def test_a_refusal_changes_no_line_and_says_so(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    chosen = [line.pk for line in lines]
    biller.post("/money/lines/judge/", {"chosen": chosen, "reject": "1", "reason": " "})
    assert {state_of(line) for line in lines} == {"proposed"}
    assert "Give a reason" in shown(biller, "/money/lines/")


@pytest.mark.parametrize("said", [{}, {"chosen": "x"}, {"visit": "x"}, {"chosen": str(new_id())}])
def test_a_choice_of_nothing_known_is_no_fault(biller: Client, lines, said) -> None:  # type: ignore[no-untyped-def]
    assert biller.post("/money/lines/judge/", said).status_code == 302
    assert {state_of(line) for line in lines} == {"proposed"}


def test_a_line_is_changed_with_a_reason(biller: Client, lines) -> None:  # type: ignore[no-untyped-def]
    fan = lines[-1]
    said = {"quantity": "2", "unit_price": "30", "reason": "Two were used"}
    biller.post(f"/money/lines/{fan.pk}/change/", said)
    page = shown(biller, f"/money/lines/{fan.pk}/")
    assert "Proposed 1 pcs €34.50 Billed 2 pcs €30.00" in page
    assert "“Two were used”, Inès Caron" in page
    assert "Line changed" in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"quantity": "x", "unit_price": "1", "reason": "y"},
        {"quantity": "-1", "unit_price": "1", "reason": "y"},
        {"quantity": "1e30", "unit_price": "1", "reason": "y"},
        {"quantity": "NaN", "unit_price": "1", "reason": "y"},
        {"quantity": "1", "unit_price": "1", "reason": "y" * 10000},
        {"quantity": "999999999", "unit_price": "9999999999", "reason": "y"},
    ],
)
def test_bad_words_stand_beside_their_field(biller: Client, lines, said) -> None:  # type: ignore[no-untyped-def]
    for deed in ("change", "reject"):
        answer = biller.post(f"/money/lines/{lines[-1].pk}/{deed}/", {**said})
        if deed == "reject" and 0 < len(said.get("reason", "")) < 301:
            continue
        assert answer.status_code == 422
        assert 'class="error' in answer.content.decode() or "field wrong" in answer.content.decode()


def test_an_act_is_seen_before_it_is_issued(cast: Cast, biller: Client) -> None:
    lines = approved(cast, ended_visit(cast, Facts(fans="1")))
    assert "Hotel Hermitage Azur Service SARL" in shown(biller, "/money/ready/")
    address = f"/money/ready/{cast.hotel.pk}/{cast.our_entity.pk}/EUR/"
    assert "Total with VAT €41.40" in shown(biller, address)
    assert not Act.objects.exists()
    half = f"{address}?document_date=2026-11-21&chosen={lines[0].pk}"
    assert "Total with VAT €0.00" in shown(biller, half)
    chosen = [line.pk for line in lines]
    again = {"document_date": "2026-11-21", "chosen": chosen[3:], "again": "1"}
    assert "€41.40" in biller.post(address, again).content.decode()
    assert not Act.objects.exists()
    answer = biller.post(address, {"document_date": "2026-11-21", "chosen": chosen})
    act = Act.objects.get()
    assert answer["Location"] == f"/money/acts/{act.pk}/"
    page = shown(biller, answer["Location"])
    assert "ACT-2026-00001" in page
    assert "Total without VAT €34.50 VAT 20% MC-S20 €6.90 Total with VAT €41.40" in page
    assert "The PDF is being rendered" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"document_date": "2026-11-21"}, "Choose at least one line."),
        ({"document_date": "1900-01-01", "chosen": True}, "The work was done until 2026-11-16"),
        ({"document_date": "2126-01-01", "chosen": True}, "This lies in the future"),
        ({"document_date": "x", "chosen": True}, "Enter a valid date"),
        ({"document_date": "", "chosen": True}, "This field is required"),
    ],
)
def test_what_stops_an_act_is_said(cast: Cast, biller: Client, said, words: str) -> None:  # type: ignore[no-untyped-def]
    lines = approved(cast, ended_visit(cast))
    if "chosen" in said:
        said = {**said, "chosen": [line.pk for line in lines]}
    answer = biller.post(f"/money/ready/{cast.hotel.pk}/{cast.our_entity.pk}/EUR/", said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Act.objects.exists()


def test_its_pdf_is_linked_once_it_is_there(cast: Cast, biller: Client) -> None:
    visit = ended_visit(cast)
    ServiceReport.objects.create(
        number="SR-7",
        state="signed",
        snapshot_sha256="a",
        client=cast.hotel,
        visit=visit,
        snapshot={},
    )
    act = issue_act([line.id for line in approved(cast, visit)], by=cast.biller)
    look = {"HX-Request": "true"}
    assert "hx-get" in biller.get(f"/files/acts/{act.pk}/", headers=look).content.decode()
    kept = keep_act_paper(act.pk, b"%PDF-1.4 act")
    answer = biller.get(f"/files/acts/{act.pk}/", headers=look).content.decode()
    assert f"/files/{kept.file_id}" in answer
    assert biller.get(f"/files/acts/{act.pk}/")["Location"] == f"/files/{kept.file_id}"
    assert biller.get(f"/files/{kept.file_id}")["Content-Type"] == "application/pdf"
    page = shown(biller, f"/money/acts/{act.pk}/")
    assert "SR-7 being rendered" in page
    assert "Act ACT-2026-00001 issued Inès Caron" in page


def test_acts_add_up_and_are_filtered(cast: Cast, biller: Client) -> None:
    for facts in (Facts(fans="1"), Facts(place=cast.pharmacy_object, work_min=60)):
        with travel(NOW, tick=False):
            lines = approved(cast, ended_visit_later(cast, facts))
            issue_act([line.id for line in lines], by=cast.biller)
    page = shown(biller, "/money/acts/?sort=-gross")
    assert "Sum of 2 acts €199.50 €239.40" in page
    assert page.index("ACT-2026-00002") < page.index("ACT-2026-00001")
    assert "Sum of 1 act €34.50" in shown(biller, f"/money/acts/?client={cast.hotel.pk}")
    assert "Nothing matches" in shown(biller, "/money/acts/?exported=yes")


def ended_visit_later(cast: Cast, facts: Facts):  # type: ignore[no-untyped-def]
    from dataclasses import replace
    from datetime import timedelta

    turn = BillableLine.objects.values("visit").distinct().count()
    later = facts.arrived_at + timedelta(hours=4 * turn)
    return ended_visit(cast, replace(facts, arrived_at=later))


def test_a_period_is_exported_and_downloaded(cast: Cast, biller: Client) -> None:
    act = issue_act(
        [li.id for li in approved(cast, ended_visit(cast, Facts(fans="1")))], by=cast.biller
    )
    assert "1 act , €41.40" in shown(biller, "/money/exports/")
    said = {"entity": cast.our_entity.pk, "period_from": "2026-11-01", "period_to": "2026-11-30"}
    assert biller.post("/money/exports/", said).status_code == 302
    batch = ExportBatch.objects.get()
    assert batch.sums == {"EUR": "41.40"}
    file = b"".join(biller.get(f"/files/{batch.file_id}")).decode("utf-8-sig")
    assert act.number in file
    again = biller.post("/money/exports/", said)
    assert again.status_code == 422
    assert "Sum of 1 act" in shown(biller, f"/money/acts/?batch={batch.pk}")


@pytest.mark.parametrize("said", [{}, {"entity": "x", "period_from": "x", "period_to": "1900"}])
def test_a_bad_period_names_its_fields(biller: Client, said) -> None:  # type: ignore[no-untyped-def]
    assert biller.post("/money/exports/", said).status_code == 422


@pytest.mark.parametrize("who", ["contact", "dispatcher", "engineer_user", "administrator"])
def test_others_find_nothing_here(cast: Cast, lines, who: str) -> None:  # type: ignore[no-untyped-def]
    client = signed_in(getattr(cast, who))
    for address in (
        "lines/",
        "lines/?export=xlsx",
        "ready/",
        "acts/",
        "exports/",
        f"lines/{lines[0].pk}/",
    ):
        assert client.get(f"/money/{address}").status_code == 404
    for address in ("lines/judge/", f"lines/{lines[0].pk}/change/", "exports/"):
        assert client.post(f"/money/{address}", {"chosen": [lines[0].pk]}).status_code == 404
    assert state_of(lines[0]) == "proposed"


def test_what_is_not_there_is_not_found(biller: Client, cast: Cast) -> None:
    for address in (
        f"lines/{new_id()}/",
        f"acts/{new_id()}/",
        f"ready/{cast.hotel.pk}/{cast.our_entity.pk}/XXX/",
    ):
        assert biller.get(f"/money/{address}").status_code == 404
