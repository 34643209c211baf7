"""Looks at a received file in a child process that can be killed: `python -m` this module.

It reads a job from standard input (JSON: file, mime, folder), decodes the file wholly with a
pixel limit, and writes `display.jpg` and `thumb.jpg` without EXIF into the folder. Standard
output says what it found. Nothing of Django is loaded here, so a hostile file meets little.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import puremagic
from PIL import ExifTags, Image, ImageOps

from backend.files.kinds import MOST_PIXELS, MOST_STROKES_BYTES, PICTURES, plain_mime

CPU_SECONDS = 10
MOST_MEMORY = 2 * 1024**3
DISPLAY_SIDE, THUMB_SIDE = 1600, 320
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


class RefusalError(Exception):
    """The file is not taken; its argument is the code."""


def main() -> None:
    """One job in, one answer out; a refusal is an answer, a crash is not."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
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
    mime = _sniffed(content)
    if mime == "application/pdf":
        return _paper(content)
    if mime not in PICTURES:
        raise RefusalError("file-type")
    return {"mime": mime, **_picture(file, folder)}


def _sniffed(content: bytes) -> str:
    try:
        return plain_mime(puremagic.from_string(content[:4096], mime=True))
    except (puremagic.PureError, ValueError) as reason:
        raise RefusalError("file-type") from reason


def _strokes(content: bytes) -> dict[str, Any]:
    """Signature strokes: any small JSON list or object."""
    if len(content) > MOST_STROKES_BYTES:
        raise RefusalError("file-too-big")
    if not isinstance(json.loads(content), list | dict):
        raise RefusalError("file-broken")
    return {"mime": "application/json"}


def _paper(content: bytes) -> dict[str, Any]:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise RefusalError("file-broken")
    return {"mime": "application/pdf"}


def _picture(file: Path, folder: Path) -> dict[str, Any]:
    import pi_heif

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # The limit below refuses before anything is decoded.
    with Image.open(file, formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise RefusalError("picture-too-large")
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        _write(upright, DISPLAY_SIDE, folder / "display.jpg")
        _write(upright, THUMB_SIDE, folder / "thumb.jpg")
        return _told_by_camera(picture.getexif())


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
