"""An engineer's phone without a screen: pairs, pulls its world, sends commands and files."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

import httpx

from backend.demo.walk.pages import WalkError
from backend.lib.ids import new_id

API = "/api/mobile/v1"
CHUNK = 256 * 1024
DONE = ("applied", "duplicate")


class Phone:
    """One paired phone; `seq` counts its commands, as the outbox does."""

    def __init__(self, base: str, code: str, transport: httpx.BaseTransport | None = None) -> None:
        self.client = httpx.Client(base_url=base, timeout=30, transport=transport)
        pairing = {
            "code": code,
            "installation_id": str(new_id()),
            "name": "Walking phone",
            "platform": "walk",
            "app_build": "1",
        }
        paired = self._answer(self.client.post(f"{API}/devices/pair", json=pairing), 200, 201)
        self.client.headers["Authorization"] = f"Bearer {paired.json()['access_token']}"
        self.seq = 0
        self.etag = ""

    def bundle(self) -> tuple[dict[str, Any], int]:
        """The engineer's world and its size in bytes."""
        answer = self._answer(self.client.get(f"{API}/bundle"), 200)
        self.etag = answer.headers["ETag"]
        return answer.json(), len(answer.content)

    def unchanged(self) -> bool:
        """Whether the server says that nothing changed since the last pull."""
        answer = self.client.get(f"{API}/bundle", headers={"If-None-Match": self.etag})
        return answer.status_code == 304

    def config(self) -> dict[str, Any]:
        """Limits, flags, consents."""
        found: dict[str, Any] = self._answer(self.client.get(f"{API}/config"), 200).json()
        return found

    def catalog(self) -> dict[str, Any]:
        """Parts, work types, reasons."""
        found: dict[str, Any] = self._answer(self.client.get(f"{API}/catalog"), 200).json()
        return found

    def send(self, *happened: tuple[str, str, dict[str, Any]], base_version: int = 1) -> None:
        """Push commands (type, visit id, body) as one batch; each must have been applied."""
        commands = [self._command(*each, base_version=base_version) for each in happened]
        now = datetime.now(UTC).isoformat()
        batch = {
            "schema": 1,
            "app_build": "1",
            "batch_id": str(new_id()),
            "clock": {"device_now": now, "offset_ms": 0, "offset_age_s": 0},
            "commands": commands,
        }
        answer = self._answer(self.client.post(f"{API}/commands", json=batch), 200)
        for command, result in zip(commands, answer.json()["results"], strict=True):
            if result["status"] not in DONE:
                raise WalkError(f"{command['type']} was {result['status']}: {result}")

    def _command(
        self, type_: str, visit_id: str, body: dict[str, Any], base_version: int
    ) -> dict[str, Any]:
        self.seq += 1
        return {
            "id": str(new_id()),
            "seq": self.seq,
            "type": type_,
            "visit_id": visit_id,
            "base_version": base_version,
            "captured_at": datetime.now(UTC).isoformat(),
            "gps": {"lat": 43.7388, "lon": 7.4252, "acc_m": 12},
            "body": body,
        }

    def upload(self, content: bytes, mime: str, role: str, visit_id: str) -> str:
        """Send a file by tus, a checksum a chunk; returns its media id."""
        media_id = str(new_id())
        told = {
            "media_id": media_id,
            "visit_id": visit_id,
            "sha256": hashlib.sha256(content).hexdigest(),
            "mime": mime,
            "role": role,
            "filename": f"{role}.{mime.split('/')[-1]}",
        }
        metadata = ",".join(f"{key} {_b64(value.encode())}" for key, value in told.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content))}
        start = self.client.post(
            f"{API}/media/uploads", headers={**headers, "Upload-Metadata": metadata}
        )
        where = self._answer(start, 200, 201).headers["Location"]
        for offset in range(0, len(content), CHUNK):
            self._patch(where, content[offset : offset + CHUNK], offset)
        return media_id

    def _patch(self, where: str, chunk: bytes, offset: int) -> None:
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Checksum": f"sha256 {_b64(hashlib.sha256(chunk).digest())}",
        }
        self._answer(self.client.patch(where, content=chunk, headers=headers), 204)

    @staticmethod
    def _answer(answer: httpx.Response, *wanted: int) -> httpx.Response:
        if answer.status_code not in wanted:
            raise WalkError(
                f"{answer.request.method} {answer.url} answered {answer.status_code}: "
                f"{answer.text[:300]}"
            )
        return answer


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
