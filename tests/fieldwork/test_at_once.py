"""Several pushes and writers at the same moment, each in a transaction of its own."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.dispatch.models import Visit
from backend.fieldwork import commands
from backend.fieldwork.commands import Batch, apply_batch
from backend.fieldwork.models import Command, FieldNote
from backend.files import storage, uploads
from backend.files.models import StoredFile, Upload
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.errors import Refused
from backend.lib.ids import new_id
from tests.onsite import Phone, paired_phone, published_visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, as_house: None) -> Cast:
    with transaction.atomic():
        return make_cast()


@pytest.fixture
def visit(cast: Cast) -> Visit:
    with transaction.atomic():
        return published_visit(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    with transaction.atomic():
        return paired_phone(cast.engineer)


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` answers in as many threads, a refusal as its code."""
    answers: list[Any] = []

    def run() -> None:
        with acting_as_system():
            try:
                answers.append(work())
            except Refused as refusal:
                answers.append(refusal.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_batch_five_times_at_once(visit: Visit, phone: Phone) -> None:
    batch = Batch(
        [phone.command("note.add", visit, note_id=new_id(), text=str(n)) for n in range(5)],
        phone.clock,
    )
    answers = at_once(5, lambda: apply_batch(phone.device.id, batch))
    statuses = sorted(str(r.status) for answer in answers for r in answer.results)
    assert statuses == ["applied"] * 5 + ["duplicate"] * 20
    with transaction.atomic():
        assert FieldNote.objects.count() == Command.objects.count() == 5
        assert Entry.objects.filter(kind=kinds.NOTE_ADDED).count() == 5


def test_a_second_push_does_not_wait_for_ever(
    visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LOCK_PATIENCE", "100ms")
    batch = Batch([phone.command("visit.accept", visit)], phone.clock)
    with transaction.atomic():
        phone.device.__class__.objects.select_for_update().get(id=phone.device.id)
        assert at_once(1, lambda: apply_batch(phone.device.id, batch)) == ["push-in-progress"]


def test_killed_before_the_commit_nothing_happened(
    visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch([phone.command("visit.accept", visit)], phone.clock)

    def killed(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(commands, "BatchAnswer", killed)
        with pytest.raises(SystemExit):
            apply_batch(phone.device.id, batch)
    with transaction.atomic():
        assert not Command.objects.exists()
    assert apply_batch(phone.device.id, batch).results[0].status == "applied"


def test_a_second_writer_is_told_so(phone: Phone, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    content, owner_id = b"x" * 1000, phone.device.user_id
    announced = uploads.Announced(new_id(), 1000, storage.sha256_of([content]), "image/png")
    uploads.start_upload(announced, owner_id=owner_id)

    def write() -> Any:
        return uploads.append_chunk(announced.media_id, owner_id=owner_id, offset=0, chunk=content)

    with transaction.atomic():
        Upload.objects.select_for_update().get(id=announced.media_id)
        assert at_once(1, write) == ["upload-busy"]
    answers = at_once(3, write)
    codes = sorted(each if isinstance(each, str) else "kept" for each in answers)
    assert codes[0] == "kept"
    assert set(codes[1:]) <= {"upload-busy", "wrong-offset"}
    assert uploads.finish_upload(announced.media_id, owner_id=owner_id) is not None
    with transaction.atomic():
        assert StoredFile.objects.get(id=announced.media_id).size == 1000
