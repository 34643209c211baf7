"""The door of the served house: at the end of a test it shuts, and whoever is inside leaves first.

A phone asks in the background. A request still being answered while the tables are emptied for
the next test takes their locks in another order, and PostgreSQL ends one of the two.
"""

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from threading import Condition
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Longer than any request of a test takes; a test that leaves one hanging is told so.
PATIENCE_S = 30


class Doorway:
    """A WSGI application before another one that counts who is inside."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._inside = 0
        self._shut = False
        self._left = Condition()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer as the house does, whole, or with 503 once the door is shut."""
        with self._left:
            if self._shut:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._inside += 1
        try:
            answer = self._application(environ, start_response)
            with closing(answer) if hasattr(answer, "close") else nullcontext():
                return [b"".join(answer)]
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify_all()

    def shut(self) -> None:
        """Let nobody in any more and wait until everybody has left."""
        with self._left:
            self._shut = True
            if not self._left.wait_for(lambda: self._inside == 0, PATIENCE_S):
                raise TimeoutError(f"{self._inside} requests were not answered in {PATIENCE_S} s")
