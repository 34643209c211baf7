"""What somebody may do in a shift, from their rows to the planner's fields.

Plans read whole rows and the question who can get there first reads bare values; both come
through here, so that `planner.permits` judges the same of both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from backend.contracts.models import Priority
from backend.dispatch.places import seconds_after
from backend.lib.clock import day_bounds

URGENCY: Final = {
    Priority.LOW: 0,
    Priority.NORMAL: 1,
    Priority.HIGH: 2,
    Priority.CRITICAL: 3,
}


class Ability(NamedTuple):
    """A skill by its code, at its level, with its last day where it has one."""

    skill: str
    level: int
    last_day: date | None


@dataclass(frozen=True)
class Held:
    """What an engineer and their shift say; `territory` is a code, None for everywhere."""

    abilities: Sequence[Ability]
    territory: str | None
    is_on_call: bool
    least_priority: str
    most_stops: int | None
    rest_min: int

    def fields(
        self,
        cleared: Mapping[str, date | None],
        van: Mapping[str, int],
        midnight: datetime,
        zone: str,
    ) -> dict[str, Any]:
        """The planner's fields of them; seconds count from `midnight`, days are those of `zone`.

        `cleared` names each clearance with its last day, which is included.
        """
        last_days = {each.skill: each.last_day for each in self.abilities} | dict(cleared)
        return {
            "skills": frozenset(each.skill for each in self.abilities),
            "levels": {each.skill: each.level for each in self.abilities if each.level > 1},
            "clearances": frozenset(cleared),
            "expires_s": {
                right: max(0, seconds_after(day_bounds(last, zone)[1], midnight))
                for right, last in last_days.items()
                if last is not None
            },
            "territories": frozenset({self.territory} if self.territory else ()),
            "least_priority": self._least_priority(),
            "most_stops": self.most_stops,
            "van": dict(van),
            "rest_s": self.rest_min * 60,
        }

    def _least_priority(self) -> int:
        """Who is on call goes out from a set priority upwards, who is at work to everything."""
        return URGENCY[Priority(self.least_priority)] if self.is_on_call else 0
