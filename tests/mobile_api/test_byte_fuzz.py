"""Bytes gone wrong on the way: batches and uploads cut, flipped and stuffed.

No answer is a fault of ours, every refusal names its code, and nothing is ever kept half.
FUZZ_ROUNDS=10000 makes the long run; the seed is fixed, so a round that fails is found again.
"""

import hashlib
import json
import os
import shutil
from base64 import b64encode
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from backend.dispatch.models import Visit
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.models import Command, Receipt
from backend.files.models import StoredFile, Upload
from backend.lib.ids import new_id
from tests.mobile_api.conftest import Wire

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "40"))
DAY = 20
STUFFING = (
    b"null", b"-1", b"1e400", b"NaN", b'"\\ud800"', b'"\\u0000"', b"[" * 80, b"{}", b"\xff\xfe",
    b'"9999-12-31T23:59:59-14:00"', b'"0193a1c2-0000-7000-8000-000000000000"', b"true", b",", b'"',
)  # fmt: skip
FINAL = {"applied", "applied_with_review", "parked", "rejected", "duplicate", "deferred"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def spoiled(dice: Random, whole: bytes) -> bytes:
    """The bytes after one to four accidents."""
    out = bytearray(whole)
    for _accident in range(dice.randint(1, 4)):
        at = dice.randrange(len(out) + 1)
        until = min(len(out), at + dice.randint(1, 12))
        what = dice.choice(("flip", "cut", "drop", "stuff", "repeat", "noise"))
        if what == "flip" and at < len(out):
            out[at] ^= 1 << dice.randrange(8)
        elif what == "cut":
            del out[at:]
        elif what == "drop":
            del out[at:until]
        elif what == "stuff":
            out[at:until] = dice.choice(STUFFING)
        elif what == "repeat":
            out[at:at] = out[at:until] * dice.randint(1, 3)
        elif what == "noise":
            out[at:at] = dice.randbytes(dice.randint(1, 8))
    return bytes(out)


def batch_of(dice: Random, wire: Wire, visit: Visit) -> bytes:
    """A push as an app would send it, of types drawn at random, three at most."""
    wire.phone.device.refresh_from_db()
    first = wire.phone.device.last_seq + 1
    commands = []
    for number in range(dice.randint(1, 3)):
        body = {"note_id": str(new_id()), "text": "Dripping", "reason": "lunch", "quantity": "1"}
        raw = wire.phone.raw(dice.choice(sorted(COMMANDS)), visit, body)
        commands.append({"id": str(new_id()), "seq": first + number, **raw})
    clock = {"device_now": commands[0]["captured_at"], "offset_ms": 4, "offset_age_s": 9}
    return json.dumps(
        {"schema": 1, "app_build": "7", "clock": clock, "commands": commands}
    ).encode()


def refused_in_words(answer: Any) -> None:
    """Below 500, and a no of ours with its code."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        # HEAD is answered without a body.
        assert not answer.content or answer.json()["code"] not in ("", "server-fault")


def test_no_batch_is_a_fault_and_none_is_kept_half(visit: Visit, wire: Wire) -> None:
    dice = Random(17)
    for number in range(ROUNDS):
        # A day of twenty pushes, then the same morning again: the visit is not always over.
        if number % DAY == 0:
            morning = transaction.savepoint()
        push_spoiled(dice, visit, wire, number)
        if number % DAY == DAY - 1:
            transaction.savepoint_rollback(morning)
            transaction.savepoint_commit(morning)


def push_spoiled(dice: Random, visit: Visit, wire: Wire, number: int) -> None:
    body = spoiled(dice, batch_of(dice, wire, visit))
    answer = wire.ask("POST", "/commands", body)
    refused_in_words(answer)
    if answer.status_code == 200:
        for said in answer.json()["results"]:
            assert said["status"] in FINAL, number
            if said["status"] not in ("applied", "duplicate"):
                assert said["problem"]["code"] not in ("", "server-fault"), (number, body)
    wire.phone.device.refresh_from_db()
    assert Command.objects.count() == Receipt.objects.count()
    assert Command.objects.count() == wire.phone.device.last_seq, number


def test_no_upload_is_a_fault_and_none_is_kept_half(visit: Visit, wire: Wire, folder: Path) -> None:
    dice = Random(23)
    for number in range(ROUNDS):
        content = dice.randbytes(dice.randint(1, 400))
        # Each round begins in an empty house, so the ten thousandth takes as long as the first.
        with transaction.atomic():
            announced = upload(dice, wire, visit, content)
            kept_whole(announced, content, folder, number)
            transaction.set_rollback(True)
        shutil.rmtree(folder / "uploads", ignore_errors=True)


def kept_whole(announced: UUID, content: bytes, folder: Path, number: int) -> None:
    """A file that counts is what was announced; one that does not has just its chunks waiting."""
    for upload in Upload.objects.all():
        assert upload.offset <= upload.length, number
        parts = sorted((folder / "uploads" / str(upload.id)).glob("*"))
        waiting = sum(part.stat().st_size for part in parts)
        # Chunks go when the outermost transaction ends, which here is never.
        assert upload.finished_at or waiting == upload.offset, number
    for file in StoredFile.objects.all():
        kept = (folder / file.path).read_bytes()
        assert (len(kept), hashlib.sha256(kept).hexdigest()) == (file.size, file.sha256), number
        assert Upload.objects.get(id=file.id).finished_at, number
        if file.id == announced:
            assert kept == content or file.sha256 != hashlib.sha256(content).hexdigest(), number
    assert not list(folder.rglob("*.draft")), number


def upload(dice: Random, wire: Wire, visit: Visit, content: bytes) -> UUID:
    """Announce and send a file; one of the two, or both, goes wrong on the way."""
    media_id = new_id()
    told = {
        "media_id": str(media_id),
        "visit_id": str(visit.id),
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime": "image/jpeg",
        "role": "after",
        "filename": "photo.jpg",
    }
    pairs = ",".join(f"{name} {b64encode(v.encode()).decode()}" for name, v in told.items())
    length = str(len(content))
    if dice.random() < 0.5:
        pairs = spoiled(dice, pairs.encode()).decode("latin-1").replace("\n", " ")
    if dice.random() < 0.2:
        length = dice.choice(("-1", "", "9" * 30, "1e3", "٣", "0"))
    refused_in_words(
        wire.ask("POST", "/media/uploads", upload_metadata=pairs, upload_length=length)
    )
    refused_in_words(wire.ask("HEAD", f"/media/uploads/{media_id}"))
    for _try in range(dice.randint(1, 2)):
        chunk = spoiled(dice, content) if dice.random() < 0.5 else content
        checksum = f"sha256 {b64encode(hashlib.sha256(content).digest()).decode()}"
        if dice.random() < 0.3:
            checksum = spoiled(dice, checksum.encode()).decode("latin-1").replace("\n", " ")
        offset = dice.choice(("0", "0", "0", "7", "-1", "", "9" * 30))
        path = f"/media/uploads/{media_id}"
        asked = {"upload_offset": offset, "upload_checksum": checksum}
        refused_in_words(wire.ask("PATCH", path, chunk, **asked))
    return media_id
