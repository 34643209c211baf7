"""A request taken down at the wrong object moves with its promise, by the contract's change mode.

High priority: 240 open minutes to arrive, weekdays 08-18, reported Friday 17:30 in Monaco, moved on
Monday 10:00 (09:00 UTC) to the hotel's office in Kyiv, where it was Friday 18:30 and Monday 11:00.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from backend.clients.models import Equipment, ServiceObject
from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    change_priority,
    move_request,
    rebuild_clocks,
    resolve_request_without_work,
    set_work_scheduled,
    submit_request,
    triage_request,
)
from backend.desk.actions.move import RightPlace
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from backend.reactions import REACTIONS
from tests.agreed import revised

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def utc(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def kyiv(cast: Cast) -> ServiceObject:
    """The hotel's office in Kyiv with an ice machine of the same type."""
    place = ServiceObject.objects.create(
        client=cast.hotel,
        territory=cast.monaco,
        name="Hotel Hermitage, Kyiv",
        point=cast.hotel_object.point,
        kind=ServiceObject.Kind.SHOP,
        zone="Europe/Kyiv",
    )
    Equipment.objects.create(
        client=cast.hotel, object=place, type=cast.ice_machine.type, name="Ice machine K-1"
    )
    return place


def there(place: ServiceObject) -> RightPlace:
    return RightPlace(place.pk, Equipment.objects.get(object=place).pk)


def moved(request: Request, to: RightPlace, by: Any) -> Request:
    return move_request(request.pk, to, reason="They are in Kyiv", by=by)


def arrival(request: Request) -> SlaClock:
    return SlaClock.objects.get(request=request, kind="arrival")


@pytest.mark.parametrize(
    ("mode", "due", "breached"),
    [
        # 30 minutes of Friday and 120 of Monday stay counted; 90 are left.
        ("keep_elapsed", utc(10, 30), None),
        # Friday 18:30 in Kyiv was closed: 08:00 (06:00 UTC) and four hours.
        ("retroactive", utc(10), None),
        # Nothing is counted: four hours from Monday 11:00 in Kyiv.
        ("restart", utc(13), None),
        ("frozen", utc(10, 30), None),
    ],
)
def test_its_clocks_follow_by_the_change_mode(
    cast: Cast,
    wish: NewRequest,
    kyiv: ServiceObject,
    friday: time_machine.Traveller,
    mode: str,
    due: datetime,
    breached: datetime | None,
) -> None:
    with revised(cast.contract_version) as version:
        version.on_change = mode
    request = submit_request(wish, by=cast.contact)
    friday.move_to(NOW)
    moved(request, there(kyiv), cast.dispatcher)
    request.refresh_from_db()
    clock = arrival(request)
    assert (clock.due_at, clock.breached_at) == (due, breached)
    assert clock.calendar["tz"] == ("Europe/Monaco" if mode == "frozen" else "Europe/Kyiv")
    assert (request.object_id, request.contract_version_id) == (kyiv.pk, version.pk)
    assert [each for some in rebuild_clocks(NOW, only_check=True) for each in some] == []


def test_it_is_written_down_with_its_reason(
    cast: Cast, request_: Request, kyiv: ServiceObject, friday: time_machine.Traveller
) -> None:
    moved(request_, there(kyiv), cast.dispatcher)
    entry = Entry.objects.get(kind="request.moved")
    assert entry.data == {
        "former": "HH-01 Hotel Hermitage, bar",
        "object": "Hotel Hermitage, Kyiv",
        "reason": "They are in Kyiv",
    }
    assert "backend.dispatch.tasks.refresh_worlds_showing" in REACTIONS["request.moved"]


