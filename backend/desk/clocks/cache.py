"""What a clock's facts mean, kept on its row: state, due, breach, and the next moment to look."""

from datetime import datetime
from typing import Any, Final

from backend.contracts.sla import ClockState, replay
from backend.desk.clocks.facts import facts_of, first_terms_of
from backend.desk.models import SlaClock
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid

CACHE: Final = ("state", "due_at", "breached_at", "next_at", "noted", "parked_for")
MISSED: Final = "missed"
"""The mark of a broken promise among the percentages of `noted`."""

ENDED: Final = (SlaClock.State.MET, SlaClock.State.MISSED)

# What reckoning a row can stumble over, whatever was written into it.
FAULTS: Final = (Invalid, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def settle(clock: SlaClock, now: datetime) -> ClockState | None:
    """Fill the row's cache as of `now`; nothing of the row is saved.

    A breach that was noted and is none any more is withdrawn, visibly. A clock that cannot be
    reckoned is parked with its reason, and answers None; once it can be, it goes on.
    """
    try:
        shown = derive(clock, now)
    except FAULTS as fault:
        _park(clock, fault)
        return None
    clock.parked_for = ""
    if MISSED in clock.noted and clock.breached_at is None:
        clock.noted = [mark for mark in clock.noted if mark != MISSED]
        _note(kinds.CLOCK_WITHDRAWN, clock)
    return shown


def derive(clock: SlaClock, now: datetime) -> ClockState:
    """The same without the journal; raises what a broken row is broken by.

    A stopped clock keeps the moment that was promised in `due_at`, a paused one has none.
    `next_at` is the first moment the sweep has not noted yet.
    """
    facts = list(facts_of(clock))
    terms = first_terms_of(clock)
    # A window agreed for later has begun as far as its clock is concerned.
    shown = replay(terms, facts, max(now, clock.started_at, clock.stopped_at or now))
    clock.state = SlaClock.State(str(shown.state))
    clock.breached_at, clock.due_at = shown.breached_at, shown.due_at
    if clock.state in ENDED and clock.stopped_at is not None:
        before = replay(terms, facts[:-1], clock.stopped_at)
        clock.due_at = before.due_at or before.due_if_resumed_at
    clock.next_at = min([*owed(clock, shown).values(), *_ahead(shown)], default=None)
    return shown


def owed(clock: SlaClock, shown: ClockState) -> dict[int | str, datetime]:
    """The marks passed that nobody has noted yet, and when; a clock that ended reminds nobody."""
    marks: dict[int | str, datetime] = {}
    if clock.state not in (*ENDED, SlaClock.State.CANCELLED):
        marks |= {percent: at for percent, at in shown.reminded_at.items()}  # noqa: C416
    if shown.breached_at is not None and clock.state != SlaClock.State.CANCELLED:
        marks[MISSED] = shown.breached_at
    return {mark: at for mark, at in marks.items() if mark not in clock.noted}


def _ahead(shown: ClockState) -> list[datetime]:
    return [shown.next_at] if shown.next_at is not None else []


def _park(clock: SlaClock, fault: Exception) -> None:
    """Out of the sweep's way, and said where people look."""
    told = f"{fault.field}: {fault.code}" if isinstance(fault, Invalid) else repr(fault)
    was_parked, clock.parked_for = clock.parked_for, told.replace("\x00", "")[:300]
    clock.next_at = None
    if was_parked != clock.parked_for:
        _note(kinds.CLOCK_PARKED, clock, reason=clock.parked_for)


def _note(kind: str, clock: SlaClock, **data: Any) -> None:
    subject = clock.request or clock.work_order
    if subject is not None:
        record(kind, subject, by=None, clock=clock.kind, clause=clock.clause, **data)
