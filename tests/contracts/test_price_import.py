"""Prices from a spreadsheet: every fault by its row, and what a file would change."""

from decimal import Decimal

import pytest

from backend.contracts.actions import price_rows, replace_prices
from backend.contracts.models import PriceItem
from backend.contracts.price_import import PriceRow, difference, read_prices
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid

KINDS = ("labour", "part")
HEADS = ["Kind", "code", "unit", "price", "name_en"]


def row(code: str, price: str, kind: str = "part") -> PriceRow:
    return PriceRow(kind, code, "pcs", Decimal(price))


def test_it_works() -> None:
    rows, faults = read_prices(
        [
            HEADS,
            ["part", "FAN", "pcs", "34,50", "Fan"],
            ["", "", "", "", ""],
            ["labour", "", "", "60"],
        ],
        KINDS,
    )
    assert faults == []
    assert rows == [
        PriceRow("part", "FAN", "pcs", Decimal("34.50"), {"en": "Fan"}),
        PriceRow("labour", "", "h", Decimal(60)),
    ]


def test_every_fault_is_named_by_its_row() -> None:
    lines = [
        HEADS,
        ["part", "A", "pcs", "1.00001", ""],
        ["goods", "B", "pcs", "-1", ""],
        ["part", "C", "pcs", "2", ""],
        ["part", "C", "pcs", "3", ""],
        ["part", "x" * 41, "pcs", "nan", ""],
    ]
    rows, faults = read_prices(lines, KINDS)
    assert [(each.row, each.column, each.code, each.given) for each in faults] == [
        (2, "price", "not-a-price", "1.00001"),
        (3, "kind", "unknown", "goods"),
        (3, "price", "not-a-price", "-1"),
        (5, "code", "price-twice", "4"),
        (6, "price", "not-a-price", "nan"),
        (6, "code", "too-long", "40"),
    ]
    assert [each.code for each in rows] == ["C", "C"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "no-such-column"),
        ([["code", "price"]], "no-such-column"),
        ([["kind", "price"], *[["part", "1"]] * 5001], "too-many-lines"),
    ],
)
def test_what_is_no_list_is_refused_whole(lines: list[list[str]], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_prices(lines, KINDS)
    assert refused.value.code == code


def test_the_difference_names_what_comes_turns_and_goes() -> None:
    done = difference(
        [row("A", "1"), row("B", "2.00"), row("C", "3")],
        [row("B", "2"), row("C", "4"), row("D", "5")],
    )
    assert [each.code for each in done.added] == ["D"]
    assert [(old.price, new.price) for old, new in done.changed] == [(3, 4)]
    assert [each.code for each in done.removed] == ["A"]
    assert done.unchanged == 1


def test_a_version_becomes_exactly_the_file(cast: Cast) -> None:
    version = cast.price_list.versions.get()
    kept = [each for each in price_rows(version) if each.kind == "labour"]
    replace_prices(version.pk, [*kept, row("FAN-120", "40")], by=cast.administrator)
    assert set(version.items.values_list("kind", flat=True)) == {"labour", "part"}
    assert PriceItem.objects.get(version=version, code="FAN-120").price == 40
    entry = Entry.objects.filter(kind="price_list.changed").latest("id")
    assert entry.data["removed"] > 0
    again = replace_prices(version.pk, price_rows(version), by=cast.administrator)
    assert (again.added, again.changed, again.removed) == ([], [], [])
    assert Entry.objects.filter(kind="price_list.changed").latest("id") == entry
