"""tus: bytes arrive once, whole, in order, and only as what they are."""

import hashlib
import io
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import Photo
from backend.fieldwork.tasks import examine_photo
from backend.files.models import StoredFile, Upload
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.mobile_api.conftest import Wire

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path


def jpeg(side: int = 64) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((side, side), 80).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


def test_it_works(visit: Visit, wire: Wire) -> None:
    content = jpeg(400)
    half = len(content) // 2
    media_id, made = wire.announce(content, "image/jpeg", visit)
    assert made.status_code == 201
    assert made["Location"].endswith(f"/api/mobile/v1/media/uploads/{media_id}")
    assert wire.patch(media_id, 0, content[:half]).status_code == 204
    head = wire.ask("HEAD", f"/media/uploads/{media_id}")
    assert (head.status_code, head["Upload-Offset"]) == (200, str(half))
    last = wire.patch(media_id, half, content[half:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    named = wire.push(wire.phone.command("media.attach", visit, media_id=media_id, role="after"))
    assert named.json()["results"][0]["status"] == "applied"
    examine_photo(media_id, new_id())
    file = StoredFile.objects.get(id=media_id)
    assert file.verified_at
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert Photo.objects.get(id=media_id).file == file
    media = wire.ask("GET", "/bundle").json()["visits"][0]["media"]
    assert [(m["media_id"], m["state"]) for m in media] == [(str(media_id), "verified")]
    thumb = wire.ask("GET", f"/media/{media_id}?variant=thumb")
    assert (thumb.status_code, thumb["Content-Type"]) == (200, "image/jpeg")


def test_the_same_announcement_is_the_same_upload(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    wire.patch(media_id, 0, content[:10])
    _id, again = wire.announce(content, "image/jpeg", visit, media_id=str(media_id))
    assert (again.status_code, again["Upload-Offset"]) == (201, "10")
    _id, other = wire.announce(content + b"x", "image/jpeg", visit, media_id=str(media_id))
    assert (other.status_code, other.json()["code"]) == (409, "media-id-reused")


def test_a_wrong_offset_keeps_nothing(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    answer = wire.patch(media_id, 5, content[5:])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-offset")
    assert Upload.objects.get().offset == 0


def test_a_damaged_chunk_is_dropped(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    wrong = b64encode(hashlib.sha256(b"other").digest()).decode()
    answer = wire.patch(media_id, 0, content, upload_checksum=f"sha256 {wrong}")
    assert (answer.status_code, Upload.objects.get().offset) == (460, 0)
    assert wire.patch(media_id, 0, content, upload_checksum="md5 eA==").status_code == 400


def test_a_damaged_announcement_claims_no_id(visit: Visit, wire: Wire) -> None:
    pairs = {"media_id": str(new_id()), "sha256": "0" * 64, "mime": "image/png"}
    told = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in pairs.items())
    sum_ = b64encode(hashlib.sha256(f"900 {told}".encode()).digest()).decode()

    def announced(length: str) -> tuple[int, int]:
        about = {"upload_length": length, "upload_checksum": f"sha256 {sum_}"}
        answer = wire.ask("POST", "/media/uploads", upload_metadata=told, **about)
        return answer.status_code, Upload.objects.count()

    assert announced("100") == (460, 0)
    assert announced("900") == (201, 1)


def test_a_wrong_whole_begins_again(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit, sha256="0" * 64)
    answer = wire.patch(media_id, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum-differs")
    assert Upload.objects.get().offset == 0
    assert not StoredFile.objects.exists()


def test_a_body_that_broke_off_keeps_nothing(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    answer = wire.patch(media_id, 0, content[:100], content_length=str(len(content)))
    assert answer.status_code in (204, 422)
    assert Upload.objects.get().offset in (0, 100)


def test_an_expired_upload_is_gone(visit: Visit, wire: Wire) -> None:
    content = jpeg()
    media_id, _made = wire.announce(content, "image/jpeg", visit)
    Upload.objects.update(expires_at=utc_now() - timedelta(minutes=1))
    assert wire.patch(media_id, 0, content).status_code == 410
    assert wire.ask("HEAD", f"/media/uploads/{media_id}").status_code == 410


def test_terminated_is_forgotten(visit: Visit, wire: Wire) -> None:
    media_id, _made = wire.announce(jpeg(), "image/jpeg", visit)
    assert wire.ask("DELETE", f"/media/uploads/{media_id}").status_code == 204
    assert wire.ask("HEAD", f"/media/uploads/{media_id}").status_code == 404


def test_svg_is_never_taken(visit: Visit, wire: Wire) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    _id, answer = wire.announce(svg, "image/svg+xml", visit)
    assert (answer.status_code, answer.json()["code"]) == (415, "file-type")
    media_id, _made = wire.announce(svg, "image/png", visit)
    assert wire.patch(media_id, 0, svg).status_code == 204
    examine_photo(media_id, new_id())
    assert StoredFile.objects.get().problem == "file-type"
    assert wire.ask("GET", f"/media/{media_id}").status_code == 404


@pytest.mark.parametrize(
    ("length", "status"), [("0", 422), ("999999999", 413), ("-1", 422), ("many", 422)]
)
def test_a_length_that_cannot_be(visit: Visit, wire: Wire, length: str, status: int) -> None:
    pairs = {"media_id": str(new_id()), "sha256": "0" * 64, "mime": "image/png"}
    told = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in pairs.items())
    answer = wire.ask("POST", "/media/uploads", upload_metadata=told, upload_length=length)
    assert answer.status_code == status


def test_another_engineers_upload_is_not_there(cast: Cast, visit: Visit, wire: Wire) -> None:
    media_id, _made = wire.announce(jpeg(), "image/jpeg", visit)
    Upload.objects.update(owner_id=cast.dispatcher.id)
    assert wire.ask("HEAD", f"/media/uploads/{media_id}").status_code == 404
    assert wire.patch(media_id, 0, b"x").status_code == 404


def test_what_is_spoken_is_told(wire: Wire) -> None:
    answer = wire.ask("OPTIONS", "/media/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1"


def test_pictures_of_other_visits_are_not_there(cast: Cast, visit: Visit, wire: Wire) -> None:
    from backend.files.actions import store_file

    theirs = store_file(jpeg(), name="x.jpg", mime="image/jpeg", client_id=cast.pharmacy.id)
    assert wire.ask("GET", f"/media/{theirs.id}").status_code == 404


def test_what_the_client_sent_is_shown(visit: Visit, wire: Wire) -> None:
    from backend.desk.models import RequestPhoto
    from backend.files.actions import store_file

    request = visit.works.get().work_order.request
    sent = store_file(jpeg(), name="x.jpg", mime="image/jpeg", client_id=request.client_id)
    RequestPhoto.objects.create(request=request, file=sent)
    work = wire.ask("GET", "/bundle").json()["visits"][0]["work_orders"][0]
    assert work["request_media"] == [str(sent.id)]
    assert wire.ask("GET", f"/media/{sent.id}").status_code == 200
