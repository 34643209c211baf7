"""A problem as flat arrays, which is what compiled loops read.

Stops and duties are spoken of by number: stop i is `problem.stops[i]`, duty d the d-th
engineer on duty. All that depends on who goes where, and on nothing else, is one price in
`pair`; FORBIDDEN there is every rule of the kind "they may not".
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.problem import PlannerEngineer, Problem

Ints = NDArray[np.int64]
FORBIDDEN = -1
NEVER = 1 << 60
# Sums of a thousand of these still fit into 64 bits.
MOST_EVER = 10**15
# What a stop's neighbours are: no string is cut further away.
NEIGHBOURS = 100


class Tables(NamedTuple):
    """What never changes during a search. `x_from[i]:x_from[i + 1]` are the rows of i in x.

    The drives of duty d from place p are row `road[d] + p` of `travel`, by its vehicle; `hours` is
    how fast they are in every hour for those who are `slowed`.
    """

    travel: NDArray[np.int32]
    hours: Ints
    price: int
    place: Ints
    access: Ints
    window_from: Ints
    opens: Ints
    closes: Ints
    due: Ints
    late: Ints
    spoils: Ints
    spoil: Ints
    told_from: Ints
    told_to: Ints
    told: Ints
    drop: Ints
    work: Ints
    part_from: Ints
    part: Ints
    quantity: Ints
    pair: Ints
    near: Ints
    start: Ints
    end: Ints
    begins: Ints
    ends: Ints
    latest: Ints
    over: Ints
    pace: Ints
    road: Ints
    slowed: Ints
    alike: Ints
    most: Ints
    van: Ints
    stock: Ints
    break_from: Ints
    early: Ints
    last: Ints
    pause: Ints


def tables(problem: Problem) -> Tables:
    """The arrays of `problem`; a locked stop is dearer to leave out than all the rest."""
    stops, crew = problem.stops, problem.on_duty
    spans = [stop.start_spans(problem.horizon_s) for stop in stops]
    breaks = [each.breaks for each in crew]
    paces = sorted({each.speed_factor for each in crew})
    factors = sorted({each.drive_factor for each in crew}) or [1.0]
    hours = problem.hours
    pace_of = {factor: next(e for e in crew if e.speed_factor == factor) for factor in paces}
    vans, parts = _vans(problem)
    needs = [sorted((parts[p], q) for p, q in stop.parts.items() if p in parts) for stop in stops]
    told = [stop.told_window or (0, problem.horizon_s) for stop in stops]
    pair = _pairs(problem)
    return Tables(
        travel=np.vstack([problem.roads_of(factor) for factor in factors]).astype(np.int32),
        hours=_ints(hours),
        price=problem.weights.travel_price,
        place=_ints(stop.place for stop in stops),
        access=_ints(stop.access_s for stop in stops),
        window_from=_starts(spans),
        opens=_ints(span[0] for each in spans for span in each),
        closes=_ints(span[1] for each in spans for span in each),
        due=_ints(NEVER if stop.due_s is None else stop.due_s for stop in stops),
        late=_ints(stop.late_price for stop in stops),
        spoils=_ints(NEVER if stop.spoils_s is None else stop.spoils_s for stop in stops),
        spoil=_ints(stop.spoil_price for stop in stops),
        told_from=_ints(window[0] for window in told),
        told_to=_ints(window[1] for window in told),
        told=_ints(stop.told_price if stop.told_window else 0 for stop in stops),
        drop=_ints(prices_of_leaving(problem)),
        work=np.array(
            [[pace_of[factor].work_s(stop) for factor in paces] for stop in stops], dtype=np.int64
        ).reshape(len(stops), len(paces)),
        part_from=_starts(needs),
        part=_ints(part for need in needs for part, _ in need),
        quantity=_ints(quantity for need in needs for _, quantity in need),
        pair=pair,
        near=_nearest(problem),
        start=_ints(each.start for each in crew),
        end=_ints(each.end for each in crew),
        begins=_ints(each.shift[0] for each in crew if each.shift),
        ends=_ints(each.shift[1] for each in crew if each.shift),
        latest=_ints(each.latest_end_s() for each in crew),
        over=_ints(each.overtime_price for each in crew),
        pace=_ints(paces.index(each.speed_factor) for each in crew),
        road=_ints(factors.index(each.drive_factor) * problem.places for each in crew),
        slowed=_ints(bool(hours) and each.in_traffic for each in crew),
        alike=_alike(crew, pair),
        most=_ints(len(stops) if each.most_stops is None else each.most_stops for each in crew),
        van=_ints(vans[each.who] for each in crew),
        stock=_stock(problem, vans, parts),
        break_from=_starts(breaks),
        early=_ints(pause.earliest_s for each in breaks for pause in each),
        last=_ints(pause.latest_s for each in breaks for pause in each),
        pause=_ints(pause.duration_s for each in breaks for pause in each),
    )


def prices_of_leaving(problem: Problem) -> list[int]:
    """Points of leaving each stop out; a locked one stays out only where nothing else helps."""
    latest = problem.horizon_s
    late = sum((s.late_price + s.spoil_price) * latest + s.drop_price for s in problem.stops)
    slowest = max((each.drive_factor for each in problem.on_duty), default=1.0)
    driving = int(problem.travel_s.sum() * max(1.0, slowest))
    more_than_all = min(MOST_EVER, 1 + late + driving)
    return [more_than_all if stop.locked else stop.drop_price for stop in problem.stops]


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _starts(rows: Sequence[Sequence[object]]) -> Ints:
    return _ints(accumulate((len(row) for row in rows), initial=0))


def _vans(problem: Problem) -> tuple[dict[str, int], dict[str, int]]:
    """A number for every person's van and for every part that some stop needs."""
    vans: dict[str, int] = {}
    for each in problem.on_duty:
        vans.setdefault(each.who, len(vans))
    wanted = sorted({part for stop in problem.stops for part in stop.parts})
    return vans, {part: number for number, part in enumerate(wanted)}


