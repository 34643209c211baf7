"""Ruin and recreate: take a few neighbouring strings of stops out of a plan, put them back better.

The idea is slack induction by string removals (Christiaens and Vanden Berghe, 2020), with the
exact cost of a day instead of an estimate, and stops that may stay out at their price. It
starts where OR-Tools stopped; the plan it returns is never dearer than the one it was given.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from backend.dispatch.planner.daycost import DayCost, States
from backend.dispatch.planner.problem import Problem

# Strings are at most this long, and about this many stops leave in one round.
LONGEST_STRING = 8
STOPS_A_ROUND = 6
NEIGHBOURS = 60
# A place is now and then overlooked, so that the same stop does not always return to it.
OVERLOOKED = 0.01
# Seconds of driving that a worse plan may cost more, in the beginning and at the end.
WARMEST_S, COLDEST_S = 3_000, 30

Orders = list[list[int]]


@dataclass(slots=True)
class _Day:
    """One engineer's order with what is known about it; replaced whole, never changed.

    Of `timed` (lateness and overtime) and `driven_s` the cost is made. `stands` are the places
    from start to end; `free_s[p]` is the earliest second to leave after p stops, `start_by[p]`
    the latest at which stop p (at last: home) can be reached for the rest to stay lawful.
    """

    order: list[int]
    prefixes: list[States]
    timed: int
    driven_s: int
    stands: list[int]
    free_s: list[int]
    start_by: list[int]


@dataclass(slots=True)
class _Plan:
    days: list[_Day]
    out: list[int]
    cost: int = 0
    at: dict[int, int] = field(default_factory=dict)


class Improver:
    """Improves one problem's plans. `seed` decides every draw."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.draw = random.Random(seed)  # noqa: S311 - nothing here is a secret.
        self.crew = [DayCost(problem, each) for each in problem.on_duty]
        number = {each.id: at for at, each in enumerate(problem.on_duty)}
        self.able = [[number[e.id] for e in problem.allowed(stop)] for stop in problem.stops]
        self.price = problem.weights.travel_price
        self.stay_out = _prices_of_leaving(problem)
        self.near = [_nearest(problem, stop) for stop in range(len(problem.stops))]

    def improve(
        self, orders: Orders, progress: Callable[[], float], found: Callable[[int], None]
    ) -> Orders:
        """The best orders met until `progress` (from 0 to 1, asked once a round) reaches 1.

        `orders` has one lawful order of stop numbers per engineer on duty.
        """
        now = self._opened(orders)
        best, best_cost = [day.order for day in now.days], now.cost
        while now.out or now.at:
            done = progress()
            if done >= 1:
                break
            warmth = self.price * WARMEST_S * (COLDEST_S / WARMEST_S) ** done
            tried = self._round(now)
            if tried.cost < now.cost - warmth * math.log(1 - self.draw.random()):
                now = tried
            if now.cost < best_cost:
                best, best_cost = [day.order for day in now.days], now.cost
                found(best_cost)
        return best

    def _opened(self, orders: Orders) -> _Plan:
        made = [self._day(who, order) for who, order in enumerate(orders)]
        days = [day for day in made if day is not None]
        assert len(days) == len(orders), "an unlawful day cannot be improved"
        at = {stop: who for who, order in enumerate(orders) for stop in order}
        out = [stop for stop in range(len(self.problem.stops)) if stop not in at]
        plan = _Plan(days, out, at=at)
        plan.cost = self._cost(plan)
        return plan

    def _day(self, who: int, order: list[int]) -> _Day | None:
        """What is known about that engineer's order; None when it is unlawful."""
        days = self.crew[who]
        prefixes = days.prefixes(order)
        stands = [days.engineer.start, *(days.works[n].place for n in order), days.engineer.end]
        timed = 0
        if order:
            ways = days.closed(prefixes[-1], stands[-2], len(order))
            lawful = [cost for cost, back_s, _ in ways if back_s <= days.latest_s]
            if not lawful:
                return None
            timed = min(lawful)
        free_s = [min(each[0] for each in states) for states in prefixes]
        driven_s = days.travel_s(order)
        return _Day(order, prefixes, timed, driven_s, stands, free_s, _start_by(days, order))

    def _cost(self, plan: _Plan) -> int:
        driven = sum(day.timed + day.driven_s * self.price for day in plan.days)
        return driven + sum(self.stay_out[stop] for stop in plan.out)

    def _round(self, plan: _Plan) -> _Plan:
        tried = _Plan(list(plan.days), list(plan.out), at=dict(plan.at))
        self._ruin(tried)
        self._recreate(tried)
        tried.cost = self._cost(tried)
        return tried

    def _ruin(self, plan: _Plan) -> None:
        """Strings around one stop, at most one a route."""
        seed = self.draw.randrange(len(self.problem.stops))
        strings = self.draw.randint(1, 3)
        ruined: set[int] = set()
        for stop in self.near[seed]:
            if len(ruined) == strings:
                return
            who = plan.at.get(stop)
            if who is None or who in ruined:
                continue
            ruined.add(who)
            self._cut(plan, who, stop)

    def _cut(self, plan: _Plan, who: int, stop: int) -> None:
        order = plan.days[who].order
        length = self.draw.randint(1, min(LONGEST_STRING, len(order), STOPS_A_ROUND))
        here = order.index(stop)
        first = self.draw.randint(max(0, here - length + 1), min(here, len(order) - length))
        removed = order[first : first + length]
        shorter = order[:first] + order[first + length :]
        day = self._day(who, shorter)
        # Without triangle inequality a shorter day may be later; it is then left as it was.
        if day is None:
            return
        plan.days[who] = day
        plan.out.extend(removed)
        for each in removed:
            del plan.at[each]

    def _recreate(self, plan: _Plan) -> None:
        """Everything that is out, in a drawn order of importance, each to its cheapest place."""
        out, plan.out = self._queued(plan.out), []
        for stop in out:
            place = self._cheapest(plan, stop)
            if place is None:
                plan.out.append(stop)
                continue
            who, position = place
            order = plan.days[who].order
            day = self._day(who, [*order[:position], stop, *order[position:]])
            assert day is not None
            plan.days[who] = day
            plan.at[stop] = who

    def _queued(self, out: list[int]) -> list[int]:
        self.draw.shuffle(out)
        kind = self.draw.randrange(3)
        stops = self.problem.stops
        if kind == 0:
            out.sort(key=lambda stop: -self.stay_out[stop])
        elif kind == 1:
            out.sort(key=lambda stop: stops[stop].due_s or self.problem.horizon_s)
        return out

    def _cheapest(self, plan: _Plan, stop: int) -> tuple[int, int] | None:
        """Engineer and position that add the fewest points, fewer than leaving `stop` out."""
        least, place = self.stay_out[stop], None
        hopes = [hope for who in self.able[stop] for hope in self._hopes(plan, who, stop)]
        for at_least, detour, who, position in sorted(hopes):
            if at_least >= least:
                break
            if self.draw.random() < OVERLOOKED:
                continue
            day, days = plan.days[who], self.crew[who]
            limit = least - detour + day.timed
            ways = days.inserted(day.order, day.prefixes, stop, position, limit)
            timed = min((w[0] for w in ways if w[1] <= days.latest_s), default=limit)
            if timed < limit:
                least, place = timed + detour - day.timed, (who, position)
        return place

    def _hopes(self, plan: _Plan, who: int, stop: int) -> list[tuple[int, int, int, int]]:
        """(cost at least, detour, who, position) wherever breaks aside it could be lawful."""
        day, days = plan.days[who], self.crew[who]
        work, price, drive, stands = days.works[stop], self.price, days.drive, day.stands
        if not work.spans:
            return []
        opens, closes = work.spans[0][0], work.spans[-1][1]
        hopes = []
        for position, free_s in enumerate(day.free_s):
            before, after = stands[position], stands[position + 1]
            there_s, on_s = drive[before][work.place], drive[work.place][after]
            start = free_s + there_s + (work.access_s if before != work.place else 0)
            start = max(start, opens)
            if start > closes or start + work.work_s + on_s > day.start_by[position]:
                continue
            detour = (there_s + on_s - (drive[before][after] if day.order else 0)) * price
            late = max(0, start - work.due_s) * work.late_price
            hopes.append((detour + late, detour, who, position))
        return hopes


def _start_by(days: DayCost, order: list[int]) -> list[int]:
    """The latest start of every stop, and at last of being home, breaks aside."""
    by = [days.latest_s]
    place = days.engineer.end
    for number in reversed(order):
        work = days.works[number]
        by.append(min(work.spans[-1][1], by[-1] - days.drive[work.place][place] - work.work_s))
        place = work.place
    by.reverse()
    return by


def _prices_of_leaving(problem: Problem) -> Sequence[int]:
    """A locked stop stays out only where it cannot be placed."""
    more_than_all = 1 + sum(s.drop_price for s in problem.stops) * 1_000
    return [more_than_all if stop.locked else stop.drop_price for stop in problem.stops]


def _nearest(problem: Problem, stop: int) -> list[int]:
    """The stops around one, itself first."""
    drive, here = problem.drive_rows, problem.stops[stop].place
    away = [drive[here][s.place] + drive[s.place][here] for s in problem.stops]
    away[stop] = -1
    return sorted(range(len(away)), key=away.__getitem__)[:NEIGHBOURS]
