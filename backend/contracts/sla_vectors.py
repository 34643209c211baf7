"""The `sla-vector/1` files: questions to calendars and clocks with their answers, as JSON.

One case in, one plain result out, so that any such file can be checked by anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from backend.contracts import attainment, working_days, working_time
from backend.contracts.case_fields import Part, at_path
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import (
    ClockState,
    ClockTerms,
    Fact,
    FactKind,
    OnChange,
    OnReopen,
    State,
    replay,
)
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid

SCHEMA: Final = "sla-vector/1"
_UNNAMED: Final = "unnamed"
"""The reason of a pause that names none: no policy allows it."""


def answer(case: object) -> Any:
    """The result of one case: the bare value of an op, or the state of a replayed clock.

    Invalid names the field that cannot be read or reckoned, by its path in the case.
    """
    try:
        read = Part(case)
        return _replayed(read) if read.text("kind") == "replay" else _asked(read)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise Invalid("case", "out-of-range", reason=f"{type(error).__name__}: {error}") from error


def _asked(case: Part) -> Any:
    if case.text("kind") != "op":
        raise case.wrong("kind", "unknown")
    op, args = case.text("op"), case.part("args")
    if op == "penalty_bp":
        return _penalty_bp(args)
    if op not in _OPS:
        raise case.wrong("op", "unknown")
    calendar = _calendar(case.part("calendar"))
    with at_path("args"):
        return _OPS[op](calendar, Part(args.raw))


def _calendar(written: Part) -> Calendar:
    with at_path(written.path):
        return calendar_from(written.raw)


def _add(calendar: Calendar, args: Part) -> str | None:
    return _moved(calendar, args, args.whole("seconds"))


def _sub(calendar: Calendar, args: Part) -> str | None:
    return _moved(calendar, args, -args.whole("seconds"))


def _moved(calendar: Calendar, args: Part, seconds: int) -> str | None:
    move = working_time.add if seconds >= 0 else working_time.sub
    return _written(move(calendar, args.instant("at"), abs(seconds), args.stretches("pauses")))


def _elapsed(calendar: Calendar, args: Part) -> int:
    span = args.instant("from"), args.instant("to")
    return working_time.elapsed(calendar, *span, args.stretches("pauses"))


def _elapsed_signed(calendar: Calendar, args: Part) -> int:
    start, end, pauses = args.instant("from"), args.instant("to"), args.stretches("pauses")
    if end < start:
        return -working_time.elapsed(calendar, end, start, pauses)
    return working_time.elapsed(calendar, start, end, pauses)


def _periods(which: Callable[[Calendar, datetime, int], Sequence[working_days.Period]]) -> "_Op":
    def asked(calendar: Calendar, args: Part) -> list[list[str | None]]:
        found = which(calendar, args.instant("at"), _not_negative(args, "n"))
        return [[_written(start), _written(end)] for start, end in found]

    return asked


def _moment(which: Callable[[Calendar, datetime], datetime | None]) -> "_Op":
    return lambda calendar, args: _written(which(calendar, args.instant("at")))


def _truth(which: Callable[[Calendar, datetime], bool]) -> "_Op":
    return lambda calendar, args: which(calendar, args.instant("at"))


def _add_days(calendar: Calendar, args: Part) -> str | None:
    return _written(working_days.add_days(calendar, args.instant("at"), args.whole("days")))


def _sub_days(calendar: Calendar, args: Part) -> str | None:
    return _written(working_days.add_days(calendar, args.instant("at"), -args.whole("days")))


def _nth_working_day_close(calendar: Calendar, args: Part) -> str | None:
    at, n = args.instant("at"), _not_negative(args, "n")
    return _written(working_days.nth_working_day_close(calendar, at, n))


def _availability(calendar: Calendar, args: Part) -> dict[str, int]:
    span = args.instant("from"), args.instant("to")
    down, maintenance = args.stretches("down"), args.stretches("maintenance")
    found = attainment.availability(calendar, *span, down, maintenance)
    return {
        "service_seconds": found.service_s,
        "down_seconds": found.down_s,
        "availability_ppm": found.availability_ppm,
    }


def _penalty_bp(args: Part) -> int:
    rule = args.part("rule")
    cap_bp = rule.whole("cap_bp") if rule.has("cap_bp") else None
    per_s, points = rule.whole("per_seconds"), rule.whole("bp")
    with at_path(rule.path):
        agreed = attainment.PenaltyRule(per_s, points, cap_bp)
    return attainment.penalty_bp(args.whole("late_open_seconds"), agreed)


def _not_negative(args: Part, name: str) -> int:
    value = args.whole(name)
    if value < 0:
        raise args.wrong(name, "negative")
    return value


_Op = Callable[[Calendar, Part], Any]

_OPS: Final[Mapping[str, _Op]] = {
    "add": _add,
    "sub": _sub,
    "elapsed": _elapsed,
    "elapsed_signed": _elapsed_signed,
    "is_open": _truth(working_time.is_open),
    "next_open": _moment(working_time.next_open),
    "next_close": _moment(working_days.next_close),
    "prev_open": _moment(working_days.prev_open),
    "periods_after": _periods(working_days.periods_after),
    "periods_before": _periods(working_days.periods_before),
    "is_working_day": _truth(working_days.is_working_day),
    "on_holiday": _truth(working_days.on_holiday),
    "on_break": _truth(working_days.on_break),
    "add_days": _add_days,
    "sub_days": _sub_days,
    "nth_working_day_close": _nth_working_day_close,
    "availability": _availability,
}


def _replayed(case: Part) -> dict[str, Any]:
    calendars = {name: _calendar(written) for name, written in case.parts("calendars")}
    maintenance = tuple(case.stretches("maintenance"))
    policies = {
        name: replace(_terms(written, calendars), maintenance=maintenance)
        for name, written in case.parts("policies")
    }
    facts = [_fact(event, policies) for event in case.listed("events")]
    return _shown(replay(_known(case, "policy", policies), facts, case.instant("now")))


def _known(part: Part, name: str, policies: Mapping[str, ClockTerms]) -> ClockTerms:
    if part.text(name) not in policies:
        raise part.wrong(name, "unknown")
    return policies[part.text(name)]


def _terms(written: Part, calendars: Mapping[str, Calendar]) -> ClockTerms:
    with at_path(written.path):
        policy = Part(written.raw)
        if policy.text("calendar") not in calendars:
            raise policy.wrong("calendar", "unknown")
        return ClockTerms(
            calendar=calendars[policy.text("calendar")],
            target_s=policy.whole("target_seconds"),
            pausable=policy.texts("pausable"),
            reminders=policy.wholes("reminders"),
            start=policy.texts("start", (FactKind.CREATED,)),
            stop=policy.texts("stop", (FactKind.STOP,)),
            on_change=policy.one_of("on_change", OnChange, OnChange.KEEP_ELAPSED),
            on_reopen=policy.one_of("reopen", OnReopen, OnReopen.RESUME),
            pause_caps_s=_caps(policy),
        )


def _caps(policy: Part) -> dict[str, int]:
    """Open seconds by reason: `pause_caps`, an addition to the format that may be left out."""
    caps = policy.part("pause_caps") if policy.has("pause_caps") else None
    return {reason: caps.whole(reason) for reason in caps.raw} if caps else {}


def _fact(event: Part, policies: Mapping[str, ClockTerms]) -> Fact:
    kind, mode = event.text("type"), "on_change" if event.has("on_change") else "mode"
    reason = event.text("reason") if event.has("reason") else ""
    changes = kind == FactKind.POLICY or event.has("to")
    return Fact(
        kind=kind,
        at=event.instant("at"),
        reason=reason or (_UNNAMED if kind == FactKind.PAUSE else ""),
        to=_known(event, "to", policies) if changes else None,
        mode=event.one_of(mode, OnChange) if event.has(mode) else None,
        recorded_at=event.instant("recorded_at") if event.has("recorded_at") else None,
    )


def _shown(state: ClockState) -> dict[str, Any]:
    """The clock in the words of the files: met and missed are both stopped."""
    stopped = state.state in (State.MET, State.MISSED)
    return {
        "state": "stopped" if stopped else str(state.state),
        "elapsed_seconds": state.elapsed_s,
        "remaining_seconds": state.remaining_s,
        "due_at": _written(state.due_at),
        "breached": state.breached,
        "breached_at": _written(state.breached_at),
        "reminders": {str(percent): _written(at) for percent, at in state.reminded_at.items()},
    }


def _written(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None
