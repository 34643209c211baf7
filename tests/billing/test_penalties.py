"""Broken promises through rows: reckoned, excused by two persons, credited in a named approval."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.billing.actions import approve_lines, draft_lines, issue_act
from backend.billing.models import DocumentSeries, Penalty
from backend.billing.penalties import dues_of, exposure_of, penalties_of, sums
from backend.billing.penalty_actions import (
    approve_penalties,
    ask_excuse,
    judge_excuse,
    reckon_all,
    reckon_penalties,
)
from backend.contracts.models import PenaltyRule, RecurringFee
from backend.demo.cast import Cast
from backend.desk import clocks
from backend.desk.attained import attained, attained_by_month
from backend.desk.models import Request, SlaClock
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from tests.agreed import revised
from tests.onsite import ordered_work

NOVEMBER = date(2026, 11, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November on the clocks of Monaco."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
def rule(cast: Cast) -> PenaltyRule:
    """A fee of 100.00 a month; arriving late costs 1 % of it a started hour, 2 % from the third."""
    with revised(cast.contract_version) as version:
        RecurringFee.objects.create(version=version, names={"en": "Care"}, amount=100)
        return PenaltyRule.objects.create(
            version=version,
            clause="7.1",
            measure="late",
            kind="arrival",
            basis="fees",
            tiers=[{"from": "0", "value": "1"}, {"from": "120", "value": "2"}],
            cap_month=Decimal(5),
            excused=["access"],
        )


def arrival(cast: Cast, reported: datetime, ended: datetime | None) -> SlaClock:
    """The promise to arrive within two open hours, kept or not."""
    clock: SlaClock = ordered_work(cast).request.clocks.get(kind="arrival")
    clock.started_at, clock.stopped_at = reported, ended
    clocks.derive(clock, ended or reported)
    clock.save()
    SlaClock.objects.filter(request=clock.request).exclude(pk=clock.pk).delete()
    return clock


def reckoned(cast: Cast) -> list[Penalty]:
    return reckon_penalties(cast.contract.pk, NOVEMBER, by=cast.biller)


def test_it_works(cast: Cast, rule: PenaltyRule) -> None:
    """Reported 09:00, due 11:00, arrived 13:30: two and a half hours late are 1 + 1 + 2 %."""
    late = arrival(cast, at(2, 9), at(2, 13, 30))
    arrival(cast, at(3, 9), at(3, 10))
    (penalty,) = reckoned(cast)
    assert (penalty.clock, penalty.late_s, penalty.amount) == (late, 9000, Decimal("4.00"))
    assert (penalty.clause, penalty.state, penalty.currency) == ("7.1", "proposed", "EUR")
    assert list(penalties_of(cast.biller, cast.contract, date(2026, 11, 20))) == [penalty]
    assert Entry.objects.get(kind="penalties.reckoned").data["amount"] == "4.00"


def test_the_cap_of_the_month_cuts_the_last(cast: Cast, rule: PenaltyRule) -> None:
    arrival(cast, at(2, 9), at(2, 13, 30))
    arrival(cast, at(3, 9), at(3, 13, 30))
    assert [each.amount for each in dues_of(cast.contract, NOVEMBER)] == [4, 1]


def test_a_promise_counts_in_the_month_it_ended(cast: Cast, rule: PenaltyRule) -> None:
    arrival(cast, datetime(2026, 10, 30, 15, tzinfo=UTC), at(2, 13, 30))
    assert len(dues_of(cast.contract, NOVEMBER)) == 1
    assert dues_of(cast.contract, date(2026, 10, 1)) == []


def test_reckoned_again_what_nobody_judged_follows_the_facts(cast: Cast, rule: PenaltyRule) -> None:
    clock = arrival(cast, at(2, 9), at(2, 13, 30))
    reckoned(cast)
    clock.stopped_at = at(2, 11, 30)
    clocks.derive(clock, clock.stopped_at)
    clock.save()
    assert [each.amount for each in reckoned(cast)] == [Decimal("1.00")]
    clock.stopped_at = at(2, 10)
    clocks.derive(clock, clock.stopped_at)
    clock.save()
    assert reckoned(cast) == []
    assert not Penalty.objects.exists()


def test_an_excuse_needs_a_reason_of_the_clause_and_a_second_person(
    cast: Cast, rule: PenaltyRule
) -> None:
    arrival(cast, at(2, 9), at(2, 13, 30))
    (penalty,) = reckoned(cast)
    with pytest.raises(Invalid) as invalid:
        ask_excuse(penalty.pk, "client", note="closed", by=cast.biller)
    assert invalid.value.field == "reason"
    ask_excuse(penalty.pk, "access", note="the gate was shut until one", by=cast.biller)
    with pytest.raises(Refused) as refused:
        judge_excuse(penalty.pk, excused=True, by=cast.biller)
    assert refused.value.code == "second-person-needed"
    judged = judge_excuse(penalty.pk, excused=True, by=cast.administrator)
    assert (judged.state, judged.amount, judged.due) == ("excused", 0, Decimal("4.00"))
    assert [each.state for each in reckoned(cast)] == ["excused"]


def test_an_approval_makes_a_credit_line_of_the_month(
    cast: Cast, rule: PenaltyRule, visit: Visit, series: DocumentSeries
) -> None:
    """A fan of 34.50 less 4.00 is 30.50; 20 % are 6.10, once on the document."""
    arrival(cast, at(2, 9), at(2, 13, 30))
    (penalty,) = reckoned(cast)
    (line,) = approve_penalties([penalty.pk], by=cast.administrator)
    assert (line.source, line.state, line.clause) == ("credit", "proposed", "7.1")
    assert (line.net, line.request) == (Decimal("-4.00"), penalty.clock.request)
    penalty.refresh_from_db()
    assert (penalty.state, penalty.judged_by, penalty.line) == (
        "approved",
        cast.administrator,
        line,
    )
    ids = [line.id, *(each.id for each in draft_lines(visit.id))]
    act = issue_act([each.id for each in approve_lines(ids, by=cast.biller)], by=cast.biller)
    assert (act.net, act.vat, act.gross) == (
        Decimal("30.50"),
        Decimal("6.10"),
        Decimal("36.60"),
    )
    with pytest.raises(Refused):
        approve_penalties([penalty.pk], by=cast.administrator)


def test_exposure_says_what_open_promises_cost_now_and_by_the_end(
    cast: Cast, rule: PenaltyRule
) -> None:
    """Two and a half hours late on Friday 27: 4 % now. By the end of Monday seven and ten hours
    late: 1 + 1 + 15 x 2 = 32 %, of which the month's cap leaves 5."""
    clock = arrival(cast, at(27, 9), None)
    (exposed,) = exposure_of(cast.contract, at(27, 13, 30))
    assert (exposed.clock, exposed.late_s) == (clock, 9000)
    assert (exposed.now, exposed.by_month_end) == (Decimal("4.00"), Decimal("5.00"))
    assert sums([exposed, exposed]) == (8, 10)
    assert exposure_of(cast.contract, at(27, 10))[0].now == 0


