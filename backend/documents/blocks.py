"""The vocabulary of a paper: frozen blocks of ready words, without a story and without reportlab.

Every string is shown as it stands: already translated, already formatted, never markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Head:
    """The top of page one: who issues it, what it is, which number, which dates."""

    title: str
    number: str
    issuer: str = ""
    issuer_lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    qr: str = ""
    qr_caption: str = ""


@dataclass(frozen=True)
class Party:
    """One side of a paper: its role in it, its name, then lines of (label, value)."""

    role: str
    name: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Parties:
    """Two sides, one beside the other."""

    left: Party
    right: Party


@dataclass(frozen=True)
class Heading:
    """Opens a section and stays with what follows it."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph; line breaks are kept."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with values, in one or two columns."""

    rows: Sequence[tuple[str, str]]
    columns: int = 2


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, its side."""

    head: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Cell:
    """A table cell with quieter words beneath its text."""

    text: str
    detail: str = ""
    strong: bool = False
    bad: bool = False


@dataclass(frozen=True)
class Row:
    """One row of cells; a group row has one cell that spans the table."""

    cells: Sequence[str | Cell]
    group: bool = False


@dataclass(frozen=True)
class Table:
    """A table that breaks over pages and repeats its head."""

    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Total:
    """One line of the sums; `detail` says more (a tax's legal words)."""

    label: str
    value: str
    detail: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Totals:
    """Sums at the right edge, kept together."""

    rows: Sequence[Total]


@dataclass(frozen=True)
class Picture:
    """A photo with its caption; `missing` is said where the bytes are absent or unreadable."""

    image: bytes | None
    caption: str = ""
    missing: str = ""


@dataclass(frozen=True)
class PhotoGrid:
    """Photos side by side, in reading order."""

    pictures: Sequence[Picture]
    columns: int = 3


@dataclass(frozen=True)
class SignaturePlace:
    """Where somebody signs or has signed; without an image it is an empty line to sign on.

    A `statement` stands where nobody signs: refused, absent.
    """

    role: str
    name: str = ""
    lines: Sequence[str] = ()
    image: bytes | None = None
    line_caption: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Signatures:
    """One or two signature places, never torn from each other or from the words they sign."""

    places: Sequence[SignaturePlace]
    statement: str = ""


@dataclass(frozen=True)
class Notes:
    """Small print, one paragraph a note."""

    notes: Sequence[str]


Block = Head | Parties | Heading | Text | Facts | Table | Totals | PhotoGrid | Signatures | Notes


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF, for machines that read it."""

    name: str
    content: bytes
    mime: str = "application/json"


@dataclass(frozen=True)
class Paper:
    """A whole document. `page_words` holds {page} and {pages}; `language` is BCP 47.

    `running_head` stands on every page after the first; `footer` beside the page number.
    """

    title: str
    number: str
    language: str
    page_words: str
    blocks: Sequence[Block]
    author: str = ""
    running_head: str = ""
    footer: str = ""
    watermark: str = ""
    attachments: Sequence[Attachment] = field(default=())