def _stock(problem: Problem, vans: dict[str, int], parts: dict[str, int]) -> Ints:
    stock = np.zeros((len(vans), len(parts)), dtype=np.int64)
    for each in problem.on_duty:
        for part, quantity in each.van.items():
            if part in parts:
                stock[vans[each.who], parts[part]] = quantity
    return stock


def _pairs(problem: Problem) -> Ints:
    pairs = np.full((len(problem.stops), len(problem.on_duty)), FORBIDDEN, dtype=np.int64)
    number = {each.id: d for d, each in enumerate(problem.on_duty)}
    for row, stop in zip(pairs, problem.stops, strict=True):
        for each in problem.allowed(stop) if stop.start_spans(problem.horizon_s) else ():
            row[number[each.id]] = stop.price_of(each)
    return pairs


def _alike(crew: Sequence[PlannerEngineer], pair: Ints) -> Ints:
    """A number for every duty, the same for those who differ in nothing but their names."""
    shifts = Counter(each.who for each in crew)
    numbers: dict[tuple[object, ...], int] = {}

    def kind(duty: int, each: PlannerEngineer) -> tuple[object, ...]:
        name = each.id if shifts[each.who] > 1 else ""
        hours = (each.shift, each.breaks, each.overtime_s, each.overtime_price)
        day = (each.start, each.end, each.speed_factor, each.most_stops)
        vehicle = (each.drive_factor, each.in_traffic)
        return name, hours, day, vehicle, tuple(sorted(each.van.items())), pair[:, duty].tobytes()

    return _ints(numbers.setdefault(kind(d, each), d) for d, each in enumerate(crew))


def _nearest(problem: Problem) -> Ints:
    """The stops around each, itself first; equals in the problem's order."""
    places = np.array([stop.place for stop in problem.stops], dtype=np.int64)
    drive = problem.travel_s[np.ix_(places, places)]
    around = drive + drive.T
    np.fill_diagonal(around, -1)
    count = min(len(places), NEIGHBOURS)
    return np.argsort(around, axis=1, kind="stable")[:, :count].astype(np.int64)
