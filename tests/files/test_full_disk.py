"""A full disk: the upload is told so, keeps nothing half, and goes on once there is room."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from backend.accounts.models import User
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.files import storage
from backend.files.actions import store_file
from backend.files.models import StoredFile
from backend.files.uploads import Announced, append_chunk, finish_upload, start_upload
from backend.lib.errors import Away
from backend.lib.ids import new_id
from tests.mobile_api.conftest import Wire
from tests.mobile_api.test_uploads import jpeg

pytestmark = pytest.mark.django_db

BYTES = bytes(range(256)) * 1024  # 256 KiB


@pytest.fixture
def small_disk(tmp_path: Path, settings) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    """A file system of its own with 704 KiB, where files are kept."""
    argv = ["mount", "-t", "tmpfs", "-o", "size=704k", "none", str(tmp_path)]
    if subprocess.run(argv, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def begin(owner: User, content: bytes) -> UUID:
    told = Announced(
        media_id=new_id(),
        length=len(content),
        sha256=storage.sha256_of([content]),
        mime="image/jpeg",
    )
    return start_upload(told, owner_id=owner.id).id


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    stone = disk / "stone"
    with suppress(OSError), stone.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return stone


def files_in(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def test_a_chunk_without_room_is_refused_and_goes_on_later(small_disk: Path, cast: Cast) -> None:
    owner = cast.engineer.user
    upload = begin(owner, BYTES)
    half = len(BYTES) // 2
    append_chunk(upload, owner_id=owner.id, offset=0, chunk=BYTES[:half])
    stone = fill(small_disk)
    before = files_in(small_disk)
    with pytest.raises(Away, match="disk-full"):
        append_chunk(upload, owner_id=owner.id, offset=half, chunk=BYTES[half:])
    assert files_in(small_disk) == before
    stone.unlink()
    assert (
        append_chunk(upload, owner_id=owner.id, offset=half, chunk=BYTES[half:]).offset == 2 * half
    )
    finished = finish_upload(upload, owner_id=owner.id)
    assert finished is not None
    assert storage.read(finished.path) == BYTES


def test_no_half_file_stays_under_the_final_name(small_disk: Path, as_house: None) -> None:
    stone = fill(small_disk)
    with stone.open("r+b") as file:
        file.truncate(stone.stat().st_size - 100 * 1024)
    with pytest.raises(Away, match="disk-full"):
        store_file(BYTES, name="photo.jpg", mime="image/jpeg")
    assert files_in(small_disk) == [stone]
    assert not StoredFile.objects.exists()


@pytest.mark.urls("tests.mobile_api.urls")
def test_a_phone_is_told_507(small_disk: Path, visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    stone = fill(small_disk)
    answer = wire.patch(media_id, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    stone.unlink()
    assert wire.patch(media_id, 0, content).status_code == 204
