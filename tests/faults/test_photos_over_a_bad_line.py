"""Two hundred photos of 3 MB over a line that breaks off and turns bits over: all arrive, once.

Web server, worker, broker and database are real processes; the phones send in parallel.
"""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from PIL import ExifTags, Image
from redis import Redis

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.dispatch.models import Visit
from backend.fieldwork import models as fieldwork
from backend.files.models import StoredFile, Upload
from backend.files.storage import sha256_of
from backend.lib.ids import new_id
from tests.onsite import Phone, paired_phone, published_visit
from tests.worker.house import House, eventually, own_redis

from .bad_line import BadLine
from .tus_phone import Photo, TusPhone

pytestmark = pytest.mark.django_db(transaction=True)
PHOTOS, BYTES, AT_ONCE = 200, 3_000_000, 4
FIRST = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HEIC = (Path(__file__).parents[1] / "files" / "photo.heic").read_bytes()
WRITTEN = b"2026:11:21 10:30:00"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    Redis.from_url(own_redis()).flushdb()
    house = House(tmp_path, "")
    yield house
    house.end()


def camera(kind: str) -> bytes:
    """A picture whose camera wrote time and place, as the HEIC beside the tests of files."""
    told, out = Image.Exif(), io.BytesIO()
    detail, place = told.get_ifd(ExifTags.IFD.Exif), told.get_ifd(ExifTags.IFD.GPSInfo)
    detail[ExifTags.Base.DateTimeOriginal] = WRITTEN.decode()
    detail[ExifTags.Base.OffsetTimeOriginal] = "+01:00"
    place[1], place[2], place[3], place[4] = "N", (43.0, 44.0, 20.0), "E", (7.0, 25.0, 30.0)
    Image.linear_gradient("L").convert("RGB").save(out, kind, exif=told)
    return out.getvalue()


def photos() -> list[tuple[Photo, datetime]]:
    """JPEG, WebP and HEIC, each with noise up to 3 MB and a minute of its own."""
    dice, made = Random(29), []
    small = {"image/jpeg": camera("JPEG"), "image/webp": camera("WEBP"), "image/heic": HEIC}
    for number in range(PHOTOS):
        mime = tuple(small)[number % 3]
        taken = FIRST + timedelta(minutes=number)
        written = f"{taken + timedelta(hours=1):%Y:%m:%d %H:%M:%S}".encode()
        noise = dice.randbytes(BYTES // 2 * 2)
        content = _with_noise(small[mime].replace(WRITTEN, written), mime, noise)
        made.append((Photo(new_id(), mime, content), taken))
    return made


def _with_noise(picture: bytes, mime: str, noise: bytes) -> bytes:
    """The same picture, heavier by bytes that any decoder passes over."""
    if mime == "image/heic":
        return picture + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise
    if mime == "image/webp":
        whole = picture + b"NOIS" + len(noise).to_bytes(4, "little") + noise
        return whole[:4] + (len(whole) - 8).to_bytes(4, "little") + whole[8:]
    step = 65_000
    pieces = [noise[at : at + step] for at in range(0, len(noise), step)]
    told = [b"\xff\xfe" + (len(piece) + 2).to_bytes(2, "big") + piece for piece in pieces]
    return picture[:-2] + b"".join(told) + picture[-2:]


def visit_and_phone() -> tuple[Visit, Phone]:
    with acting_as_system(), transaction.atomic():
        cast: Cast = make_cast()
        return published_visit(cast), paired_phone(cast.engineer)


def send_all(port: int, token: str, visit: Visit, taken: list[Photo]) -> list[TusPhone]:
    """Several at once, as a phone with a photo library and a service worker would."""
    senders = [TusPhone(port, token, visit.id) for _number in range(AT_ONCE)]

    def send(number: int) -> None:
        for photo in taken[number::AT_ONCE]:
            senders[number].send(photo)

    with ThreadPoolExecutor(AT_ONCE) as at_once:
        list(at_once.map(send, range(AT_ONCE)))
    return senders


def name_all(phone: Phone, visit: Visit, taken: list[Photo]) -> None:
    """The commands that say what the photos show."""
    with acting_as_system():
        for photo in taken:
            said = phone.say("media.attach", visit, media_id=photo.id, role="after")
            assert said.status == "applied", said


def test_all_arrive_whole_and_none_twice(house: House, tmp_path: Path) -> None:
    visit, phone = visit_and_phone()
    web = house.web()
    house.worker()
    line = BadLine(int(web.rpartition(":")[2]), seed=31)
    sent = photos()
    taken = [photo for photo, _at in sent]
    senders = send_all(line.port, phone.token, visit, taken)
    line.end()
    name_all(phone, visit, taken)

    def believed() -> int:
        with acting_as_system(), transaction.atomic():
            return StoredFile.objects.filter(verified_at__isnull=False).count()

    eventually(lambda: believed() == PHOTOS, "every photo is believed", within_s=600)
    seen = sum((sender.seen for sender in senders), start=type(senders[0].seen)())
    # The line was as bad as promised, and the phones noticed.
    assert min(line.accidents.breaks, line.accidents.spoils) > 100, line.accidents
    assert seen[460] > 30, seen
    files = tmp_path / "files"
    with acting_as_system(), transaction.atomic():
        assert fieldwork.Photo.objects.filter(visit=visit, file_id__isnull=False).count() == PHOTOS
        assert (StoredFile.objects.count(), fieldwork.Photo.objects.count()) == (PHOTOS, PHOTOS)
        assert Upload.objects.filter(finished_at__isnull=False).count() == PHOTOS
        assert Upload.objects.count() == PHOTOS
        for photo, at in sent:
            file = StoredFile.objects.get(id=photo.id)
            assert (files / file.path).read_bytes() == photo.content
            assert file.sha256 == sha256_of([photo.content])
            assert (file.mime, file.taken_at) == (photo.mime, at)
            assert file.point is not None
            assert (round(file.point.y, 4), round(file.point.x, 4)) == (43.7389, 7.425)
            assert (files / file.display_path).is_file()
            assert (files / file.thumb_path).is_file()
    assert not [path for path in (files / "uploads").rglob("*") if path.is_file()]
    assert not list(files.rglob("*.draft"))
    assert len([path for path in (files / "originals").rglob("*") if path.is_file()]) == PHOTOS
