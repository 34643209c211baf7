"""A small proxy of the test between phones and the web: it loses answers and requests.

One call a connection. An answer is lost after the server gave it, whole or from the middle on; a
request is lost before the server has it. Which ones is drawn from a seed.
"""

import random
import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

ANSWERS_LOST, REQUESTS_LOST = 0.30, 0.05
PATIENCE_S = 60


@dataclass
class Losses:
    """How calls fare; `on_the_way` is called while the server works at one."""

    upstream: tuple[str, int]
    on_the_way: Callable[[], None] = lambda: None
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    counted: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self) -> str:
        """What becomes of the next call."""
        with self.lock:
            drawn = self.chance.random()
            fate = "answered"
            if drawn < ANSWERS_LOST:
                fate = "answers lost" if drawn < ANSWERS_LOST / 2 else "answers cut"
            elif drawn < ANSWERS_LOST + REQUESTS_LOST:
                fate = "requests lost"
            self.counted[fate] += 1
            return fate


class Line(socketserver.BaseRequestHandler):
    """One connection of a phone."""

    server: "Proxy"

    def handle(self) -> None:
        losses = self.server.losses
        self.request.settimeout(PATIENCE_S)
        with suppress(OSError):
            asked = read_request(self.request)
            fate = losses.draw()
            if not asked or fate == "requests lost":
                return
            said = self._ask(asked)
            if fate == "answered":
                self.request.sendall(said)
            elif fate == "answers cut":
                self.request.sendall(said[: len(said) // 2])

    def _ask(self, asked: bytes) -> bytes:
        with socket.create_connection(self.server.losses.upstream, PATIENCE_S) as server:
            server.sendall(asked)
            self.server.losses.on_the_way()
            said = b""
            while more := server.recv(65536):
                said += more
            return said


class Proxy(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50

    def __init__(self, losses: Losses) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.losses = losses


@contextmanager
def lossy(losses: Losses) -> Iterator[str]:
    """The address that phones are to call."""
    proxy = Proxy(losses)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
    finally:
        proxy.shutdown()
        proxy.server_close()


def read_request(line: socket.socket) -> bytes:
    """One HTTP request with its body; empty where the phone hung up first."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = line.recv(65536)
        if not more:
            return b""
        read += more
    head = read.partition(b"\r\n\r\n")[0].lower()
    told = dict(each.partition(b":")[::2] for each in head.split(b"\r\n"))
    length = int(told.get(b"content-length", 0))
    while len(read) < len(head) + 4 + length:
        more = line.recv(65536)
        if not more:
            return b""
        read += more
    return read
