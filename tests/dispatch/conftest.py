"""Monday 23 November 2026: two engineers on shift 08-17, a work order of the hotel to plan.

Monaco is at UTC+1, so a shift is 07:00-16:00 UTC.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from backend.accounts.models import Role
from backend.clients.models import Equipment
from backend.demo.cast import Cast, add_shift, user
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import WorkOrder
from backend.dispatch.models import Engineer, EngineerSkill, World

MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0) -> datetime:
    """A UTC instant on that Monday."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


@pytest.fixture
def early() -> Iterator[time_machine.Traveller]:
    """It is Monday, 06:00 UTC, an hour before the shifts begin."""
    with time_machine.travel(at(6), tick=False) as clock:
        yield clock


@pytest.fixture
def shift(cast: Cast) -> None:
    add_shift(cast.engineer, MONDAY)


def colleague(cast: Cast, name: str) -> Engineer:
    """Somebody more who knows refrigeration, with Olena's base and hours."""
    engineer = Engineer.objects.create(
        user=user(f"{name.split()[0].lower()}@example.com", name, Role.ENGINEER),
        base=cast.engineer.base,
        base_name=cast.engineer.base_name,
    )
    World.objects.create(engineer=engineer)
    EngineerSkill.objects.create(engineer=engineer, skill=cast.refrigeration)
    add_shift(engineer, MONDAY)
    return engineer


@pytest.fixture
def second_engineer(cast: Cast) -> Engineer:
    return colleague(cast, "Karim Haddad")


@pytest.fixture
def new_work(cast: Cast, early: time_machine.Traveller) -> Callable[..., WorkOrder]:
    """Makes a triaged work order: an hour of refrigeration, at the hotel unless said."""

    def make(equipment: Equipment | None = None) -> WorkOrder:
        broken = equipment or cast.ice_machine
        assert broken.object_id
        wish = NewRequest(
            object_id=broken.object_id,
            equipment_id=broken.pk,
            words="It is warm inside",
            impact="partly",
            channel="phone",
            reported_by="Reception",
        )
        request = submit_request(wish, by=cast.dispatcher)
        return triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)

    return make


@pytest.fixture
def work(new_work: Callable[..., WorkOrder]) -> WorkOrder:
    return new_work()