def test_open_work_moves_with_it_and_ended_work_stays(
    cast: Cast, work: WorkOrder, kyiv: ServiceObject
) -> None:
    assert work.request is not None
    ended = triage_request(work.request.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    WorkOrder.objects.filter(pk=ended.pk).update(state="completed")
    moved(work.request, there(kyiv), cast.dispatcher)
    work.refresh_from_db()
    ended.refresh_from_db()
    assert (work.object_id, work.equipment, work.version) == (
        kyiv.pk,
        Equipment.objects.get(object=kyiv),
        2,
    )
    assert ended.object_id == cast.hotel_object.pk


def test_the_window_of_its_work_is_promised_as_there(
    cast: Cast, wish: NewRequest, kyiv: ServiceObject, friday: time_machine.Traveller
) -> None:
    with revised(cast.contract_version) as version:
        policy = version.policies.get(priority="high")
        policy.targets.create(kind="maintenance_window", target_min=120)
    request = submit_request(wish, by=cast.contact)
    window = Triage(cast.repair.pk, window_from=utc(1, 0, 24), window_to=utc(4, 0, 24))
    work = triage_request(request.pk, window, by=cast.dispatcher)
    moved(request, there(kyiv), cast.dispatcher)
    clock = SlaClock.objects.get(work_order=work)
    assert (clock.due_at, clock.calendar["tz"]) == (utc(4, 0, 24), "Europe/Kyiv")
    moved(request, RightPlace(kyiv.pk), cast.dispatcher)
    clock.refresh_from_db()
    assert clock.state == "cancelled", "the service promises it for cold equipment only"


def test_the_priority_is_the_contracts_for_the_unit_there(
    cast: Cast, wish: NewRequest, kyiv: ServiceObject, friday: time_machine.Traveller
) -> None:
    with revised(cast.contract_version) as version:
        version.priority_rules.create(
            equipment_type=cast.ice_machine.type, impact="goods_at_risk", priority="critical"
        )
    request = submit_request(wish, by=cast.contact)
    assert request.priority == "critical"
    assert moved(request, RightPlace(kyiv.pk), cast.dispatcher).priority == "high"
    change_priority(request.pk, "low", reason="It can wait", by=cast.dispatcher)
    assert moved(request, there(kyiv), cast.dispatcher).priority == "low"


def test_moved_to_where_it_is_nothing_happens(cast: Cast, request_: Request) -> None:
    moved(request_, RightPlace(cast.hotel_object.pk, cast.ice_machine.pk), cast.dispatcher)
    assert not Entry.objects.filter(kind__in=("request.moved", "clock.changed")).exists()


def test_another_clients_object_is_refused(cast: Cast, request_: Request) -> None:
    with pytest.raises(Invalid) as refused:
        moved(request_, RightPlace(cast.pharmacy_object.pk), cast.dispatcher)
    assert (refused.value.field, refused.value.code) == ("object_id", "other-client")
    request_.refresh_from_db()
    assert request_.object_id == cast.hotel_object.pk


def test_a_request_somebody_is_planned_for_is_refused(
    cast: Cast, work: WorkOrder, kyiv: ServiceObject
) -> None:
    set_work_scheduled([work.pk], by=cast.dispatcher)
    assert work.request is not None
    with pytest.raises(Refused) as refused:
        moved(work.request, there(kyiv), cast.dispatcher)
    assert refused.value.code == "work-is-bound"


def test_an_ended_request_is_refused(cast: Cast, request_: Request, kyiv: ServiceObject) -> None:
    resolve_request_without_work(request_.pk, answer="It thawed", by=cast.dispatcher)
    with pytest.raises(Refused) as refused:
        moved(request_, there(kyiv), cast.dispatcher)
    assert refused.value.code == "wrong-state"


@pytest.mark.parametrize("field", ["object_id", "equipment_id", "reason"])
def test_bad_input_names_its_field(
    cast: Cast, request_: Request, kyiv: ServiceObject, field: str
) -> None:
    to = {"object_id": kyiv.pk, "equipment_id": None}
    if field in to:
        to[field] = cast.pharmacy_fridge.pk if field == "equipment_id" else uuid4()
    reason = "" if field == "reason" else "Wrong place"
    with pytest.raises(Invalid) as refused:
        move_request(request_.pk, RightPlace(**to), reason=reason, by=cast.dispatcher)
    assert refused.value.field == field


def test_an_object_out_of_use_is_no_place_to_move_to(
    cast: Cast, request_: Request, kyiv: ServiceObject
) -> None:
    ServiceObject.objects.filter(pk=kyiv.pk).update(is_active=False)
    with pytest.raises(Invalid) as refused:
        moved(request_, there(kyiv), cast.dispatcher)
    assert refused.value.field == "object_id"
