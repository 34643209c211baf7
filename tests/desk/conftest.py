"""One request of the hotel, reported on a Friday evening: numbers worked out by hand.

The calendar is weekdays 08-18 in Europe/Monaco. Friday 20 November 2026, 17:30 local is 16:30 UTC.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import Request, WorkOrder

FRIDAY_1730 = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


@pytest.fixture
def friday() -> Iterator[time_machine.Traveller]:
    """It is Friday, 17:30 in Monaco, and time stands still until a test moves it."""
    with time_machine.travel(FRIDAY_1730, tick=False) as clock:
        yield clock


@pytest.fixture
def wish(cast: Cast) -> NewRequest:
    """The ice machine drips and goods are at risk: high priority by the contract."""
    return NewRequest(
        object_id=cast.hotel_object.pk,
        equipment_id=cast.ice_machine.pk,
        words="The ice machine drips",
        impact="goods_at_risk",
    )


@pytest.fixture
def request_(cast: Cast, wish: NewRequest, friday: time_machine.Traveller) -> Request:
    with acting_as(cast.contact.pk):
        return submit_request(wish, by=cast.contact)


@pytest.fixture
def work(cast: Cast, request_: Request) -> WorkOrder:
    return triage_request(request_.pk, Triage(cast.repair.pk), by=cast.dispatcher)
