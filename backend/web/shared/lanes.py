"""What the day lanes show: engineers down the side, minutes since local midnight across."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backend.web.shared.icons import icon_svg, icon_symbols, icon_use
from backend.web.shared.states import StateWords, state_words


@dataclass(frozen=True)
class Stretch:
    """A background strip: `kind` is shift, break, travel, absence or window."""

    kind: str
    from_min: int
    to_min: int
    words: str = ""

    @property
    def drawn(self) -> SafeString:
        """The strip as HTML; where the script hides its words it shows them on hover."""
        told = f"<span>{escape(self.words)}</span>" if self.words else ""
        return SafeString(f'<span class="lane-{self.kind}"{_span(self)}>{told}</span>')


@dataclass(frozen=True)
class Bar:
    """A visit on its lane; `alert` says in words why it is outlined in red ("late by 20 min")."""

    from_min: int
    to_min: int
    title: str
    href: str
    state: str
    note: str = ""
    alert: str = ""
    locked: bool = False
    changed: bool = False

    @property
    def words(self) -> StateWords:
        """Word, meaning and icon of the visit's state."""
        return state_words("visit", self.state)

    @property
    def starts(self) -> str:
        """ "10:00"; the bar's length says when it ends, and `full_words` says it too."""
        return clock_face(self.from_min)

    @property
    def full_words(self) -> str:
        """Everything about the bar in one line, for hover and for screens without styles."""
        times = f"{self.starts}–{clock_face(self.to_min)}"
        parts = [self.title, times, str(self.words.label), self.note, self.alert]
        parts += [_("Changed since it was published")] if self.changed else []
        return " · ".join(part for part in parts if part)

    @property
    def drawn(self) -> SafeString:
        """The bar as HTML, put together here: a city's day has six hundred, and a template
        takes three times as long for them."""
        words = self.words
        marks = icon_svg("lock", _("Locked")) if self.locked else ""
        marks += icon_svg("warn", self.alert) if self.alert else ""
        css = "lane-bar" + " alert" * bool(self.alert) + " changed" * self.changed
        return SafeString(
            f'<a class="{css}"{_span(self)} data-meaning="{words.meaning}"'
            f' href="{escape(self.href)}" title="{escape(self.full_words)}">'
            f'<span class="lane-bar-title">{marks}{escape(self.title)}</span>'
            f'<span class="lane-bar-state">{icon_use(words.icon)}'
            f'<span class="num">{self.starts}</span> {escape(words.label)}</span></a>'
        )


@dataclass(frozen=True)
class Lane:
    """One engineer's day."""

    title: str
    note: str = ""
    href: str = ""
    stretches: list[Stretch] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


def symbols_of(lanes: Iterable[Lane]) -> SafeString:
    """The icons all these bars refer to, to stand once beside them."""
    return icon_symbols(bar.words.icon for lane in lanes for bar in lane.bars)


def _span(piece: Bar | Stretch) -> str:
    return f' data-from="{int(piece.from_min)}" data-to="{int(piece.to_min)}"'


def clock_face(minutes: int) -> str:
    """`615` -> "10:15"; minutes past midnight read on: 1500 -> "01:00"."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
