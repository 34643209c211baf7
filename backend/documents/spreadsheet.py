"""Lists as files for spreadsheet programs: XLSX with typed cells, and its twin in CSV.

The one door to XlsxWriter. A column says once what it is called, what it shows of a row and of
which kind that is; both files are made from the same columns, row by row, so that a long list
needs no more memory than a short one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any, Final, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from backend.lib.errors import Refused

RowT = TypeVar("RowT")

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""

MOST_ROWS: Final = 100_000
"""Above it a list is refused, never cut: a sum over half a list is a wrong sum."""

# A spreadsheet program takes a text that begins so for a formula and runs it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

_LONGEST_TEXT = 32_767
_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Kind(StrEnum):
    """How a spreadsheet holds the cells of a column."""

    TEXT = "text"
    MONEY = "money"
    PRICE = "price"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


class Money(NamedTuple):
    """An amount and the currency its cell is formatted with."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """One column: `value` gives text, Money, a number, a date or an aware datetime, or None.

    `head` may be a lazy translation. `width` is in characters; 0 leaves it to the kind.
    """

    head: object
    value: Callable[[RowT], object]
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True)
class Sheet(Generic[RowT]):
    """A list: its title, its columns and its rows, which are read once."""

    title: str
    columns: Sequence[Column[RowT]]
    rows: Iterable[RowT]


_WIDTHS: Final = {
    Kind.TEXT: 22,
    Kind.MONEY: 16,
    Kind.PRICE: 16,
    Kind.NUMBER: 11,
    Kind.DATE: 12,
    Kind.MOMENT: 18,
}
_FORMATS: Final = {
    Kind.MONEY: "#,##0.00",
    Kind.PRICE: "#,##0.00##",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}


def write_xlsx(out: IO[bytes], sheets: Sequence[Sheet[Any]], *, zone: str) -> None:
    """Write a workbook, moments on the wall clock of `zone`; Refused("too-many-rows")."""
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    styles = _Styles(book)
    try:
        for sheet in sheets:
            _write_sheet(book, styles, sheet, zone)
    finally:
        book.close()


def write_csv(out: IO[bytes], sheet: Sheet[Any], *, zone: str) -> None:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic; decimals with a point,
    moments with their offset; Refused("too-many-rows")."""
    out.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_heads(sheet, zone))
    for row in _counted(sheet.rows):
        writer.writerow([_csv_cell(column.value(row), zone) for column in sheet.columns])
    # The stream is the caller's: closing the wrapper would close it too.
    text.detach()


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.head = book.add_format(head)
        # Shown as it is, and no formula either when somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})

    def number(self, kind: Kind, currency: str = "") -> Any:
        shown = _FORMATS.get(kind, "General")
        if currency:
            shown = f"{shown} [${currency}]"
        if shown not in self._made:
            self._made[shown] = self._book.add_format({"num_format": shown})
        return self._made[shown]


def _write_sheet(book: Any, styles: _Styles, sheet: Sheet[Any], zone: str) -> None:
    page = book.add_worksheet(sheet.title.translate(_NOT_IN_A_TITLE).strip()[:31])
    heads = _heads(sheet, zone)
    for place, (column, head) in enumerate(zip(sheet.columns, heads, strict=True)):
        page.set_column(place, place, column.width or max(_WIDTHS[column.kind], len(head) // 2 + 4))
        page.write_string(0, place, head, styles.head)
    last = 0
    for last, row in enumerate(_counted(sheet.rows), start=1):
        for place, column in enumerate(sheet.columns):
            _write_cell(page, styles, (last, place), column.value(row), column.kind, zone)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(heads) - 1)
    # Registry numbers are text on purpose; a green corner on each would only be noise.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_cell(
    page: Any, styles: _Styles, place: tuple[int, int], value: object, kind: Kind, zone: str
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Money):
        page.write_number(*place, value.amount, styles.number(kind, value.currency))
    elif isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        page.write_datetime(*place, local, styles.number(Kind.MOMENT))
    elif isinstance(value, date):
        page.write_datetime(*place, value, styles.number(Kind.DATE))
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        page.write_number(*place, value, styles.number(kind))
    else:
        text = str(value)[:_LONGEST_TEXT]
        page.write_string(*place, text, styles.quoted if text.startswith(FORMULA_STARTS) else None)


def _heads(sheet: Sheet[Any], zone: str) -> list[str]:
    """The words above the columns; a column of moments names the clock they are read on."""
    return [
        f"{column.head} ({zone})" if column.kind == Kind.MOMENT else str(column.head)
        for column in sheet.columns
    ]


def _counted(rows: Iterable[RowT]) -> Iterator[RowT]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise Refused("too-many-rows", most=MOST_ROWS)
        yield row


def _csv_cell(value: object, zone: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
    if isinstance(value, Money):
        return str(value.amount)
    if isinstance(value, date | Decimal | int) and not isinstance(value, bool):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
