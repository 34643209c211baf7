"""A line left off every paper, with the reason why."""

import pytest

from backend.billing.actions import draft_lines, issue_act, reject_line
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused


def test_it_works(cast: Cast, visit: Visit) -> None:
    fan = draft_lines(visit.id)[-1]
    line = reject_line(fan.id, reason=" Goodwill ", by=cast.biller)
    assert (line.state, line.change_reason, line.changed_by) == (
        "rejected",
        "Goodwill",
        cast.biller,
    )
    assert Entry.objects.get(kind="line.rejected").data == {"reason": "Goodwill"}


def test_it_goes_on_no_act(cast: Cast, visit: Visit, series: object) -> None:
    fan = draft_lines(visit.id)[-1]
    reject_line(fan.id, reason="Goodwill", by=cast.biller)
    with pytest.raises(Refused, match="line-not-approved"):
        issue_act([fan.id], by=cast.biller)


def test_a_reason_is_needed(cast: Cast, visit: Visit) -> None:
    with pytest.raises(Invalid) as refused:
        reject_line(draft_lines(visit.id)[-1].id, reason=" ", by=cast.biller)
    assert (refused.value.field, refused.value.code) == ("reason", "reason-needed")


def test_twice_is_refused(cast: Cast, visit: Visit) -> None:
    fan = draft_lines(visit.id)[-1]
    reject_line(fan.id, reason="Goodwill", by=cast.biller)
    with pytest.raises(Refused, match="wrong-state"):
        reject_line(fan.id, reason="Again", by=cast.biller)
