"""Why a request is promised what it is, as pages and the command show it.

The same words for everybody; what only the office knows (the name of a calendar) is left out
unless `for_staff`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.catalog.models import Reason
from backend.contracts.clause_words import clause_words
from backend.contracts.clock_story import Turn
from backend.contracts.sla import Target
from backend.contracts.why import Row, Sentence
from backend.contracts.working_time import SECOND_US
from backend.desk.models import SlaClock
from backend.desk.why import WhyClock, WhyPaid, WhyRequest
from backend.journal import kinds
from backend.journal.models import Entry
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import open_time, zone_name
from backend.web.shared.history_words import SENTENCES
from backend.web.shared.promise_words import moment_words
from backend.web.shared.states import state_words
from backend.web.shared.why_names import clause_names
from backend.web.shared.why_rows import (
    RowWords,
    Told,
    priority_changed,
    rows_in_words,
    week_in_words,
)
from backend.web.shared.why_words import Reader, say_all, seconds_words


@dataclass(frozen=True)
class ClockReasons:
    """One clock in words. `other_clauses` are those that speak of something else."""

    clock: SlaClock
    name: str
    promised: str
    outcome: list[str]
    clauses: list[str]
    other_clauses: list[str]
    hours: str
    rows: list[RowWords]
    all_rows: list[RowWords]
    ahead: list[RowWords]
    all_ahead: list[RowWords]
    counted: str

    @property
    def has_more(self) -> bool:
        """Whether the full list says more than the short one."""
        shown, found = [*self.rows, *self.ahead], [*self.all_rows, *self.all_ahead]
        return shown != found


@dataclass(frozen=True)
class PaidReasons:
    """Who pays for one kind of line, by which clause, and over which others."""

    kind: str
    verdict: str
    clause: str
    clauses: list[str]
    other_clauses: list[str]


@dataclass(frozen=True)
class RequestReasons:
    """All of it: the terms, the priority, every clock, who pays for what."""

    terms: str
    priority: str
    clocks: list[ClockReasons]
    paid: list[PaidReasons]


def request_reasons(why: WhyRequest, now: datetime, *, for_staff: bool) -> RequestReasons:
    """The reasons in the active language, on the clock of the request's object."""
    version, zone = why.subject.contract_version, why.subject.object.zone
    terms = _("Our standing terms hold: no contract is in force.")
    if version is not None:
        values = {"contract": version.contract.number, "version": version.number}
        terms = _("Contract %(contract)s, version %(version)s, is in force.") % values
    reasons = _reason_names(why)
    reader = Reader(now, zone, clause_names(_sentences(why)))
    return RequestReasons(
        terms=terms,
        priority=_priority(why),
        clocks=[
            _clock(each, Told(reader, reasons, each.special_days, _deeds(each)), for_staff)
            for each in why.clocks
        ],
        paid=[_paid(each, reader) for each in why.paid],
    )


def _priority(why: WhyRequest) -> str:
    subject, changed = why.subject, why.set_by_hand
    named = {"priority": state_words("priority", subject.priority).label}
    if not subject.impact:
        return _("Priority %(priority)s was chosen when the work was planned.") % named
    named["impact"] = state_words("impact", subject.impact).label
    if changed is not None:
        by_hand = _("Priority %(priority)s was set by hand: “%(reason)s”.")
        return by_hand % {**named, "reason": changed.data.get("reason", "")}
    return _("Priority %(priority)s follows from the impact “%(impact)s”.") % named