def test_without_a_cap_of_the_month_all_of_it_is_exposed(cast: Cast, rule: PenaltyRule) -> None:
    with revised(cast.contract_version) as version:
        version.penalty_rules.update(cap_month=None)
    arrival(cast, at(27, 9), None)
    assert exposure_of(cast.contract, at(27, 10))[0].by_month_end == 32


@pytest.mark.parametrize("basis", ["fees", "work", "fixed"])
def test_many_open_promises_ask_no_more_questions(
    cast: Cast, rule: PenaltyRule, basis: str
) -> None:
    with revised(cast.contract_version) as version:
        version.penalty_rules.update(basis=basis, cap_month=None)
    seen = at(27, 13, 30)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            exposure_of(cast.contract, seen)
        return len(told)

    arrival(cast, at(27, 9), None)
    arrival(cast, at(2, 9), at(2, 13, 30))
    few = asked()
    for _ in range(5):
        arrival(cast, at(27, 9), None)
        arrival(cast, at(3, 9), at(3, 13, 30))
    assert asked() == few


def test_a_share_of_the_work_is_of_what_its_lines_are_worth(
    cast: Cast, rule: PenaltyRule, visit: Visit
) -> None:
    """Two and a half hours late are 4 % of what the lines come to at list prices."""
    with revised(cast.contract_version) as version:
        version.penalty_rules.update(basis="work", cap_month=None)
    lines = draft_lines(visit.id)
    clock: SlaClock = visit.works.get().work_order.request.clocks.get(kind="arrival")
    SlaClock.objects.filter(pk=clock.pk).update(
        started_at=at(27, 9), stopped_at=None, state="running"
    )
    Request.objects.update(contract_version=version)
    worth = sum(line.quantity * line.list_price for line in lines)
    (exposed,) = exposure_of(cast.contract, at(27, 13, 30))
    assert exposed.now == (worth * 4 / 100).quantize(Decimal("0.01"))


