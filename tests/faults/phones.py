"""Phones as threads: an outbox each, pushes and files over HTTP, patience and nothing else."""

import hashlib
import io
import random
import time
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx
from PIL import Image

from tests.faults.day import files_of
from tests.phone_outbox import Heard, NoAnswerError, Outbox

API = "/api/mobile/v1"
LONGEST_PAUSE_S, PATIENCE_S, GIVE_UP_S = 2.0, 30, 600


@dataclass
class RealPhone:
    """One paired phone; `strange` keeps every answer that no phone should ever hear."""

    base: str
    token: str
    commands: list[dict[str, Any]]
    seed: int
    outbox: Outbox = field(default_factory=Outbox)
    counted: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Record the day piece by piece, tell it, send the files; an answer may take long."""
        chance, left = random.Random(self.seed), list(self.commands)
        deadline = time.monotonic() + GIVE_UP_S
        while left or self.outbox.waiting:
            for _command in range(min(len(left), chance.randint(1, 12))):
                self._record(left.pop(0))
            self._patiently(self._push, deadline)
        for number, (media_id, visit_id) in enumerate(files_of(self.commands).items()):
            photo = Upload(self, media_id, visit_id, picture(self.seed * 100 + number))
            while not photo.is_there:
                self._patiently(photo.step, deadline)

    def world(self) -> dict[str, Any]:
        """The bundle as it is now, without what is told beside it."""
        world: dict[str, Any] = self.ask("GET", "/bundle").json()
        return {name: world[name] for name in world if name not in ("ack", "server_time")}

    def ask(self, method: str, path: str, **told: Any) -> httpx.Response:
        """One call on a connection of its own; NoAnswerError where none came back."""
        headers = {"Authorization": f"Bearer {self.token}", "Connection": "close"}
        headers |= told.pop("headers", {})
        self.counted["calls"] += 1
        try:
            answer = httpx.request(
                method, self.base + API + path, headers=headers, timeout=PATIENCE_S, **told
            )
        except httpx.HTTPError as broken:
            self.counted["unheard"] += 1
            raise NoAnswerError from broken
        if answer.status_code >= 500 and not _asks_for_patience(answer):
            self.strange.append(f"{method} {path} {answer.status_code} {answer.text[:500]}")
        return answer

    def _push(self) -> bool:
        return self.outbox.push(self._send)

    def _send(self, push: dict[str, Any]) -> Heard:
        answer = self.ask("POST", "/commands", json=push)
        if answer.status_code == 200:
            results = answer.json()["results"]
            self.counted["told again"] += sum(r["status"] == "duplicate" for r in results)
        return Heard(answer.status_code, answer.json())

    def _record(self, command: dict[str, Any]) -> None:
        told = {name: command[name] for name in ("id", "captured_at")}
        self.outbox.record(command["type"], command["visit_id"], command["body"], **told)

    def _patiently(self, step: Any, deadline: float) -> None:
        """Try until it went well; the pause between tries grows as the phone's does."""
        pause = 0.1
        while True:
            assert time.monotonic() < deadline, f"{len(self.outbox.waiting)} commands left"
            try:
                if step():
                    return
            except NoAnswerError:
                pass
            time.sleep(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)


@dataclass
class Upload:
    """One file by tus: asked how far it came, sent from there."""

    phone: RealPhone
    media_id: str
    visit_id: str
    content: bytes
    is_there: bool = False

    def step(self) -> bool:
        """Announce it, which is the same upload when it is known, and send the rest."""
        start = self.phone.ask("POST", "/media/uploads", headers=self._announcement())
        if start.status_code != 201:
            return False
        offset = int(start.headers["Upload-Offset"])
        if offset < len(self.content):
            digest = b64encode(hashlib.sha256(self.content[offset:]).digest()).decode()
            headers = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
            path = f"/media/uploads/{self.media_id}"
            sent = self.phone.ask("PATCH", path, headers=headers, content=self.content[offset:])
            if sent.status_code != 204:
                return False
        self.is_there = True
        return True

    def _announcement(self) -> dict[str, str]:
        told = {
            "media_id": self.media_id,
            "visit_id": self.visit_id,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "mime": "image/png",
            "role": "after",
            "filename": "photo.png",
        }
        pairs = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in told.items())
        return {"Upload-Metadata": pairs, "Upload-Length": str(len(self.content))}


def all_work(phones: list[RealPhone]) -> None:
    """Every phone at the same time; the first failure of one is everybody's."""
    broken: list[BaseException] = []

    def run(phone: RealPhone) -> None:
        try:
            phone.work()
        except BaseException as reason:
            broken.append(reason)

    threads = [Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]


def picture(seed: int) -> bytes:
    """A small PNG unlike any other."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (seed % 256, seed // 256 % 256, 90)).save(made, "PNG")
    return made.getvalue()


def _asks_for_patience(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and "Retry-After" in answer.headers
