"""Cells side by side that break over pages: the one way this engine puts words beside words."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus import Table as TableFlowable

# A row taller than this is continued in a row of its own, so that any text fits any page.
TALLEST_ROW = 120.0

Command = tuple[object, ...]

_CLOSING: list[Command] = [
    ("SPAN", (0, -1), (-1, -1)),
    ("NOSPLIT", (0, -2), (-1, -1)),
    ("LEFTPADDING", (0, -1), (-1, -1), 0),
    ("RIGHTPADDING", (0, -1), (-1, -1), 0),
    ("TOPPADDING", (0, -1), (-1, -1), 14),
]


@dataclass(frozen=True)
class Grid:
    """Rows of cells (each a list of flowables) with the columns' widths in points.

    `closing` ends it over its whole width and never stands on a page without the last row.
    """

    rows: Sequence[Sequence[Sequence[Flowable]]]
    widths: Sequence[float]
    padding: float = 3.0
    repeat: int = 0
    ruled: bool = False
    spans: Sequence[int] = ()
    extra: Sequence[Command] = ()
    closing: Sequence[Flowable] = ()


def grid_flowable(grid: Grid) -> TableFlowable:
    """The grid as one table; tall rows are continued, and only a row's real end is ruled."""
    cells: list[list[list[Flowable]]] = []
    style = [*_base_style(grid), *grid.extra]
    for index, row in enumerate(grid.rows):
        spanning, first = index in grid.spans, len(cells)
        for at, piece in enumerate(_pieces(row, grid, spanning), start=len(cells)):
            if spanning:
                style.append(("SPAN", (0, at), (-1, at)))
            cells.append(piece)
        style += _seams(first, len(cells) - 1)
        if grid.ruled:
            last = len(cells) - 1
            style.append(("LINEBELOW", (0, last), (-1, last), 0.4, "#c5ccd3"))
    if grid.closing:
        cells.append([list(grid.closing), *([] for _ in grid.widths[1:])])
        style += _CLOSING
    return TableFlowable(
        cells, colWidths=list(grid.widths), repeatRows=grid.repeat, style=style, hAlign="LEFT"
    )


def _base_style(grid: Grid) -> list[Command]:
    everything = (0, 0), (-1, -1)
    return [
        ("VALIGN", *everything, "TOP"),
        ("LEFTPADDING", *everything, grid.padding),
        ("RIGHTPADDING", *everything, grid.padding),
        ("TOPPADDING", *everything, grid.padding),
        ("BOTTOMPADDING", *everything, grid.padding + 0.5),
    ]


def _seams(first: int, last: int) -> list[Command]:
    """No air where a continued row goes on, so that its text reads as one."""
    if first == last:
        return []
    return [
        ("BOTTOMPADDING", (0, first), (-1, last - 1), 0),
        ("TOPPADDING", (0, first + 1), (-1, last), 0),
    ]


def _pieces(
    row: Sequence[Sequence[Flowable]], grid: Grid, spanning: bool
) -> list[list[list[Flowable]]]:
    widths = [sum(grid.widths)] if spanning else list(grid.widths)
    columns = [
        _cell_pieces(cell, width - 2 * grid.padding)
        for cell, width in zip(row, widths, strict=False)
    ]
    tallest = max(len(column) for column in columns)
    blank: list[list[Flowable]] = (
        [[] for _ in range(len(grid.widths) - len(columns))] if spanning else []
    )
    return [
        [column[index] if index < len(column) else [] for column in columns] + list(blank)
        for index in range(tallest)
    ]


def _cell_pieces(cell: Sequence[Flowable], width: float) -> list[list[Flowable]]:
    """The cell's content cut into pieces no taller than a row may be."""
    pieces: list[list[Flowable]] = [[]]
    room = TALLEST_ROW
    waiting = list(cell)
    while waiting:
        flowable = waiting.pop(0)
        height = flowable.wrap(width, TALLEST_ROW)[1]
        if height <= room or not isinstance(flowable, Paragraph):
            pieces[-1].append(flowable)
            room -= height
            continue
        halves = flowable.split(width, room)
        if len(halves) == 2:
            pieces[-1].append(halves[0])
            waiting.insert(0, halves[1])
        else:
            waiting.insert(0, flowable)
        pieces.append([])
        room = TALLEST_ROW
    return pieces
