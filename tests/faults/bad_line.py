"""A line that breaks off at random and turns bits over, in both directions, by a fixed seed."""

import asyncio
import socket
import struct
import threading
from dataclasses import dataclass
from random import Random

PIECE = 64 * 1024
# One piece in so many breaks the connection, one in so many arrives with a bit turned over.
BREAKS, SPOILS = 60, 40


@dataclass
class Accidents:
    """What the line did so far."""

    breaks: int = 0
    spoils: int = 0


class BadLine:
    """A TCP proxy on a port of its own, in a thread; every connection throws its own dice."""

    def __init__(self, to_port: int, seed: int) -> None:
        self._to_port, self._seed, self._connections = to_port, seed, 0
        self._roads: set[asyncio.Future[None]] = set()
        self.accidents = Accidents()
        self._loop = asyncio.new_event_loop()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Hang up everywhere and take no more calls."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._listening.close()

    async def _hang_up(self) -> None:
        for road in self._roads:
            road.cancel()
        # With its roads closed, every connection ends by itself.
        await asyncio.gather(
            *asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True
        )

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.create_task(asyncio.start_server(self._connect, sock=self._listening))
        self._loop.run_forever()

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._connections += 1
        dice = Random(self._seed + self._connections)
        far, forth = await asyncio.open_connection("127.0.0.1", self._to_port)
        ways = (self._carry(near, forth, dice), self._carry(far, back, dice))
        roads = {asyncio.ensure_future(way) for way in ways}
        self._roads |= roads
        _done, still = await asyncio.wait(roads, return_when=asyncio.FIRST_COMPLETED)
        for road in still:
            road.cancel()
        self._roads -= roads
        for writer in (forth, back):
            _break_off(writer)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dice: Random
    ) -> None:
        try:
            while piece := await reader.read(PIECE):
                if dice.randrange(BREAKS) == 0:
                    self.accidents.breaks += 1
                    # Some of the piece still arrives: a line breaks where it likes.
                    writer.write(piece[: dice.randrange(len(piece))])
                    return
                writer.write(self._spoiled(piece, dice))
                await writer.drain()
        except OSError:
            return

    def _spoiled(self, piece: bytes, dice: Random) -> bytes:
        if dice.randrange(SPOILS):
            return piece
        self.accidents.spoils += 1
        spoiled = bytearray(piece)
        spoiled[dice.randrange(len(piece))] ^= 1 << dice.randrange(8)
        return bytes(spoiled)


def _break_off(writer: asyncio.StreamWriter) -> None:
    """End a connection without a goodbye."""
    wire = writer.get_extra_info("socket")
    if wire is not None and not writer.is_closing():
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
