"""Looks at a received file in a child process that can be killed: `python -m` this module.

It reads a job from standard input (JSON: file, mime, folder), decodes the file wholly with a
pixel limit, and writes `display.jpg` and `thumb.jpg` without EXIF into the folder. Standard
output says what it found. Nothing of Django is loaded here, so a hostile file meets little.
"""

import json
import os
import re
import resource
import signal
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from backend.files.kinds import MOST_PIXELS, MOST_STROKES_BYTES, plain_mime
from backend.files.papers import acts_by_itself

# Of processor time, start and all threads counted; the signal ends whoever takes longer.
MOST_SECONDS, TOO_LONG = 1.95, signal.SIGPROF
MOST_MEMORY = 2 * 1024**3
DISPLAY_SIDE, THUMB_SIDE = 1600, 320
# What Pillow found in the bytes; a phone's three-dimensional photo (MPO) begins with a JPEG.
_MIMES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
_BEGINNINGS = re.compile(
    rb"\xff\xd8\xff|\x89PNG|RIFF.{4}WEBP|.{4}ftyp(heic|heix|hev|mif1|msf1)", re.DOTALL
)
_DECODERS = ("JPEG", "PNG", "WEBP", "HEIF")


class RefusalError(Exception):
    """The file is not taken; its argument is the code."""


def main() -> None:
    """One job in, one answer out; a refusal is an answer, a crash is not."""
    # Who waits for an answer goes first.
    os.nice(5)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS - time.process_time())
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    job = json.load(sys.stdin)
    try:
        found = examine(Path(job["file"]), job["mime"], Path(job["folder"]))
    except RefusalError as refusal:
        found = {"problem": str(refusal)}
    except Exception:
        # Whatever a decoder stumbles over, the file is at fault and the reason stays inside.
        found = {"problem": "file-broken"}
    json.dump(found, sys.stdout)


def examine(file: Path, declared: str, folder: Path) -> dict[str, Any]:
    """What the bytes are: {mime, taken_at, lat, lon}; raises RefusalError(code)."""
    content = file.read_bytes()
    if plain_mime(declared) == "application/json":
        return _strokes(content)
    if content.startswith(b"%PDF-"):
        return _paper(content)
    try:
        return _picture(file, folder)
    except UnidentifiedImageError as reason:
        is_ours = _BEGINNINGS.match(content)
        raise RefusalError("file-broken" if is_ours else "file-type") from reason


def _strokes(content: bytes) -> dict[str, Any]:
    """Signature strokes: any small JSON list or object."""
    if len(content) > MOST_STROKES_BYTES:
        raise RefusalError("file-too-big")
    if not isinstance(json.loads(content), list | dict):
        raise RefusalError("file-broken")
    return {"mime": "application/json"}


def _paper(content: bytes) -> dict[str, Any]:
    if b"%%EOF" not in content[-2048:]:
        raise RefusalError("file-broken")
    if acts_by_itself(content):
        raise RefusalError("file-type")
    return {"mime": "application/pdf"}


def _picture(file: Path, folder: Path) -> dict[str, Any]:
    import pi_heif

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # The limit below refuses before anything is decoded.
    with Image.open(file, formats=_DECODERS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise RefusalError("picture-too-large")
        mime, exif = _MIMES[picture.format or ""], picture.getexif()
        # The whole file is read either way; a JPEG is decoded no larger than it is needed.
        picture.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE), reducing_gap=2)
        upright = ImageOps.exif_transpose(_in_colours(picture))
        _write(upright, DISPLAY_SIDE, folder / "display.jpg")
        _write(upright, THUMB_SIDE, folder / "thumb.jpg")
        return {"mime": mime, **_told_by_camera(exif)}


def _in_colours(picture: Image.Image) -> Image.Image:
    """Eight bits a colour on white paper, whatever the picture was written in."""
    if picture.mode.startswith("I"):
        # Grey of sixteen bits, which Pillow would clip instead of scaling.
        return picture.convert("I").point(lambda grey: grey / 256).convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    paper.info = picture.info
    paper.alpha_composite(clear)
    return paper.convert("RGB")


def _write(picture: Image.Image, side: int, target: Path) -> None:
    """Shrink the picture and write its pixels only: a new image has neither EXIF nor comments."""
    picture.thumbnail((side, side))
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    bare.save(target, "JPEG", quality=82, optimize=True)


def _told_by_camera(exif: Image.Exif) -> dict[str, Any]:
    """Time and place as the camera wrote them; what cannot be read is simply not known."""
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lat = _degrees(place.get(2), place.get(1), "S", 90)
    lon = _degrees(place.get(4), place.get(3), "W", 180)
    whole = lat is not None and lon is not None
    return {
        "taken_at": _instant(detail.get(36867), detail.get(36881)),
        "lat": lat if whole else None,
        "lon": lon if whole else None,
    }


def _instant(written: object, offset: object) -> str | None:
    """An instant only where the camera also wrote its offset from UTC."""
    try:
        taken = datetime.strptime(f"{written} {offset}", "%Y:%m:%d %H:%M:%S %z")
        return taken.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def _degrees(parts: Any, half: object, negative: str, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(Fraction(part)) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= limit:
        return None
    return -value if half == negative else value


if __name__ == "__main__":
    main()
