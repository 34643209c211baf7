"""VAT of one document: once per tax treatment, shown per line, adding up to the cent.

Net price lists work forwards, price lists that include VAT work backwards. Rates, categories and
legal texts are data; this file only does the sums of docs/pricing.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from backend.lib.errors import Invalid
from backend.lib.money import ZERO, exact, not_negative, shares_to_total, to_cents

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Treatment:
    """A tax treatment as one document uses it: `rate` in percent (20 means a fifth)."""

    code: str
    rate: Decimal

    def __post_init__(self) -> None:
        if not self.code:
            raise Invalid("treatment", "missing")
        not_negative(self.rate, "rate")


class Taxable(Protocol):
    """A line as VAT sees it: an amount in whole cents, net or gross."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def treatment(self) -> Treatment: ...
    @property
    def includes_vat(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """The plainest Taxable; a negative amount is a credit."""

    amount: Decimal
    treatment: Treatment
    includes_vat: bool = False

    def __post_init__(self) -> None:
        if to_cents(exact(self.amount)) != self.amount:
            raise Invalid("amount", "not-whole-cents", given=str(self.amount))


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """One line of the document: net + vat = gross."""

    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class TreatmentTotal:
    treatment: Treatment
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class VatSummary:
    """`lines` in the order given, `totals` by treatment in order of appearance, and the sums."""

    lines: tuple[TaxedLine, ...]
    totals: tuple[TreatmentTotal, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal


def vat_summary(lines: Sequence[Taxable]) -> VatSummary:
    """Net, VAT and gross of a document, its treatments and its lines.

    Invalid("lines") when one treatment code comes with two rates, or mixes net and gross lines.
    """
    taxed: dict[int, TaxedLine] = {}
    totals: list[TreatmentTotal] = []
    for treatment, places in _by_treatment(lines).items():
        answer = _taxed([lines[place] for place in places], treatment)
        taxed.update(zip(places, answer, strict=True))
        totals.append(TreatmentTotal(treatment, *_sums(answer)))
    in_order = tuple(taxed[place] for place in range(len(lines)))
    return VatSummary(in_order, tuple(totals), *_sums(in_order))


def _by_treatment(lines: Sequence[Taxable]) -> dict[Treatment, list[int]]:
    groups: dict[Treatment, list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault(line.treatment, []).append(place)
    codes = [treatment.code for treatment in groups]
    for code in codes:
        if codes.count(code) > 1:
            raise Invalid("lines", "two-rates", treatment=code)
    for treatment, places in groups.items():
        if len({lines[place].includes_vat for place in places}) > 1:
            raise Invalid("lines", "net-and-gross", treatment=treatment.code)
    return groups


def _taxed(lines: Sequence[Taxable], treatment: Treatment) -> list[TaxedLine]:
    amounts = [line.amount for line in lines]
    if lines[0].includes_vat:
        nets = _rounded_shares(
            [amount * _HUNDRED / (_HUNDRED + treatment.rate) for amount in amounts]
        )
        return [TaxedLine(n, g - n, g) for n, g in zip(nets, amounts, strict=True)]
    vats = _rounded_shares([amount * treatment.rate / _HUNDRED for amount in amounts])
    return [TaxedLine(n, v, n + v) for n, v in zip(amounts, vats, strict=True)]


def _rounded_shares(shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The total rounded half up once, then shown per share."""
    return shares_to_total(to_cents(sum(shares, ZERO)), shares)


def _sums(lines: Sequence[TaxedLine]) -> tuple[Decimal, Decimal, Decimal]:
    return (
        sum((line.net for line in lines), ZERO),
        sum((line.vat for line in lines), ZERO),
        sum((line.gross for line in lines), ZERO),
    )
