"""The CSV accounting takes: a row a line of every act, as frozen at issue."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from backend.billing.models import Act
from backend.billing.paper_data import act_paper

COLUMNS = (
    "act",
    "document_date",
    "supplied_on",
    "client",
    "registry_number",
    "contract",
    "reference",
    "text",
    "verdict",
    "clause",
    "quantity",
    "unit",
    "unit_price",
    "discount_percent",
    "net",
    "tax",
    "vat",
    "gross",
    "currency",
)

# A cell that begins so is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(acts: Iterable[Act]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic; decimals with a point."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for act in acts:
        for row in _rows(act):
            writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def gross_by_currency(acts: Iterable[Act]) -> dict[str, str]:
    """What the acts add up to, as text; currencies are never added."""
    sums: dict[str, Decimal] = {}
    for act in acts:
        sums[act.currency] = sums.get(act.currency, Decimal(0)) + act.gross
    return {currency: str(gross) for currency, gross in sums.items()}


def _rows(act: Act) -> Iterable[tuple[object, ...]]:
    paper = act_paper(act.frozen)
    for line in paper.lines:
        vat = line.vat or 0
        yield (
            paper.number,
            paper.document_date,
            line.supplied_on,
            paper.client.name,
            paper.client.registry_number,
            paper.contract,
            line.reference,
            line.text,
            line.verdict,
            line.clause,
            line.quantity,
            line.unit,
            line.unit_price,
            line.discount_percent,
            line.net,
            line.tax,
            vat,
            line.net + vat,
            paper.currency,
        )


def _harmless(cell: object) -> object:
    """Text that a spreadsheet would run gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
