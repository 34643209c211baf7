"""Why a stop was left out: the hard rules asked one at a time, the first that says no speaks.

`CODES` lists every answer with its numbers; faces have a sentence for each.
"""

from collections.abc import Collection, Sequence

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.insertion import Attempt, attempts, parts_short
from backend.dispatch.planner.permits import PERMITS, missing_skills, not_banned, skilled
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Reason, Route
from backend.dispatch.planner.timing import Clash, schedule
from backend.dispatch.planner.traffic import arrival_s

CODES = {
    "nobody-on-duty": (),
    "lock-engineer-off": ("engineer",),
    "lock-engineer-skill": ("engineer", "missing"),
    "lock-engineer-banned": ("engineer",),
    "lock-outside-window": ("start_s",),
    "no-skill": ("missing",),
    "no-skill-together": ("skills",),
    "all-banned": ("engineers",),
    "nobody-may": ("rules",),
    "parts-short": ("engineer", "parts"),
    "no-lawful-start": (),
    "crew-not-together": ("engineers",),
    "waits-for-stops": ("stops",),
    "window-before-shift": ("engineer", "by_s"),
    "window-after-shift": ("engineer", "by_s"),
    "too-far-for-window": ("engineer", "by_s"),
    "too-long-for-shift": ("engineer", "by_s"),
    "break-in-the-way": ("engineer", "by_s"),
    "no-capacity": ("engineers", "engineer", "by_s"),
    "costs-more-than-leaving": ("engineer", "extra_cost", "drop_price"),
}


def why_left_out(problem: Problem, routes: Sequence[Route], stop: Stop) -> tuple[Reason, ...]:
    """The single cause, with exact numbers, why `stop` is in none of `routes`."""
    barred = why_nobody_may(problem, stop)
    if barred:
        return (barred,)
    for rule in (_hours, _alone):
        reason = rule(problem, stop)
        if reason:
            return (reason,)
    return (_beside_others(problem, routes, stop),)


def why_nobody_may(problem: Problem, stop: Stop) -> Reason | None:
    """Which rule about who may go where keeps everybody away; None where somebody may."""
    told = (rule(problem, stop) for rule in (_duty, _locks, _skills, _bans, _permits))
    return next((reason for reason in told if reason), None)


def _duty(problem: Problem, stop: Stop) -> Reason | None:
    return None if problem.on_duty else Reason("nobody-on-duty")


def _locks(problem: Problem, stop: Stop) -> Reason | None:
    if stop.lock_start_s is not None and not stop.start_spans(problem.horizon_s):
        return Reason("lock-outside-window", {"start_s": stop.lock_start_s})
    if stop.lock_engineer is None:
        return None
    shifts = [each for each in problem.on_duty if stop.lock_engineer in (each.id, each.who)]
    who: dict[str, object] = {"engineer": stop.lock_engineer}
    if not shifts:
        return Reason("lock-engineer-off", who)
    if not any(not_banned(each, stop) for each in shifts):
        return Reason("lock-engineer-banned", who)
    missing = min((missing_skills(each, stop) for each in shifts), key=len)
    return Reason("lock-engineer-skill", who | {"missing": missing}) if missing else None


def _skills(problem: Problem, stop: Stop) -> Reason | None:
    lacks = [missing_skills(each, stop) for each in problem.on_duty]
    if not all(lacks):
        return None
    missing = [skill for skill in sorted(stop.skills) if all(skill in each for each in lacks)]
    if missing:
        return Reason("no-skill", {"missing": missing})
    return Reason("no-skill-together", {"skills": sorted(stop.skills)})


def _bans(problem: Problem, stop: Stop) -> Reason | None:
    able = [each for each in problem.on_duty if skilled(each, stop)]
    if not any(not_banned(each, stop) for each in able):
        return Reason("all-banned", {"engineers": sorted(each.id for each in able)})
    return None


