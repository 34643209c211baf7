"""What each contract promises, read once, and the clocks of half a year replayed from facts."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from backend.contracts.as_rules import written_calendar
from backend.contracts.models import ContractVersion, SlaTarget
from backend.contracts.sla import ClockTerms, Fact, FactKind, State, Target, due_at, replay
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from
from backend.demo.city.books import Books
from backend.desk.models import SlaClock
from backend.journal import kinds

ACCESS: Final = "access"
Spell = tuple[datetime, datetime]

WITHOUT_WORK: Final = "resolved without work"
_NOTED: Final = '["missed"]'


@dataclass(frozen=True)
class Told:
    """What happened to one request: when each target was reached, what paused it, what ended it
    without a verdict."""

    client_id: UUID
    request_id: UUID
    reported_at: datetime
    reached: dict[str, datetime]
    no_access: Spell | None = None
    cancelled: tuple[str, ...] = ()


class Promises:
    """Contract versions by client and their targets by priority."""

    def __init__(self, zone: str) -> None:
        versions = ContractVersion.objects.select_related("contract__client", "calendar")
        self.versions = {each.contract.client_id: each for each in versions}
        self.calendars = {
            each.calendar_id: written_calendar(each.calendar, zone) for each in versions
        }
        self.targets: dict[tuple[UUID, str], list[Promised]] = {}
        for target in SlaTarget.objects.select_related("policy__version").order_by("kind"):
            policy = target.policy
            written = self.calendars[policy.version.calendar_id]
            key = policy.version_id, policy.priority
            self.targets.setdefault(key, []).append(Promised(target, written))

    def keep(self, books: Books, told: Told, priority: str) -> list[tuple[str, datetime]]:
        """The clocks of a finished request as the rule replays them; answers what was missed."""
        version = self.versions.get(told.client_id)
        missed, ended = [], {}
        for promised in self.targets.get((version.id, priority), ()) if version else ():
            state, row = promised.after(told)
            books.add(SlaClock, **row)
            ended[promised.kind] = row["stopped_at"]
            if state == SlaClock.State.MISSED:
                missed.append((promised.kind, row["breached_at"]))
        _note_facts(books, told, ended)
        return missed


@dataclass(frozen=True)
class Promised:
    """One target of one contract at one priority."""

    target: SlaTarget
    written: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.target.kind

    @cached_property
    def terms(self) -> ClockTerms:
        pausable = frozenset(self.target.policy.pausable)
        return ClockTerms(calendar_from(self.written), self.target.target_min * 60, pausable)

    @cached_property
    def said(self) -> dict[str, Any]:
        """The same, with what is JSON already written."""
        written = {name: json.dumps(self.columns[name]) for name in ("calendar", "pausable")}
        return {**self.columns, **written}

    @cached_property
    def columns(self) -> dict[str, Any]:
        """What every clock of this target has in common."""
        return {
            "kind": self.kind,
            "target_id": self.target.id,
            "clause": self.target.policy.clause,
            "target_s": self.terms.target_s,
            "late_price_per_h": self.target.late_price_per_h,
            "calendar": self.written,
            "pausable": self.target.policy.pausable,
        }

    def after(self, told: Told) -> tuple[str, dict[str, Any]]:
        """The state and the row of the clock once its request is over."""
        cancelled = self.kind in told.cancelled
        paused = told.no_access if self.kind == Target.RESOLUTION else None
        stopped = told.reached[self.kind]
        facts = [Fact(FactKind.CREATED, told.reported_at), *_pause(paused)]
        end = Fact(FactKind.CANCEL if cancelled else FactKind.STOP, stopped)
        shown = replay(self.terms, [*facts, end], stopped)
        due = None if cancelled else shown.breached_at or self._due(told.reported_at, paused)
        row = {
            **self.said,
            "client_id": told.client_id,
            "request_id": told.request_id,
            "started_at": told.reported_at,
            "pauses": _written(paused),
            "stopped_at": stopped,
            "state": str(shown.state),
            "due_at": due,
            "breached_at": shown.breached_at,
            "noted": _NOTED if shown.state == State.MISSED else "[]",
            "cancelled_for": WITHOUT_WORK if cancelled else "",
        }
        return str(shown.state), row

    def _due(self, started: datetime, paused: Spell | None) -> datetime | None:
        pauses = [Stretch(*paused)] if paused and ACCESS in self.terms.pausable else []
        return due_at(self.terms.calendar, started, self.terms.target_s, pauses)


def _note_facts(books: Books, told: Told, ended: dict[str, datetime]) -> None:
    """The entries these clocks are made of."""
    subject, last = ("request", told.request_id), max(ended.values(), default=None)
    if last is None:
        return
    if told.no_access and Target.RESOLUTION in ended:
        begun, over = told.no_access
        for kind, at in ((kinds.CLOCK_PAUSED, begun), (kinds.CLOCK_RESUMED, over)):
            of = {str(Target.RESOLUTION): at.isoformat()}
            books.note(kind, subject, told.client_id, None, at, clocks=of, reason=ACCESS)
    stopped = {kind: at.isoformat() for kind, at in ended.items() if kind not in told.cancelled}
    gone = {kind: at.isoformat() for kind, at in ended.items() if kind in told.cancelled}
    if stopped:
        books.note(kinds.CLOCK_STOPPED, subject, told.client_id, None, last, clocks=stopped)
    if gone:
        said = {"clocks": gone, "reason": WITHOUT_WORK}
        books.note(kinds.CLOCK_CANCELLED, subject, told.client_id, None, last, **said)


def _pause(spell: Spell | None) -> Iterable[Fact]:
    if spell:
        yield Fact(FactKind.PAUSE, spell[0], ACCESS)
        yield Fact(FactKind.RESUME, spell[1], ACCESS)


def _written(spell: Spell | None) -> list[list[str]]:
    return [[spell[0].isoformat(), spell[1].isoformat(), ACCESS]] if spell else []


# How long before the first arrival it was reported, in hours of the wall clock: in time, and late.
WAITS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "critical": ((0.4, 1.9), (26, 50)),
    "high": ((0.8, 3.8), (50, 80)),
    "normal": ((1.5, 24), (74, 120)),
    "low": ((4, 60), (150, 220)),
}


def reported_before(
    arrival: datetime, priority: str, in_time: float, chance: random.Random
) -> datetime:
    """When it was reported, so that `in_time` of all arrivals keep the promise."""
    early, late = WAITS[priority]
    hours = chance.uniform(*(early if chance.random() < in_time else late))
    return (arrival - timedelta(hours=hours)).replace(second=0, microsecond=0)
