"""Engineers and stops checked when a problem is born: a wrong field is named, the rest is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from backend.dispatch.planner import checks
from backend.dispatch.planner.day import Break, PlannerEngineer, Stop
from backend.lib.errors import Invalid

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many places the matrix knows, and the last second there is."""

    places: int
    horizon_s: int


def checked_engineer(within: Bounds, number: int, given: PlannerEngineer) -> PlannerEngineer:
    """`given` with everything in the types that it says; refuses what makes no sense."""
    where = f"engineers[{number}]"
    horizon = within.horizon_s
    checks.name(f"{where}.id", given.id)
    _place(within, f"{where}.start", given.start)
    _place(within, f"{where}.end", given.end)
    for seconds in ("overtime_s", "rest_s"):
        checks.whole(f"{where}.{seconds}", getattr(given, seconds), most=horizon)
    for count in ("overtime_price", "least_priority"):
        checks.whole(f"{where}.{count}", getattr(given, count))
    if given.most_stops is not None:
        checks.whole(f"{where}.most_stops", given.most_stops)
    if given.person:
        checks.name(f"{where}.person", given.person)
    shift = given.shift and checks.span(f"{where}.shift", given.shift, most=horizon)
    return replace(
        given,
        shift=shift,
        skills=checks.names(f"{where}.skills", given.skills),
        clearances=checks.names(f"{where}.clearances", given.clearances),
        territories=checks.names(f"{where}.territories", given.territories),
        levels=checks.counts(f"{where}.levels", given.levels),
        expires_s=checks.counts(f"{where}.expires_s", given.expires_s, least=-checks.LARGEST),
        van=checks.counts(f"{where}.van", given.van),
        breaks=_breaks(f"{where}.breaks", given.breaks, shift, horizon),
        speed_factor=checks.number(f"{where}.speed_factor", given.speed_factor, most=10),
        drive_factor=checks.number(f"{where}.drive_factor", given.drive_factor, most=10),
        in_traffic=checks.yes_or_no(f"{where}.in_traffic", given.in_traffic),
    )


def checked_stop(within: Bounds, number: int, given: Stop) -> Stop:
    """`given` with everything in the types that it says; refuses what makes no sense."""
    where = f"stops[{number}]"
    horizon = within.horizon_s
    checks.name(f"{where}.id", given.id)
    _place(within, f"{where}.place", given.place)
    for count in (
        *("drop_price", "late_price", "spoil_price", "told_price", "preferred_price"),
        "priority",
    ):
        checks.whole(f"{where}.{count}", getattr(given, count))
    for seconds in ("duration_s", "access_s", "after_gap_s", "not_before_s"):
        checks.whole(f"{where}.{seconds}", getattr(given, seconds), most=horizon)
    for optional in ("due_s", "spoils_s", "lock_start_s"):
        if getattr(given, optional) is not None:
            # A promise already broken when the day begins is due before zero.
            least = 0 if optional == "lock_start_s" else -checks.LARGEST
            checks.whole(f"{where}.{optional}", getattr(given, optional), least=least)
    told = given.told_window
    return replace(
        given,
        windows=_windows(f"{where}.windows", given.windows, horizon),
        told_window=told
        if told is None
        else checks.span(f"{where}.told_window", told, most=horizon, empty=True),
        skills=checks.names(f"{where}.skills", given.skills),
        levels=checks.counts(f"{where}.levels", given.levels),
        clearances=checks.names(f"{where}.clearances", given.clearances),
        banned=checks.names(f"{where}.banned", given.banned),
        preferred=checks.names(f"{where}.preferred", given.preferred),
        after=checks.names(f"{where}.after", given.after),
        parts=checks.counts(f"{where}.parts", given.parts),
        helpers=tuple(
            checks.names(f"{where}.helpers[{i}]", each) for i, each in enumerate(given.helpers)
        ),
    )


def checked_traffic(given: Sequence[float]) -> tuple[float, ...]:
    """The factor of every hour, to the hundredth."""
    return tuple(
        round(checks.number(f"traffic[{hour}]", factor, least=0.01, most=10), 2)
        for hour, factor in enumerate(given)
    )


def refuse_strangers(crew: Sequence[PlannerEngineer], stops: Sequence[Stop]) -> None:
    """A lock names somebody there is, a predecessor is another stop, and nothing waits in a ring.

    Who is banned, preferred or was announced may well be off that day.
    """
    people = {name for each in crew for name in (each.id, each.who)}
    after = {each.id: each.after for each in stops}
    for number, stop in enumerate(stops):
        if stop.lock_engineer is not None:
            checks.name(f"stops[{number}].lock_engineer", stop.lock_engineer)
            if stop.lock_engineer not in people:
                where = f"stops[{number}].lock_engineer"
                raise Invalid(where, "unknown-engineer", got=stop.lock_engineer)
        for other in sorted(stop.after):
            if other not in after:
                raise Invalid(f"stops[{number}].after", "unknown-stop", got=other)
        if stop.id in _all_before(stop.id, after):
            raise Invalid(f"stops[{number}].after", "waits-for-itself", id=stop.id)


def _all_before(stop: str, after: dict[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    asked = list(after[stop])
    while asked:
        each = asked.pop()
        if each not in found:
            found.add(each)
            asked.extend(after[each])
    return found


def _place(within: Bounds, where: str, value: object) -> int:
    place = checks.whole(where, value)
    if place >= within.places:
        raise Invalid(where, "unknown-place", got=place, places=within.places)
    return place


def _breaks(
    where: str, given: Sequence[Break], shift: Span | None, horizon: int
) -> tuple[Break, ...]:
    """In the order of the day, the next possible after the last moment of the one before.

    A break outside its shift would never be taken.
    """
    for number, each in enumerate(given):
        here = f"{where}[{number}]"
        checks.span(here, (each.earliest_s, each.latest_s), most=horizon, empty=True)
        checks.whole(f"{here}.duration_s", each.duration_s, least=1, most=horizon)
        if shift and not shift[0] <= each.earliest_s <= each.latest_s <= shift[1]:
            raise Invalid(here, "outside-shift", shift=list(shift))
    ordered = tuple(sorted(given, key=lambda each: each.earliest_s))
    for before, after in pairwise(ordered):
        latest_end = before.latest_s + before.duration_s
        if after.earliest_s < before.latest_s or after.latest_s < latest_end:
            raise Invalid(where, "overlap", first_ends=latest_end, second_latest=after.latest_s)
    return ordered


def _windows(where: str, given: Sequence[Span], horizon: int) -> tuple[Span, ...]:
    spans = [
        checks.span(f"{where}[{i}]", each, most=horizon, empty=True) for i, each in enumerate(given)
    ]
    ordered = tuple(sorted(spans))
    for before, after in pairwise(ordered):
        if after[0] <= before[1]:
            raise Invalid(where, "overlap", first=list(before), second=list(after))
    return ordered