def _permits(problem: Problem, stop: Stop) -> Reason | None:
    """Clearance, territory, priority: the rules that nobody passes, or that no one passes all."""
    if any(True for _ in problem.allowed(stop)):
        return None
    refused = {c for c, rule in PERMITS.items() if not any(rule(e, stop) for e in problem.on_duty)}
    some = {c for c, rule in PERMITS.items() if not all(rule(e, stop) for e in problem.on_duty)}
    return Reason("nobody-may", {"rules": sorted(refused or some)})


def _hours(problem: Problem, stop: Stop) -> Reason | None:
    return None if stop.start_spans(problem.horizon_s) else Reason("no-lawful-start")


def why_not_together(stop: Stop, undone: Collection[str]) -> Reason | None:
    """What only the whole plan knows: `stop` waits for some of `undone`, or lacks its crew."""
    if waited := stop.after & set(undone):
        return Reason("waits-for-stops", {"stops": sorted(waited)})
    if stop.helpers:
        return Reason("crew-not-together", {"engineers": 1 + len(stop.helpers)})
    return None


def _alone(problem: Problem, stop: Stop) -> Reason | None:
    """Whether it fits into anybody's day were it the only stop; else the one closest to it."""
    nearest: tuple[int, str, Reason] | None = None
    for engineer in problem.allowed(stop):
        made = schedule(problem, engineer, [stop])
        if isinstance(made, Route):
            return None
        named = _named(problem, engineer, stop, made)
        if nearest is None or (made.by_s, engineer.id) < nearest[:2]:
            nearest = (made.by_s, engineer.id, named)
    return nearest[2] if nearest else None


def _named(problem: Problem, engineer: PlannerEngineer, stop: Stop, clash: Clash) -> Reason:
    assert engineer.shift is not None
    numbers = {"engineer": engineer.id, "by_s": clash.by_s}
    spans = stop.start_spans(problem.horizon_s)
    if clash.code == "break":
        return Reason("break-in-the-way", numbers)
    if clash.code == "window":
        before = spans[-1][1] < engineer.shift[0]
        return Reason("window-before-shift" if before else "too-far-for-window", numbers)
    opens = spans[0][0]
    drive_s = problem.drives_of(engineer)[engineer.start][stop.place]
    ready = arrival_s(problem.hours_of(engineer), engineer.shift[0], drive_s)
    ready += problem.access_s(engineer.start, stop)
    return Reason("window-after-shift" if opens > ready else "too-long-for-shift", numbers)


def _beside_others(problem: Problem, routes: Sequence[Route], stop: Stop) -> Reason:
    """It fits alone, so the others are in the way, or it is not worth its price.

    `by_s` is the overtime beyond what is allowed that would place it with `engineer`, where
    that alone would do.
    """
    tried = list(attempts(problem, routes, stop))
    if not tried and stop.parts:
        return _parts(problem, routes, stop)
    prices = [(t.extra_cost, t.engineer.id) for t in tried if t.extra_cost is not None]
    if prices:
        extra, engineer = min(prices)
        numbers = {"engineer": engineer, "extra_cost": extra, "drop_price": stop.drop_price}
        return Reason("costs-more-than-leaving", numbers)
    asked = len({each.engineer.id for each in tried})
    return Reason("no-capacity", {"engineers": asked} | _overtime_that_would_do(tried))


def _parts(problem: Problem, routes: Sequence[Route], stop: Stop) -> Reason:
    """Nobody who may go has the parts left; whose van lacks the fewest."""
    number = problem.stop_number
    orders = {r.engineer: [number[each.stop] for each in r.stops] for r in routes}
    lacks = [(parts_short(problem, orders, e, stop), e.id) for e in problem.allowed(stop)]
    parts, engineer = min(lacks, key=lambda each: (sum(each[0].values()), each[1]))
    return Reason("parts-short", {"engineer": engineer, "parts": sorted(parts)})


def _overtime_that_would_do(tried: Sequence[Attempt]) -> dict[str, object]:
    short = [(each.over_s, each.engineer.id) for each in tried if each.over_s is not None]
    if not short:
        return {}
    by_s, engineer = min(short)
    return {"engineer": engineer, "by_s": by_s}
