"""A push service of the tests: speaks RFC 8030 on a port of its own, and a browser that can open
what it got (RFC 8291), written from the RFC and not with the library that seals it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
POINT = serialization.PublicFormat.UncompressedPoint
X962 = serialization.Encoding.X962


def wrapped(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unwrapped(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushService:
    """What came, and what it answers next; every subscription is `/push/NAME`."""

    port: int = 0
    status: int = 201
    took: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def push_service() -> Iterator[PushService]:
    """The service, listening."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {name.lower(): value for name, value in self.headers.items()}
            service.took.append((self.path, told, body))
            # RFC 8030: without TTL it is 400, with a body of another coding 415.
            status = service.status if "ttl" in told else 400
            self.send_response(status)
            self.send_header("Location", f"http://{service.netloc}/message/{len(service.took)}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Browser:
    """One subscription's private side."""

    def __init__(self, netloc: str) -> None:
        self.key = ec.generate_private_key(CURVE)
        self.auth = b"sixteen bytes ok"
        self.public = self.key.public_key().public_bytes(X962, POINT)
        self.subscription: dict[str, Any] = {
            "endpoint": f"http://{netloc}/push/one",
            "keys": {"p256dh": wrapped(self.public), "auth": wrapped(self.auth)},
        }

    def opened(self, body: bytes) -> dict[str, Any]:
        """RFC 8188 header, then the keys of RFC 8291 section 3.4, one record."""
        salt, size, id_length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, sealed = body[21 : 21 + id_length], body[21 + id_length :]
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\x00" + self.public + sender
        secret = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert plain[-1:] == b"\x02"
        told: dict[str, Any] = json.loads(plain[:-1])
        return told


def claims_of(authorization: str, public_key: str) -> dict[str, Any]:
    """The claims of `vapid t=..., k=...`, whose signature is by `public_key` (RFC 8292)."""
    scheme, _, rest = authorization.partition(" ")
    said = dict(pair.strip().split("=", 1) for pair in rest.split(","))
    assert (scheme, said["k"]) == ("vapid", public_key)
    head, body, signature = said["t"].split(".")
    raw = unwrapped(signature)
    halves = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unwrapped(public_key))
    signed = utils.encode_dss_signature(*halves)
    key.verify(signed, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(unwrapped(head))["alg"] == "ES256"
    claims: dict[str, Any] = json.loads(unwrapped(body))
    return claims
