"""What is measured: how the product is asked for each operation, and the goals."""

import base64
import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from backend.lib.ids import new_id
from benchmarks.api.client import Ask, Judge, Maker, request
from benchmarks.api.statements import COMMANDS_A_BATCH

API = "/api/mobile/v1"
CSRF = "b" * 32
CHUNK = 256 * 1024
Facts = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One row of the table; `least` is a goal a second, the others are shares of the peers."""

    name: str
    words: str
    make: Callable[[Facts], Maker]
    least: float | None = None
    of_lean: float | None = None
    of_bare: float | None = None
    judge: Judge | None = None
    # A phone's push is locked, so there is one connection a phone.
    one_a_phone: bool = False


def by_session(facts: Facts, who: str) -> dict[str, str]:
    """The headers of a browser somebody signed in to."""
    return {"Cookie": f"sessionid={facts[who]}; csrftoken={CSRF}", "Accept-Language": "en"}


def by_token(facts: Facts, number: int) -> dict[str, str]:
    """The headers of one of the phones."""
    phones = facts["phones"]
    return {"Authorization": f"Bearer {phones[number % len(phones)]['token']}"}


def list_25(facts: Facts) -> Maker:
    """The desk's queue, filtered by a client, the next due first."""
    headers, clients = by_session(facts, "dispatcher"), itertools.cycle(facts["busy_clients"])
    return lambda number: [request("GET", f"/desk/?client={next(clients)}", headers)]


def card(facts: Facts) -> Maker:
    """The page of a work order."""
    headers, ids = by_session(facts, "dispatcher"), itertools.cycle(facts["cards"])
    return lambda number: [request("GET", f"/desk/work/{next(ids)}/", headers)]


def create(facts: Facts) -> Maker:
    """The portal's form, sent."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    headers = {**by_session(facts, "contact"), **form}
    about = {"object_id": facts["object_id"], "equipment_id": facts["equipment_id"]}
    about |= {"impact": "partly", "words": "It hums and does not cool", "ask": "send"}

    def make(number: int) -> Sequence[Ask]:
        told = {"csrfmiddlewaretoken": CSRF, "request_id": str(new_id()), **about}
        return [request("POST", "/portal/new/", headers, urlencode(told).encode(), (302,))]

    return make


def unchanged(facts: Facts) -> Maker:
    """A phone that has today's world already."""
    etags = facts["etags"]

    def make(number: int) -> Sequence[Ask]:
        headers = {**by_token(facts, number), "If-None-Match": etags[number % len(etags)]}
        return [request("GET", f"{API}/bundle", headers, expected=(304,))]

    return make


def changed(facts: Facts) -> Maker:
    """A phone that needs the whole world."""
    return lambda number: [request("GET", f"{API}/bundle", by_token(facts, number))]


def batch(facts: Facts) -> Maker:
    """Ten answers, six notes, two parts used, two stretches of time, as a phone tells them."""
    last = [phone["last_seq"] for phone in facts["phones"]]

    def make(number: int) -> Sequence[Ask]:
        phone = facts["phones"][number]
        first, last[number] = last[number] + 1, last[number] + COMMANDS_A_BATCH
        said = [_command(phone, seq) for seq in range(first, first + COMMANDS_A_BATCH)]
        clock = {"device_now": _now(), "offset_ms": 0, "offset_age_s": 0}
        body = {"schema": 1, "app_build": "1", "clock": clock, "commands": said}
        headers = {**by_token(facts, number), "Content-Type": "application/json"}
        return [request("POST", f"{API}/commands", headers, json.dumps(body).encode())]

    return make


def all_applied(body: bytes) -> str:
    """What is wrong with the answer to a push, or nothing."""
    states = [result["status"] for result in json.loads(body)["results"]]
    return "" if states == ["applied"] * COMMANDS_A_BATCH else body.decode()[:600]


def photo(facts: Facts) -> Maker:
    """A photo announced and sent in chunks, each with its checksum, up to the last 204."""
    camera = Path(facts["photo"]).read_bytes()

    def make(number: int) -> Sequence[Ask]:
        media_id, phone = str(new_id()), facts["phones"][number % len(facts["phones"])]
        # A comment of its own makes each photo new to the store, which keeps a content once.
        content = camera[:2] + b"\xff\xfe\x00\x26" + media_id.encode() + camera[2:]
        whole = hashlib.sha256(content).hexdigest()
        chunks = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
        sums = [_b64(hashlib.sha256(chunk).digest()) for chunk in chunks]
        told = {"media_id": media_id, "visit_id": phone["visit_id"], "sha256": whole}
        told |= {"mime": "image/jpeg", "role": "after", "filename": "after.jpg"}
        headers = {**by_token(facts, number), "Tus-Resumable": "1.0.0"}
        metadata = ",".join(f"{key} {_b64(value.encode())}" for key, value in told.items())
        start = {**headers, "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
        asks = [request("POST", f"{API}/media/uploads", start, expected=(201,))]
        for place, chunk in enumerate(chunks):
            about = {**headers, "Upload-Offset": str(place * CHUNK)}
            about |= {"Content-Type": "application/offset+octet-stream"}
            about |= {"Upload-Checksum": f"sha256 {sums[place]}"}
            path = f"{API}/media/uploads/{media_id}"
            asks.append(request("PATCH", path, about, chunk, (204,)))
        return asks

    return make


def _command(phone: Facts, seq: int) -> Facts:
    kind, body = _said(phone, seq % COMMANDS_A_BATCH)
    place = {"lat": 43.7388, "lon": 7.4252, "acc_m": 12}
    head = {"id": str(new_id()), "seq": seq, "type": kind, "visit_id": phone["visit_id"]}
    return {**head, "base_version": 1, "captured_at": _now(), "gps": place, "body": body}


def _said(phone: Facts, turn: int) -> tuple[str, Facts]:
    work = {"work_order_id": phone["work_order_id"]}
    if turn < 10:
        answer = {"checklist_hash": phone["form"], "item": phone["item"], "value": phone["value"]}
        return "checklist.answer", {**work, **answer, "state": "ok"}
    if turn < 16:
        return "note.add", {**work, "note_id": str(new_id()), "text": "Fan was worn out."}
    if turn < 18:
        used = {"part_id": phone["part_id"], "quantity": "1", "unit": phone["unit"]}
        return "part.use", {**work, **used, "use_id": str(new_id())}
    begun = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return "time.log", {
        **work, "time_id": str(new_id()), "kind": "work", "from": begun, "to": _now(),
    }  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


OPERATIONS = (
    Operation("list", "list of 25 requests, filtered", list_25, least=130, of_lean=0.6),
    Operation("card", "card of a work order", card, least=250),
    Operation("create", "create a request", create, least=120),
    Operation("unchanged", "bundle, nothing new", unchanged, least=400),
    Operation("changed", "bundle, all of it", changed),
    Operation(
        "batch", "20 commands in a batch", batch, least=15, of_bare=0.45,
        judge=all_applied, one_a_phone=True,
    ),
    Operation("photo", "photo of 3 MB taken in", photo),
)  # fmt: skip