def _clock(why: WhyClock, told: Told, for_staff: bool) -> ClockReasons:
    due = why.due
    values = {
        "hours": week_in_words(why.clock.calendar.get("week", {})),
        "zone": zone_name(told.reader.zone),
        "name": why.calendar.name,
    }
    promised = _("Within %(target)s of service hours.")
    hours = _("Service hours: %(hours)s, on the clock of %(zone)s.")
    if why.clock.kind == Target.MAINTENANCE_WINDOW:
        promised = _("Within the agreed window: %(begin)s to %(end)s.")
        hours = _("Every hour counts, on the clock of %(zone)s.")
    elif for_staff:
        hours = _("Service hours “%(name)s”: %(hours)s, on the clock of %(zone)s.")
    decided, others = _parted(why.clauses)
    of_all = {"counted": _counted(due.counted_us), "target": seconds_words(due.target_s)}
    window = _window(why.clock, told.reader)
    return ClockReasons(
        clock=why.clock,
        name=str(state_words("sla_target", why.clock.kind).label),
        promised=promised % {**of_all, **window},
        outcome=[*say_all(due.outcome, told.reader), *_cancelled(why.clock)],
        clauses=say_all(decided, told.reader),
        other_clauses=say_all(others, told.reader),
        hours=hours % values,
        rows=rows_in_words(due.rows, told),
        all_rows=rows_in_words(due.all_rows, told),
        ahead=rows_in_words(due.ahead, told),
        all_ahead=rows_in_words(due.all_ahead, told),
        counted=_("%(counted)s of %(target)s") % of_all,
    )


def _window(clock: SlaClock, reader: Reader) -> dict[str, str]:
    """From when to when a clock that counts every hour may run."""
    ends = clock.started_at + timedelta(seconds=clock.target_s)
    return {
        "begin": moment_words(clock.started_at, reader.now, reader.zone),
        "end": moment_words(ends, reader.now, reader.zone),
    }


def _counted(counted_us: int) -> str:
    return open_time(counted_us // SECOND_US // 60)


def _cancelled(clock: SlaClock) -> list[str]:
    """Why counting ended without a verdict, where the house said so."""
    known = {
        "cancelled": _("The request was cancelled."),
        "resolved without work": _("It was solved without a visit, so nobody had to arrive."),
        "not promised any more": _("After the change nothing of the kind was promised any more."),
    }
    return [known[clock.cancelled_for]] if clock.cancelled_for in known else []


def _paid(why: WhyPaid, reader: Reader) -> PaidReasons:
    decided, others = _parted(why.clauses)
    return PaidReasons(
        kind=choice_word("line_kind", why.kind),
        verdict=why.decision.verdict,
        clause=clause_words(why.decision.clause, why.decision.verdict),
        clauses=say_all([each for each in decided if each.kind != "clause_won"], reader),
        other_clauses=say_all(others, reader),
    )


def _parted(sentences: Iterable[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """What fits, and what speaks of something else."""
    told = list(sentences)
    return (
        [each for each in told if each.kind != "clause_silent"],
        [each for each in told if each.kind == "clause_silent"],
    )


def _sentences(why: WhyRequest) -> list[Sentence]:
    """Every sentence about clauses."""
    told: list[WhyClock | WhyPaid] = [*why.clocks, *why.paid]
    return [sentence for each in told for sentence in each.clauses]


def _reason_names(why: WhyRequest) -> dict[str, str]:
    """Names of the reasons met in any clock, by code."""
    rows: list[Row] = [row for clock in why.clocks for row in clock.due.all_rows]
    codes = {code for row in rows for code in getattr(row, "reasons", ())}
    tongue = get_language() or "en"
    return {row.code: row.name_in(tongue) for row in Reason.objects.filter(code__in=codes)}


def _deeds(why: WhyClock) -> Mapping[datetime, str]:
    turns = (row for row in why.due.all_rows if isinstance(row, Turn))
    found = ((turn.at, why.cause_of(turn)) for turn in turns)
    return {at: _deed(entry) for at, entry in found if entry is not None}


def _deed(entry: Entry) -> str:
    """What somebody did, without who: the office finds that in the history."""
    if entry.kind == kinds.REQUEST_PRIORITISED:
        return priority_changed(entry.data["before"], entry.data["after"])
    if entry.kind == kinds.CLOCK_CHANGED:
        return _("The promise changed") if "terms" in entry.data else _("The client heard from us")
    return str(str(SENTENCES[entry.kind].title) % entry.data)
