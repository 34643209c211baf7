"""Small days with numbers a person can add up: places on a straight street, 600 s apart."""

from collections.abc import Sequence

from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop, Weights

STEP_S = 600
STEP_M = 5_000
HOUR = 3600


def street(places: int, step: int = STEP_S) -> list[list[int]]:
    """From place i to place j: |i - j| steps."""
    return [[abs(i - j) * step for j in range(places)] for i in range(places)]


def engineer(name: str = "olena", **changes: object) -> PlannerEngineer:
    """On shift 08:00-16:00, lives at place 0, no skill, no break, no overtime."""
    given: dict[str, object] = {"start": 0, "end": 0, "shift": (8 * HOUR, 16 * HOUR)}
    return PlannerEngineer(id=name, **(given | changes))  # type: ignore[arg-type]


def stop(name: str, place: int = 1, **changes: object) -> Stop:
    """An hour of work that costs 100,000 points to leave undone."""
    given: dict[str, object] = {"duration_s": HOUR, "drop_price": 100_000}
    return Stop(id=name, place=place, **(given | changes))  # type: ignore[arg-type]


def lunch(earliest: int = 12, latest: int = 13, minutes: int = 45) -> Break:
    return Break(earliest * HOUR, latest * HOUR, minutes * 60)


def day(engineers: Sequence[PlannerEngineer], stops: Sequence[Stop], places: int = 6) -> Problem:
    return Problem(
        tuple(engineers),
        tuple(stops),
        travel_s=street(places),  # type: ignore[arg-type]
        travel_m=street(places, STEP_M),  # type: ignore[arg-type]
        weights=Weights(travel_price=1),
    )
