"""Files nobody means well with, made here: each a name, what it claims to be, and its bytes."""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import ExifTags, Image

Made = Callable[[], bytes]
HEIC = (Path(__file__).parents[1] / "files" / "photo.heic").read_bytes()
_SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;&b;</svg>'


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    """The picture as a file of that kind."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def plain(side: int = 300, mode: str = "RGB") -> Image.Image:
    """A small picture with something on it."""
    return Image.linear_gradient("L").resize((side, side)).convert(mode)


def png(width: int, height: int, depth: int, colour: int, raw: bytes, *between: bytes) -> bytes:
    """A PNG that says what it is told to say, whatever it holds; `between` are more chunks."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), *between, _chunk(b"IDAT", raw), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    sum_ = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + sum_


def zeros(number: int) -> bytes:
    """So many bytes of nothing, packed into very few."""
    packer = zlib.compressobj(6)
    whole, rest = divmod(number, 1 << 20)
    packed = [packer.compress(bytes(1 << 20)) for _ in range(whole)]
    return b"".join([*packed, packer.compress(bytes(rest)), packer.flush()])


def endless_scans() -> bytes:
    """A progressive JPEG that asks to refine its 49 million pixels four hundred times."""
    whole = saved(Image.new("L", (7000, 7000), 128), "JPEG", progressive=True, quality=20)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 400 + b"\xff\xd9"


def lying_jpeg() -> bytes:
    """A small JPEG that says it is 65,500 pixels wide and high."""
    whole = bytearray(saved(plain(), "JPEG"))
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", 65500, 65500)
    return bytes(whole)


def lying_heic(side: int) -> bytes:
    """A HEIC of 400 by 300 pixels that says it has `side` by `side`."""
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + struct.pack(">II", side, side) + HEIC[at + 8 :]


def lying_webp() -> bytes:
    """A moving WebP whose canvas is 16,384 pixels wide and high."""
    whole = bytearray(moving("WEBP", 2))
    at = whole.index(b"VP8X") + 12
    whole[at : at + 6] = b"\xff\x3f\x00" * 2
    return bytes(whole)


def moving(kind: str, frames: int) -> bytes:
    """Many pictures in one file."""
    first, *rest = [plain(64).rotate(number) for number in range(frames)]
    return saved(first, kind, save_all=True, append_images=rest, duration=10)


def looping_exif() -> bytes:
    """EXIF whose lists point at each other and whose place divides by zero."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = 9
    told.get_ifd(ExifTags.IFD.Exif)[36867] = "9999:99:99 99:99:99"
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2], place[3], place[4] = "N", (1e30, 0.0, 0.0), "E", (0.0, 0.0, 0.0)
    block = bytearray(told.tobytes())
    for at in (match.start() for match in re.finditer(re.escape(b"\x69\x87"), bytes(block))):
        block[at + 8 : at + 12] = struct.pack("<I", 8)
    return saved(plain(), "JPEG", exif=bytes(block))


def many_tags() -> bytes:
    """A PNG with 8 MB of EXIF: sixty-five thousand tags, each with a value of its own."""
    entries = b"".join(
        struct.pack("<HHII", tag, 2, 60, 8 + 12 * 65000 + 60 * tag) for tag in range(65000)
    )
    block = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 65000) + entries + b"x" * 7_000_000
    raw = zlib.compress(bytes(300 * 301))
    return png(300, 300, 8, 0, raw, _chunk(b"eXIf", block))


def behind_a_photo(tail: bytes) -> bytes:
    """A photo that is something else as well."""
    return saved(plain(), "JPEG", comment=_SCRIPT) + tail


def archive() -> bytes:
    """A ZIP of nothing but zeros, a thousand times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("photo.jpg", bytes(50_000_000))
    return out.getvalue()


def paper(action: bytes = b"", *, packed: bytes = b"") -> bytes:
    """A PDF of one page that does `action` when opened; `packed` are objects in a stream."""
    catalog = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + action + b" >>\nendobj\n"
    page = b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    squeezed = zlib.compress(packed)
    head = b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
    more = head % len(squeezed) + squeezed + b"\nendstream\nendobj\n" if packed else b""
    drawn = b"4 0 obj\n<< /Length 20 >>\nstream\n(/JavaScript) Tj /JS\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + catalog + page + more + drawn + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def nested(depth: int) -> bytes:
    """Strokes in lists in lists."""
    return b"[" * depth + b"]" * depth