def test_attainment_of_a_month(cast: Cast) -> None:
    arrival(cast, at(2, 9), at(2, 13, 30))
    arrival(cast, at(3, 9), at(3, 10))
    arrival(cast, at(4, 9), at(4, 10))
    arrival(cast, at(27, 9), None)
    (kept,) = attained(cast.contract, NOVEMBER)
    assert (kept.kind, kept.met, kept.missed, kept.open) == ("arrival", 2, 1, 1)
    assert kept.percent == Decimal("66.67")


def test_a_finished_month_below_its_share_is_credited(cast: Cast, rule: PenaltyRule) -> None:
    """In October one of two arrivals was kept; below 90 % a tenth of the fee is credited."""
    with revised(cast.contract_version) as version:
        PenaltyRule.objects.create(
            version=version,
            clause="7.3",
            measure="attainment",
            kind="arrival",
            basis="fees",
            tiers=[{"from": "90", "value": "10"}],
        )
    for day, hour in ((5, 13), (6, 10)):
        reported = datetime(2026, 10, day, 7, tzinfo=UTC)
        arrival(cast, reported, reported.replace(hour=hour - 2))
    found = reckon_penalties(cast.contract.pk, date(2026, 10, 1), by=None)
    assert {each.clause: (each.amount, each.kept_percent) for each in found} == {
        "7.1": (Decimal("2.00"), None),
        "7.3": (Decimal("10.00"), Decimal("50.00")),
    }


def test_attainment_by_month_is_asked_at_once(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    arrival(cast, at(2, 9), at(2, 13, 30))
    arrival(cast, at(3, 9), at(3, 10))
    with django_assert_num_queries(1):
        months = attained_by_month(cast.contract, NOVEMBER, months=3)
    assert [(month.month, [(k.met, k.missed) for k in kinds]) for month, kinds in months] == [
        (9, []),
        (10, []),
        (11, [(1, 1)]),
    ]


def test_the_beat_reckons_both_months_and_notes_only_what_changed(
    cast: Cast, rule: PenaltyRule
) -> None:
    arrival(cast, at(2, 9), at(2, 13, 30))
    october = datetime(2026, 10, 5, 7, tzinfo=UTC)
    arrival(cast, october, october.replace(hour=10))
    for _time in range(2):
        assert reckon_all(date(2026, 11, 22)) == 1
    months = Penalty.objects.order_by("month").values_list("month", "amount")
    assert list(months) == [(date(2026, 10, 1), 1), (NOVEMBER, 4)]
    assert Entry.objects.filter(kind="penalties.reckoned").count() == 2
