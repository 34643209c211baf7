"""What an order of stops costs one engineer, fast: the inner loop of everything that searches.

A day is built stop by stop. What matters of the past is when the engineer is free, what it has
cost so far and how many breaks are taken, so a day in the making is a short list of such
states, of which none is both later and dearer than another with as many breaks. That is exact:
the future never gets cheaper by starting later. Stops are spoken of by their number.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.traffic import FREE, arrival_of, way_made


class Work(NamedTuple):
    """What a stop means to one engineer."""

    place: int
    access_s: int
    work_s: int
    spans: tuple[tuple[int, int], ...]
    stop: Stop


# (free_s, cost, placed, waited): free at that second, having cost so many points, with break i
# taken on leg placed[i], having waited for the start that was told at the end of the legs
# `waited`. A bare tuple, for millions are made.
State = tuple[int, int, tuple[int, ...], tuple[int, ...]]
States = list[State]
NEVER = 1 << 60


class DayCost:
    """The days of one engineer, who must have a shift."""

    def __init__(self, problem: Problem, engineer: PlannerEngineer) -> None:
        assert engineer.shift is not None
        self.engineer = engineer
        self.drive = problem.drives_of(engineer)
        self.hours = problem.hours_of(engineer)
        self.price = problem.weights.travel_price
        self.begins_s, self.ends_s = engineer.shift
        self.latest_s = engineer.latest_end_s()
        self.breaks = [(b.earliest_s, b.latest_s, b.duration_s) for b in engineer.breaks]
        self.works = _Works(problem, engineer)

    def opened(self) -> States:
        """The day before its first stop."""
        return [(self.begins_s, 0, (), ())]

    def extended(self, states: States, origin: int, number: int, leg: int) -> States:
        """The day with stop `number` as the end of leg `leg`; empty when that is unlawful."""
        place, access_s, work_s, spans, stop = self.works[number]
        drive_s = self.drive[origin][place]
        walk_s = access_s if origin != place else 0
        grown: States = []
        for state in states:
            for ready_s, placed in self._ready(state, drive_s, walk_s, leg):
                for start, waits in possible_starts(stop, spans, ready_s):
                    cost = state[1] + stop.timed_price(start, start + work_s)
                    waited = (*state[3], leg) if waits else state[3]
                    grown.append((start + work_s, cost, placed, waited))
        return grown if len(grown) < 2 else _undominated(grown)

    def closed(self, states: States, origin: int, leg: int) -> list[tuple[int, int, State]]:
        """(cost, back_s, state) for every way home that keeps the breaks, whatever the shift.

        The cost holds all that time costs, overtime too. Back later than `latest_s` is for the
        caller to refuse.
        """
        home_s = self.drive[origin][self.engineer.end]
        ways = []
        for state in states:
            for back_s, placed in self._ready(state, home_s, 0, leg):
                owed = len(placed)
                if owed < len(self.breaks) and back_s > self.breaks[owed][1]:
                    continue
                over_s = back_s - self.ends_s
                cost = state[1] + (over_s * self.engineer.overtime_price if over_s > 0 else 0)
                ways.append((cost, back_s, (back_s, cost, placed, state[3])))
        return ways

    def prefixes(self, order: Sequence[int]) -> list[States]:
        """The day before its first stop, after it, after the second...; lists may be empty."""
        states, origin = self.opened(), self.engineer.start
        made = [states]
        for leg, number in enumerate(order):
            states = self.extended(states, origin, number, leg)
            made.append(states)
            origin = self.works[number].place
        return made

    def inserted(
        self,
        order: Sequence[int],
        prefixes: Sequence[States],
        number: int,
        position: int,
        limit: int = NEVER,
    ) -> list[tuple[int, int, State]]:
        """Every way home, as `closed`, with stop `number` put before the stop at `position`.

        Gives up with no way at all once lateness alone has cost `limit`.
        """
        origin = self.works[order[position - 1]].place if position else self.engineer.start
        states = self.extended(prefixes[position], origin, number, position)
        origin = self.works[number].place
        for leg in range(position, len(order)):
            if not states or min(each[1] for each in states) >= limit:
                return []
            states = self.extended(states, origin, order[leg], leg + 1)
            origin = self.works[order[leg]].place
        return self.closed(states, origin, len(order) + 1)

    def detour_s(self, order: Sequence[int], number: int, position: int) -> int:
        """Driving seconds that stop `number` adds at `position`; the whole way for a free day."""
        place, works = self.works[number].place, self.works
        before = works[order[position - 1]].place if position else self.engineer.start
        after = works[order[position]].place if position < len(order) else self.engineer.end
        there_s = self.drive[before][place] + self.drive[place][after]
        return there_s - (self.drive[before][after] if order else 0)

    def travel_s(self, order: Sequence[int]) -> int:
        """Driving seconds of the whole day, the way home included."""
        if not order:
            return 0
        places = [self.engineer.start, *(self.works[n].place for n in order), self.engineer.end]
        return sum(self.drive[a][b] for a, b in pairwise(places))

    def cost(self, order: Sequence[int]) -> int | None:
        """Points of the cheapest lawful day in this order: travel, lateness and overtime."""
        if not order:
            return 0
        best = self.best(order)
        if best is None:
            return None
        return best[1] + self.travel_s(order) * self.price + sum(map(self.pair_price, order))

    def pair_price(self, number: int) -> int:
        """Points of sending this engineer to stop `number`, whenever."""
        return self.works[number].stop.price_of(self.engineer)

    def best(self, order: Sequence[int]) -> State | None:
        """The cheapest lawful day in this order, the earliest of equals; None when unlawful."""
        origin = self.works[order[-1]].place if order else self.engineer.start
        states = self.prefixes(order)[-1]
        ways = [w for w in self.closed(states, origin, len(order)) if w[1] <= self.latest_s]
        return min(ways)[2] if ways else None

    def _ready(
        self, state: State, drive_s: int, walk_s: int, leg: int
    ) -> list[tuple[int, tuple[int, ...]]]:
        """When the ride may be over: with no break in it, with the next one, with two..."""
        if self.hours:
            return self._ready_in_traffic(state, drive_s, walk_s, leg)
        free_s, _, placed, _ = state
        taken, ride_s = len(placed), drive_s + walk_s
        if taken == len(self.breaks):
            return [(free_s + ride_s, placed)]
        ways = []
        paused_s, pause_ends_s = 0, free_s
        if free_s <= self.breaks[taken][1]:
            ways.append((free_s + ride_s, placed))
        for earliest, latest, duration in self.breaks[taken:]:
            begin = pause_ends_s if pause_ends_s > earliest else earliest
            if begin > latest:
                break
            pause_ends_s = begin + duration
            paused_s += duration
            placed = (*placed, leg)
            over_s = free_s + ride_s + paused_s
            ways.append((over_s if over_s > pause_ends_s else pause_ends_s, placed))
        return ways

    def _ready_in_traffic(
        self, state: State, drive_s: int, walk_s: int, leg: int
    ) -> list[tuple[int, tuple[int, ...]]]:
        """The same where the hour says how fast the way is made."""
        moment_s, _, placed, _ = state
        way, ways = drive_s * FREE, []
        kerb_s = arrival_of(self.hours, moment_s, way)
        owed = self.breaks[len(placed) :]
        if not owed or moment_s <= owed[0][1]:
            ways.append((kerb_s + walk_s, placed))
        for earliest, latest, duration in owed:
            begin = max(moment_s, earliest)
            if begin > latest:
                break
            if begin < kerb_s:
                way -= way_made(self.hours, moment_s, begin)
            else:
                way, walk_s = 0, walk_s - min(walk_s, begin - kerb_s)
            moment_s, placed = begin + duration, (*placed, leg)
            kerb_s = arrival_of(self.hours, moment_s, way)
            ways.append((kerb_s + walk_s, placed))
        return ways


def possible_starts(
    stop: Stop, spans: Sequence[tuple[int, int]], ready_s: int
) -> list[tuple[int, bool]]:
    """The first lawful start from `ready_s` on, and the one the client was told where later.

    The second of each is whether one waits for it. Starting between the two never pays.
    """
    for begin, end in spans:
        if ready_s <= end:
            first = ready_s if ready_s > begin else begin
            break
    else:
        return []
    told = stop.told_window
    if told is None or not stop.told_price or first >= told[0]:
        return [(first, False)]
    kept = next((max(told[0], begin) for begin, end in spans if told[0] <= end), None)
    return [(first, False)] if kept is None or kept > told[1] else [(first, False), (kept, True)]


class _Works(dict[int, Work]):
    """Made when first asked for: most engineers never come near most stops."""

    def __init__(self, problem: Problem, engineer: PlannerEngineer) -> None:
        super().__init__()
        self.problem = problem
        self.engineer = engineer

    def __missing__(self, number: int) -> Work:
        stop = self.problem.stops[number]
        made = self[number] = Work(
            stop.place,
            stop.access_s,
            self.engineer.work_s(stop),
            stop.start_spans(self.problem.horizon_s),
            stop,
        )
        return made


def _undominated(states: States) -> States:
    """Without those that are as late and as dear as another with as many breaks."""
    kept: States = []
    for state in sorted(states, key=_breaks_then_time):
        if kept:
            last = kept[-1]
            if len(last[2]) == len(state[2]) and state[1] >= last[1]:
                continue
        kept.append(state)
    return kept


def _breaks_then_time(state: State) -> tuple[int, int, int]:
    return (len(state[2]), state[0], state[1])
