"""The commands of an ordinary visit, from acceptance to the signed report."""

from datetime import timedelta

from backend.demo.cast import Cast
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit, VisitWork
from backend.fieldwork.models import (
    Answer,
    Defect,
    FieldNote,
    PartUse,
    Photo,
    ServiceReport,
    Signature,
    TimeEntry,
    VanStock,
)
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, publish_form, published_visit, signature_body


def test_it_works(cast: Cast, phone: Phone) -> None:
    form = publish_form()
    visit = published_visit(cast, keys=("cooling",))
    work = visit.works.get().work_order
    VanStock.objects.create(engineer=cast.engineer, part=cast.part, quantity=5)
    told = {"work_order_id": work.id, "checklist_hash": form.sha256}
    begin = utc_now() - timedelta(minutes=40)
    answer = phone.push(
        phone.command("visit.accept", visit),
        phone.command("visit.travel_start", visit),
        phone.command("visit.arrive", visit),
        phone.command("visit.start", visit),
        phone.command("checklist.answer", visit, **told, item="clean", value=True, state="ok"),
        phone.command("checklist.answer", visit, **told, item="fan", value="pass", state="ok"),
        phone.command("checklist.submit", visit, **told),
        phone.command(
            "part.use",
            visit,
            use_id=new_id(),
            work_order_id=work.id,
            part_id=cast.part.id,
            quantity="2",
            unit="pcs",
        ),
        phone.command(
            "time.log",
            visit,
            time_id=new_id(),
            kind="work",
            work_order_id=work.id,
            **{"from": begin.isoformat(), "to": utc_now().isoformat()},
        ),
        phone.command("note.add", visit, note_id=new_id(), text="Fan replaced"),
        phone.command("media.attach", visit, media_id=new_id(), role="after"),
        phone.command("signature.capture", visit, **signature_body(visit)),
        phone.command(
            "visit.complete", visit, outcomes=[{"work_order_id": work.id, "outcome": "done"}]
        ),
    )
    assert [(r.status, r.code) for r in answer.results] == [("applied", "")] * 13
    assert answer.last_seq == 13
    visit.refresh_from_db()
    work.refresh_from_db()
    assert (visit.state, work.state) == (Visit.State.COMPLETED, WorkOrder.State.COMPLETED)
    assert work.request.state == Request.State.RESOLVED
    assert visit.works.get().outcome == VisitWork.Outcome.DONE
    assert Answer.objects.count() == 2
    assert PartUse.objects.get().quantity == 2
    assert VanStock.objects.get().quantity == 3
    assert TimeEntry.objects.get(kind="work").rate_class == "standard"
    assert FieldNote.objects.get().text == "Fan replaced"
    assert Photo.objects.get().file is None
    assert Signature.objects.get().signer_name == "Sophie Laurent"
    report = ServiceReport.objects.get()
    assert (report.state, report.number[:3]) == (ServiceReport.State.SIGNED, "SR-")


def test_an_incomplete_checklist_parks_the_completion(cast: Cast, phone: Phone) -> None:
    publish_form()
    visit = published_visit(cast, keys=("cooling",))
    phone.say("visit.start", visit)
    outcomes = [{"work_order_id": visit.works.get().work_order_id, "outcome": "done"}]
    result = phone.say("visit.complete", visit, outcomes=outcomes)
    assert (result.status, result.code) == ("parked", "checklist-incomplete")
    assert result.context["missing"] == ["clean", "fan"]


def test_partial_work_goes_back_to_planning(visit: Visit, phone: Phone) -> None:
    work = visit.works.get().work_order
    phone.say("visit.start", visit)
    outcome = {"work_order_id": work.id, "outcome": "partial", "reason": "part_missing"}
    assert phone.say("visit.complete", visit, outcomes=[outcome]).status == "applied"
    work.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.state, work.state) == ("partially_completed", WorkOrder.State.UNSCHEDULED)


def test_work_time_is_derived_without_the_pause(visit: Visit, phone: Phone) -> None:
    """Start 60 minutes ago, paused from 40 to 30 minutes ago: 50 minutes of work."""
    now = utc_now()

    def told(kind: str, minutes_ago: int, **body: object):  # type: ignore[no-untyped-def]
        sent = phone.command(kind, visit, **body)
        sent.raw["captured_at"] = (now - timedelta(minutes=minutes_ago)).isoformat()
        return sent

    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    phone.push(
        told("visit.travel_start", 80),
        told("visit.arrive", 65),
        told("visit.start", 60),
        told("visit.pause", 40, reason="lunch"),
        told("visit.resume", 30),
        told("visit.complete", 0, outcomes=[outcome]),
    )
    entries = TimeEntry.objects.order_by("started_at")
    minutes = [(e.kind, round((e.ended_at - e.started_at).total_seconds() / 60)) for e in entries]
    assert minutes == [("travel", 15), ("work", 20), ("work", 30)]


def test_a_failed_item_opens_one_defect(cast: Cast, phone: Phone) -> None:
    form = publish_form()
    visit = published_visit(cast, keys=("cooling",))
    told = {"work_order_id": visit.works.get().work_order_id, "checklist_hash": form.sha256}
    for _again in range(2):
        phone.say(
            "checklist.answer", visit, **told, item="fan", value="fail", state="fail", note="Dead"
        )
    assert (Defect.objects.get().code, Answer.objects.count()) == ("FAN", 2)


def test_an_answer_its_item_does_not_take_is_rejected(cast: Cast, phone: Phone) -> None:
    form = publish_form()
    visit = published_visit(cast, keys=("cooling",))
    told = {"work_order_id": visit.works.get().work_order_id, "checklist_hash": form.sha256}
    result = phone.say("checklist.answer", visit, **told, item="clean", value="yes")
    assert (result.status, result.code) == ("rejected", "not-true-or-false")


def test_a_closed_door_needs_call_and_photo(visit: Visit, phone: Phone) -> None:
    bare = phone.say("visit.cannot_complete", visit, reason="no_access")
    assert (bare.status, bare.code) == ("parked", "call-needed")
    call = {"number": "+377 98 00 00 00", "at": utc_now().isoformat(), "answered": False}
    unseen = phone.say("visit.cannot_complete", visit, reason="no_access", call=call)
    assert (unseen.status, unseen.code) == ("parked", "photo-needed")
    shown = phone.say(
        "visit.cannot_complete", visit, reason="no_access", call=call, media_ids=[new_id()]
    )
    assert shown.status == "applied"
    visit.refresh_from_db()
    assert (visit.state, visit.failed_for.code) == ("failed", "no_access")
    assert visit.works.get().work_order.state == WorkOrder.State.UNSCHEDULED
    assert visit.calls.get().number == "+377 98 00 00 00"


def test_declining_returns_the_work(visit: Visit, phone: Phone) -> None:
    assert phone.say("visit.decline", visit, reason="sick").status == "applied"
    visit.refresh_from_db()
    assert visit.state == "declined"
    assert visit.works.get().work_order.state == WorkOrder.State.UNSCHEDULED
