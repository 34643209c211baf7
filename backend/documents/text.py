"""Words made safe to print: nothing that a stranger typed can break the page or its markup."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from backend.documents.blocks import Align

REGULAR = "DejaVuSans"
BOLD = "DejaVuSans-Bold"
INK = "#171c21"
GREY = "#5a646e"
RULE = "#c5ccd3"
TINT = "#f2f4f6"
BAD = "#a3261b"

_FONTS = Path(__file__).parent / "fonts"
_NO_GLYPH = "\N{REPLACEMENT CHARACTER}"
_ALIGNMENTS = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}
# reportlab breaks lines at the narrow no-break space, and thousands are grouped with it.
_SPACES = {"\u202f": "\u00a0", "\u2007": "\u00a0", "\t": " ", "\u2028": "\n", "\u2029": "\n"}
# Soft hyphens and joiners have no width of their own; bidirectional overrides could make a
# sum read backwards. None of them belongs on a paper.
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u200e\u200f") | frozenset(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)

for _name in (REGULAR, BOLD):
    pdfmetrics.registerFont(TTFont(_name, _FONTS / f"{_name}.ttf"))


def printable(text: str) -> str:
    """`text` in composed letters, without control characters, with a sign for unknown glyphs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_printable_letter(letter) for letter in unicodedata.normalize("NFC", lines))


def paragraph(
    text: str,
    size: float = 8.5,
    *,
    bold: bool = False,
    colour: str = INK,
    align: Align = "left",
) -> Paragraph:
    """Plain words (no markup is understood) as a wrapping paragraph; line breaks are kept."""
    markup = escape(printable(text)).strip("\n").replace("\n", "<br/>")
    return Paragraph(markup, _style(size, bold, colour, align))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Points that one line of `text` takes."""
    return float(pdfmetrics.stringWidth(printable(text), BOLD if bold else REGULAR, size))


def one_line(text: str, size: float, width: float) -> str:
    """`text` cut with an ellipsis so that it fits `width` points on one line."""
    line = printable(text).replace("\n", " ")[:400]
    if width_of(line, size) <= width:
        return line
    while line and width_of(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _printable_letter(letter: str) -> str:
    if letter == "\n" or letter in _SPACES:
        return _SPACES.get(letter, letter)
    if letter in _DROPPED or unicodedata.category(letter) == "Cc":
        return ""
    return letter if letter in _glyphs() else _NO_GLYPH


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[str]:
    """Letters both weights can draw; above U+FFFF reportlab cannot write a text map."""
    regular, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in (REGULAR, BOLD))
    return frozenset(chr(code) for code in regular if code in bold and code <= 0xFFFF)


@lru_cache(maxsize=64)
def _style(size: float, bold: bool, colour: str, align: Align) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}-{bold}-{colour}-{align}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=round(size * 1.32, 2),
        textColor=colour,
        alignment=_ALIGNMENTS[align],
        splitLongWords=1,
        allowWidows=1,
        allowOrphans=1,
    )
