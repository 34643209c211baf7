"""Service reports: rendered once, from what was signed, again when a picture comes late."""

import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.actions.photos import receive_media
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.reports import PATIENCE
from backend.fieldwork.snapshot import read_snapshot, snapshot_sha256
from backend.fieldwork.tasks import examine_photo, render_service_reports
from backend.files import storage
from backend.files.models import StoredFile
from backend.files.queries import content_of
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, published_visit, signature_body


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path


def complete(visit: Visit, phone: Phone) -> None:
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    assert phone.say("visit.complete", visit, outcomes=[outcome]).status == "applied"


def send_picture(visit: Visit, phone: Phone, media_id: UUID) -> None:
    """The phone's drawing arrives and is looked at."""
    kept = io.BytesIO()
    Image.new("RGBA", (300, 120), (0, 0, 0, 0)).save(kept, "PNG")
    content = kept.getvalue()
    sha256 = storage.sha256_of([content])
    file = StoredFile.objects.create(
        id=media_id,
        owner_id=phone.device.user_id,
        sha256=sha256,
        size=len(content),
        mime="image/png",
        path=storage.keep(content, "originals", sha256, ".png"),
    )
    receive_media(file, visit.id, by_id=phone.device.user_id)
    examine_photo(file.id, new_id())


def test_it_works(visit: Visit, phone: Phone) -> None:
    """Signed, completed, then the picture: one paper, set once, when it is complete."""
    phone.say("visit.start", visit)
    body = signature_body(visit)
    phone.say("signature.capture", visit, **body)
    complete(visit, phone)
    for _again in range(2):
        render_service_reports(visit.id, new_id())
    assert ServiceReport.objects.get().file is None
    send_picture(visit, phone, body["png_media_id"])
    render_service_reports(visit.id, new_id())
    report = ServiceReport.objects.get()
    assert report.file is not None
    assert content_of(report.file).startswith(b"%PDF-")
    assert Entry.objects.filter(kind=kinds.REPORT_RENDERED).count() == 1


def test_nobody_signed(visit: Visit, phone: Phone) -> None:
    phone.say("visit.start", visit)
    complete(visit, phone)
    render_service_reports(visit.id, new_id())
    report = ServiceReport.objects.get()
    assert (report.state, report.signature) == (ServiceReport.State.UNSIGNED, None)
    body = signature_body(visit)
    assert phone.say("signature.capture", visit, **body).status == "applied"
    send_picture(visit, phone, body["png_media_id"])
    late = ServiceReport.objects.get()
    assert (late.number, late.state) == (report.number, ServiceReport.State.SIGNED)
    assert late.file_id != report.file_id


def test_refused_is_a_report_too(visit: Visit, phone: Phone) -> None:
    phone.say("visit.start", visit)
    phone.say("signature.refuse", visit, reason="refused")
    complete(visit, phone)
    render_service_reports(visit.id, new_id())
    report = ServiceReport.objects.get()
    assert (report.state, bool(report.file)) == (ServiceReport.State.REFUSED, True)


def test_a_picture_that_comes_too_late_makes_the_paper_give_way(visit: Visit, phone: Phone) -> None:
    phone.say("visit.start", visit)
    body = signature_body(visit)
    phone.say("signature.capture", visit, **body)
    complete(visit, phone)
    ServiceReport.objects.update(made_at=utc_now() - PATIENCE)
    render_service_reports(visit.id, new_id())
    first = ServiceReport.objects.get().file
    assert first is not None
    send_picture(visit, phone, body["png_media_id"])
    assert ServiceReport.objects.get().file_id not in (first.id, None)
    gave_way = Entry.objects.get(kind=kinds.REPORT_WITHDRAWN)
    assert gave_way.data["sha256"] == first.sha256


def test_the_servers_snapshot_is_one_a_phone_could_make(visit: Visit, phone: Phone) -> None:
    phone.say("visit.start", visit)
    phone.say("note.add", visit, note_id=new_id(), text="Ok")
    for language in ("en", "uk"):
        snapshot = read_snapshot(snapshot_for(visit, language))
        assert snapshot["language"] == language
        assert snapshot["visit"]["engineers"] == ["Olena Koval"]
        assert len(snapshot_sha256(snapshot)) == 64


def test_what_was_touched_since_stands_where_it_stood(cast: Cast, phone: Phone) -> None:
    """Rows of one moment come in the order they were made, wherever the database keeps them."""
    visit = published_visit(cast, works=2)
    first, second = visit.works.order_by("id")
    moment = utc_now().isoformat()
    part = {"work_order_id": second.work_order_id, "part_id": cast.part.id, "unit": "pcs"}
    told = [
        phone.command("part.use", visit, use_id=new_id(), quantity=quantity, **part)
        for quantity in ("1", "2")
    ]
    span = {"from": moment, "to": (utc_now() + timedelta(minutes=5)).isoformat()}
    told += [
        phone.command("time.log", visit, time_id=new_id(), kind=kind, work_order_id=work, **span)
        for kind, work in (("work", second.work_order_id), ("travel", second.work_order_id))
    ]
    for sent in told:
        sent.raw["captured_at"] = moment
    phone.push(*told)
    # PostgreSQL writes a changed row anew, behind the others.
    visit.works.filter(id=first.id).update(outcome="")
    visit.parts.filter(id=told[0].raw["body"]["use_id"]).update(unit="pcs")
    visit.time.filter(id=told[2].raw["body"]["time_id"]).update(rate_class="standard")
    shown = snapshot_for(visit, "en")["work_orders"]
    assert [work["number"] for work in shown] == [
        first.work_order.number,
        second.work_order.number,
    ]
    assert [part["quantity"] for part in shown[1]["parts"]] == ["1", "2"]
    assert [time["kind"] for time in shown[1]["time"]] == ["work", "travel"]
