"""The `sla-vector/1` files: questions to calendars and clocks with their answers, as JSON.

One case in, one plain result out, so that any such file can be checked by anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from backend.contracts import attainment, working_days, working_time
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
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid

SCHEMA: Final = "sla-vector/1"
_UNNAMED: Final = "unnamed"
"""The reason of a pause that names none: no policy allows it."""

Case = Mapping[str, Any]


def answer(case: Case) -> Any:
    """The result of one case: the bare value of an op, or the state of a replayed clock.

    Invalid names what cannot be read or reckoned.
    """
    try:
        if case.get("kind") == "replay":
            return _replayed(case)
        return _asked(case)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("case", "unreadable", reason=f"{type(error).__name__}: {error}") from error


def _asked(case: Case) -> Any:
    op, args = case["op"], case["args"]
    if op == "penalty_bp":
        return _penalty_bp(args)
    if op not in _OPS:
        raise Invalid("op", "unknown", given=str(op))
    return _OPS[op](calendar_from(case["calendar"]), args)


def _add(calendar: Calendar, args: Case) -> str | None:
    at, seconds, pauses = _instant(args["at"]), args["seconds"], _stretches(args.get("pauses"))
    move = working_time.add if seconds >= 0 else working_time.sub
    return _written(move(calendar, at, abs(seconds), pauses))


def _sub(calendar: Calendar, args: Case) -> str | None:
    return _add(calendar, {**args, "seconds": -args["seconds"]})


def _elapsed(calendar: Calendar, args: Case) -> int:
    span = _instant(args["from"]), _instant(args["to"])
    return working_time.elapsed(calendar, *span, _stretches(args.get("pauses")))


def _elapsed_signed(calendar: Calendar, args: Case) -> int:
    back = {**args, "from": args["to"], "to": args["from"]}
    return _elapsed(calendar, args) or -_elapsed(calendar, back)


def _periods(which: Callable[[Calendar, datetime, int], Sequence[working_days.Period]]) -> "_Op":
    def asked(calendar: Calendar, args: Case) -> list[list[str | None]]:
        found = which(calendar, _instant(args["at"]), args["n"])
        return [[_written(start), _written(end)] for start, end in found]

    return asked


def _moment(which: Callable[[Calendar, datetime], datetime | None]) -> "_Op":
    return lambda calendar, args: _written(which(calendar, _instant(args["at"])))


def _truth(which: Callable[[Calendar, datetime], bool]) -> "_Op":
    return lambda calendar, args: which(calendar, _instant(args["at"]))


def _add_days(calendar: Calendar, args: Case) -> str | None:
    return _written(working_days.add_days(calendar, _instant(args["at"]), args["days"]))


def _sub_days(calendar: Calendar, args: Case) -> str | None:
    return _written(working_days.add_days(calendar, _instant(args["at"]), -args["days"]))


def _nth_working_day_close(calendar: Calendar, args: Case) -> str | None:
    at = _instant(args["at"])
    return _written(working_days.nth_working_day_close(calendar, at, args["n"]))


def _availability(calendar: Calendar, args: Case) -> dict[str, int]:
    span = _instant(args["from"]), _instant(args["to"])
    down, maintenance = _stretches(args["down"]), _stretches(args.get("maintenance"))
    found = attainment.availability(calendar, *span, down, maintenance)
    return {
        "service_seconds": found.service_s,
        "down_seconds": found.down_s,
        "availability_ppm": found.availability_ppm,
    }


def _penalty_bp(args: Case) -> int:
    rule = args["rule"]
    agreed = attainment.PenaltyRule(rule["per_seconds"], rule["bp"], rule.get("cap_bp"))
    return attainment.penalty_bp(args["late_open_seconds"], agreed)


_Op = Callable[[Calendar, Case], Any]

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


def _replayed(case: Case) -> dict[str, Any]:
    calendars = {name: calendar_from(raw) for name, raw in case["calendars"].items()}
    policies = {name: _terms(raw, calendars) for name, raw in case["policies"].items()}
    facts = [_fact(raw, policies) for raw in case["events"]]
    maintenance = _stretches(case.get("maintenance"))
    return _shown(replay(policies[case["policy"]], facts, _instant(case["now"]), maintenance))


def _terms(raw: Case, calendars: Mapping[str, Calendar]) -> ClockTerms:
    if raw.get("calendar") not in calendars:
        raise Invalid("calendar", "missing")
    return ClockTerms(
        calendar=calendars[raw["calendar"]],
        target_s=raw["target_seconds"],
        pausable=frozenset(raw.get("pausable", ())),
        reminders=tuple(raw.get("reminders") or ()),
        start=frozenset(raw["start"]),
        stop=frozenset(raw["stop"]),
        on_change=OnChange(raw.get("on_change", OnChange.KEEP_ELAPSED)),
        on_reopen=OnReopen(raw.get("reopen", OnReopen.RESUME)),
    )


def _fact(raw: Case, policies: Mapping[str, ClockTerms]) -> Fact:
    mode, recorded_at = raw.get("on_change") or raw.get("mode"), raw.get("recorded_at")
    return Fact(
        kind=raw["type"],
        at=_instant(raw["at"]),
        reason=raw.get("reason") or (_UNNAMED if raw["type"] == FactKind.PAUSE else ""),
        to=policies[raw["to"]] if raw.get("to") else None,
        mode=OnChange(mode) if mode else None,
        recorded_at=_instant(recorded_at) if recorded_at else None,
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


def _stretches(raw: Sequence[Sequence[str | None]] | None) -> list[Stretch]:
    return [Stretch(_instant(a), _instant(b) if b else None) for a, b in raw or () if a]


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _written(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None
