"""The states of a visit and the moves between them. Plain facts; rows live in models.py.

A phone may skip forward (its arrival says it travelled); the skipped states are filled in as
inferred. Backward moves and moves out of an ended visit are refused.
"""

from datetime import datetime
from typing import Final

from backend.lib.errors import Refused

# The road a visit travels, in order; skipping forward along it is allowed.
ROAD: Final = ("planned", "published", "accepted", "en_route", "on_site", "working")

# States reached from beside the road, and from where.
BESIDE: Final[dict[str, frozenset[str]]] = {
    "declined": frozenset({"published", "accepted"}),
    "paused": frozenset({"working"}),
    "completed": frozenset({"on_site", "working", "paused"}),
    "partially_completed": frozenset({"on_site", "working", "paused"}),
    "failed": frozenset({"published", "accepted", "en_route", "on_site", "working", "paused"}),
    "cancelled": frozenset(ROAD),
    "withdrawn": frozenset(ROAD),
}

ENDED: Final = frozenset(
    {"declined", "completed", "partially_completed", "failed", "cancelled", "withdrawn"}
)
# Somebody was there: where they are from then on, and a visit of their day.
DONE: Final = frozenset({"completed", "partially_completed", "failed"})
# Begun on the road or on site: neither a person nor the planner moves these any more.
UNDER_WAY: Final = frozenset({"en_route", "on_site", "working", "paused"})
# The engineer's time is taken from planned to paused, and free once the visit has ended.
HOLDING: Final = frozenset(ROAD) | {"paused"}


def steps_to(now: str, wanted: str) -> tuple[str, ...]:
    """The states a visit passes from `now` to `wanted`, `wanted` last, inferred ones before it.

    Raises Refused("invalid-transition") for a step back or out of an ended state.
    """
    if now == "paused" and wanted == "working":
        return ("working",)
    if now in ROAD and wanted in ROAD and ROAD.index(wanted) > ROAD.index(now):
        return ROAD[ROAD.index(now) + 1 : ROAD.index(wanted) + 1]
    if wanted in BESIDE and now in BESIDE[wanted]:
        return (wanted,)
    if wanted in ("completed", "partially_completed", "failed") and now in ROAD:
        # Completing says that everything before it happened.
        return (*ROAD[ROAD.index(now) + 1 :], wanted)
    raise Refused("invalid-transition", now=now, wanted=wanted)


def is_past(state: str, planned_from: datetime, now: datetime, *, time_is_fixed: bool) -> bool:
    """Whether a visit is begun, or was told or fixed to a time gone by: no plan can move it."""
    fixed = state != "planned" or time_is_fixed
    return state in UNDER_WAY or (fixed and planned_from < now)


def end_state(outcomes: tuple[str, ...]) -> str:
    """`completed` where every work order is done, else `partially_completed`."""
    return "completed" if all(outcome == "done" for outcome in outcomes) else "partially_completed"
