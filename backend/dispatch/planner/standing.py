"""What stands already, and the plans between leaving it all alone and the cheapest day.

Loads no solver: the caller of the child speaks these words too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.dispatch.planner.solution import Cost, Solution


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a stop stands today: whose shift it is in, and the second its work begins."""

    engineer: str
    start_s: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Plans of one problem, from the one that moves nothing that stands to the cheapest.

    `before` is what the day costs as it stands, with everything new left undone.
    """

    solutions: tuple[Solution, ...]
    before: Cost | None = None


StandingDay = Mapping[str, Standing]
"""By stop id; a stop that cannot stay where it is has no entry."""
