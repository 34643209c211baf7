"""Two dispatchers at the same moment, on two real connections: one of them is told no."""

from datetime import time, timedelta

import pytest
from django.db import transaction

from backend.demo.cast import Cast, add_shift, make_cast
from backend.desk.actions import Triage, submit_request, triage_request
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work, move_visit, publish_day
from backend.dispatch.models import DayBoard, Visit
from backend.journal.models import Entry
from backend.lib.clock import at_wall_clock, local_date, utc_now
from backend.lib.errors import Refused
from tests.desk.test_races import at_once, wish

from .planned import proposed

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = local_date(utc_now(), "Europe/Monaco") + timedelta(days=1)


@pytest.fixture
def cast(transactional_db: None, as_house: None) -> Cast:
    """The cast committed, so that other connections see it."""
    with transaction.atomic():
        return make_cast()


@pytest.fixture
def work(cast: Cast) -> WorkOrder:
    with transaction.atomic():
        add_shift(cast.engineer, TOMORROW)
        request = submit_request(wish(cast), by=cast.dispatcher)
        return triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)


def assigned(cast: Cast, work: WorkOrder) -> tuple[Visit, int]:
    """A visit from nine to ten tomorrow, and the version of that day."""
    begin = at_wall_clock(TOMORROW, time(9), "Europe/Monaco")
    end = begin + timedelta(hours=1)
    with transaction.atomic():
        visit = assign_work([work.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
        return visit, DayBoard.objects.get(date=TOMORROW).version


def noted(kind: str) -> int:
    with transaction.atomic():
        return Entry.objects.filter(kind=kind).count()


def test_who_publishes_what_somebody_moved_meanwhile_is_refused(
    cast: Cast, work: WorkOrder
) -> None:
    visit, version = assigned(cast, work)
    later = visit.planned_from + timedelta(hours=2)

    def move() -> object:
        end = later + timedelta(hours=1)
        return move_visit(visit.pk, cast.engineer.pk, begin=later, end=end, by=cast.dispatcher)

    answers = at_once(move, lambda: publish_day(TOMORROW, version, by=cast.dispatcher))
    refused = [str(each) for each in answers if isinstance(each, Refused)]
    with transaction.atomic():
        told = Visit.objects.get().told
    # Either the day as it was seen was published before the move, or nothing was.
    assert (refused, told and told["from"]) in (
        (["day-changed"], None),
        ([], visit.planned_from.isoformat()),
    )


def test_two_publish_the_same_version_once(cast: Cast, work: WorkOrder) -> None:
    _visit, version = assigned(cast, work)
    at_once(*[lambda: publish_day(TOMORROW, version, by=cast.dispatcher)] * 2)
    assert noted("visit.published") == 1


def test_one_of_two_accepts_a_plan(cast: Cast, work: WorkOrder) -> None:
    with transaction.atomic():
        plan = proposed(TOMORROW, cast.dispatcher)
    answers = at_once(*[lambda: plans.accept_plan(plan.pk, by=cast.dispatcher)] * 2)
    assert [str(each) for each in answers if isinstance(each, Refused)] == ["plan-decided"]
    with transaction.atomic():
        assert Visit.objects.count() == 1


def test_of_two_plans_of_one_day_one_is_accepted(cast: Cast, work: WorkOrder) -> None:
    with transaction.atomic():
        both = [proposed(TOMORROW, cast.dispatcher) for _ in range(2)]
    answers = at_once(
        *[lambda plan=plan: plans.accept_plan(plan.pk, by=cast.dispatcher) for plan in both]  # type: ignore[misc]
    )
    assert [str(each) for each in answers if isinstance(each, Refused)] == ["plan-stale"]
    with transaction.atomic():
        assert Visit.objects.count() == 1


def test_one_plan_of_a_day_is_asked_for(cast: Cast) -> None:
    answers = at_once(*[lambda: plans.request_plan(TOMORROW, by=cast.dispatcher)] * 2)
    assert [str(each) for each in answers if isinstance(each, Refused)] == ["plan-under-way"]
