"""A day through a thousand events, eight between two plans.

What is locked never moves, and a budget is never exceeded.
"""

import random
from dataclasses import dataclass, field, replace

from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.stability import choices, moved
from backend.dispatch.planner.standing import Standing
from backend.dispatch.planner.verify import verify
from tests.dispatch.planner.days import HOUR, day, engineer, stop

PLANS, EVENTS_EACH = 125, 8
PRICE = 300
CREW = ("olena", "petro", "ira")
MOST_STOPS = 9


@dataclass
class Living:
    """A day as it stands, with what people locked in it."""

    chance: random.Random
    stops: dict[str, Stop] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    away: str = ""
    made: int = 0

    def something_happens(self) -> None:
        """Work comes in or is cancelled, a person locks or unlocks, somebody falls sick."""
        events = [self.work_comes_in, self.work_is_cancelled, self.a_lock, self.sickness]
        self.chance.choices(events, weights=[5, 2, 2, 1])[0]()

    def work_comes_in(self) -> None:
        if len(self.stops) >= MOST_STOPS:
            return self.work_is_cancelled()
        self.made += 1
        opens = self.chance.choice([8, 10, 12]) * HOUR
        self.stops[f"s{self.made}"] = stop(
            f"s{self.made}",
            self.chance.randrange(1, 6),
            duration_s=self.chance.choice([1_800, HOUR]),
            windows=((opens, opens + 3 * HOUR),),
            due_s=opens + HOUR,
            late_price=3,
        )
        return None

    def work_is_cancelled(self) -> None:
        for name in self.chance.sample(sorted(self.stops), min(1, len(self.stops))):
            self.stops.pop(name)
            self.standing.pop(name, None)
            self.locked.discard(name)

    def a_lock(self) -> None:
        for name in self.chance.sample(sorted(self.standing), min(1, len(self.standing))):
            self.locked ^= {name}

    def sickness(self) -> None:
        """Who is away keeps what is locked to nobody: it has to move."""
        self.away = self.chance.choice(["", *CREW])
        theirs = [name for name, place in self.standing.items() if place.engineer == self.away]
        self.locked.difference_update(theirs)
        for name in theirs:
            self.standing.pop(name)

    def problem(self) -> Problem:
        crew = [engineer(name) for name in CREW if name != self.away]
        return day(crew, [self._as_locked(each) for each in self.stops.values()])

    def _as_locked(self, each: Stop) -> Stop:
        if each.id not in self.locked:
            return each
        place = self.standing[each.id]
        return replace(each, lock_engineer=place.engineer, lock_start_s=place.start_s)

    def accept(self, plan: Solution) -> None:
        self.standing = {
            each.stop: Standing(route.engineer, each.start_s)
            for route in plan.routes
            for each in route.stops
        }


def test_a_thousand_events() -> None:
    living = Living(random.Random(5))
    changes, refused, locks = 0, 0, 0
    for number in range(PLANS):
        for _ in range(EVENTS_EACH):
            living.something_happens()
        problem, stood = living.problem(), dict(living.standing)
        found = choices(problem, stood, [PRICE], seconds=None, iterations=4, seed=number)
        locked = {name: stood[name] for name in living.locked}
        for plan in found.solutions:
            assert verify(problem, plan) == [], number
            assert moved(plan, locked) == 0, number
        # What moves nothing is always there, so that no budget is too small.
        assert moved(found.solutions[0], stood) == 0, number
        budget = living.chance.choice([0, 1, 2, 5])
        within = [each for each in found.solutions if moved(each, stood) <= budget]
        best = min(within, key=lambda each: each.cost.total)
        refused += len(within) < len(found.solutions)
        changes += moved(best, stood)
        locks += len(locked)
        living.accept(best)
    # The thousand were no idle ones: plans moved visits, budgets held some back, locks stood.
    assert changes > 40
    assert refused > 15
    assert locks > 100
