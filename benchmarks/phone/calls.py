"""The sixteen calls a phone makes on a morning, in its order; a body may hang on the answer before.

Each call: its name, and the request as bytes made when its time has come.
"""

import base64
import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PIL import Image

from backend.lib.ids import new_id

API = "/api/mobile/v1"
Facts = dict[str, Any]


@dataclass
class Phone:
    """What one phone knows and has said so far."""

    facts: Facts
    etag: str = ""
    seq: int = 0
    media_id: str = field(default_factory=lambda: str(new_id()))
    photo: bytes = b""

    def asks(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """A request on the wire, as a browser on a phone would send it."""
        told = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {self.facts['token']}",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"{method} {API}{path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def pull(self) -> bytes:
        """The world, unless it is the one the phone has."""
        return self.asks("GET", "/bundle", If_None_Match=self.etag)

    def push(self, *said: tuple[str, Facts], visit: str = "") -> bytes:
        """What happened, as commands."""
        commands = [self._command(kind, body, visit) for kind, body in said]
        return self._batch(commands)

    def accept_all(self) -> bytes:
        """Every visit of the day is accepted."""
        return self._batch([self._command("visit.accept", {}, each) for each in self.visits])

    @property
    def visits(self) -> list[str]:
        """The visits of today."""
        return list(self.facts["visits"])

    def _command(self, kind: str, body: Facts, visit: str) -> Facts:
        self.seq += 1
        place = {"lat": 43.7388, "lon": 7.4252, "acc_m": 12}
        head = {"id": str(new_id()), "seq": self.seq, "type": kind}
        head |= {"visit_id": visit or self.facts["visit_id"], "base_version": 1}
        return {**head, "captured_at": _now(), "gps": place, "body": body}

    def _batch(self, commands: list[Facts]) -> bytes:
        clock = {"device_now": _now(), "offset_ms": 0, "offset_age_s": 0}
        body = {"schema": 1, "app_build": "1", "batch_id": str(new_id()), "clock": clock}
        said = json.dumps({**body, "commands": commands}).encode()
        return self.asks("POST", "/commands", said, Content_Type="application/json")

    def announce(self) -> bytes:
        """A photo of 60 kB, new to the store."""
        self.photo = _picture() + os.urandom(60_000)
        told = {"media_id": self.media_id, "visit_id": self.facts["visit_id"], "role": "after"}
        told |= {"sha256": hashlib.sha256(self.photo).hexdigest(), "mime": "image/jpeg"}
        metadata = ",".join(f"{key} {_b64(str(value).encode())}" for key, value in told.items())
        about = {"Upload_Length": str(len(self.photo)), "Upload_Metadata": metadata}
        return self.asks("POST", "/media/uploads", Tus_Resumable="1.0.0", **about)

    def send(self) -> bytes:
        """The whole photo in one chunk."""
        sum_ = f"sha256 {_b64(hashlib.sha256(self.photo).digest())}"
        about = {"Upload_Offset": "0", "Upload_Checksum": sum_, "Tus_Resumable": "1.0.0"}
        kind = "application/offset+octet-stream"
        path = f"/media/uploads/{self.media_id}"
        return self.asks("PATCH", path, self.photo, Content_Type=kind, **about)

    def drive(self) -> bytes:
        """Where the phone was in the last minutes."""
        point = {"at": _now(), "lat": 43.7388, "lon": 7.4252, "acc_m": 12}
        body = json.dumps({"points": [point] * 5}).encode()
        return self.asks("POST", "/positions", body, Content_Type="application/json")

    def work(self) -> bytes:
        """Four answers, a note, and what the photo shows."""
        work = {"work_order_id": self.facts["work_order_id"]}
        form = {**work, "checklist_hash": self.facts["form"], "state": "ok"}
        answers = [
            ("checklist.answer", {**form, "item": item, "value": value})
            for item, value in self.facts["answers"]
        ]
        note = {**work, "note_id": str(new_id()), "text": "Fan was worn out."}
        shown = {**work, "media_id": self.media_id, "role": "after"}
        return self.push(*answers, ("note.add", note), ("media.attach", shown))

    def begin(self) -> bytes:
        """Off to the first visit, there, at work."""
        return self.push(("visit.travel_start", {}), ("visit.arrive", {}), ("visit.start", {}))


Call = tuple[str, Callable[[Phone], bytes]]
CALLS: tuple[Call, ...] = (
    ("config", lambda phone: phone.asks("GET", "/config")),
    ("catalog", lambda phone: phone.asks("GET", "/catalog")),
    ("bundle, the first", Phone.pull),
    ("checklist", lambda phone: phone.asks("GET", f"/checklists/{phone.facts['form']}")),
    ("duty", lambda phone: phone.asks("GET", "/positions")),
    ("bundle, nothing new", Phone.pull),
    ("commands", Phone.accept_all),
    ("bundle, changed", Phone.pull),
    ("positions", Phone.drive),
    ("commands", Phone.begin),
    ("announce a photo", Phone.announce),
    ("photo", Phone.send),
    ("commands", Phone.work),
    ("positions", Phone.drive),
    ("bundle, changed", Phone.pull),
    ("bundle, nothing new", Phone.pull),
)


@cache
def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "JPEG")
    return out.getvalue()


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
