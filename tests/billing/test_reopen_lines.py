"""Taking a judgement back, as long as the line stands on no act."""

import pytest

from backend.billing.actions import approve_lines, issue_act, reject_line, reopen_lines
from backend.billing.models import BillableLine
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from backend.lib.errors import NotFound, Refused
from backend.lib.ids import new_id
from tests.billing.conftest import approved


def test_it_works(cast: Cast, visit: Visit) -> None:
    first, second, *_rest = approved(cast, visit)
    reopen_lines([first.id, second.id], by=cast.biller)
    states = list(BillableLine.objects.order_by("position").values_list("state", flat=True))
    assert states == ["proposed", "proposed", "approved", "approved"]
    assert Entry.objects.filter(kind="line.reopened", actor_id=cast.biller.id).count() == 2


def test_a_rejected_one_too(cast: Cast, visit: Visit) -> None:
    line = reopen_lines([approved(cast, visit)[0].id], by=cast.biller)[0]
    reject_line(line.id, reason="Goodwill", by=cast.biller)
    assert reopen_lines([line.id], by=cast.biller)[0].state == "proposed"


def test_a_question_is_asked_again(cast: Cast, visit: Visit) -> None:
    line = approved(cast, visit)[0]
    BillableLine.objects.filter(id=line.id).update(question="presumed")
    assert reopen_lines([line.id], by=cast.biller)[0].state == "needs_approval"
    approve_lines([line.id], by=cast.biller)


@pytest.mark.usefixtures("series")
def test_what_stands_on_an_act_stays(cast: Cast, visit: Visit) -> None:
    lines = approved(cast, visit)
    issue_act([lines[0].id], by=cast.biller)
    with pytest.raises(Refused, match="wrong-state"):
        reopen_lines([line.id for line in lines], by=cast.biller)
    assert BillableLine.objects.filter(state="approved").count() == 3


def test_an_unknown_line_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        reopen_lines([new_id()], by=cast.biller)
