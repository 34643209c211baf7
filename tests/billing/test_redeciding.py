"""A version that began in the past: open lines are decided again and say what they said before."""

from datetime import date
from decimal import Decimal

import pytest

from backend.billing.actions import approve_lines, change_line, draft_lines, issue_act
from backend.billing.models import DocumentSeries
from backend.billing.redeciding import redecide_lines
from backend.contracts.actions import activate_contract, begin_version
from backend.contracts.models import ContractVersion
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from tests.billing.conftest import said

BEFORE = [
    ("call_out", "covered", "3.2", "1.000", "0.00", "0.00"),
    ("travel", "covered", "3.2", "1.000", "0.00", "0.00"),
    ("labour", "covered", "3.2", "1.500", "0.00", "0.00"),
    ("part", "paid", "4.1", "1.000", "34.50", "34.50"),
]
AFTER = [*BEFORE[:2], ("labour", "paid", "9.1", "1.500", "80.00", "120.00"), BEFORE[3]]


@pytest.fixture
def from_november(cast: Cast) -> ContractVersion:
    """From 1 November on labour is paid by 9.1; the visit of 16 November was drafted before."""
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    version.coverage_rules.filter(line_kind="labour").update(verdict="paid", clause="9.1")
    return version


def published(version: ContractVersion, cast: Cast) -> int:
    activate_contract(version.pk, by=cast.administrator)
    return redecide_lines(cast.contract.pk)


def test_it_works(cast: Cast, visit: Visit, from_november: ContractVersion) -> None:
    assert said(draft_lines(visit.id)) == BEFORE
    assert published(from_november, cast) == 1
    lines = list(visit.lines.order_by("position"))
    assert said(lines) == AFTER
    assert {line.contract_version for line in lines} == {from_november}
    labour = lines[2]
    assert (labour.state, labour.question) == ("needs_approval", "redecided")
    assert labour.former == {
        "verdict": "covered",
        "clause": "3.2",
        "proposed_quantity": "1.500",
        "proposed_price": "0.0000",
        "amount": "0.00",
        "net": "0.00",
    }
    assert [line.former for line in lines if line is not labour] == [None] * 3
    entry = Entry.objects.get(kind="lines.redecided")
    assert entry.data == {"lines": 1, "before": "0.00", "after": "120.00"}


def test_asked_again_nothing_changes(
    cast: Cast, visit: Visit, from_november: ContractVersion
) -> None:
    draft_lines(visit.id)
    published(from_november, cast)
    assert redecide_lines(cast.contract.pk) == 0
    assert Entry.objects.filter(kind="lines.redecided").count() == 1


def test_what_stands_on_a_paper_stays(
    cast: Cast, visit: Visit, series: DocumentSeries, from_november: ContractVersion
) -> None:
    ids = [line.id for line in approve_lines([i.id for i in draft_lines(visit.id)], by=cast.biller)]
    issue_act(ids, by=cast.biller, document_date=date(2026, 11, 16))
    assert published(from_november, cast) == 0
    assert said(list(visit.lines.all())) == BEFORE


def test_an_approval_is_asked_for_again(
    cast: Cast, visit: Visit, from_november: ContractVersion
) -> None:
    approve_lines([line.id for line in draft_lines(visit.id)], by=cast.biller)
    published(from_november, cast)
    states = {line.kind: line.state for line in visit.lines.all()}
    assert states == {
        "call_out": "approved",
        "travel": "approved",
        "labour": "needs_approval",
        "part": "approved",
    }


def test_what_a_person_entered_is_kept_beside_the_new_proposal(
    cast: Cast, visit: Visit, from_november: ContractVersion
) -> None:
    labour = draft_lines(visit.id)[2]
    wanted = {"quantity": Decimal(1), "unit_price": Decimal(50), "reason": "agreed by phone"}
    change_line(labour.id, by=cast.biller, **wanted)
    published(from_november, cast)
    labour.refresh_from_db()
    assert (labour.quantity, labour.unit_price, labour.net) == (1, 50, Decimal("50.00"))
    assert (labour.proposed_quantity, labour.proposed_price) == (Decimal("1.5"), 80)
    assert (labour.verdict, labour.question) == ("paid", "redecided")


def test_a_version_from_later_decides_nothing_again(cast: Cast, visit: Visit) -> None:
    draft_lines(visit.id)
    later = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    assert published(later, cast) == 0
