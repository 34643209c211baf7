"""The phone's outbox and sender, by the rules of frontend/phone/outbox.ts and sender.ts.

What waits is sent from the front, in order; what was not answered stays as it is; a fork or a gap
is renumbered with the ids kept; a command leaves only by its result.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from backend.lib.clock import utc_now
from backend.lib.ids import new_id

MOST = 100
Command = dict[str, Any]


class NoAnswerError(Exception):
    """The connection broke: the phone does not know whether the server heard."""


@dataclass(frozen=True)
class Heard:
    """An answer that reached the phone."""

    status: int
    said: dict[str, Any]


Send = Callable[[dict[str, Any]], Heard]


@dataclass
class Outbox:
    """What one engineer recorded; `done` holds the result of everything that has one."""

    waiting: list[Command] = field(default_factory=list)
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_seq: int = 0

    def record(self, kind: str, visit_id: object, body: dict[str, Any], **told: Any) -> Command:
        """Something happened; it waits from now on."""
        self.last_seq += 1
        command = {
            "id": str(new_id()),
            "seq": self.last_seq,
            "type": kind,
            "visit_id": str(visit_id),
            "base_version": 1,
            "captured_at": utc_now().isoformat(),
            "body": body,
            **told,
        }
        self.waiting.append(command)
        return command

    def push(self, send: Send, most: int = MOST) -> bool:
        """One push from the front; whether the server took any of it or had it renumbered."""
        batch = deepcopy(self.waiting[:most])
        if not batch:
            return True
        heard = send(push_of(batch))
        if heard.said.get("code") == "sequence-fork":
            self.renumber(heard.said["last_seq"])
            return True
        if heard.status != 200:
            return False
        return self.settle(batch[0]["id"], heard.said)

    def settle(self, sent_first: str, answer: dict[str, Any]) -> bool:
        """Archive what has a result; a deferred command goes on waiting."""
        for result in answer["results"]:
            if result["status"] != "deferred":
                self.done[result["id"]] = result.get("original") or result
        left = [command for command in self.waiting if command["id"] not in self.done]
        settled, self.waiting = len(self.waiting) - len(left), left
        gap = bool(left) and left[0]["seq"] > answer["last_seq"] + 1
        if gap and left[0]["id"] == sent_first:
            self.renumber(answer["last_seq"])
            return True
        return settled > 0

    def renumber(self, last_seq: int) -> None:
        """Count what waits from `last_seq` + 1; ids stay, so nothing can happen twice."""
        for number, command in enumerate(self.waiting, start=1):
            command["seq"] = last_seq + number
        self.last_seq = last_seq + len(self.waiting)


def push_of(commands: list[Command]) -> dict[str, Any]:
    """The body of a push, by a clock that is right."""
    clock = {"device_now": utc_now().isoformat(), "offset_ms": 0, "offset_age_s": 0}
    return {
        "schema": 1,
        "app_build": "1",
        "batch_id": str(new_id()),
        "clock": clock,
        "commands": commands,
    }
