"""A phone that sends its photos by tus, as frontend/phone/uploads.ts does, over any line."""

import hashlib
import http.client
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

CHUNK = 256 * 1024
PATH = "/api/mobile/v1/media/uploads"
# A server whose answer does not come in this time is asked anew.
PATIENCE_S = 15
MOST_TRIES = 400


@dataclass(frozen=True)
class Photo:
    """One photo on the phone."""

    id: UUID
    mime: str
    content: bytes


@dataclass
class TusPhone:
    """Sends one photo after the other; what went wrong on the way is counted by status."""

    port: int
    token: str
    visit_id: UUID
    seen: Counter[int | str] = field(default_factory=Counter)
    _wire: http.client.HTTPConnection | None = None

    def send(self, photo: Photo) -> None:
        """Ask again and again until the server has said that it holds the whole file."""
        known = False
        for _try in range(MOST_TRIES):
            try:
                known = known or self._announced(photo)
                offset = self._offset(photo) if known else None
                known = offset is not None
                while offset is not None and offset < len(photo.content):
                    offset = self._sent(photo, offset)
                if offset is not None:
                    return
            except (OSError, http.client.HTTPException, ValueError) as fault:
                self.seen[type(fault).__name__] += 1
                self._hang_up()
        raise AssertionError(f"{photo.id} could not be sent: {self.seen}")

    def _announced(self, photo: Photo) -> bool:
        told = {
            "media_id": str(photo.id),
            "visit_id": str(self.visit_id),
            "sha256": hashlib.sha256(photo.content).hexdigest(),
            "mime": photo.mime,
            "role": "after",
            "filename": "photo",
        }
        metadata = ",".join(f"{key} {_b64(value.encode())}" for key, value in told.items())
        length = str(len(photo.content))
        headers = {"Upload-Length": length, "Upload-Metadata": metadata}
        status, _answer = self._ask("POST", PATH, f"{length} {metadata}".encode(), headers)
        return status == 201

    def _offset(self, photo: Photo) -> int | None:
        """How much the server has; None where it has never heard of the file, or forgot it."""
        status, answer = self._ask("HEAD", f"{PATH}/{photo.id}", b"", {})
        return int(answer.get("Upload-Offset", "")) if status == 200 else None

    def _sent(self, photo: Photo, offset: int) -> int | None:
        """One chunk; the next offset, None where the server is to be asked how far it got."""
        chunk = photo.content[offset : offset + CHUNK]
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        status, answer = self._ask("PATCH", f"{PATH}/{photo.id}", chunk, headers)
        return int(answer.get("Upload-Offset", "")) if status == 204 else None

    def _ask(
        self, method: str, path: str, hashed: bytes, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage]:
        """A question with the checksum of what matters in it: the chunk, or the announcement."""
        wire = self._wire or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        self._wire = wire
        about = {"Authorization": f"Bearer {self.token}", "Tus-Resumable": "1.0.0", **headers}
        if hashed:
            about["Upload-Checksum"] = f"sha256 {_b64(hashlib.sha256(hashed).digest())}"
        wire.request(method, path, hashed if method == "PATCH" else None, about)
        with wire.getresponse() as answer:
            answer.read()
            self.seen[answer.status] += 1
            return answer.status, answer.headers

    def _hang_up(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None


def _b64(content: bytes) -> str:
    return b64encode(content).decode()
