"""Why somebody may not go, asked of the planner's own rules: the words stand beside the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.dispatch.planner.insertion import full, parts_short
from backend.dispatch.planner.permits import PERMITS, missing_skills
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop

NO_ROOM = "room"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that says no: a code of `PERMITS`, "cap", "part" or NO_ROOM.

    `names` are the codes of the skills or parts that are missing.
    """

    code: str
    names: tuple[str, ...] = ()


def refusals(
    problem: Problem, orders: Mapping[str, Sequence[int]], engineer: PlannerEngineer, stop: Stop
) -> tuple[Refusal, ...]:
    """Every rule that keeps `engineer` from `stop`; `orders` are the stops they have, by shift."""
    told = [
        Refusal(code, tuple(missing_skills(engineer, stop)) if code == "skill" else ())
        for code, permit in PERMITS.items()
        if not permit(engineer, stop)
    ]
    if full(engineer, orders.get(engineer.id, ())):
        told.append(Refusal("cap"))
    short = parts_short(problem, orders, engineer, stop)
    if short:
        told.append(Refusal("part", tuple(sorted(short))))
    return tuple(told)
