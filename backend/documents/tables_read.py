"""Lists that people send as files: CSV in any usual spelling, and XLSX. The one door to calamine.

Everything comes back as text, as it would be typed; what the cells mean is the reader's business.
"""

import csv
import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from backend.lib.errors import Invalid

MOST_BYTES: Final = 2_000_000
_MOST_UNPACKED: Final = 50_000_000
_ZIP: Final = b"PK\x03\x04"


def read_table(data: bytes) -> list[list[str]]:
    """The lines of a CSV file, or of the first sheet of a workbook, each cell as text.

    Invalid("file", ...) where it is too large or neither of both.
    """
    if len(data) > MOST_BYTES:
        raise Invalid("file", "too-large")
    return _workbook(data) if data.startswith(_ZIP) else _csv(data)


def _workbook(data: bytes) -> list[list[str]]:
    try:
        # A small file may unpack to a very large one.
        unpacked = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > _MOST_UNPACKED:
            raise Invalid("file", "too-large")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [_texts(line) for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile, IndexError) as fault:
        raise Invalid("file", "not-a-table") from fault


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Invalid("file", "not-a-table") from fault
    if "\x00" in text:
        raise Invalid("file", "not-a-table")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as fault:
        raise Invalid("file", "not-a-table") from fault


def _texts(line: Iterable[object]) -> list[str]:
    return [_text(cell) for cell in line]


def _text(cell: object) -> str:
    """Workbooks hold every number as a binary fraction; its shortest spelling is what was typed."""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        return f"{exact.normalize():f}"
    return "" if cell is None else str(cell)
