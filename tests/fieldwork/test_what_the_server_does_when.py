"""Every row of "When the world moved on meanwhile" of docs/sync.md, by its name."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, move_visit, unassign_visit
from backend.dispatch.models import Visit, World
from backend.fieldwork.bundle import bundle_for
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.models import Command, FieldNote, PartUse, Receipt, ServiceReport
from backend.fieldwork.reviewing import replay_known_now
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import (
    Phone,
    another_engineer,
    ordered_work,
    paired_phone,
    publish,
    signature_body,
)


@pytest.fixture
def other(cast: Cast) -> Any:
    return another_engineer(cast)


def give_to(other: Any, visit: Visit, cast: Cast) -> None:
    """The office gives the visit to another engineer and publishes it."""
    times = {"begin": visit.planned_from, "end": visit.planned_to}
    move_visit(visit.id, other.engineer.id, **times, by=cast.dispatcher)
    publish(visit, cast)


def done(visit: Visit, outcome: str = "done") -> dict[str, Any]:
    works = visit.works.values_list("work_order_id", flat=True)
    return {"outcomes": [{"work_order_id": each, "outcome": outcome} for each in works]}


def test_row_stale_base_version_does_not_matter_to_what_adds(visit: Visit, phone: Phone) -> None:
    sent = phone.command("note.add", visit, note_id=new_id(), text="still true")
    sent.raw["base_version"] = 0
    visit.version = 40
    visit.save()
    assert phone.push(sent).results[0].status == "applied"


def test_row_reassigned_while_offline_and_only_accepted_or_travelled(
    cast: Cast, visit: Visit, phone: Phone, other: Any
) -> None:
    give_to(other, visit, cast)
    for kind in ("visit.accept", "visit.travel_start"):
        result = phone.say(kind, visit)
        assert (result.status, result.code) == ("parked", "job-reassigned")
    assert not visit.own_records.exists()
    assert paired_phone(other.engineer, "phone-2").say("visit.accept", visit).status == "applied"


def test_row_reassigned_while_offline_but_the_work_was_really_done(
    cast: Cast, visit: Visit, phone: Phone, other: Any
) -> None:
    """It is kept on a record of one's own, the other hears of it, a dispatcher decides."""
    work_id = visit.works.get().work_order_id
    body = signature_body(visit)
    give_to(other, visit, cast)
    used = {"part_id": cast.part.id, "quantity": "1", "unit": "pcs", "work_order_id": work_id}
    answer = phone.push(
        phone.command("visit.start", visit),
        phone.command("part.use", visit, use_id=new_id(), **used),
        phone.command("note.add", visit, note_id=new_id(), text="done by me"),
        phone.command("visit.complete", visit, **done(visit)),
        phone.command("signature.capture", visit, **body),
    )
    assert [result.code for result in answer.results] == [
        "told-after-withdrawal",
        "",
        "",
        "told-after-withdrawal",
        "",
    ]
    own = visit.own_records.get()
    visit.refresh_from_db()
    assert (own.state, visit.state) == ("completed", "published")
    assert own.engineers.get().engineer == cast.engineer
    assert visit.engineers.get().engineer == other.engineer
    assert PartUse.objects.get().visit == FieldNote.objects.get().visit == own
    assert ServiceReport.objects.get().visit == own
    told = Entry.objects.get(kind=kinds.VISIT_WORKED_MEANWHILE)
    assert (told.subject_id, told.data["record"]) == (visit.id, own.number)
    (theirs,) = bundle_for(other.engineer, "en")["visits"]
    assert theirs["worked_by_others"] == ["Olena Koval"]
    (mine,) = bundle_for(cast.engineer, "en")["visits"]
    assert (mine["id"], mine["instead_of"]) == (str(own.id), str(visit.id))


