"""An SMTP server for tests: speaks enough of RFC 5321, can hang in the middle of a letter."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message


class _Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self._say("220 test ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._take_letter()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 test" if verb != b"EHLO" else "250 8BITMIME")

    def _take_letter(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) and line.rstrip(b"\r\n") != b".":
            lines.append(line)
        self.server.reached.set()
        if self.server.hangs:
            # The sender waits for our answer until somebody kills it.
            self.server.released.wait(60)
            return
        self.server.letters.append(message_from_bytes(b"".join(lines)))
        self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `letters` holds what it took over."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[Message] = []
        self.hangs = False
        self.reached, self.released = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """What CALLOUT_SMTP_URL is set to."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"
