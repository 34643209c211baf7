"""The choice of a tax treatment: the table of docs/pricing.md, row by row."""

from datetime import date

import pytest

from backend.contracts.tax_treatments import TaxFacts, TreatmentRow, area_of, treatment_for
from backend.lib.errors import Refused

START, DAY = date(2026, 1, 1), date(2026, 10, 15)


def row(code: str, **said: object) -> TreatmentRow:
    return TreatmentRow(code, START, **said)  # type: ignore[arg-type]


# The rows the demo company keeps for each of its three entities.
SOFIA = [
    row("BG-S20", our_vat_registered=True),
    row("BG-AE", their_area="eu", their_vat_registered=True, our_vat_registered=True),
    row("BG-O", their_area="outside", our_vat_registered=True),
    row("BG-NO", our_vat_registered=False),
]
KYIV = [
    row("UA-S20", our_vat_registered=True),
    row("UA-O", their_area="outside", our_vat_registered=True),
    row("UA-NO", our_vat_registered=False),
]


@pytest.mark.parametrize(
    ("rows", "ours", "theirs", "their_vat", "our_vat", "code"),
    [
        (SOFIA, "BG", "BG", True, True, "BG-S20"),
        (SOFIA, "BG", "BG", False, True, "BG-S20"),
        (SOFIA, "BG", "DE", True, True, "BG-AE"),
        (SOFIA, "BG", "MC", True, True, "BG-AE"),
        (SOFIA, "BG", "DE", False, True, "BG-S20"),
        (SOFIA, "BG", "UA", True, True, "BG-O"),
        (SOFIA, "BG", "UA", False, True, "BG-O"),
        (SOFIA, "BG", "", False, True, "BG-S20"),
        (SOFIA, "BG", "DE", True, False, "BG-NO"),
        (KYIV, "UA", "UA", True, True, "UA-S20"),
        (KYIV, "UA", "UA", False, True, "UA-S20"),
        (KYIV, "UA", "BG", True, True, "UA-O"),
        (KYIV, "UA", "UA", True, False, "UA-NO"),
    ],
)
def test_the_table(
    rows: list[TreatmentRow], ours: str, theirs: str, their_vat: bool, our_vat: bool, code: str
) -> None:
    facts = TaxFacts("labour", DAY, ours, theirs, our_vat, their_vat)
    assert treatment_for(rows, facts).code == code
    assert treatment_for(rows[::-1], facts).code == code


def test_a_kind_of_line_has_its_own() -> None:
    rows = [row("S20"), row("S9", line_kind="part")]
    assert treatment_for(rows, TaxFacts("part", DAY, "BG", "BG")).code == "S9"
    assert treatment_for(rows, TaxFacts("labour", DAY, "BG", "BG")).code == "S20"


def test_a_country_outweighs_its_area() -> None:
    rows = [row("Z-EU", their_area="eu"), row("A-FR", their_country="FR")]
    assert treatment_for(rows, TaxFacts("labour", DAY, "BG", "FR")).code == "A-FR"


def test_a_new_rate_holds_from_its_day() -> None:
    rows = [
        TreatmentRow("S", date(2020, 1, 1), valid_to=date(2026, 7, 1)),
        TreatmentRow("S-new", date(2026, 7, 1)),
    ]
    assert treatment_for(rows, TaxFacts("labour", date(2026, 6, 30), "BG", "BG")).code == "S"
    assert treatment_for(rows, TaxFacts("labour", date(2026, 7, 1), "BG", "BG")).code == "S-new"


def test_without_a_fitting_row_it_is_refused() -> None:
    with pytest.raises(Refused, match="no-tax-treatment"):
        treatment_for([row("AE", their_area="eu")], TaxFacts("labour", DAY, "UA", "BG"))


@pytest.mark.parametrize(
    ("theirs", "ours", "area"),
    [
        ("BG", "BG", "home"),
        ("", "UA", "home"),
        ("FR", "MC", "eu"),
        ("UA", "MC", "outside"),
        ("BG", "UA", "outside"),
    ],
)
def test_where_the_client_is(theirs: str, ours: str, area: str) -> None:
    assert area_of(theirs, ours) == area
