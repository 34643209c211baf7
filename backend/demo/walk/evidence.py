"""What the walking engineer leaves behind: a photo, a drawn signature, the signed report."""

import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from backend.fieldwork.checklist import Answer, check_definition, shown_checklist
from backend.fieldwork.shown import (
    ObjectShown,
    PartyShown,
    PhotoShown,
    ReportShown,
    VisitShown,
    WorkShown,
)
from backend.fieldwork.snapshot import snapshot_of, snapshot_sha256

Stroke = list[tuple[int, int]]
NAME: list[Stroke] = [[(40, 120), (90, 40), (120, 130), (180, 60), (240, 120), (330, 80)]]


def photo() -> bytes:
    """A small JPEG of an ice machine, drawn."""
    picture = Image.new("RGB", (960, 720), "#dfe7ee")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((260, 120, 700, 640), fill="#f8fafb", outline="#51606d", width=8)
    draw.rectangle((320, 190, 640, 380), fill="#9cc3de")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def signature() -> tuple[bytes, bytes]:
    """A signature as the phone sends it: the picture as PNG and the strokes as JSON."""
    picture = Image.new("RGBA", (400, 180), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    for stroke in NAME:
        draw.line(stroke, fill=(16, 24, 48, 255), width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    points = [[{"x": x, "y": y, "time": 10 * n} for n, (x, y) in enumerate(s)] for s in NAME]
    return out.getvalue(), json.dumps({"format": "strokes/1", "strokes": points}).encode()


def report(
    bundle: dict[str, Any], visit: dict[str, Any], consent: dict[str, Any]
) -> dict[str, Any]:
    """`reports` of signature.capture: one snapshot over all work orders of the visit."""
    place = next(each for each in bundle["objects"] if each["id"] == visit["object"])
    shown = ReportShown(
        language=consent["lang"],
        issuer=_party(visit.get("issuer")),
        client=_party(visit.get("client")),
        object=ObjectShown(
            place["name"], place["time_zone"], place.get("client_code") or "", place["address"]
        ),
        visit=_visit(visit),
        work_orders=[_work(bundle, order) for order in visit["work_orders"]],
        photos=[
            PhotoShown(each["media_id"], hashlib.sha256(photo()).hexdigest(), each["role"])
            for each in visit["media"]
            if each["role"] in ("before", "during", "after")
        ],
        consent=consent["text"],
    )
    snapshot = snapshot_of(shown)
    return {
        "work_order_ids": [order["id"] for order in visit["work_orders"]],
        "snapshot": snapshot,
        "sha256": snapshot_sha256(snapshot),
    }


def _work(bundle: dict[str, Any], order: dict[str, Any]) -> WorkShown:
    """A work order as the signer reads it, with what its checklists say."""
    definitions = {each["hash"]: each["definition"] for each in bundle["checklists"]}
    checklists = []
    for pinned in order["checklists"]:
        definition = check_definition(definitions[pinned["hash"]])
        answers = [Answer(a["item"], a["value"], a["state"]) for a in pinned["answers"]]
        checklists.append(shown_checklist(definition, answers, "en"))
    return WorkShown(order["number"], order["words"], "done", checklists=checklists)


def _visit(visit: dict[str, Any]) -> VisitShown:
    """The walk began a moment ago; what the phone knows of its own times is now."""
    now = datetime.now(UTC)
    return VisitShown(visit["number"], now, now, None, visit.get("engineers") or [])


def _party(given: dict[str, Any] | None) -> PartyShown:
    return PartyShown(**{key: value or "" for key, value in (given or {"name": ""}).items()})
