"""The facts of a clock: how its row takes one, and how the pure rule reads them all.

A fact has the kind of its journal entry. The row keeps the sum of its facts; taking the entries of
the journal again, in order, gives the same row (rebuild.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from backend.contracts.sla import ClockTerms, Fact, FactKind, OnChange, OnReopen
from backend.contracts.sla_terms import PromisedTarget
from backend.contracts.written_calendar import calendar_from, maintenance_in
from backend.desk.models import SlaClock
from backend.journal import kinds

TERMS: Final = ("calendar", "target_s", "pausable", "pause_caps_min", "reminders", "on_reopen")
"""What a clock counts by; `changes` keeps what it counted by before."""

_USUAL: Final[Mapping[str, Any]] = {"pause_caps_min": {}, "reminders": [], "on_reopen": "resume"}


def take(clock: SlaClock, kind: str, at: datetime, data: Mapping[str, Any]) -> bool:
    """Let the row take one fact; answers whether it says anything new. Nothing is saved."""
    return _TAKES[kind](clock, max(at, clock.started_at), data)


def _stopped(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    """The earliest report counts, however late it comes in."""
    if clock.cancelled_for or (clock.stopped_at is not None and at >= clock.stopped_at):
        return False
    clock.stopped_at = at
    return True


def _paused(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    """Whether the reason pauses is for the terms to say, and other terms may say it later."""
    if clock.stopped_at is not None and at >= clock.stopped_at:
        return False
    clock.pauses = [*clock.pauses, [at.isoformat(), None, data["reason"]]]
    return True


def _resumed(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    """Whatever held the clock is over."""
    if all(until is not None for _begun, until, _reason in clock.pauses):
        return False
    clock.pauses = [_ended(spell, at) for spell in clock.pauses]
    return True


def _cancelled(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    if clock.stopped_at is not None:
        return False
    clock.cancelled_for, clock.stopped_at = data["reason"][:100], at
    return True


def _reopened(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    if clock.stopped_at is None or clock.cancelled_for:
        return False
    reopened = {
        "kind": "reopen",
        "at": at.isoformat(),
        "stopped_at": clock.stopped_at.isoformat(),
    }
    clock.changes, clock.stopped_at = [*clock.changes, reopened], None
    return True


def _changed(clock: SlaClock, at: datetime, data: Mapping[str, Any]) -> bool:
    """Other terms, or the same anew, for a clock still going: what ended before stays so."""
    if clock.stopped_at is not None:
        return False
    changed: dict[str, Any] = {"kind": "restart", "at": at.isoformat()}
    if "terms" in data:
        changed |= {"kind": "policy", "mode": data["mode"], "before": terms_of(clock)}
        set_terms(clock, data["terms"][clock.kind])
    clock.changes = [*clock.changes, changed]
    return True


_TAKES: Final[Mapping[str, Callable[[SlaClock, datetime, Mapping[str, Any]], bool]]] = {
    kinds.CLOCK_STOPPED: _stopped,
    kinds.CLOCK_PAUSED: _paused,
    kinds.CLOCK_RESUMED: _resumed,
    kinds.CLOCK_CANCELLED: _cancelled,
    kinds.CLOCK_REOPENED: _reopened,
    kinds.CLOCK_CHANGED: _changed,
}
FACTS: Final = tuple(_TAKES)
"""The kinds of entries a clock is made of; its beginning is the request's own."""


def promised_columns(target: PromisedTarget) -> dict[str, Any]:
    """A promised target as the columns of a clock and as JSON of an entry."""
    return {
        "target_id": str(target.id),
        "clause": target.clause,
        "target_s": target.target_s,
        "late_price_per_h": str(target.late_price_per_h),
        "calendar": dict(target.calendar),
        "pausable": list(target.pausable),
        "pause_caps_min": dict(target.pause_caps_min),
        "reminders": list(target.reminders),
        "on_reopen": str(target.on_reopen),
    }


def columns_of(clock: SlaClock) -> dict[str, Any]:
    """What a clock was promised by, in the form of `promised_columns`."""
    money = SlaClock._meta.get_field("late_price_per_h").to_python(clock.late_price_per_h)
    return {
        **terms_of(clock),
        "target_id": str(clock.target_id),
        "clause": clock.clause,
        "late_price_per_h": str(money),
    }


def set_terms(clock: SlaClock, columns: Mapping[str, Any]) -> None:
    """Give the row other terms; as they are before they were ever saved, texts are made rows'."""
    for name, value in columns.items():
        column = SlaClock._meta.get_field(name.removesuffix("_id"))
        setattr(clock, name, column.to_python(value))  # type: ignore[union-attr]


def terms_of(clock: SlaClock) -> dict[str, Any]:
    """What the clock counts by now, as `changes` keeps it."""
    return {name: getattr(clock, name) for name in TERMS}


def first_written_terms(clock: SlaClock) -> dict[str, Any]:
    """What was promised at the start, before any change, as it is written."""
    former = [change["before"] for change in clock.changes if change["kind"] == "policy"]
    return {**_USUAL, **former[0]} if former else terms_of(clock)


def first_terms_of(clock: SlaClock) -> ClockTerms:
    """What was promised at the start, as the rule reads it."""
    return _terms(first_written_terms(clock))


def facts_of(clock: SlaClock) -> Iterator[Fact]:
    """What happened to the clock; the last one is its end, where it has one."""
    yield Fact(FactKind.CREATED, clock.started_at)
    for begun, until, reason in clock.pauses:
        yield Fact(FactKind.PAUSE, datetime.fromisoformat(begun), reason)
        if until:
            yield Fact(FactKind.RESUME, datetime.fromisoformat(until), reason)
    yield from _changes_of(clock)
    for change in clock.changes:
        if change["kind"] == "reopen":
            yield Fact(FactKind.STOP, datetime.fromisoformat(change["stopped_at"]))
            yield Fact(FactKind.REOPEN, datetime.fromisoformat(change["at"]))
    if clock.stopped_at:
        end = FactKind.CANCEL if clock.cancelled_for else FactKind.STOP
        yield Fact(end, clock.stopped_at)


def _changes_of(clock: SlaClock) -> Iterable[Fact]:
    """Each change with the terms it led to, read from the newest back."""
    then, found = terms_of(clock), []
    for change in reversed(clock.changes):
        if change["kind"] == "reopen":
            continue
        at, mode = datetime.fromisoformat(change["at"]), change.get("mode", OnChange.RESTART)
        found.append(Fact(FactKind.POLICY, at, to=_terms(then), mode=OnChange(mode)))
        then = change.get("before", then)
    return reversed(found)


def _terms(written: Mapping[str, Any]) -> ClockTerms:
    said = {**_USUAL, **written}
    return ClockTerms(
        calendar=calendar_from(said["calendar"]),
        target_s=said["target_s"],
        pausable=frozenset(said["pausable"]),
        reminders=tuple(said["reminders"]),
        on_reopen=OnReopen(said["on_reopen"]),
        pause_caps_s={code: minutes * 60 for code, minutes in said["pause_caps_min"].items()},
        maintenance=maintenance_in(said["calendar"]),
    )


def _ended(spell: list[str | None], at: datetime) -> list[str | None]:
    begun, until, reason = spell
    if until is not None or begun is None:
        return spell
    return [begun, max(at, datetime.fromisoformat(begun)).isoformat(), reason]
