"""A worker killed with -9 in the middle of a plan: the day stays, and the plan says so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from redis import Redis

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, add_shift, make_cast
from backend.desk.actions import Triage, submit_request, triage_request
from backend.desk.models import WorkOrder
from backend.dispatch import plans, plans_in_work
from backend.dispatch.models import Plan, Visit
from backend.lib.clock import local_date, utc_now
from tests.desk.test_races import wish

from .house import House, eventually, kill, own_redis
from .standing import as_it_is, published, stands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    Redis.from_url(own_redis()).flushdb()
    house = House(tmp_path, "")
    yield house
    house.end()


def test_the_day_is_as_it_was_and_the_plan_says_that_its_worker_died(house: House) -> None:
    tomorrow = local_date(utc_now(), "Europe/Monaco") + timedelta(days=1)
    with acting_as_system(), transaction.atomic():
        cast = make_cast()
        add_shift(cast.engineer, tomorrow)
        visit = published(cast, _work(cast), tomorrow)
        _work(cast)
        stood = stands(visit)
        plan = plans.request_plan(tomorrow, by=cast.dispatcher, seconds=100)
    worker = house.worker()
    eventually(lambda: bool(as_it_is(plan).progress), "the search never began")
    kill(worker)
    assert as_it_is(plan).state == "solving"
    with acting_as_system(), transaction.atomic():
        # Nobody has to wait here for the half minute in which a worker that lives is heard.
        Plan.objects.update(heard_at=utc_now() - timedelta(seconds=31))
        plans_in_work.end_silent_plans()
    assert as_it_is(plan).failure == "plan-worker-died"
    with acting_as_system(), transaction.atomic():
        assert stands(Visit.objects.get()) == stood
        # The day is free for another plan.
        plans.request_plan(tomorrow, by=cast.dispatcher)


def _work(cast: Cast) -> WorkOrder:
    request = submit_request(wish(cast), by=cast.dispatcher)
    return triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)
