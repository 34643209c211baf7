"""The files accounting takes: a row a line of every act, as frozen at issue, as CSV and as XLSX."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from backend.billing.models import Act
from backend.billing.paper_data import ActPaper, LineOnPaper, act_paper
from backend.documents.spreadsheet import Column, Kind, Money, Sheet, write_csv, write_xlsx

# No column holds a moment, so the clock these files are written on says nothing.
ZONE: Final = "UTC"


class Row(NamedTuple):
    """One line and the paper it stands on."""

    paper: ActPaper
    line: LineOnPaper

    @property
    def vat(self) -> Decimal:
        return self.line.vat or Decimal(0)

    def money(self, amount: Decimal) -> Money:
        """An amount in the currency of the paper."""
        return Money(amount, self.paper.currency)


@dataclass
class Sum:
    """What the acts of one currency add up to."""

    currency: str
    acts: int = 0
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)


# The heads are names for programs: they are the same in every language and in both files.
COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("act", lambda row: row.paper.number, width=18),
    Column("document_date", lambda row: row.paper.document_date, Kind.DATE, 15),
    Column("supplied_on", lambda row: row.line.supplied_on, Kind.DATE),
    Column("client", lambda row: row.paper.client.name, width=30),
    Column("registry_number", lambda row: row.paper.client.registry_number, width=16),
    Column("contract", lambda row: row.paper.contract, width=12),
    Column("reference", lambda row: row.line.reference, width=13),
    Column("text", lambda row: row.line.text, width=48),
    Column("verdict", lambda row: row.line.verdict, width=12),
    Column("clause", lambda row: row.line.clause, width=12),
    Column("quantity", lambda row: row.line.quantity, Kind.NUMBER),
    Column("unit", lambda row: row.line.unit, width=8),
    Column("unit_price", lambda row: row.money(row.line.unit_price), Kind.PRICE),
    Column("discount_percent", lambda row: row.line.discount_percent, Kind.NUMBER, 17),
    Column("net", lambda row: row.money(row.line.net), Kind.MONEY),
    Column("tax", lambda row: row.line.tax, width=10),
    Column("vat", lambda row: row.money(row.vat), Kind.MONEY),
    Column("gross", lambda row: row.money(row.line.net + row.vat), Kind.MONEY),
    Column("currency", lambda row: row.paper.currency, width=10),
)
SUMS: Final[tuple[Column[Sum], ...]] = (
    Column("currency", lambda total: total.currency, width=10),
    Column("acts", lambda total: total.acts, Kind.NUMBER),
    Column("net", lambda total: Money(total.net, total.currency), Kind.MONEY),
    Column("vat", lambda total: Money(total.vat, total.currency), Kind.MONEY),
    Column("gross", lambda total: Money(total.gross, total.currency), Kind.MONEY),
)


def csv_of(acts: Iterable[Act]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic; decimals with a point."""
    out = io.BytesIO()
    write_csv(out, Sheet("acts", COLUMNS, _rows(acts)), zone=ZONE)
    return out.getvalue()


def xlsx_of(acts: Sequence[Act]) -> bytes:
    """The rows of the CSV with typed cells, and a second sheet of what each currency adds up to."""
    out = io.BytesIO()
    sheets = Sheet("acts", COLUMNS, _rows(acts)), Sheet("sums", SUMS, sums_by_currency(acts))
    write_xlsx(out, sheets, zone=ZONE)
    return out.getvalue()


def sums_by_currency(acts: Iterable[Act]) -> list[Sum]:
    """What the acts add up to, in the order of the codes; currencies are never added."""
    sums: dict[str, Sum] = {}
    for act in acts:
        total = sums.setdefault(act.currency, Sum(act.currency))
        total.acts += 1
        total.net += act.net
        total.vat += act.vat
        total.gross += act.gross
    return [sums[currency] for currency in sorted(sums)]


def gross_by_currency(acts: Iterable[Act]) -> dict[str, str]:
    """The gross of `sums_by_currency` as text, as a batch keeps it."""
    return {total.currency: str(total.gross) for total in sums_by_currency(acts)}


def _rows(acts: Iterable[Act]) -> Iterator[Row]:
    for act in acts:
        paper = act_paper(act.frozen)
        for line in paper.lines:
            yield Row(paper, line)
