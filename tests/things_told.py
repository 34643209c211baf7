"""What the phones of the state machine tell: facts, moves, and commands that can never apply.

A word after the type tells variants apart. A maker answers None where there is nothing to say yet.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.dispatch.models import Visit
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.phone_outbox import Command

if TYPE_CHECKING:
    from tests.exactly_once import Stage

Body = dict[str, Any]
Maker = Callable[["Stage", Visit, Sequence[Command]], Body | None]

STRANGERS = UUID("0193a1c2-0000-7000-8000-000000000000")


def named(key: str, **told: Any) -> Maker:
    """Something of the visit's work order with an id made on the phone."""
    return lambda _stage, visit, _earlier: {key: str(new_id()), **of_work(visit), **told}


def same(body: Body) -> Maker:
    return lambda _stage, _visit, _earlier: dict(body)


def of_work(visit: Visit) -> Body:
    return {"work_order_id": str(visit.works.first().work_order_id)}  # type: ignore[union-attr]


def part(key: str) -> Maker:
    return lambda stage, visit, _earlier: {
        key: str(new_id()),
        **of_work(visit),
        "part_id": str(stage.cast.part.id),
        "quantity": "1.5",
        "unit": "pcs",
    }


def void(kind: str, key: str) -> Maker:
    """Takes back the last thing of a kind, which may have been taken back before."""

    def body(_stage: "Stage", visit: Visit, earlier: Sequence[Command]) -> Body | None:
        of_kind = [each for each in earlier if each["type"] == kind]
        return {key: of_kind[-1]["body"][key]} if of_kind else None

    return body


def told_twice(_stage: "Stage", visit: Visit, earlier: Sequence[Command]) -> Body | None:
    """The same note by another command: a second tap."""
    notes = [each["body"] for each in earlier if each["visit_id"] == str(visit.id)]
    notes = [body for body in notes if "note_id" in body and body.get("work_order_id")]
    return dict(notes[-1]) if notes else None


def waited(_stage: "Stage", _visit: Visit, _earlier: Sequence[Command]) -> Body:
    now = utc_now()
    begin = (now - timedelta(minutes=9)).isoformat()
    return {"time_id": str(new_id()), "kind": "wait", "from": begin, "to": now.isoformat()}


def answered(stage: "Stage", visit: Visit, earlier: Sequence[Command]) -> Body:
    body = {**of_work(visit), "checklist_hash": stage.form.sha256, "item": "clean"}
    return {**body, "value": len(earlier) % 2 == 0}


def ended(_stage: "Stage", visit: Visit, _earlier: Sequence[Command]) -> Body:
    return {"outcomes": [{**of_work(visit), "outcome": "partial", "reason": "part_missing"}]}


def read_meter(stage: "Stage", visit: Visit, earlier: Sequence[Command]) -> Body:
    unit = {"equipment_id": str(stage.cast.ice_machine.id), "meter": "hours", "unit": "h"}
    return {**of_work(visit), **unit, "value": str(len(earlier))}


FACTS: dict[str, Maker] = {
    "visit.accept": same({}),
    "visit.travel_start": same({}),
    "visit.arrive": same({}),
    "visit.start": same({}),
    "visit.pause": same({"reason": "lunch"}),
    "visit.resume": same({}),
    "visit.complete": ended,
    "checklist.answer": answered,
    "note.add": named("note_id", text="Makes ice again"),
    "note.add twice": told_twice,
    "part.use": part("use_id"),
    "part.void": void("part.use", "use_id"),
    "part.request": part("request_id"),
    "part.recover": named("recovery_id", text="Old fan", quantity="1", unit="pcs"),
    "time.log": waited,
    "time.void": void("time.log", "time_id"),
    "media.attach": named("media_id", role="after"),
    "defect.report": named("defect_id", text="Rust on the door"),
    "paid_work.propose": named(
        "proposal_id", text="New door", estimate_net="120.00", currency="EUR"
    ),
    "equipment.reading": read_meter,
    "service.restored": lambda _stage, visit, _earlier: {**of_work(visit), "how": "fixed"},
    "signature.refuse": same({"reason": "refused", "note": "In a hurry"}),
}
# Type, visit (None for one of the stage's), body.
POISON: dict[str, tuple[str, UUID | None, Body]] = {
    "malformed": ("part.use", None, {"use_id": "no id"}),
    "unknown": ("visit.levitate", None, {}),
    "of a stranger's visit": ("note.add", STRANGERS, {"note_id": str(STRANGERS), "text": "x"}),
    "not storable": ("note.add", None, {"note_id": str(STRANGERS), "text": "a\x00"}),
}
