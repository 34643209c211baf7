"""Which tax treatment a line gets: of the rows that fit, the one that says most. Pure.

Rows are dated data kept by the firm and confirmed by its accountant; docs/pricing.md has the
table. Nothing here knows a rate, and no country but for the area its VAT belongs to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.lib.errors import Refused

# The area in which a service between taxable persons is taxed where the client is. Monaco counts
# as France for VAT.
EU_VAT_AREA: Final = frozenset(
    # One line reads better than twenty-eight.
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
ANYWHERE, HOME, EU, OUTSIDE = "", "home", "eu", "outside"


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One dated treatment and what it asks for: empty or None means whatever.

    `their_area` is home (our own country), eu (another country of the VAT area) or outside.
    """

    code: str
    valid_from: date
    valid_to: date | None = None
    line_kind: str = ""
    their_country: str = ""
    their_area: str = ANYWHERE
    their_vat_registered: bool | None = None
    our_vat_registered: bool | None = None


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """One line: its kind and day, and where both companies are and whether they pay VAT then."""

    line_kind: str
    day: date
    our_country: str
    their_country: str
    our_vat_registered: bool = True
    their_vat_registered: bool = False


def treatment_for(rows: Iterable[TreatmentRow], facts: TaxFacts) -> TreatmentRow:
    """The winning row; Refused("no-tax-treatment", kind=) where none fits.

    Of equally telling rows a country outweighs its area, then the later one and the code decide.
    """
    fitting = [row for row in rows if _fits(row, facts)]
    if not fitting:
        raise Refused("no-tax-treatment", kind=facts.line_kind)
    return max(fitting, key=_weight)


def area_of(their_country: str, our_country: str) -> str:
    """Where the client is, as seen from us; a client of no known country is at home."""
    if their_country in ("", our_country):
        return HOME
    both = {their_country, our_country} <= EU_VAT_AREA
    return EU if both else OUTSIDE


def _fits(row: TreatmentRow, facts: TaxFacts) -> bool:
    return (
        row.valid_from <= facts.day
        and (row.valid_to is None or facts.day < row.valid_to)
        and row.line_kind in ("", facts.line_kind)
        and row.their_country in ("", facts.their_country)
        and row.their_area in (ANYWHERE, area_of(facts.their_country, facts.our_country))
        and row.their_vat_registered in (None, facts.their_vat_registered)
        and row.our_vat_registered in (None, facts.our_vat_registered)
    )


def _weight(row: TreatmentRow) -> tuple[int, bool, date, str]:
    said = (
        row.line_kind,
        row.their_country,
        row.their_area,
        row.their_vat_registered is not None,
        row.our_vat_registered is not None,
    )
    return sum(bool(part) for part in said), bool(row.their_country), row.valid_from, row.code