def test_row_who_goes_there_now_sees_the_clocks_that_another_stopped(
    cast: Cast, visit: Visit, phone: Phone, other: Any
) -> None:
    """The arrival of who had lost the visit stops the request's clock on the other phone too."""
    give_to(other, visit, cast)
    phone.say("note.add", visit, note_id=new_id(), text="I am here")
    before = World.objects.get(engineer=other.engineer).version
    phone.say("visit.arrive", visit)
    (theirs,) = bundle_for(other.engineer, "en")["visits"]
    clocks = {each["target"]: each["state"] for each in theirs["work_orders"][0]["sla"]}
    assert clocks["arrival"] == "met"
    assert World.objects.get(engineer=other.engineer).version > before
    phone.say("service.restored", visit, work_order_id=visit.works.get().work_order_id, how="fixed")
    assert World.objects.get(engineer=other.engineer).version > before + 1


def test_row_work_half_done_after_reassigning_stays_with_the_planned_visit(
    cast: Cast, visit: Visit, phone: Phone, other: Any
) -> None:
    give_to(other, visit, cast)
    phone.push(
        phone.command("visit.start", visit),
        phone.command("visit.complete", visit, **done(visit, "partial")),
    )
    assert visit.works.get().work_order.state == WorkOrder.State.SCHEDULED


def test_row_cancelled_while_offline_but_the_work_was_really_done(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    unassign_visit(visit.id, by=cast.dispatcher)
    assert phone.say("visit.accept", visit).code == "job-reassigned"
    kept = phone.say("note.add", visit, note_id=new_id(), text="I was there")
    assert (kept.status, kept.code) == ("applied_with_review", "told-after-withdrawal")
    again = phone.say("note.add", visit, note_id=new_id(), text="and stayed")
    assert again.status == "applied"
    own = visit.own_records.get()
    assert own.notes.count() == 2
    visit.refresh_from_db()
    assert visit.state == "withdrawn"


def test_row_two_engineers_lose_the_same_visit_and_each_keeps_a_record(
    cast: Cast, visit: Visit, phone: Phone, other: Any
) -> None:
    give_to(other, visit, cast)
    unassign_visit(visit.id, by=cast.dispatcher)
    theirs = paired_phone(other.engineer, "phone-2")
    for each in (phone, theirs):
        assert each.say("visit.start", visit).status == "applied_with_review"
    assert visit.own_records.count() == 2


def test_row_a_visit_this_engineer_never_had(
    cast: Cast, phone: Phone, other: Any, caplog: pytest.LogCaptureFixture
) -> None:
    begin = utc_now() + timedelta(hours=2)
    orders, end = [ordered_work(cast).id], begin + timedelta(hours=1)
    theirs = assign_work(orders, other.engineer.id, begin=begin, end=end, by=cast.dispatcher)
    with caplog.at_level(logging.WARNING):
        for unknown in (theirs, new_id()):
            result = phone.say("note.add", unknown, note_id=new_id(), text="x")
            assert (result.status, result.code) == ("rejected", "not-assigned")
    assert caplog.text.count("spoke of a visit not its own") == 2
    assert [kept.raw["body"]["text"] for kept in Command.objects.all()] == ["x", "x"]


def test_row_signature_after_an_edit_never_moves_to_another_document(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    body = signature_body(visit)
    WorkOrder.objects.filter(visit_works__visit=visit).update(words="Also the door")
    result = phone.say("signature.capture", visit, **body)
    assert (result.status, result.code) == ("applied_with_review", "signature-stale")
    report = ServiceReport.objects.get()
    assert report.snapshot == body["reports"][0]["snapshot"]
    assert report.snapshot_sha256 == body["reports"][0]["sha256"]


def test_row_unknown_command_waits_for_the_upgrade(
    cast: Cast, visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = COMMANDS["visit.accept"]
    monkeypatch.delitem(COMMANDS, "visit.accept")
    result = phone.say("visit.accept", visit)
    assert (result.status, result.code) == ("parked", "unknown-command")
    monkeypatch.setitem(COMMANDS, "visit.accept", known)
    assert replay_known_now(by=cast.dispatcher) == 1
    visit.refresh_from_db()
    assert visit.state == "accepted"
    assert Receipt.objects.get().review == Receipt.Review.REPLAYED


def test_row_newer_schema_is_parked(visit: Visit, phone: Phone) -> None:
    answer = phone.push(phone.command("visit.accept", visit), schema=2)
    assert answer.results[0].code == "unknown-command"
