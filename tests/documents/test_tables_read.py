"""Files people send: CSV in its spellings, workbooks, and what is neither."""

import io

import pytest
from xlsxwriter import Workbook

from backend.documents.tables_read import MOST_BYTES, read_table
from backend.lib.errors import Invalid


def workbook(lines: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet()
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_whatever_parts_it(delimiter: str) -> None:
    written = f'\ufeffkind{delimiter}price\r\npart{delimiter}"1{delimiter}5"\r\n'
    assert read_table(written.encode()) == [["kind", "price"], ["part", f"1{delimiter}5"]]


def test_numbers_of_a_workbook_come_as_they_were_typed() -> None:
    lines = read_table(workbook([["kind", "price"], ["part", 34.55], ["part", 120], ["part", "7"]]))
    assert lines == [["kind", "price"], ["part", "34.55"], ["part", "120"], ["part", "7"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 no workbook", "not-a-table"),
        (b"\xff\xfe\x00k", "not-a-table"),
        (b"kind\x00", "not-a-table"),
        (b"x" * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(data)
    assert (refused.value.field, refused.value.code) == ("file", code)
