"""What past requests would have got under a draft, beside what they were promised."""

from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.contracts.actions import begin_version
from backend.contracts.models import SlaTarget
from backend.demo.cast import Cast
from backend.desk.models import Request
from backend.desk.preview import Turn, preview
from backend.lib.ids import new_id
from tests.onsite import ordered_work

MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_it_works(cast: Cast) -> None:
    """Trading stopped on Monday at nine: arrival in two hours then, in one under the draft, which
    answers as before, promises no resolution and makes labour paid by 9.1."""
    request = ordered_work(cast).request
    Request.objects.update(reported_at=MONDAY_0900)
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    targets = SlaTarget.objects.filter(policy__version=draft)
    targets.filter(kind="arrival").update(target_min=60)
    targets.filter(kind="resolution").delete()
    draft.coverage_rules.filter(line_kind="labour").update(verdict="paid", clause="9.1")

    told = preview(cast.administrator, draft)
    (one,) = told.requests
    assert (one.request, one.changes, told.changed) == (request, True, 1)
    arrival = next(each for each in one.moments if each.kind == "arrival")
    assert (arrival.before, arrival.after) == (
        datetime(2026, 11, 23, 10, tzinfo=UTC),
        datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    assert told.turns == {
        "response": {Turn.SAME: 1},
        "arrival": {Turn.SOONER: 1},
        "resolution": {Turn.GONE: 1},
    }
    assert (one.verdict, one.clause) == (("covered", "paid"), ("3.2", "9.1"))


def test_an_unchanged_draft_changes_nothing(cast: Cast) -> None:
    ordered_work(cast)
    Request.objects.update(reported_at=MONDAY_0900)
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    assert preview(cast.administrator, draft).changed == 0


def test_only_the_newest_are_asked(cast: Cast) -> None:
    for _number in range(3):
        ordered_work(cast)
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    assert len(preview(cast.administrator, draft, most=2).requests) == 2


def test_what_the_draft_cannot_answer_is_named(cast: Cast) -> None:
    ordered_work(cast)
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    policy = draft.policies.get(priority="critical")
    targets = list(policy.targets.all())
    policy.id = new_id()
    policy.save(force_insert=True)
    for target in targets:
        SlaTarget.objects.create(policy=policy, kind=target.kind, target_min=5)
    assert preview(cast.administrator, draft).requests[0].problem == "equal-selectors"


def test_many_requests_are_asked_in_as_many_queries_as_one(cast: Cast) -> None:
    """One of the requests was reported before any contract: nothing was promised by a time."""
    ordered_work(cast)
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    asked = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as seen:
            told = preview(cast.administrator, draft)
        asked.append(len(seen))
        for _more in range(4):
            last = ordered_work(cast).request
        Request.objects.filter(pk=last.pk).update(contract_version=None)
    assert asked[0] == asked[1]
    told = preview(cast.administrator, draft)
    assert len(told.requests) == 9
    # The one without a contract gets response, arrival and resolution only under the draft.
    new = [each for each in told.requests if each.moments[0].turn is Turn.NEW]
    assert len(new) == 2
    assert {kind: n[Turn.NEW] for kind, n in told.turns.items()} == {
        "response": 2,
        "arrival": 2,
        "resolution": 2,
    }
