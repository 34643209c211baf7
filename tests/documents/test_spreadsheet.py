"""Lists as files: what is written is read back by another program, cell by cell."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from backend.documents import spreadsheet
from backend.documents.spreadsheet import Column, Kind, Money, Sheet, write_csv, write_xlsx
from backend.lib.errors import Refused

Row = dict[str, Any]

COLUMNS: Sequence[Column[Row]] = (
    Column("Text", lambda row: row["text"]),
    Column("Net", lambda row: row["net"], Kind.MONEY),
    Column("Quantity", lambda row: row["quantity"], Kind.NUMBER),
    Column("Day", lambda row: row["day"], Kind.DATE),
    Column("At", lambda row: row["at"], Kind.MOMENT),
)
ROW: Row = {
    "text": "Холодильник № 7",
    "net": Money(Decimal("18240.00"), "EUR"),
    "quantity": Decimal("1.500"),
    "day": date(2026, 10, 31),
    # Summer time in Monaco: two hours ahead of UTC.
    "at": datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
}


def xlsx(*sheets: Sheet[Row], zone: str = "Europe/Monaco") -> bytes:
    out = io.BytesIO()
    write_xlsx(out, sheets, zone=zone)
    return out.getvalue()


def cells(made: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(sheet).to_python()


def part(made: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(made)).read(name).decode()


def csv_rows(*rows: Row) -> list[list[str]]:
    out = io.BytesIO()
    write_csv(out, Sheet("lines", COLUMNS, rows), zone="Europe/Monaco")
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))


def test_it_works() -> None:
    heads, row = cells(xlsx(Sheet("lines", COLUMNS, [ROW])))
    assert heads == ["Text", "Net", "Quantity", "Day", "At (Europe/Monaco)"]
    assert row == [
        "Холодильник № 7",
        18240.0,
        1.5,
        date(2026, 10, 31),
        datetime(2026, 10, 25, 0, 30),  # noqa: DTZ001 - a wall clock, as a spreadsheet holds it
    ]


def test_money_carries_its_currency_in_the_format() -> None:
    rows = [ROW, {**ROW, "net": Money(Decimal("10.5"), "UAH")}]
    styles = part(xlsx(Sheet("lines", COLUMNS, rows)), "xl/styles.xml")
    assert "#,##0.00 [$EUR]" in styles
    assert "#,##0.00 [$UAH]" in styles


def test_the_head_stays_in_sight_and_filters() -> None:
    page = part(xlsx(Sheet("lines", COLUMNS, [ROW, ROW])), "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1"' in page
    assert '<autoFilter ref="A1:E3"/>' in page


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("evil")'])
def test_a_text_is_never_a_formula(text: str) -> None:
    made = xlsx(Sheet("lines", COLUMNS, [{**ROW, "text": text}]))
    assert cells(made)[1][0] == text
    page = part(made, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert 'quotePrefix="1"' in part(made, "xl/styles.xml")
    assert csv_rows({**ROW, "text": text})[1][0] == f"'{text}"


def test_nothing_is_an_empty_cell_and_a_number_in_a_text_stays_text() -> None:
    row = {**ROW, "text": "00123456", "net": None, "at": None}
    assert cells(xlsx(Sheet("lines", COLUMNS, [row])))[1] == [
        "00123456",
        "",
        1.5,
        date(2026, 10, 31),
        "",
    ]


def test_the_twin_says_the_same_in_text() -> None:
    assert csv_rows(ROW) == [
        ["Text", "Net", "Quantity", "Day", "At (Europe/Monaco)"],
        ["Холодильник № 7", "18240.00", "1.500", "2026-10-31", "2026-10-25T00:30:00+02:00"],
    ]


def test_a_negative_amount_is_a_number_in_both() -> None:
    row = {**ROW, "net": Money(Decimal("-41.40"), "EUR")}
    assert cells(xlsx(Sheet("lines", COLUMNS, [row])))[1][1] == -41.4
    assert csv_rows(row)[1][1] == "-41.40"


def test_several_lists_are_sheets_of_one_book() -> None:
    made = xlsx(Sheet("lines", COLUMNS, [ROW]), Sheet("sums: [all]", COLUMNS, []))
    assert CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names == ["lines", "sums   all"]
    assert len(cells(made, 1)) == 1


def test_the_same_rows_are_the_same_cells_in_any_zone_but_moments() -> None:
    here, there = (
        cells(xlsx(Sheet("lines", COLUMNS, [ROW]), zone=zone)) for zone in ("UTC", "Europe/Kyiv")
    )
    assert here[1][:4] == there[1][:4]
    assert (here[1][4].hour, there[1][4].hour) == (22, 1)


def test_too_long_a_list_is_refused_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    assert len(cells(xlsx(Sheet("lines", COLUMNS, [ROW, ROW])))) == 3
    with pytest.raises(Refused, match="too-many-rows"):
        xlsx(Sheet("lines", COLUMNS, [ROW, ROW, ROW]))
    with pytest.raises(Refused, match="too-many-rows"):
        csv_rows(ROW, ROW, ROW)
