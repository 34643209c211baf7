"""All that an act or an invoice says, frozen at issue: the row keeps it as JSON, the PDF is set
from it, and nothing on a paper is ever read from a living row again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from backend.lib.errors import Refused


@dataclass(frozen=True)
class EntityOnPaper:
    """A company as papers name it, in the version that was in force."""

    name: str
    country: str = ""
    registry_number: str = ""
    vat_number: str = ""
    address: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    signatory_name: str = ""
    signatory_post: str = ""
    acting_on: str = ""


@dataclass(frozen=True)
class LineOnPaper:
    """One line: quantity to 3 decimals, unit price to 4, net to the cent; zero where covered.

    `tax` is the code of its TaxOnPaper; `vat` its share by largest remainder, if it is shown.
    `reference` says where it comes from (VIS-311); `list_price` what a covered line is worth.
    """

    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    verdict: str
    tax: str
    clause: str = ""
    reference: str = ""
    supplied_on: date | None = None
    discount_percent: Decimal = Decimal(0)
    vat: Decimal | None = None
    list_price: Decimal | None = None


@dataclass(frozen=True)
class TaxOnPaper:
    """VAT once per treatment: rate in percent, the sum it is taken from, the legal words."""

    code: str
    rate: Decimal
    category: str
    net: Decimal
    vat: Decimal
    legal_text: str = ""


@dataclass(frozen=True)
class ReportOnPaper:
    """A service report an act lists."""

    number: str
    day: date
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class MoneyPaper:
    """What every paper about money says. `title` is the series' or contract's word; empty for
    the usual one. `total_in_words` is the gross spelled, where the series wants it."""

    number: str
    language: str
    currency: str
    document_date: date
    issuer: EntityOnPaper
    client: EntityOnPaper
    lines: Sequence[LineOnPaper]
    taxes: Sequence[TaxOnPaper]
    net: Decimal
    vat: Decimal
    gross: Decimal
    title: str = ""
    contract: str = ""
    purchase_order: str = ""
    statement: str = ""
    total_in_words: str = ""


@dataclass(frozen=True, kw_only=True)
class ActPaper(MoneyPaper):
    """An act as it was issued; `mirror_of` is the number of the act it takes back."""

    supply_from: date
    supply_to: date
    contract_date: date | None = None
    reports: Sequence[ReportOnPaper] = ()
    mirror_of: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoicePaper(MoneyPaper):
    """An invoice as it was issued; `tax_date` is the tax point where the law names one."""

    due_on: date
    tax_date: date | None = None
    payment_reference: str = ""
    acts: Sequence[str] = ()


def frozen(paper: MoneyPaper) -> dict[str, Any]:
    """The paper as JSON: money and quantities as strings, dates as YYYY-MM-DD."""
    return {name: _plain(value) for name, value in asdict(paper).items()}


def act_paper(kept: Mapping[str, Any]) -> ActPaper:
    """The act that `frozen` kept."""
    return ActPaper(
        **_thawed(ActPaper, kept),
        **_shared(kept),
        reports=tuple(
            ReportOnPaper(**_thawed(ReportOnPaper, each)) for each in kept.get("reports", ())
        ),
    )


def invoice_paper(kept: Mapping[str, Any]) -> InvoicePaper:
    """The invoice that `frozen` kept."""
    acts = tuple(kept.get("acts", ()))
    return InvoicePaper(**_thawed(InvoicePaper, kept), **_shared(kept), acts=acts)


def check_sums(paper: MoneyPaper) -> None:
    """Refused("paper-sums-differ") where lines, taxes and totals do not agree to the cent."""
    taxed = {tax.code: tax.net for tax in paper.taxes}
    by_tax: dict[str, Decimal] = dict.fromkeys(taxed, Decimal(0))
    for line in paper.lines:
        by_tax[line.tax] = by_tax.get(line.tax, Decimal(0)) + line.net
    agrees = (
        by_tax == taxed
        and sum((tax.net for tax in paper.taxes), Decimal(0)) == paper.net
        and sum((tax.vat for tax in paper.taxes), Decimal(0)) == paper.vat
        and paper.net + paper.vat == paper.gross
    )
    if not agrees:
        raise Refused("paper-sums-differ", paper=paper.number)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _shared(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "issuer": EntityOnPaper(**kept["issuer"]),
        "client": EntityOnPaper(**kept["client"]),
        "lines": tuple(LineOnPaper(**_thawed(LineOnPaper, line)) for line in kept["lines"]),
        "taxes": tuple(TaxOnPaper(**_thawed(TaxOnPaper, tax)) for tax in kept["taxes"]),
    }


def _thawed(shape: type, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The plain fields of a dataclass, read back as the types it says."""
    readers = {
        str: str,
        Decimal: Decimal,
        date: date.fromisoformat,
        date | None: lambda value: value and date.fromisoformat(value),
        Decimal | None: lambda value: None if value is None else Decimal(value),
    }
    return {
        field.name: readers[field.type](kept[field.name])  # type: ignore[index, operator]
        for field in fields(shape)
        if field.type in readers and field.name in kept
    }
