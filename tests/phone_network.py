"""A network that loses, repeats and delays, in front of a server that may die at any question.

The server is the real one behind its real views; a call it dies in leaves nothing, as a process
killed before its commit would.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from tests.phone_outbox import Heard, NoAnswerError

BASE = "/api/mobile/v1"
FAULTS = ("none", "none", "request lost", "answer lost", "killed", "twice", "phone killed")


class KilledError(BaseException):
    """No except Exception of the product may catch it: the process is gone."""


@dataclass
class Network:
    """What lies between one phone and the server; `past` is every push that was ever sent."""

    token: str
    past: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    client: Client = field(default_factory=Client)

    def push(self, fault: str, at: int) -> Callable[[dict[str, Any]], Heard]:
        """A way to send one push under `fault`; a killed server dies at its question `at`."""

        def send(body: dict[str, Any]) -> Heard:
            self.past.append((self.token, body))
            if fault == "request lost":
                raise NoAnswerError
            with dying(at if fault == "killed" else None):
                heard = self.deliver(-1)
            if fault == "twice":
                heard = self.deliver(-1)
            if fault in ("answer lost", "phone killed", "killed"):
                raise NoAnswerError
            return heard

        return send

    def deliver(self, back: int) -> Heard:
        """Bring a push of the past to the server, once more or for the first time."""
        token, body = self.past[back]
        return self._ask("POST", "/commands", token, json.dumps(body))

    def pull(self, **headers: str) -> tuple[int, dict[str, Any], str]:
        """Status, body and ETag of the bundle."""
        answer = self._raw("GET", "/bundle", self.token, "", **headers)
        said = answer.json() if answer.content else {}
        return answer.status_code, said, answer.headers.get("ETag", "")

    def _ask(self, method: str, path: str, token: str, body: str) -> Heard:
        answer = self._raw(method, path, token, body)
        return Heard(answer.status_code, answer.json())

    def _raw(self, method: str, path: str, token: str, body: str, **headers: str) -> Any:
        told = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answer = self.client.generic(
            method,
            BASE + path,
            body,
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token}",
            **told,
        )
        assert answer.status_code < 500, answer.content
        return answer


@contextmanager
def dying(at: int | None) -> Iterator[None]:
    """In the block the server dies before its question number `at`; nobody hears of it."""
    asked = 0

    def count(execute: Any, *question: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == at:
            raise KilledError
        return execute(*question)

    try:
        with connection.execute_wrapper(count):
            yield
    except KilledError:
        raise NoAnswerError from None
