"""Bytes are believed only after a whole decode in a child process."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from backend.files.actions import Found, look_at, store_file, take_photo
from backend.files.queries import content_of, open_variant, visible_file
from backend.lib.errors import Away, Invalid, NotFound
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


MONACO = ("2026-11-21T09:30:00+00:00", 43.7389, 7.425)


def told_of(found: Found) -> tuple[str, float, float]:
    assert found.taken_at is not None
    assert found.point is not None
    return found.taken_at.isoformat(), round(found.point.y, 4), round(found.point.x, 4)


def colours_of(drawn: Image.Image) -> tuple[int, int]:
    """The greys of the display copy, left and right, give or take what JPEG does to them."""
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    with Image.open(io.BytesIO(look_at(kept.getvalue(), "image/png").display)) as display:
        left, right = (display.convert("L").getpixel((x, 10)) for x in (5, 35))
    return int(left), int(right)  # type: ignore[arg-type]


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


def test_heic_is_taken_with_its_time_and_place() -> None:
    # pi-heif only reads; this photo was written by pillow-heif, as an iPhone would have named it.
    content = Path(__file__).with_name("photo.heic").read_bytes()
    found = look_at(content, "image/heic")
    assert (found.problem, found.mime, told_of(found)) == ("", "image/heic", MONACO)
    with Image.open(io.BytesIO(found.display)) as display:
        assert (display.format, display.size) == ("JPEG", (400, 300))
    assert look_at(content[:500], "image/heic").problem == "file-broken"


def test_webp_is_taken_with_its_time_and_place() -> None:
    found = look_at(picture("WEBP", exif=True), "image/webp")
    assert (found.problem, found.mime, told_of(found)) == ("", "image/webp", MONACO)


def test_ink_on_nothing_becomes_ink_on_white() -> None:
    drawn = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (0, 0, 20, 20))
    assert colours_of(drawn) == (0, 255)


def test_grey_of_sixteen_bits_keeps_its_greys() -> None:
    row = b"\x00\x40" * 20 + b"\x00\xc0" * 20
    drawn = Image.frombytes("I;16", (40, 20), row * 20)
    assert colours_of(drawn) == (0x40, 0xC0)


def test_exif_goes_into_columns_and_leaves_the_copies() -> None:
    found = look_at(picture(exif=True), "image/jpeg")
    assert told_of(found) == MONACO
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


@pytest.mark.parametrize(
    ("ending", "problem"),
    [("SEGV", "file-broken"), ("ABRT", "file-broken"), ("PROF", "picture-too-large")],
)
def test_a_decoder_that_falls_over_takes_nobody_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str, problem: str
) -> None:
    decoder = tmp_path / "decoder"
    decoder.write_text(f"#!/bin/sh\nkill -s {ending} $$\n")
    decoder.chmod(0o755)
    monkeypatch.setattr("backend.files.actions.sys.executable", str(decoder))
    assert look_at(picture(), "image/jpeg").problem == problem


def test_a_look_the_machine_had_no_time_for_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend.files.actions.PATIENCE_S", 0.001)
    with pytest.raises(Away) as away:
        look_at(picture(), "image/jpeg")
    assert away.value.code == "busy"


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
