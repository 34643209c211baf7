"""What a search offers: plans from few changes to many, each only where it is worth them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from backend.dispatch.assemble import DayInput
from backend.dispatch.difference import changes_between, disturbed, visits_of
from backend.dispatch.models import Plan, PlanChange
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.wire import solution_from_json, solution_to_json


@dataclass(frozen=True)
class Offer:
    """One plan: the changes it asks for, and of how many visits that could stay (`disturbs`)."""

    solution: Solution
    changes: list[PlanChange]
    disturbs: int
    keeps: bool

    @property
    def total(self) -> int:
        """Its cost in points."""
        return self.solution.cost.total

    def kept(self) -> dict[str, Any]:
        """What the plan remembers of it, for somebody who chooses it later."""
        return {
            "changes": self.disturbs,
            "keeps": self.keeps,
            "cost": cost_of(self.solution, self.changes),
            "solution": solution_to_json(self.solution),
        }


def offers_of(plan: Plan, given: DayInput, found: Choices) -> list[Offer]:
    """The plans worth showing, by how many visits they disturb: each more is cheaper.

    None of them disturbs more than the plan's `most_changes`. There is always one, because the
    first of `found` moves nothing that stands.
    """
    best: list[Offer] = []
    for offer in sorted(_lawful(plan, given, found), key=lambda each: (each.disturbs, each.total)):
        if not best or offer.total < best[-1].total:
            best.append(offer)
    return best


def _lawful(plan: Plan, given: DayInput, found: Choices) -> Iterator[Offer]:
    today = visits_of(given)
    for number, solution in enumerate(found.solutions):
        keeps = number == 0
        changes = changes_between(plan, given, solution, today, keeps=keeps)
        offer = Offer(solution, changes, disturbed(changes), keeps)
        if plan.most_changes is None or offer.disturbs <= plan.most_changes:
            yield offer


def offer_again(plan: Plan, given: DayInput, kept: dict[str, Any]) -> Offer:
    """An offer the plan remembers, with its changes to today's visits."""
    solution = solution_from_json(kept["solution"])
    changes = changes_between(plan, given, solution, visits_of(given), keeps=kept["keeps"])
    return Offer(solution, changes, disturbed(changes), kept["keeps"])


def cost_of(solution: Solution, changes: Iterable[PlanChange]) -> dict[str, Any]:
    """Points by cause, driving, and how many stops are planned and left out.

    A visit that stands against the rules and stays is neither.
    """
    gone = sum(each.kind == PlanChange.Kind.REMOVE for each in changes)
    waits = sum(not each.stop.startswith("visit:") for each in solution.unplanned)
    return {
        **points_of(solution.cost),
        "travel_s": sum(route.travel_s for route in solution.routes),
        "travel_m": sum(route.travel_m or 0 for route in solution.routes),
        "planned": len({stop.stop for route in solution.routes for stop in route.stops}),
        "unplanned": waits + gone,
    }


def points_of(cost: Cost) -> dict[str, int]:
    """Points by cause and in total."""
    return {**asdict(cost), "total": cost.total}
