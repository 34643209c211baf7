"""The service report: what the snapshot says, and nothing else."""

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import pytest
from PIL import Image, ImageDraw

from backend.fieldwork.paper import Signer, service_report_pdf
from backend.fieldwork.shown import (
    ChecklistShown,
    ItemShown,
    PartShown,
    PartyShown,
    PhotoShown,
    PriceLineShown,
    PricesShown,
    TimeShown,
    WorkShown,
)
from backend.fieldwork.snapshot import canonical_bytes, snapshot_of, snapshot_sha256
from tests.documents.paper_reading import fonts, pages, reader, unspaced, words
from tests.fieldwork.test_snapshot import ARRIVED, report

SIGNER = Signer("Jean Martin", "Barman", ARRIVED)


def picture() -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(packed, "JPEG")
    return packed.getvalue()


def drawing() -> bytes:
    packed = io.BytesIO()
    glass = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(glass).line([(50, 150), (300, 40), (500, 120)], (0, 0, 80, 255), 5)
    glass.save(packed, "PNG")
    return packed.getvalue()


def made(signer: Signer | None = SIGNER, **changed: Any) -> bytes:
    snapshot = snapshot_of(replace(report(language="en"), **changed))
    png = drawing() if signer and signer.kind == "glass" else None
    return service_report_pdf(snapshot, {"0192": picture()}, png, signer, number="SR-1042")


def test_it_works() -> None:
    content = made()
    shown = words(content)
    for said in (
        "Service report SR-1042",
        "Callout SARL",
        "Готель «Ґанок»",
        "Code: SHOP-17",
        "Work order WO-2041",
        "Ice machine makes no ice",
        "Ice machine #A-113",
        "12 ppm",
        "FLT-7 Filter 1.5 pcs",
        "1 h 25 min",
        "Covered by the contract, clause 3.2",
        "Total with VAT €0.00",
        "Jean Martin",
        "Barman",
        "I agree",
    ):
        assert said in shown
    assert len([image for page in reader(content).pages for image in page.images]) == 2
    assert all(embedded for name, embedded in fonts(content).items() if "DejaVu" in name)


@pytest.mark.parametrize(
    ("countries", "said"),
    [
        (("MC", "UA"), ("RCI: 12S05566", "ЄДРПОУ: 42999918")),
        (("BG", ""), ("ЕІК: 12S05566", "Реєстраційний номер: 42999918")),
    ],
)
def test_numbers_are_called_as_their_country_calls_them(
    countries: tuple[str, str], said: tuple[str, str]
) -> None:
    client = PartyShown("ТОВ", "42999918")
    snapshot = snapshot_of(replace(report(language="uk"), client=client))
    shown = words(service_report_pdf(snapshot, {}, None, None, countries=countries))
    assert [each for each in said if each not in shown] == []


def test_times_are_the_objects_own() -> None:
    assert words(made()).count("2 Mar 2026, 08:00") == 3
    assert "Time zone Monaco" in words(made())


def test_the_snapshot_travels_inside_and_its_hash_is_printed() -> None:
    content = made()
    snapshot = snapshot_of(report(language="en"))
    assert reader(content).attachments["evidence.json"] == [canonical_bytes(snapshot)]
    assert snapshot_sha256(snapshot) in unspaced(content)


def test_the_same_snapshot_gives_the_same_paper() -> None:
    assert made() == made()


def test_it_numbers_its_pages_and_keeps_every_item() -> None:
    items = [ItemShown(f"item-{n}.", "passfail", "pass", "", "ok") for n in range(90)]
    work = WorkShown("WO-1", "", "done", checklists=[ChecklistShown("Yearly", items)])
    shown = pages(made(work_orders=[work]))
    assert len(shown) > 2
    assert all(f"Page {n} of {len(shown)}" in page for n, page in enumerate(shown, 1))
    assert all(sum(f"item-{n}." in page for page in shown) == 1 for n in range(90))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (ItemShown("q", "check", "true", "", "ok"), "q Yes"),
        (ItemShown("q", "passfail", "fail", "", "fail"), "q Fail"),
        (ItemShown("q", "number", "150", "ppm", "fail"), "q 150 ppm Failed"),
        (ItemShown("q", "photo", "2", "", "ok"), "q Attached: 2"),
        (ItemShown("q", "text", "", "", "skipped"), "q Skipped"),
        (ItemShown("q", "datetime", "2026-07-02T22:30:00Z", "", "ok"), "q 3 Jul 2026, 00:30"),
        (ItemShown("q", "text"), "q —"),
    ],
)
def test_an_answer_is_said_in_words(item: ItemShown, said: str) -> None:
    work = WorkShown("WO-1", "", "done", checklists=[ChecklistShown("Yearly", [item])])
    assert said in words(made(work_orders=[work]))


