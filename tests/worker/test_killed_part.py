"""A large day of three territories on real workers, one killed with -9 in the middle of a part.

The published day stays as it was; another worker takes the part over and the plan is whole.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from django.db import transaction
from redis import Redis

from backend.accounts.models import Role
from backend.catalog.models import Territory
from backend.clients.models import Equipment, ServiceObject
from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, add_shift, make_cast, user
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.models import Engineer, EngineerSkill, Plan, PlanPart, Visit, World
from backend.lib.clock import local_date, utc_now

from .house import House, eventually, kill, own_redis
from .standing import as_it_is, published, stands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    Redis.from_url(own_redis()).flushdb()
    house = House(tmp_path, "", DJANGO_SETTINGS_MODULE="tests.worker.small_parts")
    yield house
    house.end()


def test_another_worker_takes_its_part_and_the_published_day_stands(house: House) -> None:
    tomorrow = local_date(utc_now(), "Europe/Monaco") + timedelta(days=1)
    with acting_as_system(), transaction.atomic():
        cast = make_cast()
        Engineer.objects.update(only_in_territory=True)
        add_shift(cast.engineer, tomorrow)
        visit = published(cast, _work(cast, cast.monaco.code, 7.41), tomorrow)
        stood = stands(visit)
        for territory, lon in (("MENTON", 7.5), ("NICE", 7.27)):
            _engineer(cast, territory, lon, tomorrow)
            _work(cast, territory, lon)
        plan = plans.request_plan(tomorrow, by=cast.dispatcher, seconds=5)
    worker = house.worker()
    eventually(lambda: "solving" in _states(plan), "no part was begun")
    kill(worker)
    assert as_it_is(plan).state == "solving"
    with acting_as_system(), transaction.atomic():
        # Nobody has to wait here for the half minute in which a worker that lives is heard.
        PlanPart.objects.filter(state="solving").update(heard_at=utc_now() - timedelta(seconds=31))
    house.worker()
    eventually(lambda: as_it_is(plan).state != "solving", "the plan never ended")
    assert (as_it_is(plan).state, as_it_is(plan).failure) == ("proposed", "")
    with acting_as_system(), transaction.atomic():
        assert stands(Visit.objects.get()) == stood
        # The visit that was published, and the two that waited.
        assert as_it_is(plan).cost["planned"] == 3
        assert set(PlanPart.objects.values_list("attempts", flat=True)) == {1, 2}


def _engineer(cast: Cast, territory: str, lon: float, day: date) -> None:
    """Somebody who works in a territory of their own only."""
    engineer = Engineer.objects.create(
        user=user(f"{territory.lower()}@example.com", territory.title(), Role.ENGINEER),
        base=Point(lon, 43.75),
        territory=Territory.objects.create(code=territory, names={"en": territory.title()}),
        only_in_territory=True,
    )
    World.objects.create(engineer=engineer)
    EngineerSkill.objects.create(engineer=engineer, skill=cast.refrigeration, level=2)
    add_shift(engineer, day)


def _work(cast: Cast, territory: str, lon: float) -> WorkOrder:
    """An hour of work at a shop of its own."""
    place = ServiceObject.objects.create(
        client=cast.hotel,
        name=f"Shop {lon}",
        point=Point(lon, 43.74),
        territory=Territory.objects.get(code=territory),
    )
    kind = cast.ice_machine.type
    machine = Equipment.objects.create(
        client=cast.hotel, object=place, type=kind, name="Ice machine", serial=str(lon)
    )
    wish = NewRequest(place.pk, "Drips", "stopped", machine.pk)
    request = submit_request(wish, by=cast.dispatcher)
    return triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)


def _states(plan: Plan) -> set[str]:
    with acting_as_system(), transaction.atomic():
        return set(plan.parts.values_list("state", flat=True))
