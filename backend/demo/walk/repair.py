"""One visit as an engineer lives it: on the way, at work, signed and complete.

Three strokes, so that a test can let time pass between them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from backend.demo.walk import evidence
from backend.demo.walk.pages import WalkError
from backend.demo.walk.phone import Phone
from backend.lib.ids import new_id

Json = dict[str, Any]


def next_visit(bundle: Json, request_number: str) -> Json:
    """The published visit that serves a request; WalkError where the bundle has none."""
    visit = visit_for(bundle, request_number)
    if visit["status"] != "published":
        raise WalkError(f"{visit['number']} is {visit['status']}, not published")
    return visit


def visit_for(bundle: Json, request_number: str) -> Json:
    """The visit that serves a request, in any state."""
    for visit in bundle["visits"]:
        if request_number in [order["request_number"] for order in visit["work_orders"]]:
            return dict(visit)
    raise WalkError(f"the bundle has no visit for {request_number}")


def arrive(phone: Phone, visit: Json) -> None:
    """Accept, set off, be there, begin."""
    moves = ("visit.accept", "visit.travel_start", "visit.arrive", "visit.start")
    phone.send(*((move, visit["id"], {}) for move in moves))


def work(phone: Phone, bundle: Json, visit: Json, part_code: str) -> None:
    """Answer every required item, take a photo, use a part, log the last hour as work."""
    for order in visit["work_orders"]:
        for pinned in order["checklists"]:
            _answer(phone, bundle, visit["id"], order["id"], pinned["hash"])
        media_id = phone.upload(evidence.photo(), "image/jpeg", "after", visit["id"])
        attach = {"media_id": media_id, "role": "after", "work_order_id": order["id"]}
        phone.send(("media.attach", visit["id"], attach))
    first = visit["work_orders"][0]["id"]
    phone.send(
        ("part.use", visit["id"], _part(phone, first, part_code)),
        ("time.log", visit["id"], _last_hour(first)),
        ("note.add", visit["id"], {"note_id": str(new_id()), "text": "Fan was worn out."}),
    )


def finish(phone: Phone, bundle: Json, visit: Json) -> None:
    """Have the client sign what they read, then complete with every work order done."""
    consent = next(each for each in phone.config()["consents"] if each["lang"] == "en")
    png, strokes = evidence.signature()
    signed = {
        "signature_id": str(new_id()),
        "signer": {"name": "Sophie Laurent", "role": "Bar manager"},
        "consent_sha256": consent["sha256"],
        "shown_ms": 14_000,
        "strokes_media_id": phone.upload(
            strokes, "application/json", "signature_strokes", visit["id"]
        ),
        "png_media_id": phone.upload(png, "image/png", "signature_png", visit["id"]),
        "reports": [evidence.report(bundle, visit, consent)],
    }
    outcomes = [{"work_order_id": each["id"], "outcome": "done"} for each in visit["work_orders"]]
    phone.send(
        ("signature.capture", visit["id"], signed),
        ("visit.complete", visit["id"], {"outcomes": outcomes}),
    )


def _answer(phone: Phone, bundle: Json, visit_id: str, order_id: str, sha256: str) -> None:
    pinned = next(each for each in bundle["checklists"] if each["hash"] == sha256)
    about = {"work_order_id": order_id, "checklist_hash": sha256}
    answers = [
        ("checklist.answer", visit_id, {**about, "item": item["key"], **_value(item)})
        for section in pinned["definition"]["sections"]
        for item in section["items"]
        if item.get("required") and "visible_if" not in item
    ]
    phone.send(*answers, ("checklist.submit", visit_id, about))


def _value(item: Json) -> Json:
    """An answer that is in order for each kind of question."""
    values: Json = {"check": True, "passfail": "pass", "number": "4", "text": "K-1187"}
    return {"value": values[item["type"]], "state": "ok"}


def _part(phone: Phone, order_id: str, code: str) -> Json:
    part = next(each for each in phone.catalog()["parts"] if each["number"] == code)
    return {
        "use_id": str(new_id()),
        "work_order_id": order_id,
        "part_id": part["id"],
        "quantity": "1",
        "unit": part["unit"],
    }


def _last_hour(order_id: str) -> Json:
    now = datetime.now(UTC)
    return {
        "time_id": str(new_id()),
        "kind": "work",
        "from": (now - timedelta(hours=1)).isoformat(),
        "to": now.isoformat(),
        "work_order_id": order_id,
    }
