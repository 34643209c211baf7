"""Remote time from the desk to the act: noted, drafted once, billed without call-out or travel."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from time_machine import travel

from backend.billing.actions import (
    approve_lines,
    draft_remote_lines,
    draft_request_lines,
    issue_act,
)
from backend.billing.models import BillableLine, DocumentSeries
from backend.clients.models import ServiceObject
from backend.contracts.models import Impact
from backend.demo.cast import Cast
from backend.desk import actions as desk
from backend.desk.models import Request, WorkOrder
from backend.fieldwork.actions.remote import (
    RemoteTime,
    record_time_on_request,
    record_time_on_work,
)
from backend.fieldwork.models import TimeEntry
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from tests.billing.conftest import said

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with travel(NOW, tick=False):
        yield


def reported(cast: Cast, place: ServiceObject) -> Request:
    wish = desk.NewRequest(object_id=place.id, impact=Impact.PARTLY, words="The display is dark")
    return desk.submit_request(wish, by=cast.dispatcher)


def remote_work(cast: Cast, place: ServiceObject) -> WorkOrder:
    cast.repair.remote_allowed = True
    cast.repair.save()
    wish = desk.Triage(work_type_id=cast.repair.id, place=WorkOrder.Place.REMOTE)
    return desk.triage_request(reported(cast, place).id, wish, by=cast.dispatcher)


def test_it_works(cast: Cast, series: DocumentSeries) -> None:
    """Twenty minutes count as half an hour of 80.00: 40.00, and 48.00 with VAT on the act."""
    work = remote_work(cast, cast.pharmacy_object)
    told = RemoteTime(20, note="Restarted from afar")
    entry = record_time_on_work(work.id, told, by=cast.dispatcher, done=True)
    assert (entry.visit, entry.user, entry.rate_class) == (None, cast.dispatcher, "standard")
    work.refresh_from_db()
    assert (work.state, work.request and work.request.state) == ("completed", "resolved")
    lines = draft_remote_lines(work.id)
    assert said(lines) == [("labour", "paid", "standing terms", "0.500", "80.00", "40.00")]
    assert lines[0].text == "Remote work: PP-01 Pharmacie du Port"
    assert (lines[0].source, lines[0].visit, lines[0].work_order) == ("remote_time", None, work)
    approve_lines([line.id for line in lines], by=cast.biller)
    act = issue_act([line.id for line in lines], by=cast.biller)
    assert (act.net, act.gross) == (Decimal("40.00"), Decimal("48.00"))
    assert act.frozen["lines"][0]["reference"] == work.number


def test_time_on_a_request_is_billed_when_it_is_resolved(cast: Cast) -> None:
    request = reported(cast, cast.pharmacy_object)
    record_time_on_request(request.id, RemoteTime(10), by=cast.dispatcher)
    desk.resolve_request_without_work(request.id, answer="Settings", by=cast.dispatcher)
    line = draft_request_lines(request.id)[0]
    assert (line.request, line.work_order, f"{line.net:f}") == (request, None, "20.00")


def test_it_is_drafted_once_and_only_what_came_later_again(cast: Cast) -> None:
    request = reported(cast, cast.pharmacy_object)
    record_time_on_request(request.id, RemoteTime(10), by=cast.dispatcher)
    draft_request_lines(request.id)
    assert draft_request_lines(request.id) == []
    record_time_on_request(request.id, RemoteTime(40), by=cast.dispatcher)
    assert [f"{line.quantity:f}" for line in draft_request_lines(request.id)] == ["0.750"]
    assert list(BillableLine.objects.values_list("position", flat=True)) == [1, 2]


def test_a_contract_covers_remote_work_too(cast: Cast) -> None:
    work = remote_work(cast, cast.hotel_object)
    record_time_on_work(work.id, RemoteTime(15), by=cast.dispatcher, done=True)
    line = draft_remote_lines(work.id)[0]
    assert (line.verdict, line.clause, line.net) == ("covered", "3.2", Decimal(0))
    assert (line.quantity, line.list_price) == (Decimal("0.250"), Decimal(80))
    told = Entry.objects.get(kind="lines.drafted")
    assert (told.subject_id, told.data) == (work.id, {"lines": 1, "net": "0.00"})


def test_who_helps_has_answered(cast: Cast) -> None:
    wish = desk.NewRequest(
        object_id=cast.hotel_object.id,
        equipment_id=cast.ice_machine.id,
        impact=Impact.PARTLY,
        words="It beeps",
    )
    request = desk.submit_request(wish, by=cast.dispatcher)
    with travel(NOW + timedelta(minutes=20), tick=False):
        record_time_on_request(request.id, RemoteTime(15), by=cast.dispatcher)
    clock = request.clocks.get(kind="response")
    assert (clock.state, clock.stopped_at) == ("met", NOW + timedelta(minutes=5))


def test_work_on_site_takes_no_remote_time(cast: Cast) -> None:
    wish = desk.Triage(work_type_id=cast.repair.id)
    place = cast.pharmacy_object
    work = desk.triage_request(reported(cast, place).id, wish, by=cast.dispatcher)
    with pytest.raises(Refused, match="not-remote-work"):
        record_time_on_work(work.id, RemoteTime(15), by=cast.dispatcher)
    assert draft_remote_lines(work.id) == []


def test_what_has_ended_takes_no_more_time(cast: Cast) -> None:
    work = remote_work(cast, cast.pharmacy_object)
    record_time_on_work(work.id, RemoteTime(15), by=cast.dispatcher, done=True)
    with pytest.raises(Refused, match="wrong-state"):
        record_time_on_work(work.id, RemoteTime(15), by=cast.dispatcher)
    assert work.request is not None
    with pytest.raises(Refused, match="wrong-state"):
        record_time_on_request(work.request.id, RemoteTime(15), by=cast.dispatcher)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (RemoteTime(0), "minutes"),
        (RemoteTime(15, NOW + timedelta(hours=1)), "to"),
        (RemoteTime(15, NOW.replace(tzinfo=None)), "ended_at"),
        (RemoteTime(15, note="x" * 2001), "note"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, told: RemoteTime, field: str) -> None:
    request = reported(cast, cast.pharmacy_object)
    with pytest.raises(Invalid) as refusal:
        record_time_on_request(request.id, told, by=cast.dispatcher)
    assert refusal.value.field == field
    assert not TimeEntry.objects.exists()
