"""A visit's evidence from the phone to the archive: one flipped byte of any of it is told."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from PIL import Image

from backend.dispatch.models import Visit
from backend.fieldwork.actions.evidence import chain_evidence, close_days
from backend.fieldwork.actions.photos import receive_media
from backend.fieldwork.evidence_check import days_that_differ, faults_of_visit
from backend.fieldwork.models import Evidence, EvidenceRoot, ServiceReport, Signature
from backend.fieldwork.tasks import examine_photo, render_service_reports
from backend.files import storage
from backend.files.models import StoredFile
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, signature_body

KINDS = Evidence.Kind


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send(visit: Visit, phone: Phone, media_id: UUID, content: bytes, role: str, mime: str) -> None:
    """Bytes of the phone's arrive whole and are looked at."""
    sha256 = storage.sha256_of([content])
    file = StoredFile.objects.create(
        id=media_id,
        owner_id=phone.device.user_id,
        sha256=sha256,
        size=len(content),
        mime=mime,
        path=storage.keep(content, "originals", sha256),
    )
    receive_media(file, visit.id, by_id=phone.device.user_id, role=role)
    examine_photo(file.id, new_id())


def picture(colour: str) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (300, 120), colour).save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def signed(visit: Visit, phone: Phone) -> Visit:
    """Worked at, photographed, signed, completed, and its paper sealed."""
    phone.say("visit.start", visit)
    photo = new_id()
    phone.say("media.attach", visit, media_id=photo, role="after")
    send(visit, phone, photo, picture("red"), "after", "image/png")
    body = signature_body(visit)
    assert phone.say("signature.capture", visit, **body).status == "applied"
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    assert phone.say("visit.complete", visit, outcomes=[outcome]).status == "applied"
    strokes = json.dumps([{"points": [{"x": 1, "y": 2, "time": 3}]}]).encode()
    send(visit, phone, body["strokes_media_id"], strokes, "signature_strokes", "application/json")
    send(visit, phone, body["png_media_id"], picture("blue"), "signature_png", "image/png")
    render_service_reports(visit.id, new_id())
    return visit


def test_it_works(signed: Visit) -> None:
    kinds = [link.kind for link in Evidence.objects.filter(visit=signed)]
    assert kinds == [
        KINDS.PHOTO, KINDS.SIGNATURE, KINDS.SNAPSHOT, KINDS.STROKES, KINDS.PICTURE, KINDS.PAPER,
    ]  # fmt: skip
    assert faults_of_visit(signed.id) == []
    report = ServiceReport.objects.get()
    assert (report.seal_level, report.sealed_at is not None) == ("B-B", True)


@pytest.mark.parametrize("kind", [KINDS.PHOTO, KINDS.STROKES, KINDS.PICTURE, KINDS.PAPER])
def test_one_flipped_byte_of_a_file_is_told(signed: Visit, folder: Path, kind: str) -> None:
    link = Evidence.objects.get(visit=signed, kind=kind)
    kept = folder / StoredFile.objects.get(sha256=link.content).path
    content = bytearray(kept.read_bytes())
    content[len(content) // 3] ^= 1
    kept.chmod(0o600)
    kept.write_bytes(content)
    found = {(fault.place, fault.code) for fault in faults_of_visit(signed.id)}
    assert (link.place, "file-altered") in found
    assert ((link.place, "seal-broken") in found) is (kind == KINDS.PAPER)
    kept.unlink()
    (fault,) = faults_of_visit(signed.id)
    assert (fault.place, fault.code) == (link.place, "file-missing")


def test_one_changed_letter_of_a_snapshot_is_told(visit: Visit, phone: Phone) -> None:
    """An unsigned one, as no sentence of ours can change a signed one."""
    phone.say("visit.start", visit)
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    phone.say("visit.complete", visit, outcomes=[outcome])
    render_service_reports(visit.id, new_id())
    report = ServiceReport.objects.get()
    assert faults_of_visit(visit.id) == []
    report.snapshot["client"]["name"] += "x"
    report.save()
    (fault,) = faults_of_visit(visit.id)
    assert (fault.kind, fault.code) == (KINDS.SNAPSHOT, "snapshot-altered")


REFUSED: list[Callable[[], object]] = [
    lambda: ServiceReport.objects.update(snapshot={}),
    lambda: ServiceReport.objects.update(number="SR-0"),
    lambda: ServiceReport.objects.all().delete(),
    lambda: Signature.objects.update(signer_name="Somebody else"),
    lambda: Evidence.objects.update(content="f" * 64),
    lambda: Evidence.objects.filter(kind=KINDS.PAPER).delete(),
]


@pytest.mark.parametrize("change", REFUSED)
def test_the_database_refuses_to_change_it(signed: Visit, change: Callable[[], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(IntegrityError, match=r"frozen|stays"), transaction.atomic():
        change()


def test_the_same_content_is_chained_once(signed: Visit) -> None:
    link = Evidence.objects.get(visit=signed, kind=KINDS.PHOTO)
    again = chain_evidence(signed.id, KINDS.PHOTO, link.subject, link.content)
    assert again.pk == link.pk


def test_a_day_has_its_root_when_it_is_over(signed: Visit) -> None:
    assert close_days() == []
    (root,) = close_days(utc_now() + timedelta(days=1, hours=2))
    assert (root.heads, days_that_differ()) == (1, [])
    assert close_days(utc_now() + timedelta(days=1, hours=2)) == []
    chain_evidence(signed.id, KINDS.PHOTO, new_id(), "e" * 64)
    assert days_that_differ() == [root.day]
    assert EvidenceRoot.objects.count() == 1


def test_the_command_says_what_differs(signed: Visit, folder: Path, capsys: Any) -> None:
    call_command("verify_evidence", signed.number)
    assert capsys.readouterr().out == "1 visits looked at, 0 faults\n"
    link = Evidence.objects.get(visit=signed, kind=KINDS.STROKES)
    (folder / StoredFile.objects.get(id=link.subject).path).unlink()
    with pytest.raises(SystemExit):
        call_command("verify_evidence")
    assert f"{signed.number} 4 strokes: file-missing" in capsys.readouterr().out
