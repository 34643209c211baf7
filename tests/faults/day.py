"""What five phones tell of a day: a thousand commands, the same every time they are told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from backend.lib.ids import new_id

A_PHONE = 200
Happening = tuple[str, str, dict[str, Any]]
# As a form would be filled in, by the type of its item.
VALUES: dict[str, Any] = {"check": True, "passfail": "pass", "number": "4", "text": "As before"}


def commands_of(scene: dict[str, Any], phone: dict[str, Any], since: datetime) -> list[Any]:
    """A phone's commands in order, captured half a minute apart from `since` on."""
    told: list[Happening] = []
    for visit in phone["visits"]:
        told += visit_told(scene, visit, since)
    told += opened_on_site(phone)
    filler = phone["visits"][-1]["id"]
    while len(told) < A_PHONE:
        told.append(("note.add", filler, {"note_id": fresh(), "text": f"Note {len(told)}"}))
    return [
        {
            "id": fresh(),
            "type": kind,
            "visit_id": visit_id,
            "captured_at": (since + timedelta(seconds=30 * number)).isoformat(),
            "body": body,
        }
        for number, (kind, visit_id, body) in enumerate(told[:A_PHONE])
    ]


def visit_told(scene: dict[str, Any], visit: dict[str, Any], at: datetime) -> list[Happening]:
    """A whole visit, with what stands in the way of nobody in between."""
    told = [*on_the_way(visit, at), *work(scene, visit, at), *found(visit), *the_end(visit)]
    return [(kind, visit["id"], body) for kind, body in told]


def on_the_way(visit: dict[str, Any], at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "visit.accept", {}
    yield "visit.travel_start", {}
    yield "time.log", span(at, "travel")
    yield "visit.arrive", {}
    yield "media.attach", {"media_id": fresh(), "role": "before", **of(visit)}
    # What cannot be read, or is not known yet, is kept and stands in nobody's way.
    yield "part.use", {"use_id": "no id"}
    yield "visit.levitate", {}
    yield "visit.start", {}


def work(
    scene: dict[str, Any], visit: dict[str, Any], at: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    form = {**of(visit), "checklist_hash": scene["form"]}
    for key, kind in scene["items"][:5] if visit["has_form"] else ():
        yield "checklist.answer", {**form, "item": key, "value": VALUES.get(kind)}
    uses = [fresh() for _use in range(4)]
    for use_id in uses:
        part = {**scene["part"], "use_id": use_id, "quantity": "1.5"}
        yield "part.use", {**of(visit), **part}
    yield "part.void", {"use_id": uses[1]}
    yield "visit.pause", {"reason": "lunch"}
    yield "visit.resume", {}
    wait = span(at, "wait")
    yield "time.log", wait
    yield "time.void", {"time_id": wait["time_id"]}
    yield "time.log", {**span(at, "work"), **of(visit)}
    for number in range(4):
        yield "note.add", {"note_id": fresh(), "text": f"Seen {number}", **of(visit)}
    yield "media.attach", {"media_id": fresh(), "role": "after", **of(visit)}
    unit = {"equipment_id": visit["equipment_id"], "meter": "hours", "unit": "h"}
    for value in ("1204.5", "1206"):
        yield "equipment.reading", {**of(visit), **unit, "value": value}


def found(visit: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "defect.report", {**of(visit), "defect_id": fresh(), "text": "Rust on the door"}
    recovered = {"recovery_id": fresh(), "text": "Old fan", "quantity": "1", "unit": "pcs"}
    yield "part.recover", {**of(visit), **recovered}
    proposal = {"proposal_id": fresh(), "text": "New door"}
    price = {"estimate_net": "120.00", "currency": "EUR"}
    yield "paid_work.propose", {**of(visit), **proposal, **price}
    refused = {"proposal_id": proposal["proposal_id"], "reason": "Too dear"}
    yield "paid_work.refuse", refused
    suggested = {"equipment_id": visit["equipment_id"], "serial": "HZ-99121"}
    yield "equipment.suggest", {**of(visit), **suggested}
    yield "service.restored", {**of(visit), "how": "fixed"}


def the_end(visit: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "signature.refuse", {"reason": "refused", "note": "In a hurry", "signature_id": fresh()}
    outcome = {"outcome": "partial", "reason": "part_missing"} if visit["has_form"] else {}
    yield "visit.complete", {"outcomes": [{**of(visit), "outcome": "done", **outcome}]}
    yield "visit.resume", {}
    yield "note.add", {"note_id": fresh(), "text": "The key is with the porter"}


def opened_on_site(phone: dict[str, Any]) -> list[Happening]:
    """Work begun before any request existed; every id was made here."""
    visit_id, work_id = fresh(), fresh()
    opened = {"request_id": fresh(), "work_order_id": work_id, "object_id": phone["own_object"]}
    added_id = fresh()
    outcomes = [{"work_order_id": each, "outcome": "done"} for each in (work_id, added_id)]
    return [
        ("visit.open", visit_id, {**opened, "words": "Water on the floor", "impact": "partly"}),
        ("work.add", visit_id, {"work_order_id": added_id, "words": "Also the door"}),
        ("note.add", visit_id, {"note_id": fresh(), "text": "Mopped up"}),
        ("visit.complete", visit_id, {"outcomes": outcomes}),
    ]


def files_of(commands: list[Any]) -> dict[str, str]:
    """Media id -> visit of every file that the commands name."""
    attached = [each for each in commands if each["type"] == "media.attach"]
    return {each["body"]["media_id"]: each["visit_id"] for each in attached}


def span(at: datetime, kind: str) -> dict[str, Any]:
    end = at + timedelta(minutes=9)
    return {"time_id": fresh(), "kind": kind, "from": at.isoformat(), "to": end.isoformat()}


def of(visit: dict[str, Any]) -> dict[str, Any]:
    return {"work_order_id": visit["work_order_id"]}


def fresh() -> str:
    return str(new_id())
