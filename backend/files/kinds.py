"""What files are taken at all, told by their bytes and never by their names."""

from typing import Final

PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
PAPERS: Final = frozenset({"application/pdf"})
STROKES: Final = frozenset({"application/json"})
TAKEN: Final = PICTURES | PAPERS | STROKES

SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "application/json": ".json",
}
MOST_STROKES_BYTES: Final = 1024 * 1024
MOST_PIXELS: Final = 50_000_000


def plain_mime(declared: str) -> str:
    """A declared type without parameters, lower case; HEIF counts as HEIC."""
    mime = declared.split(";")[0].strip().lower()
    return {"image/heif": "image/heic", "image/jpg": "image/jpeg"}.get(mime, mime)
