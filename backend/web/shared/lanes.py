"""What the day lanes show: engineers down the side, minutes since local midnight across."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.web.shared.states import StateWords, state_words


@dataclass(frozen=True)
class Stretch:
    """A background strip: `kind` is shift, break, travel, absence or window."""

    kind: str
    from_min: int
    to_min: int
    words: str = ""


@dataclass(frozen=True)
class Bar:
    """A visit on its lane; `alert` says in words why it is outlined in red ("late by 20 min")."""

    from_min: int
    to_min: int
    title: str
    href: str
    state: str
    id: str = ""
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


@dataclass(frozen=True)
class Lane:
    """One engineer's day."""

    title: str
    note: str = ""
    href: str = ""
    stretches: list[Stretch] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


def clock_face(minutes: int) -> str:
    """`615` -> "10:15"; minutes past midnight read on: 1500 -> "01:00"."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
