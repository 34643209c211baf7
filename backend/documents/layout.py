"""Each block of the vocabulary as flowables on a page of a given width."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from backend.documents.blocks import (
    Block,
    Cell,
    Facts,
    Head,
    Heading,
    Notes,
    Parties,
    Party,
    PhotoGrid,
    Picture,
    Row,
    SignaturePlace,
    Signatures,
    Table,
    Text,
    Total,
    Totals,
)
from backend.documents.grid import Command, Grid, grid_flowable
from backend.documents.pictures import QrFlowable, drawing_flowable, photo_flowable
from backend.documents.text import BAD, GREY, INK, RULE, TINT, paragraph

WIDTH = 511.0
_GAP = 14.0
# A heading moves to the next page where less than this is left for what it opens.
_ROOM, _PHOTO_ROOM = 110.0, 200.0
_QR_SIDE = 58.0
_PICTURE_RATIO = 0.75
_SIGNATURE_HEIGHT = 54.0


def flowables(blocks: Sequence[Block]) -> list[Flowable]:
    """All blocks in order, with air between them."""
    made: list[Flowable] = []
    joined = _joined(blocks)
    for block, following in zip(joined, [*joined[1:], None], strict=True):
        if isinstance(block, Heading):
            made.append(CondPageBreak(_PHOTO_ROOM if isinstance(following, PhotoGrid) else _ROOM))
        made += _drawn(block)
    return made


@dataclass(frozen=True)
class _Closed:
    """A table whose sums and signatures never stand on a page without its last row."""

    table: Table
    closing: tuple[Totals | Signatures | Notes, ...]


@dataclass(frozen=True)
class _Signed:
    """Signatures whose small print never stands on a page alone."""

    signatures: Signatures
    notes: Notes


_Joined = Block | _Closed | _Signed


def _joined(blocks: Sequence[Block]) -> list[_Joined]:
    made: list[_Joined] = []
    for block in blocks:
        before = made[-1] if made else None
        if isinstance(block, Totals | Signatures) and isinstance(before, Table) and before.rows:
            made[-1] = _Closed(before, (block,))
        elif isinstance(block, Totals | Signatures | Notes) and isinstance(before, _Closed):
            made[-1] = _Closed(before.table, (*before.closing, block))
        elif isinstance(block, Notes) and isinstance(before, Signatures):
            made[-1] = _Signed(before, block)
        else:
            made.append(block)
    return made


@singledispatch
def _drawn(block: _Joined) -> list[Flowable]:
    raise TypeError(f"no layout for {type(block).__name__}")


@_drawn.register
def _(block: Head) -> list[Flowable]:
    issuer = [paragraph(block.issuer, 9, bold=True)] if block.issuer else []
    issuer += [paragraph(line, 7.5, colour=GREY) for line in block.issuer_lines if line]
    title = [paragraph(block.title, 15, bold=True), Spacer(1, 3), paragraph(block.number, 11)]
    qr = _qr_cell(block)
    side = _QR_SIDE + 24 if qr else 0
    half = (WIDTH - side) / 2
    row = [title, issuer, qr] if qr else [title, issuer]
    widths = [half, half, side] if qr else [half, half]
    style: list[Command] = [("RIGHTPADDING", (0, 0), (0, -1), 12)]
    style += [("ALIGN", (-1, 0), (-1, -1), "RIGHT")] if qr else []
    top = grid_flowable(Grid([row], widths, padding=0, extra=style))
    rule: Command = ("LINEABOVE", (0, 0), (-1, 0), 1.2, INK)
    return [top, Spacer(1, 10), *_facts_grid(block.facts, 3, extra=[rule]), Spacer(1, 6)]


@_drawn.register
def _(block: Parties) -> list[Flowable]:
    half = WIDTH / 2
    row = [_party_cell(block.left, half - 18), _party_cell(block.right, half - 18)]
    gutter: list[Command] = [("RIGHTPADDING", (0, 0), (0, -1), 18)]
    return [grid_flowable(Grid([row], [half, half], padding=0, extra=gutter)), Spacer(1, _GAP)]


@_drawn.register
def _(block: Heading) -> list[Flowable]:
    size, air = (9.0, 2.0) if block.small else (11.0, 4.0)
    return [Spacer(1, 4), paragraph(block.text, size, bold=True), Spacer(1, air)]


@_drawn.register
def _(block: Text) -> list[Flowable]:
    words = paragraph(block.text, 7.5 if block.quiet else 8.5, colour=GREY if block.quiet else INK)
    return [words, Spacer(1, 6)]


@_drawn.register
def _(block: Facts) -> list[Flowable]:
    return [*_facts_grid(block.rows, block.columns), Spacer(1, _GAP - 6)]


@_drawn.register
def _(block: Table) -> list[Flowable]:
    return [_table(block), Spacer(1, _GAP)]


@_drawn.register
def _(block: Totals) -> list[Flowable]:
    return [KeepTogether([_totals(block)]), Spacer(1, _GAP)]


@_drawn.register
def _(block: _Closed) -> list[Flowable]:
    closing: list[Flowable] = []
    for each in block.closing:
        closing += [Spacer(1, _GAP)] if closing else []
        closing += _closing(each)
    return [_table(block.table, closing), Spacer(1, _GAP)]


def _closing(block: Totals | Signatures | Notes) -> list[Flowable]:
    if isinstance(block, Totals):
        return [_totals(block)]
    return _signed(block) if isinstance(block, Signatures) else _drawn(block)


def _table(block: Table, closing: Sequence[Flowable] = ()) -> Flowable:
    share = sum(column.share for column in block.columns)
    widths = [WIDTH * column.share / share for column in block.columns]
    head = [
        [paragraph(column.head, 7.5, bold=True, colour=GREY, align=column.align)]
        for column in block.columns
    ]
    rows = [head, *(_table_row(row, block) for row in block.rows)]
    groups = [index for index, row in enumerate(block.rows, start=1) if row.group]
    extra: list[Command] = [
        ("BACKGROUND", (0, 0), (-1, 0), TINT),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, GREY),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    grid = Grid(rows, widths, 4.0, repeat=1, ruled=True, spans=groups, extra=extra, closing=closing)
    return grid_flowable(grid)


def _totals(block: Totals) -> Flowable:
    label, value = WIDTH * 0.36, WIDTH * 0.22
    rows = [[[], *_total_cells(total)] for total in block.rows]
    strong = [index for index, total in enumerate(block.rows) if total.strong]
    extra: list[Command] = [("LINEABOVE", (1, at), (-1, at), 0.8, INK) for at in strong]
    grid = Grid(rows, [WIDTH - label - value, label, value], 3.0, extra=extra)
    return grid_flowable(grid)


@_drawn.register
def _(block: PhotoGrid) -> list[Flowable]:
    step = WIDTH / block.columns
    made: list[Flowable] = []
    for start in range(0, len(block.pictures), block.columns):
        shown = block.pictures[start : start + block.columns]
        made.append(_picture_row(shown, block.columns, step))
    return [*made, Spacer(1, _GAP - 6)]


@_drawn.register
def _(block: Signatures) -> list[Flowable]:
    return [KeepTogether(_signed(block)), Spacer(1, _GAP)]


def _signed(block: Signatures) -> list[Flowable]:
    statement = [paragraph(block.statement, 8.5), Spacer(1, 8)] if block.statement else []
    return [*statement, Spacer(1, 4), _signature_grid(block.places)]


@_drawn.register
def _(block: Notes) -> list[Flowable]:
    made = [paragraph(note, 7, colour=GREY) for note in block.notes if note]
    return [flowable for note in made for flowable in (note, Spacer(1, 3))]


@_drawn.register
def _(block: _Signed) -> list[Flowable]:
    # Not one KeepTogether inside another: the outer would take the inner for taller than a page.
    return [KeepTogether([*_signed(block.signatures), Spacer(1, _GAP), *_drawn(block.notes)])]


def _qr_cell(block: Head) -> list[Flowable]:
    if not block.qr:
        return []
    code = QrFlowable(block.qr, _QR_SIDE)
    code.hAlign = "RIGHT"
    return [code, Spacer(1, 2), paragraph(block.qr_caption, 6, colour=GREY, align="right")]


def _facts_grid(
    rows: Sequence[tuple[str, str]], columns: int, extra: Sequence[Command] = ()
) -> list[Flowable]:
    """Label above value; reads along the lines, empty values are left out."""
    shown = [(label, value) for label, value in rows if value]
    cells = [[paragraph(label, 7, colour=GREY), paragraph(value, 8.5)] for label, value in shown]
    if not cells:
        return []
    cells += [[]] * (-len(cells) % columns)
    lines = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    style: list[Command] = [("LEFTPADDING", (0, 0), (0, -1), 0), *extra]
    return [grid_flowable(Grid(lines, [WIDTH / columns] * columns, 4.0, extra=style))]


def _party_cell(party: Party, width: float) -> list[Flowable]:
    words = [paragraph(party.role, 7, colour=GREY), paragraph(party.name, 9.5, bold=True)]
    made: list[Flowable] = [*words, Spacer(1, 2)]
    for label, value in party.facts:
        if value:
            line = f"{label}: {value}" if label else value
            made.append(paragraph(line, 7.5))
    return made


def _table_row(row: Row, table: Table) -> list[list[Flowable]]:
    if row.group:
        return [_cell(row.cells[0], "left", strong=True)]
    return [
        _cell(cell, column.align) for cell, column in zip(row.cells, table.columns, strict=True)
    ]


def _cell(cell: str | Cell, align: str, *, strong: bool = False) -> list[Flowable]:
    shown = Cell(cell) if isinstance(cell, str) else cell
    colour = BAD if shown.bad else INK
    bold = strong or shown.strong or shown.bad
    made = [paragraph(shown.text, 8, bold=bold, colour=colour, align=align)]  # type: ignore[arg-type]
    if shown.detail:
        made.append(paragraph(shown.detail, 7, colour=GREY, align=align))  # type: ignore[arg-type]
    return made


def _total_cells(total: Total) -> list[list[Flowable]]:
    size = 10.0 if total.strong else 8.5
    label: list[Flowable] = [paragraph(total.label, size, bold=total.strong)]
    if total.detail:
        label.append(paragraph(total.detail, 7, colour=GREY))
    return [label, [paragraph(total.value, size, bold=total.strong, align="right")]]


def _picture_row(pictures: Sequence[Picture], columns: int, step: float) -> Flowable:
    """Images over their captions; the first lines of the captions stay with the images."""
    width = step - 8
    images: list[list[Flowable]] = [[_image(picture, width)] for picture in pictures]
    captions: list[list[Flowable]] = [
        [paragraph(picture.caption, 7, colour=GREY)] if picture.caption else []
        for picture in pictures
    ]
    blank: list[list[Flowable]] = [[] for _ in range(columns - len(pictures))]
    extra: list[Command] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("NOSPLIT", (0, 0), (-1, 1)),
    ]
    return grid_flowable(Grid([images + blank, captions + blank], [step] * columns, extra=extra))


def _image(picture: Picture, width: float) -> Flowable:
    height = width * _PICTURE_RATIO
    drawn = photo_flowable(picture.image, width, height) if picture.image else None
    if drawn is None:
        return _empty_frame(picture.missing, width, height)
    drawn.hAlign = "LEFT"
    return drawn


def _empty_frame(words: str, width: float, height: float) -> Flowable:
    extra: list[Command] = [
        ("BOX", (0, 0), (-1, -1), 0.5, RULE),
        ("BACKGROUND", (0, 0), (-1, -1), TINT),
        ("TOPPADDING", (0, 0), (-1, -1), height * 0.44),
        ("BOTTOMPADDING", (0, 0), (-1, -1), height * 0.44),
    ]
    row = [[paragraph(words, 7, colour=GREY, align="center")]]
    return grid_flowable(Grid([row], [width], 6.0, extra=extra))


def _signature_grid(places: Sequence[SignaturePlace]) -> Flowable:
    """Names above, ink on one line, what explains it below; a gutter between two places."""
    gutter = 24.0
    width = (WIDTH - gutter) / 2
    rows: list[list[list[Flowable]]] = [[], [], []]
    extra: list[Command] = [
        ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
    for column, place in enumerate(places):
        cells = _signature_cells(place, width)
        for row, cell in zip(rows, cells, strict=True):
            row += [cell] if column == 0 else [[], cell]
        if not place.statement:
            extra.append(("LINEBELOW", (2 * column, 1), (2 * column, 1), 0.6, INK))
    for row in rows:
        row += [[]] * (3 - len(row))
    return grid_flowable(Grid(rows, [width, gutter, width], padding=1.0, extra=extra))


def _signature_cells(place: SignaturePlace, width: float) -> list[list[Flowable]]:
    """Who signs, the ink, what is said about it."""
    who: list[Flowable] = [paragraph(place.role, 7, colour=GREY)]
    who += [paragraph(place.name, 8.5, bold=True)] if place.name else []
    below: list[Flowable] = [paragraph(line, 7.5) for line in place.lines if line]
    if place.statement:
        return [[*who, paragraph(place.statement, 8.5, bold=True, colour=BAD), *below], [], []]
    drawn = drawing_flowable(place.image, width * 0.7, _SIGNATURE_HEIGHT) if place.image else None
    caption = paragraph(place.line_caption, 6.5, colour=GREY)
    return [who, [drawn] if drawn else [Spacer(1, 26)], [caption, *below]]