_RUN = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
# Name -> claimed type, how it is made, and what may become of it ("" is taken).
CORPUS: dict[str, tuple[str, Made, str]] = {
    "png of 900 Mpx": (
        "image/png", lambda: saved(Image.new("1", (30_000, 30_000)), "PNG"), "large"
    ),
    "png that says 3,600 Mpx": ("image/png", lambda: png(60_000, 60_000, 8, 2, b""), "large"),
    "png without its pixels": ("image/png", lambda: png(5_000, 5_000, 8, 2, zeros(900)), "broken"),
    "png of 16 bits, 49 Mpx": (
        "image/png", lambda: png(7_000, 7_000, 16, 2, zeros(42_001 * 7_000)), "taken large"
    ),
    "png, one pixel high": (
        "image/png", lambda: saved(Image.new("L", (60_000, 1)), "PNG"), "taken"
    ),
    "png with 64 MB of text": (
        "image/png",
        lambda: png(9, 9, 8, 0, zeros(90), _chunk(b"zTXt", b"a\0\0" + zeros(1 << 26))),
        "taken broken",
    ),
    "png with 64 MB of colours": (
        "image/png",
        lambda: png(9, 9, 8, 0, zeros(90), _chunk(b"iCCP", b"a\0\0" + zeros(1 << 26))),
        "taken broken",
    ),
    "png with 8 MB of exif": ("image/png", many_tags, "taken broken"),
    "png, moving": ("image/png", lambda: moving("PNG", 90), "taken"),
    "png called jpeg": ("image/jpeg", lambda: saved(plain(), "PNG"), "taken"),
    "jpeg cut off": ("image/jpeg", lambda: saved(plain(), "JPEG")[:1500], "broken"),
    "jpeg, its first bytes only": ("image/jpeg", lambda: b"\xff\xd8\xff\xe0", "broken"),
    "jpeg that says 4,290 Mpx": ("image/jpeg", lying_jpeg, "large"),
    "jpeg refined without end": ("image/jpeg", endless_scans, "large broken"),
    "jpeg in print colours": ("image/jpeg", lambda: saved(plain(mode="CMYK"), "JPEG"), "taken"),
    "jpeg with looping exif": ("image/jpeg", looping_exif, "taken"),
    "jpeg and a page": ("image/jpeg", lambda: behind_a_photo(b"<html>" + _SCRIPT), "taken"),
    "jpeg and an archive": ("image/jpeg", lambda: behind_a_photo(archive()), "taken"),
    "jpeg, two in one": ("image/jpeg", lambda: moving("MPO", 2), "taken"),
    "webp, moving": ("image/webp", lambda: moving("WEBP", 120), "taken"),
    "webp that says 268 Mpx": ("image/webp", lying_webp, "large broken"),
    "webp cut off": ("image/webp", lambda: saved(plain(), "WEBP")[:200], "broken"),
    "heic that says 3,600 Mpx": ("image/heic", lambda: lying_heic(60_000), "large"),
    "heic that says 36 Mpx": ("image/heic", lambda: lying_heic(6_000), "broken"),
    "heic cut off": ("image/heic", lambda: HEIC[:500], "broken"),
    "film called heic": ("image/heic", lambda: b"\0\0\0\x1cftypisom" + bytes(900), "type"),
    "gif, moving": ("image/png", lambda: moving("GIF", 30), "type"),
    "gif that is a script": ("image/png", lambda: b"GIF89a/*" + _SCRIPT, "type"),
    "tiff": ("image/jpeg", lambda: saved(plain(), "TIFF"), "type"),
    "bmp": ("image/jpeg", lambda: saved(plain(), "BMP"), "type"),
    "eps": ("image/jpeg", lambda: saved(plain(), "EPS"), "type"),
    "avif": ("image/heic", lambda: saved(plain(), "AVIF"), "type"),
    "svg": ("image/png", lambda: _SCRIPT, "type"),
    "xml that grows": ("image/png", lambda: _LAUGHS, "type"),
    "archive": ("image/jpeg", archive, "type"),
    "program": ("image/jpeg", lambda: b"\x7fELF" + bytes(900), "type"),
    "nothing": ("image/jpeg", lambda: b"", "type"),
    "pdf": ("application/pdf", paper, "taken"),
    "pdf with a script": ("application/pdf", lambda: paper(_RUN), "type"),
    "pdf with a veiled script": (
        "application/pdf", lambda: paper(_RUN.replace(b"/J", b"/#4a")), "type"
    ),
    "pdf with a packed script": ("application/pdf", lambda: paper(packed=b"5 0 " + _RUN), "type"),
    "pdf packed a million times": (
        "application/pdf", lambda: paper(packed=bytes(1 << 28)), "taken"
    ),
    "pdf with a cipher": ("application/pdf", lambda: paper(b"/Encrypt 9 0 R"), "type"),
    "pdf called jpeg": ("image/jpeg", lambda: paper(_RUN), "type"),
    "strokes a million deep": ("application/json", lambda: nested(500_000), "broken"),
    "strokes of 2 MB": ("application/json", lambda: json.dumps([0] * 700_000).encode(), "big"),
}  # fmt: skip
