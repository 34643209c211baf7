"""Handing the acts of a period to accounting: once, escaped, and adding up to the cent."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from time_machine import travel

from backend.billing.actions import export_acts, issue_act
from backend.billing.models import Act, BillableLine
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.files.queries import content_of
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from tests.billing.conftest import MONDAY, Facts, approved, ended_visit

pytestmark = pytest.mark.usefixtures("series")
MONTH = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def acts(cast: Cast, visit: Visit) -> list[Act]:
    """41.40 of the hotel; 60 + 25 + 120 + 34.50 and VAT of the pharmacy: 287.40."""
    later = MONDAY + timedelta(hours=4)
    other = ended_visit(cast, Facts(place=cast.pharmacy_object, arrived_at=later, fans="1"))
    return [
        issue_act([line.id for line in approved(cast, each)], by=cast.biller)
        for each in (visit, other)
    ]


def export(cast: Cast):  # type: ignore[no-untyped-def]
    return export_acts(cast.our_entity, *MONTH, by=cast.biller)


def rows_of(batch) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    return list(csv.DictReader(io.StringIO(content_of(batch.file).decode("utf-8-sig"))))


def test_it_works(cast: Cast, acts: list[Act]) -> None:
    batch = export(cast)
    assert (batch.sums, batch.acts.count()) == ({"EUR": "328.80"}, 2)
    assert set(BillableLine.objects.values_list("state", flat=True)) == {"exported"}
    assert Entry.objects.get(kind="acts.exported").data == {
        "acts": 2,
        "sums": {"EUR": "328.80"},
        "file": "acts-2026-11-01-2026-11-30.csv",
    }


def test_sums_agree_to_the_cent(cast: Cast, acts: list[Act]) -> None:
    rows = rows_of(export(cast))
    for act in Act.objects.all():
        mine = [row for row in rows if row["act"] == act.number]
        for money in ("net", "vat", "gross"):
            assert sum(Decimal(row[money]) for row in mine) == getattr(act, money)
        assert sum(act.lines.values_list("net", flat=True)) == act.net
    assert sum(Decimal(row["gross"]) for row in rows) == Decimal("328.80")


def test_currencies_are_never_added(cast: Cast, visit: Visit) -> None:
    """One company, one act in euros and one in hryvnias: two sums, and every row says its own."""
    later = MONDAY + timedelta(hours=4)
    other = ended_visit(cast, Facts(place=cast.pharmacy_object, arrived_at=later, fans="1"))
    issue_act([line.id for line in approved(cast, visit)], by=cast.biller)
    ids = [line.id for line in approved(cast, other)]
    BillableLine.objects.filter(id__in=ids).update(currency="UAH")
    issue_act(ids, by=cast.biller)
    batch = export(cast)
    assert batch.totals == [("EUR", Decimal("41.40")), ("UAH", Decimal("287.40"))]
    assert {row["currency"] for row in rows_of(batch)} == {"EUR", "UAH"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(batch.workbook)))
    assert book.get_sheet_by_name("sums").to_python()[1:] == [
        ["EUR", 1, 34.5, 6.9, 41.4],
        ["UAH", 1, 239.5, 47.9, 287.4],
    ]


def test_the_workbook_says_what_the_csv_says(cast: Cast, acts: list[Act]) -> None:
    """Typed cells: a date is a date, money a number; 34.50 + 239.50 net and 6.90 + 47.90 VAT."""
    batch = export(cast)
    assert batch.workbook.name == "acts-2026-11-01-2026-11-30.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(batch.workbook)))
    heads, *rows = book.get_sheet_by_name("acts").to_python()
    written = rows_of(batch)
    assert (heads, len(rows)) == (list(written[0]), len(written))
    for row, said in zip(
        (dict(zip(heads, row, strict=True)) for row in rows), written, strict=True
    ):
        assert row["supplied_on"] == date.fromisoformat(said["supplied_on"])
        assert row["registry_number"] == said["registry_number"]
        for name in ("quantity", "unit_price", "net", "vat", "gross"):
            assert Decimal(str(row[name])) == Decimal(said[name])
    sums = book.get_sheet_by_name("sums").to_python()
    assert sums == [
        ["currency", "acts", "net", "vat", "gross"],
        ["EUR", 2, 274, 54.8, 328.8],
    ]


def test_an_act_is_exported_once(cast: Cast, acts: list[Act]) -> None:
    export(cast)
    with pytest.raises(Refused, match="nothing-to-export"):
        export(cast)


def test_only_the_period_and_entity_count(cast: Cast, acts: list[Act]) -> None:
    with pytest.raises(Refused, match="nothing-to-export"):
        export_acts(cast.our_entity, date(2026, 10, 1), date(2026, 10, 31), by=cast.biller)
    with pytest.raises(Refused, match="nothing-to-export"):
        export_acts(cast.hotel.entities.get(), *MONTH, by=cast.biller)


def test_a_formula_is_only_text(cast: Cast, visit: Visit) -> None:
    lines = approved(cast, visit)
    BillableLine.objects.filter(id=lines[-1].id).update(text='=HYPERLINK("http://x")')
    issue_act([line.id for line in lines], by=cast.biller)
    texts = [row["text"] for row in rows_of(export(cast))]
    assert '\'=HYPERLINK("http://x")' in texts


def test_cyrillic_is_read_by_spreadsheets(cast: Cast) -> None:
    cast.hotel.language = "uk"
    cast.hotel.save()
    lines = approved(cast, ended_visit(cast, Facts(fans="1")))
    issue_act([line.id for line in lines], by=cast.biller)
    batch = export(cast)
    assert content_of(batch.file).startswith(b"\xef\xbb\xbf")
    assert any("Вентилятор" in row["text"] for row in rows_of(batch))


def test_a_period_that_ends_before_it_begins(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        export_acts(cast.our_entity, MONTH[1], MONTH[0], by=cast.biller)
    assert refused.value.field == "period_to"
