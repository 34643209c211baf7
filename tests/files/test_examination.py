"""Bytes are believed only after a whole decode in a child process."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from backend.files.actions import look_at, store_file, take_photo
from backend.files.queries import content_of, open_variant, visible_file
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG", *, exif: bool = False) -> bytes:
    kept = io.BytesIO()
    image = Image.new("RGB", (2000, 1000), "teal")
    told = Image.Exif()
    if exif:
        told[ExifTags.Base.Orientation] = 6
        detail = told.get_ifd(ExifTags.IFD.Exif)
        detail[ExifTags.Base.DateTimeOriginal] = "2026:11:21 10:30:00"
        detail[ExifTags.Base.OffsetTimeOriginal] = "+01:00"
        place = told.get_ifd(ExifTags.IFD.GPSInfo)
        place[1], place[2] = "N", (43.0, 44.0, 20.0)
        place[3], place[4] = "E", (7.0, 25.0, 30.0)
    image.save(kept, kind, exif=told) if exif else image.save(kept, kind)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_it_works(kind: str, mime: str) -> None:
    found = look_at(picture(kind), mime)
    assert (found.problem, found.mime) == ("", mime)
    with Image.open(io.BytesIO(found.display)) as display:
        assert display.size == (1600, 800)
    with Image.open(io.BytesIO(found.thumb)) as thumb:
        assert thumb.size == (320, 160)


def test_heic_is_taken() -> None:
    import pi_heif

    assert pi_heif.libheif_version()
    # pi-heif only reads; a HEIC made elsewhere is not in the tests, a broken one is refused.
    broken = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
    assert look_at(broken, "image/heic").problem == "file-broken"


def test_exif_goes_into_columns_and_leaves_the_copies() -> None:
    found = look_at(picture(exif=True), "image/jpeg")
    assert found.taken_at is not None
    assert found.taken_at.isoformat() == "2026-11-21T09:30:00+00:00"
    assert found.point is not None
    assert (round(found.point.y, 4), round(found.point.x, 4)) == (43.7389, 7.425)
    with Image.open(io.BytesIO(found.display)) as display:
        assert display.size == (800, 1600)
        assert not dict(display.getexif())


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    kept = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(kept, "PNG")
    assert look_at(kept.getvalue(), "image/png").problem == "picture-too-large"


@pytest.mark.parametrize(
    ("content", "declared", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "file-type"),
        (b"<html><script>1</script></html>", "image/jpeg", "file-type"),
        (b"MZ\x90\x00" + b"\x00" * 100, "image/jpeg", "file-type"),
        (b"", "image/jpeg", "file-type"),
        (b"%PDF-1.7 and nothing more", "application/pdf", "file-broken"),
        (b"{", "application/json", "file-broken"),
        (b"7", "application/json", "file-broken"),
    ],
)
def test_what_it_is_not(content: bytes, declared: str, problem: str) -> None:
    assert look_at(content, declared).problem == problem


def test_a_truncated_photo_is_broken() -> None:
    assert look_at(picture()[:2000], "image/jpeg").problem == "file-broken"


def test_strokes_and_papers_are_taken() -> None:
    assert look_at(b'[{"points": []}]', "application/json").mime == "application/json"
    assert look_at(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF", "application/pdf").problem == ""


@pytest.mark.django_db
def test_a_form_photo_is_kept_or_refused_by_name(as_house: None) -> None:
    client_id, by = new_id(), new_id()
    kept = take_photo(SimpleUploadedFile("../ice.jpg", picture()), by=by, client_id=client_id)
    assert (kept.name, kept.mime) == ("ice.jpg", "image/jpeg")
    assert visible_file(kept.id, [client_id]) == kept
    opened, mime = open_variant(kept, "thumb")
    with opened:
        assert mime == "image/jpeg"
    with pytest.raises(NotFound):
        visible_file(kept.id, [new_id()])
    with pytest.raises(Invalid) as refusal:
        take_photo(SimpleUploadedFile("a.png", b"<svg/>"), by=by, client_id=client_id)
    assert (refusal.value.field, refusal.value.code) == ("photos", "file-type")


@pytest.mark.django_db
def test_a_photo_over_the_limit_is_not_even_read(settings, as_house: None) -> None:  # type: ignore[no-untyped-def]
    settings.MAX_PHOTO_BYTES = 1024
    with pytest.raises(Invalid) as refusal:
        take_photo(SimpleUploadedFile("a.jpg", b"x" * 1025), by=new_id(), client_id=None)
    assert refusal.value.code == "file-too-big"


@pytest.mark.django_db
def test_papers_of_ours_are_believed_at_once(as_house: None) -> None:
    file = store_file(b"%PDF", name="SR-1.pdf", mime="application/pdf")
    again = store_file(b"%PDF", name="SR-2.pdf", mime="application/pdf")
    assert file.path == again.path
    assert content_of(file) == b"%PDF"
