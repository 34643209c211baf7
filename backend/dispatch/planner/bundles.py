"""People and stops that no border may part: what a day is cut along.

A person keeps all their shifts, whatever is locked to them or is theirs in a plan, and what one
stop waits for stays with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.dispatch.planner.day import PlannerEngineer, Stop

Orders = Mapping[str, Sequence[str]]
"""By shift, the ids of its stops as they follow one another."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Shifts and stops that stay together; most are one person, or one stop that is free."""

    crew: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]


def bundles_of(
    engineers: Sequence[PlannerEngineer], stops: Sequence[Stop], orders: Orders
) -> list[Bundle]:
    """Everybody and everything in exactly one bundle, in their own order."""
    person = {name: f"who:{each.who}" for each in engineers for name in (each.id, each.who)}
    together = Together()
    for stop in stops:
        for other in stop.after:
            together.tie(f"stop:{stop.id}", f"stop:{other}")
        if stop.lock_engineer in person:
            together.tie(f"stop:{stop.id}", person[stop.lock_engineer])
    for name, order in orders.items():
        for stop_id in order:
            together.tie(f"stop:{stop_id}", person[name])
    crews: dict[str, list[PlannerEngineer]] = defaultdict(list)
    theirs: dict[str, list[Stop]] = defaultdict(list)
    for each in engineers:
        crews[together.of(person[each.who])].append(each)
    for stop in stops:
        theirs[together.of(f"stop:{stop.id}")].append(stop)
    names = dict.fromkeys([*crews, *theirs])
    return [Bundle(tuple(crews[name]), tuple(theirs[name])) for name in names]


def lands_of(bundles: Sequence[Bundle]) -> tuple[list[list[int]], list[int]]:
    """The numbers of those who share a territory, territory by territory, and of the rest."""
    together = Together()
    bound = [(number, sorted(names)) for number, names in _bound(bundles)]
    for number, names in bound:
        for name in names:
            together.tie(f"bundle:{number}", f"land:{name}")
    lands: dict[str, list[int]] = defaultdict(list)
    for number, _ in bound:
        lands[together.of(f"bundle:{number}")].append(number)
    for number, each in enumerate(bundles):
        if each.crew or any(stop.territory is None for stop in each.stops):
            continue
        homes = {together.of(f"land:{stop.territory}") for stop in each.stops}
        if len(homes) == 1 and homes <= set(lands):
            lands[homes.pop()].append(number)
    known = {number for land in lands.values() for number in land}
    return list(lands.values()), [n for n in range(len(bundles)) if n not in known]


def _bound(bundles: Sequence[Bundle]) -> Iterator[tuple[int, frozenset[str]]]:
    """The bundles with somebody on duty who works in their territories only."""
    for number, each in enumerate(bundles):
        names = [e.territories for e in each.crew if e.shift and e.territories]
        if names:
            yield number, frozenset().union(*names)


class Together:
    """Names that are tied to one another, each in one set (Tarjan's union by path halving)."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for the set of `name`."""
        above = self.above
        while (up := above.get(name, name)) != name:
            above[name] = above.get(up, up)
            name = up
        return name

    def tie(self, one: str, other: str) -> None:
        """From now on both are in one set."""
        self.above[self.of(one)] = self.of(other)
