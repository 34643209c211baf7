"""Photos and signatures as the page needs them: upright, small enough, never trusted."""

import io
import struct
from collections.abc import Sequence

import segno
from PIL import Image, ImageOps
from reportlab.platypus import Flowable
from reportlab.platypus import Image as ImageFlowable

_DOTS_PER_POINT = 200 / 72
_JPEG_QUALITY = 82
# What Pillow's decoders raise over bytes that are no picture, or too much of one.
_UNREADABLE = (
    OSError,
    EOFError,
    IndexError,
    KeyError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    Image.DecompressionBombError,
)


def photo_flowable(content: bytes, width: float, height: float) -> ImageFlowable | None:
    """A photo that fits the box of points, or None where the bytes are no picture."""
    picture = _decoded(content, width, height)
    if picture is None:
        return None
    packed = io.BytesIO()
    _on_white(picture).save(packed, "JPEG", quality=_JPEG_QUALITY)
    return _fitted(packed, picture.size, width, height)


def drawing_flowable(content: bytes, width: float, height: float) -> ImageFlowable | None:
    """A signature's strokes on white, cut to what was drawn, or None where it is no picture."""
    picture = _decoded(content, width * 2, height * 2)
    if picture is None:
        return None
    flat = _on_white(picture).convert("L")
    drawn = ImageOps.invert(flat).getbbox()
    cut = flat.crop(drawn) if drawn else flat
    packed = io.BytesIO()
    cut.save(packed, "PNG")
    return _fitted(packed, cut.size, width, height)


class QrFlowable(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A QR code drawn as squares, so that it stays sharp at any size."""

    def __init__(self, words: str, side: float) -> None:
        super().__init__()
        self.matrix: Sequence[Sequence[int]] = segno.make(words, error="m", micro=False).matrix
        self.width = self.height = side

    def wrap(self, *available: float) -> tuple[float, float]:
        """Its side in points, both ways."""
        return self.width, self.height

    def draw(self) -> None:
        """Fill one path with every dark module."""
        step = self.width / len(self.matrix)
        path = self.canv.beginPath()
        for row, modules in enumerate(self.matrix):
            for column, dark in enumerate(modules):
                if dark:
                    path.rect(column * step, self.height - (row + 1) * step, step, step)
        self.canv.drawPath(path, stroke=0, fill=1)


def _decoded(content: bytes, width: float, height: float) -> Image.Image | None:
    limit = (max(1, int(width * _DOTS_PER_POINT)), max(1, int(height * _DOTS_PER_POINT)))
    try:
        with Image.open(io.BytesIO(content)) as opened:
            opened.draft("RGB", limit)
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail(limit, Image.Resampling.LANCZOS)
            return upright.copy()
    # A broken picture must not cost the client the whole paper.
    except _UNREADABLE:
        return None


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _fitted(
    packed: io.BytesIO, size: tuple[int, int], width: float, height: float
) -> ImageFlowable:
    scale = min(width / size[0], height / size[1], 1.0)
    packed.seek(0)
    return ImageFlowable(packed, size[0] * scale, size[1] * scale)