def test_several_work_orders_stand_under_one_signature() -> None:
    works = [
        WorkShown("WO-1", "one", "done", time=[TimeShown("work", 50), TimeShown("work", 10)]),
        WorkShown("WO-2", "two", "partial", reason="No part", parts=[]),
    ]
    shown = words(made(work_orders=works))
    assert "Work order WO-1" in shown
    assert "1 h 0 min" in shown
    assert "Work order WO-2" in shown
    assert "Partly done" in shown
    assert "No part" in shown
    assert shown.count("For the client") == 1


@pytest.mark.parametrize(
    ("kind", "said"), [("refused", "Refused to sign"), ("absent", "Nobody was there to sign")]
)
def test_nobody_is_said_to_agree_who_did_not_sign(
    kind: Literal["refused", "absent"], said: str
) -> None:
    shown = words(made(Signer("Jean Martin", kind=kind, reason="Not my machine")))
    assert said in shown
    assert "Reason: Not my machine" in shown
    assert "I agree" not in shown


def test_a_signer_the_client_had_not_named_is_told_as_such() -> None:
    said = "Not among the contacts the client named to sign"
    assert said in words(made(Signer("Jean Martin", "Barman", ARRIVED, named=False)))
    assert said not in words(made(SIGNER))
    # Nobody signed here, so nobody had to be named.
    assert said not in words(made(Signer("Jean Martin", kind="refused", named=False)))


def test_unsigned_it_keeps_a_place_to_sign() -> None:
    assert "Name, signature, date" in words(made(None))


def test_a_photo_that_has_not_arrived_is_named() -> None:
    photos = [PhotoShown("0192", "0" * 64, "before"), PhotoShown("0193", "1" * 64, "after", "Door")]
    shown = words(made(photos=photos))
    assert "This photo has not arrived yet" in shown
    assert "Door" in shown


def test_prices_are_shown_only_where_the_snapshot_has_them() -> None:
    assert "Prices" not in words(made(prices=[]))


def test_paid_work_and_the_total_the_client_signed_for() -> None:
    line = PriceLineShown("Fan 120 mm", "paid", Decimal(2), "pcs", Decimal(69), "4.1")
    note = "The office adds the time of Boris."
    sums = PricesShown("EUR", [line], Decimal(69), Decimal("13.8"), Decimal("82.8"), note)
    shown = words(made(prices=[sums]))
    for said in ("New door", "Approved", "Fan 120 mm", "€69.00", "€82.80", note):
        assert said in shown


def test_without_a_series_number_the_visit_names_it() -> None:
    content = service_report_pdf(snapshot_of(report(language="en")), {}, None, None)
    assert "Service report VIS-311" in words(content)


def test_hostile_words_are_printed_as_they_are() -> None:
    hostile = '<b>&amp;</b><img src="x"/>%(x)s{page}'
    part = PartShown(hostile, hostile, report().work_orders[0].parts[0].quantity, hostile)
    work = WorkShown(hostile, hostile, "done", hostile, hostile, hostile, parts=[part])
    content = made(Signer(hostile, hostile, reason=hostile), work_orders=[work])
    assert unspaced(content).count("<b>&amp;</b><imgsrc=") >= 9


def test_a_ukrainian_report_writes_its_figures_so() -> None:
    snapshot = snapshot_of(report())
    shown = words(service_report_pdf(snapshot, {}, None, None)).replace("\xa0", " ")
    assert "2 бер. 2026 р., 08:00" in shown
    assert "1,417" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", ["Сервісний звіт SR-1042", "Наряд WO-2041", "1 год 25 хв", "За договором"]),
        ("bg", ["Сервизен протокол SR-1042", "Работна поръчка WO-2041", "1 ч 25 мин"]),
        ("ru", ["Сервисный лист SR-1042", "Наряд WO-2041", "1 ч 25 мин", "По договору"]),
    ],
)
def test_it_is_written_in_the_language_of_its_snapshot(language: str, said: list[str]) -> None:
    snapshot = snapshot_of(report(language=language))
    shown = words(service_report_pdf(snapshot, {}, None, SIGNER, number="SR-1042"))
    assert [each for each in said if each not in shown.replace("\xa0", " ")] == []
