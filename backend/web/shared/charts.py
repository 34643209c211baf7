"""Numbers as a picture: bars or a line in SVG, each named where it stands, and a table beside it.

Everything across is a share of the width, so that the words keep their size on a narrow screen;
everything down is in CSS pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

PLOT_PX: Final = 140
# Room for the words over the highest point, and for the labels under the base line.
OVER_PX: Final = 22
UNDER_PX: Final = 24
# So many labels stand side by side on a screen of 360 pixels.
FITTING: Final = 8
_BAR_SHARE: Final = 0.7


@dataclass(frozen=True)
class Point:
    """One value: `label` under it, `words` over it ("92%"), `href` to what it counts.

    `value` is None where there is nothing to tell; `name` says the label in full for the table.
    """

    label: str
    value: float | None
    words: str
    href: str = ""
    name: str = ""


@dataclass(frozen=True)
class Against:
    """What the values are held against, as a dashed line: a goal, or the way to zero.

    `values` has one for each point; `words` name the line at its end.
    """

    words: str
    values: Sequence[float]


@dataclass(frozen=True)
class Mark:
    """A point as it is drawn; x and width are shares of the plot, y and height are pixels."""

    point: Point
    x: str
    middle: str
    width: str
    y: str
    height: str
    words_y: str
    # Where the screen has no room for the words of all points these keep quiet: labels but for
    # some that are evenly spaced, values but for the highest.
    is_label_minor: bool
    is_value_minor: bool


@dataclass(frozen=True)
class Segment:
    """A piece of a line between two neighbouring points."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Chart:
    """Points in order, under a title that says what they are; `by` and `of` head the table.

    `most` is the top of the scale; the highest value where none is given. The base is zero.
    """

    title: str
    by: str
    of: str
    points: Sequence[Point]
    kind: Literal["bars", "line"] = "bars"
    against: Against | None = None
    most: float | None = None

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return OVER_PX + PLOT_PX + UNDER_PX

    @property
    def base(self) -> int:
        """Where zero is."""
        return OVER_PX + PLOT_PX

    @property
    def labels_y(self) -> int:
        """Where the words under the base line stand."""
        return self.base + 16

    @property
    def marks(self) -> list[Mark]:
        """Every point that has a value."""
        step = 100 / max(len(self.points), 1)
        every = -(-len(self.points) // FITTING)
        highest = max(range(len(self.points)), key=self._value_at, default=0)
        return [
            Mark(
                point=point,
                x=_share((at + (1 - _BAR_SHARE) / 2) * step),
                middle=_share(self._middle(at)),
                width=_share(_BAR_SHARE * step),
                y=_px(self._y(point.value or 0)),
                height=_px(self.base - self._y(point.value or 0)),
                words_y=_px(self._y(point.value or 0) - 6),
                is_label_minor=at % every > 0,
                is_value_minor=every > 1 and at != highest,
            )
            for at, point in enumerate(self.points)
        ]

    @property
    def line(self) -> list[Segment]:
        """The line through the values; it breaks where there is nothing to tell."""
        return self._through([point.value for point in self.points]) if self.kind == "line" else []

    @property
    def against_line(self) -> list[Segment]:
        """The dashed line."""
        return self._through(list(self.against.values)) if self.against else []

    @property
    def against_y(self) -> str:
        """Where the words of the dashed line stand: over its end."""
        return _px(self._y(self.against.values[-1]) - 6) if self.against else ""

    def _through(self, values: Sequence[float | None]) -> list[Segment]:
        ends = [
            None if value is None else (_share(self._middle(at)), _px(self._y(value)))
            for at, value in enumerate(values)
        ]
        pairs = pairwise(ends)
        return [Segment(*a, *b) for a, b in pairs if a is not None and b is not None]

    def _middle(self, at: int) -> float:
        return (at + 0.5) * 100 / max(len(self.points), 1)

    def _y(self, value: float) -> float:
        return self.base - PLOT_PX * min(value / self._top(), 1)

    def _top(self) -> float:
        known = [point.value for point in self.points if point.value is not None]
        known += self.against.values if self.against else []
        # An empty scale would divide by zero.
        return self.most or max(known, default=0) or 1

    def _value_at(self, at: int) -> float:
        return self.points[at].value or 0


def _share(value: float) -> str:
    return f"{value:.2f}%"


def _px(value: float) -> str:
    return f"{value:.1f}"
