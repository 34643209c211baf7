"""Past requests under a draft as a list: plain rows that can be kept for a while, and sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache

from backend.accounts.models import User
from backend.contracts.models import ContractVersion
from backend.desk.preview import Preview, Previewed, Turn, preview
from backend.journal.queries import history_of

KEPT_S: Final = 600
SHOWS: Final = ("changed", Turn.SOONER, Turn.LATER, Turn.NEW, Turn.GONE, "all")


@dataclass(frozen=True)
class Shift:
    """One kind of promise of one request, then and under the draft; minutes later, less sooner."""

    kind: str
    before: datetime | None
    after: datetime | None
    turn: str

    @property
    def minutes(self) -> int:
        if self.before is None or self.after is None:
            return 0
        return round((self.after - self.before).total_seconds() / 60)


@dataclass(frozen=True)
class PreviewRow:
    """One past request as the list shows it."""

    id: UUID
    number: str
    place: str
    zone: str
    reported_at: datetime
    impact: str
    priority: tuple[str, str]
    verdict: tuple[str, str]
    clause: tuple[str, str]
    shifts: Sequence[Shift]
    problem: str
    changes: bool

    @property
    def moved(self) -> list[Shift]:
        """The promises that turn."""
        return [shift for shift in self.shifts if shift.turn != Turn.SAME]

    @property
    def most_minutes(self) -> int:
        """The longest way any promise moves, whichever way."""
        return max((abs(shift.minutes) for shift in self.shifts), default=0)


@dataclass(frozen=True)
class PreviewList:
    """Everything asked, with how many promises turn which way by kind."""

    rows: Sequence[PreviewRow]
    turns: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    changed: int

    def shown(self, which: str, sort: str) -> list[PreviewRow]:
        """The rows of one view in the order asked for; the longest way first by itself."""
        found = [row for row in self.rows if _belongs(row, which)]
        keys = {
            "number": lambda row: row.number,
            "reported": lambda row: row.reported_at,
            "moved": lambda row: row.most_minutes,
        }
        key = keys.get(sort.removeprefix("-"))
        if key is None:
            return sorted(found, key=lambda row: -row.most_minutes)
        return sorted(found, key=key, reverse=sort.startswith("-"))


def previewed(user: User, draft: ContractVersion) -> PreviewList:
    """Asked of the draft as it stands, and kept for ten minutes unless somebody changes it."""
    key = _key(user, draft)
    kept: PreviewList | None = cache.get(key)
    if kept is None:
        kept = _listed(preview(user, draft))
        cache.set(key, kept, timeout=KEPT_S)
    return kept


def is_kept(user: User, draft: ContractVersion) -> bool:
    """Whether the answer is at hand."""
    return cache.get(_key(user, draft)) is not None


def _key(user: User, draft: ContractVersion) -> str:
    last = max((entry.pk for entry in history_of([draft.contract_id])), default=0)
    return f"callout:preview:{user.pk}:{draft.pk}:{last}"


def _listed(found: Preview) -> PreviewList:
    turns = [
        (kind, [(str(turn), counted.get(turn, 0)) for turn in Turn])
        for kind, counted in found.turns.items()
    ]
    return PreviewList([_row(each) for each in found.requests], turns, found.changed)


def _row(each: Previewed) -> PreviewRow:
    request = each.request
    return PreviewRow(
        id=request.pk,
        number=request.number,
        place=str(request.object),
        zone=request.object.zone,
        reported_at=request.reported_at,
        impact=request.impact,
        priority=each.priority,
        verdict=each.verdict,
        clause=each.clause,
        shifts=[Shift(m.kind, m.before, m.after, str(m.turn)) for m in each.moments],
        problem=each.problem,
        changes=each.changes,
    )


def _belongs(row: PreviewRow, which: str) -> bool:
    if which == "all":
        return True
    if which == "changed":
        return row.changes
    return any(shift.turn == which for shift in row.shifts)
