"""Which states a request and a work order pass through, and which moves are allowed.

Pure: states are text, every refusal is Refused("wrong-state", state=, move=).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from backend.lib.errors import Refused


class RequestMove(StrEnum):
    """What can happen to a request."""

    OPEN = "open"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    CANCEL = "cancel"
    REJECT = "reject"


class WorkMove(StrEnum):
    """What can happen to a work order at the desk, by planning, or on site."""

    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    START = "start"
    HOLD = "hold"
    RELEASE = "release"
    GIVE_UP = "give_up"
    APPROVE = "approve"
    CLOSE = "close"
    CANCEL = "cancel"


class VisitFact(StrEnum):
    """What one visit says about one of its work orders."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    NOT_DONE = "not_done"
    FAILED = "failed"


class ClientWord(StrEnum):
    """The five words in which a client reads where a request stands, and the two ways it ends
    without work."""

    RECEIVED = "received"
    SCHEDULED = "scheduled"
    ON_THE_WAY = "on_the_way"
    IN_WORK = "in_work"
    DONE = "done"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


OPEN_REQUEST: Final = frozenset({"new", "open", "waiting"})
OPEN_WORK: Final = frozenset({"unscheduled", "scheduled", "in_progress", "on_hold"})
ENDED_WORK: Final = frozenset({"completed", "cannot_complete", "approved", "closed", "cancelled"})
_DONE_WORK: Final = frozenset({"completed", "approved", "closed"})

_REQUEST: Final[dict[RequestMove, tuple[frozenset[str], str]]] = {
    RequestMove.OPEN: (frozenset({"new", "open", "waiting"}), "open"),
    RequestMove.WAIT: (frozenset({"new", "open"}), "waiting"),
    RequestMove.RESUME: (frozenset({"waiting"}), "open"),
    RequestMove.RESOLVE: (OPEN_REQUEST, "resolved"),
    RequestMove.REOPEN: (frozenset({"resolved"}), "open"),
    RequestMove.CLOSE: (frozenset({"resolved"}), "closed"),
    RequestMove.CANCEL: (OPEN_REQUEST, "cancelled"),
    RequestMove.REJECT: (frozenset({"new", "open"}), "rejected"),
}

_WORK: Final[dict[WorkMove, tuple[frozenset[str], str]]] = {
    WorkMove.SCHEDULE: (frozenset({"unscheduled", "scheduled"}), "scheduled"),
    WorkMove.UNSCHEDULE: (frozenset({"unscheduled", "scheduled", "in_progress"}), "unscheduled"),
    WorkMove.START: (OPEN_WORK, "in_progress"),
    WorkMove.HOLD: (frozenset({"unscheduled"}), "on_hold"),
    WorkMove.RELEASE: (frozenset({"on_hold"}), "unscheduled"),
    WorkMove.GIVE_UP: (frozenset({"unscheduled", "on_hold"}), "cannot_complete"),
    WorkMove.APPROVE: (frozenset({"completed", "cannot_complete"}), "approved"),
    WorkMove.CLOSE: (frozenset({"completed", "cannot_complete", "approved"}), "closed"),
    WorkMove.CANCEL: (frozenset({"draft", "unscheduled", "on_hold"}), "cancelled"),
}


def request_after(state: str, move: RequestMove) -> str:
    """The state of a request in `state` after `move`."""
    return _after(_REQUEST[move], state, move)


def work_after(state: str, move: WorkMove) -> str:
    """The state of a work order in `state` after `move`."""
    return _after(_WORK[move], state, move)


def work_order_state_from(visits: Iterable[VisitFact]) -> str:
    """The state its visits give a work order: a running visit wins, then a done one, then a
    planned one; partial, not_done or failed visits leave it to be scheduled again."""
    facts = frozenset(visits)
    if VisitFact.RUNNING in facts:
        return "in_progress"
    if VisitFact.DONE in facts:
        return "completed"
    return "scheduled" if VisitFact.PLANNED in facts else "unscheduled"


def is_resolved_by(needed_work: Iterable[str]) -> bool:
    """Whether work orders in these states leave nothing to do: at least one was completed and
    every other one ended."""
    states = frozenset(needed_work)
    return bool(states & _DONE_WORK) and states <= ENDED_WORK


def client_word(
    request_state: str, work_states: Iterable[str] = (), visit_states: Iterable[str] = ()
) -> ClientWord:
    """Where a request stands in the client's words, from it, its work orders and its visits."""
    ended = {
        "resolved": ClientWord.DONE,
        "closed": ClientWord.DONE,
        "cancelled": ClientWord.CANCELLED,
        "rejected": ClientWord.REJECTED,
    }
    if request_state in ended:
        return ended[request_state]
    works, visits = frozenset(work_states), frozenset(visit_states)
    if "in_progress" in works or visits & {"on_site", "working", "paused"}:
        return ClientWord.IN_WORK
    if "en_route" in visits:
        return ClientWord.ON_THE_WAY
    return ClientWord.SCHEDULED if "scheduled" in works else ClientWord.RECEIVED


def _after(rule: tuple[frozenset[str], str], state: str, move: StrEnum) -> str:
    allowed, then = rule
    if state not in allowed:
        raise Refused("wrong-state", state=state, move=str(move))
    return then
