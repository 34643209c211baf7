"""A clock made again from the journal, as of now or of any moment before."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from backend.desk.clocks.cache import CACHE, MISSED, derive
from backend.desk.clocks.facts import FACTS, first_written_terms, set_terms, take
from backend.desk.models import Request, SlaClock
from backend.journal import kinds
from backend.journal.models import Entry

COMPARED: Final = ("pauses", "changes", "stopped_at", "cancelled_for", "target_s", *CACHE)
_MARKS: Final = (kinds.CLOCK_REMINDED, kinds.CLOCK_MISSED, kinds.CLOCK_WITHDRAWN)
TOLD: Final = (*FACTS, *_MARKS)
"""The kinds of entries a clock can be made of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a clock that is not what the journal makes of it."""

    clock_id: UUID
    column: str
    stored: Any
    rebuilt: Any


def rebuilt(clock: SlaClock, entries: Iterable[Entry], now: datetime) -> SlaClock:
    """The clock as `entries`, in order, make it at `now`; an unsaved copy of the row.

    Raises what a broken row is broken by.
    """
    made = copy(clock)
    set_terms(made, first_written_terms(clock))
    made.pauses, made.changes, made.noted = [], [], []
    made.stopped_at, made.cancelled_for, made.parked_for = None, "", ""
    for entry in entries:
        _take_entry(made, entry)
    derive(made, now)
    return made


def differences(clock: SlaClock, entries: Sequence[Entry], now: datetime) -> list[Difference]:
    """What of the row is not as the journal says. A row the sweep has yet to look at may stand as
    it stood before its next moment came."""
    looks = [now]
    if clock.next_at is not None and clock.next_at <= now:
        looks.append(clock.next_at - timedelta(microseconds=1))
    return min((list(_differing(clock, entries, look)) for look in looks), key=len)


def _differing(clock: SlaClock, entries: Iterable[Entry], look: datetime) -> Iterator[Difference]:
    made = rebuilt(clock, entries, look)
    for column in COMPARED:
        stored, found = getattr(clock, column), getattr(made, column)
        if stored != found:
            yield Difference(clock.pk, column, stored, found)


def _take_entry(clock: SlaClock, entry: Entry) -> None:
    if entry.kind in FACTS:
        at = entry.data["clocks"].get(clock.kind)
        if at is not None:
            take(clock, entry.kind, datetime.fromisoformat(at), entry.data)
    elif entry.data.get("clock") == clock.kind:
        _take_mark(clock, entry)


def _take_mark(clock: SlaClock, entry: Entry) -> None:
    if entry.kind == kinds.CLOCK_REMINDED:
        clock.noted = [*clock.noted, entry.data["percent"]]
    elif entry.kind == kinds.CLOCK_MISSED:
        clock.noted = [*clock.noted, *entry.data.get("unsaid", ()), MISSED]
    else:
        clock.noted = [mark for mark in clock.noted if mark != MISSED]


def entries_of(clocks: Iterable[SlaClock]) -> dict[UUID, list[Entry]]:
    """What the journal tells of the clocks' requests and planned work, by subject, in order."""
    either = {clock.request_id or clock.work_order_id for clock in clocks}
    subjects = [subject for subject in either if subject is not None]
    told: dict[UUID, list[Entry]] = {}
    for entry in Entry.objects.filter(subject_id__in=subjects, kind__in=TOLD).order_by("id"):
        told.setdefault(entry.subject_id, []).append(entry)
    return told


def clocks_as_of(request: Request, moment: datetime) -> list[SlaClock]:
    """The request's clocks as they were known at `moment`, whatever was told since; unsaved."""
    clocks = list(request.clocks.all())
    known = [
        entry for entry in entries_of(clocks).get(request.pk, []) if entry.recorded_at <= moment
    ]
    return [rebuilt(clock, known, moment) for clock in clocks]
