"""Files in a folder: whole or not there."""

import errno
import os
from pathlib import Path

import pytest

from backend.dispatch.models import Visit
from backend.files import storage
from backend.files.models import StoredFile, Upload
from backend.files.queries import content_of
from tests.mobile_api.conftest import Wire
from tests.mobile_api.test_uploads import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]
SHA256 = "ab" + "0" * 62


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The disk says at the end of writing that there was no room, as a real one does."""

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", no_room)
    return monkeypatch


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_works(folder: Path) -> None:
    assert storage.keep(b"whole", "originals", SHA256, ".pdf") == f"originals/ab/{SHA256}.pdf"
    assert files_in(folder) == [f"originals/ab/{SHA256}.pdf"]
    assert storage.read(f"originals/ab/{SHA256}.pdf") == b"whole"


def test_a_half_written_draft_is_nobodys_file(folder: Path) -> None:
    place = folder / "originals" / "ab"
    place.mkdir(parents=True)
    (place / f"{SHA256}.pdf.0.draft").write_bytes(b"ha")
    storage.keep(b"half", "originals", SHA256, ".pdf")
    assert storage.read(f"originals/ab/{SHA256}.pdf") == b"half"


def test_a_full_disk_is_told_and_nothing_half_stays(
    folder: Path,
    full_disk: pytest.MonkeyPatch,
    visit: Visit,
    wire: Wire,
) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    answer = wire.patch(media_id, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    assert Upload.objects.get().offset == 0
    assert files_in(folder) == []
    full_disk.undo()
    assert wire.patch(media_id, 0, content).status_code == 204
    assert content_of(StoredFile.objects.get(id=media_id)) == content
