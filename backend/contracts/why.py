"""Why a clock shows what it shows: data for sentences, no words.

`why_due` reads the story its replay told; `why_clause` what choosing a rule went through. Faces put
both into words of the reader's language and zone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from backend.contracts.clock_facts import State, Target
from backend.contracts.clock_story import Spell, Story, Turn
from backend.contracts.counted_time import CountedTime, EqualDays, in_short, stretches_of
from backend.contracts.specificity import Choice, LostBy

Row = CountedTime | EqualDays | Turn
"""One row of the reckoning: time of one cause, equal days, or what turned the clock."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to be said: `kind` names it, `values` are raw: instants, seconds, codes."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A rule as people tell it from others of the same clause: what it names, with the values."""

    clause: str
    names: tuple[tuple[str, str | bool], ...] = ()


@dataclass(frozen=True, slots=True)
class WhyDue:
    """The reckoning of one clock. `rows` and `ahead` leave ordinary closed time out, the longer
    `all_rows` and `all_ahead` leave out nothing; `ahead` is the way from now to the deadline."""

    target: Target
    target_s: int
    counted_us: int
    zone: str
    outcome: tuple[Sentence, ...]
    rows: tuple[Row, ...]
    all_rows: tuple[Row, ...]
    ahead: tuple[Row, ...] = ()
    all_ahead: tuple[Row, ...] = ()


def why_due(
    target: Target,
    story: Story,
    now: datetime,
    *,
    was_due: datetime | None = None,
) -> WhyDue:
    """The reckoning behind a story told as of `now`; an ended clock `was_due` by then."""
    zone = story.terms.calendar.zone
    past = stretches_of(story.spells)
    due = story.state.due_at or story.state.due_if_resumed_at
    to_come = (Spell(now, due, story.terms),) if due and due > now else ()
    ahead = stretches_of(to_come)
    return WhyDue(
        target=target,
        target_s=story.terms.target_s,
        counted_us=sum(stretch.counted_us for stretch in past),
        zone=story.terms.calendar.tz,
        outcome=tuple(_outcome(story, now, was_due)),
        rows=_woven(past, story.turns, partial(in_short, zone=zone)),
        all_rows=_woven(past, story.turns, tuple),
        ahead=in_short(ahead, zone),
        all_ahead=ahead,
    )


def why_clause(choice: Choice[Any], selectors: Sequence[str]) -> tuple[Sentence, ...]:
    """Which rule spoke, over which others and why, and which spoke of something else."""
    if choice.winner is None:
        return (Sentence("no_clause"), *_silent(choice))
    won = _ref(choice.winner, selectors)
    lost = (
        Sentence(
            "clause_fewer" if each.by is LostBy.FEWER else "clause_broader",
            {"clause": _ref(each.rule, selectors), "winner": won, "selectors": each.names},
        )
        for each in choice.beaten
    )
    return (Sentence("clause_won", {"clause": won}), *lost, *_silent(choice))


def _silent(choice: Choice[Any]) -> tuple[Sentence, ...]:
    """One sentence for all rules that ask for something else under the same selector."""
    clauses: dict[str, dict[ClauseRef, None]] = {}
    for each in choice.silent:
        clauses.setdefault(each.selector, {})[_ref(each.rule, (each.selector,))] = None
    return tuple(
        Sentence(
            "clause_silent", {"clauses": tuple(sorted(named, key=str)), "selectors": (selector,)}
        )
        for selector, named in clauses.items()
    )


def _ref(rule: Any, selectors: Iterable[str]) -> ClauseRef:
    asked = ((name, getattr(rule, name)) for name in selectors)
    named = ((name, value) for name, value in asked if isinstance(value, str | bool))
    return ClauseRef(rule.clause, tuple(named))


def _woven(
    stretches: Sequence[CountedTime], turns: Sequence[Turn], told: Callable[..., Sequence[Row]]
) -> tuple[Row, ...]:
    """The stretches as `told`, with every turn in its place."""
    rows: list[Row] = []
    rest = list(stretches)
    for turn in turns:
        before = [stretch for stretch in rest if stretch.to_at <= turn.at]
        rows += [*told(before), turn]
        rest = rest[len(before) :]
    return (*rows, *told(rest))


def _outcome(story: Story, now: datetime, was_due: datetime | None) -> Iterator[Sentence]:
    """What came of it: by when, by how much, and whether a breach was taken back."""
    state = story.state
    values = {
        "due_at": state.due_at or state.due_if_resumed_at or was_due,
        "breached_at": state.breached_at,
        "ended_at": story.ended_at or now,
        "left_s": max(state.remaining_s, 0),
        "late_s": max(-state.remaining_s, 0),
    }
    kind = _outcome_kind(story)
    yield Sentence("met_before" if kind == "met" and was_due else kind, values)
    if state.state is State.PAUSED and state.next_at:
        yield Sentence("pause_ends", {"at": state.next_at})
    for turn in story.turns:
        if turn.breached_before and not turn.breached_after:
            yield Sentence("breach_withdrawn", {"at": turn.at, "mode": turn.mode})


def _outcome_kind(story: Story) -> str:
    state = story.state
    if state.state is State.RUNNING and state.due_at is None:
        return "never_due"
    if state.state in (State.RUNNING, State.PAUSED) and state.breached:
        return "overrun" if state.state is State.RUNNING else "overrun_paused"
    return {State.RUNNING: "due", State.PAUSED: "due_if_resumed"}.get(state.state, str(state.state))
