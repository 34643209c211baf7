"""Files in a bucket behave as files in a folder do, and a server that is away is told as such."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import Photo
from backend.fieldwork.tasks import examine_photo
from backend.files.actions import store_file
from backend.files.models import StoredFile, Upload
from backend.files.queries import content_of
from backend.journal import deliveries
from backend.journal.actions import record
from backend.journal.models import Delivery
from backend.lib.errors import Away, NotFound
from backend.lib.ids import new_id
from tests.files.s3_server import BUCKET, S3Server
from tests.mobile_api.conftest import Wire
from tests.mobile_api.test_uploads import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.kill()


@pytest.fixture
def server(running: S3Server, settings, tmp_path: Path) -> Iterator[S3Server]:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = running.storages()
    yield running
    if running.process.poll() is not None:
        running.start()
    for name in running.names():
        running.client.delete_object(Bucket=BUCKET, Key=name)


def send_whole(wire: Wire, visit: Visit, content: bytes):  # type: ignore[no-untyped-def]
    """Announce a photo, send it in two chunks; the id and the last answer."""
    half = len(content) // 2
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    assert wire.patch(media_id, 0, content[:half]).status_code == 204
    return media_id, wire.patch(media_id, half, content[half:])


def test_a_photo_comes_by_tus_and_is_shown(
    server: S3Server,
    visit: Visit,
    wire: Wire,
    tmp_path: Path,
) -> None:
    content = jpeg(400)
    media_id, last = send_whole(wire, visit, content)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    sha256 = hashlib.sha256(content).hexdigest()
    # The bucket got the whole file in one piece; chunks never leave this machine.
    assert server.names() == [f"originals/{sha256[:2]}/{sha256}.jpg"]
    wire.push(wire.phone.command("media.attach", visit, media_id=media_id, role="after"))
    examine_photo(media_id, new_id())
    assert Photo.objects.get(id=media_id).file.verified_at
    shown = wire.ask("GET", f"/media/{media_id}?variant=thumb")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert len(server.names()) == 3
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".jpg"]


def test_a_paper_is_kept_once_and_privately(server: S3Server, cast: Cast) -> None:
    paper = b"%PDF-1.7 the same paper twice"
    first = store_file(paper, name="act.pdf", mime="application/pdf", client_id=cast.pharmacy.id)
    again = store_file(paper, name="act.pdf", mime="application/pdf", client_id=cast.pharmacy.id)
    assert first.path == again.path
    assert server.names() == [first.path]
    assert content_of(first) == paper
    acl = server.client.get_object_acl(Bucket=BUCKET, Key=first.path)
    assert [grant["Grantee"].get("URI") for grant in acl["Grants"]] == [None]


def test_an_object_that_is_gone_is_not_there(server: S3Server, cast: Cast) -> None:
    file = store_file(b"%PDF-", name="act.pdf", mime="application/pdf")
    server.client.delete_object(Bucket=BUCKET, Key=file.path)
    with pytest.raises(NotFound):
        content_of(file)


def test_a_server_that_is_away_keeps_what_came(
    server: S3Server,
    visit: Visit,
    wire: Wire,
) -> None:
    content = jpeg(300)
    server.kill()
    media_id, last = send_whole(wire, visit, content)
    assert (last.status_code, last.json()["code"]) == (503, "files-away")
    assert last["Retry-After"] == "5"
    # The chunks are kept, no file is believed in.
    assert Upload.objects.get().offset == len(content)
    assert not StoredFile.objects.exists()
    assert wire.ask("HEAD", f"/media/uploads/{media_id}").status_code == 503
    server.start()
    head = wire.ask("HEAD", f"/media/uploads/{media_id}")
    assert (head.status_code, head["Upload-Offset"]) == (200, str(len(content)))
    assert content_of(StoredFile.objects.get(id=media_id)) == content


def test_a_download_says_that_the_server_is_away(
    server: S3Server,
    visit: Visit,
    wire: Wire,
) -> None:
    media_id, _last = send_whole(wire, visit, jpeg())
    examine_photo(media_id, new_id())
    server.kill()
    answer = wire.ask("GET", f"/media/{media_id}")
    assert (answer.status_code, answer.json()["code"]) == (503, "files-away")


def test_waiting_for_the_server_parks_nothing(server: S3Server, cast: Cast) -> None:
    """A consequence may be tried again for as long as the store is away."""
    file = store_file(b"%PDF-", name="act.pdf", mime="application/pdf")
    entry = record("request.submitted", file, by=None)
    deliveries.owe(entry, ["render"])
    server.kill()
    for _attempt in range(deliveries.MOST_ATTEMPTS + 2):
        Delivery.objects.update(lease_until=None)
        (delivery,) = deliveries.take(entry.id)
        deliveries.carry_out(delivery, lambda: content_of(file))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("due", 0)
    assert delivery.problem.startswith("Away: files-away")


def test_a_bucket_that_is_missing_is_told_as_away(server: S3Server, settings, cast: Cast) -> None:  # type: ignore[no-untyped-def]
    storages = server.storages()
    storages["default"]["OPTIONS"]["bucket_name"] = "nobody-made-it"  # type: ignore[index]
    settings.STORAGES = storages
    with pytest.raises(Away):
        store_file(b"%PDF-", name="act.pdf", mime="application/pdf")
    assert not StoredFile.objects.exists()
