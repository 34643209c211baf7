"""Web push: RFC 8030 delivery, RFC 8291 encryption, RFC 8292 (VAPID) signature.

Correctness never depends on it: a phone that hears nothing pulls all the same. The key that
signs is derived from the house's secret, so that every process has it and none keeps it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from py_vapid import Vapid02

from backend.lib import guarded
from backend.lib.clock import utc_now
from backend.lib.errors import Refused

CURVE: Final = ec.SECP256R1()
# The order of the curve's group; a private key lies between one and it.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# After a day a notice of a visit says nothing the bundle does not.
TTL_S: Final = 24 * 3600
VAPID_LIVES_S: Final = 12 * 3600
# What RFC 8030 obliges a push service to take, less what the encryption adds.
MOST_BYTES: Final = 3900


class SubscriptionGoneError(Exception):
    """The push service says that nobody listens there any more (404 or 410)."""


class PushFailedError(Exception):
    """The push service did not take it now; it may later."""


@dataclass(frozen=True)
class PushMessage:
    """What a phone shows: a title and a line of words, where a tap leads, and the tag under which
    a newer one takes its place."""

    title: str
    body: str
    path: str
    tag: str

    def payload(self) -> bytes:
        """JSON of at most MOST_BYTES; words too long are cut."""
        room = MOST_BYTES
        told: dict[str, Any] = {"title": self.title, "body": self.body}
        told |= {"path": self.path, "tag": self.tag}
        while len(json.dumps(told, ensure_ascii=False).encode()) > room:
            told["body"] = str(told["body"])[: len(str(told["body"])) // 2]
        return json.dumps(told, ensure_ascii=False).encode()


def check_subscription(subscription: dict[str, Any]) -> None:
    """Refused("address-not-public") or Refused("push-keys") for one we could never send to."""
    guarded.refuse_private(str(subscription["endpoint"]), inside=settings.PUSH_HOSTS_INSIDE)
    try:
        keys = subscription["keys"]
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _unwrapped(keys["p256dh"]))
        usable = len(_unwrapped(keys["auth"])) == 16
    except (ValueError, KeyError) as reason:
        raise Refused("push-keys") from reason
    if not usable:
        raise Refused("push-keys")


def send(subscription: dict[str, Any], message: PushMessage, *, urgency: str = "normal") -> None:
    """Encrypt for one browser and hand over to its push service.

    Raises SubscriptionGoneError, PushFailedError, Refused("address-not-public"), or
    httpx.HTTPError where the service cannot be reached.
    """
    endpoint = str(subscription["endpoint"])
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_S),
        "Urgency": urgency,
        "Topic": _wrapped(sha256(message.tag.encode()).digest())[:32],
        **_signature(endpoint),
    }
    sealed = _sealed(subscription["keys"], message.payload())
    said = guarded.post(endpoint, sealed, headers, inside=settings.PUSH_HOSTS_INSIDE)
    if said.status in (404, 410):
        raise SubscriptionGoneError
    if not 200 <= said.status < 300:
        raise PushFailedError(f"{said.status} {said.words[:200]}")


def public_key() -> str:
    """What a browser subscribes with (applicationServerKey), base64url."""
    point = serialization.PublicFormat.UncompressedPoint
    raw = _private_key().public_key().public_bytes(serialization.Encoding.X962, point)
    return _wrapped(raw)


@cache
def _private_key() -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=b"callout web push").derive(
        settings.SECRET_KEY.encode()
    )
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, CURVE)


def _signature(endpoint: str) -> dict[str, str]:
    """Who sends, for one push service and half a day."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(utc_now().timestamp()) + VAPID_LIVES_S,
        "sub": settings.PUBLIC_URL
        if settings.PUBLIC_URL.startswith("https:")
        else f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}",
    }
    signed: dict[str, str] = Vapid02(_private_key()).sign(claims)
    return signed


def _sealed(keys: dict[str, str], plain: bytes) -> bytes:
    once = ec.generate_private_key(CURVE)
    sealed: bytes = http_ece.encrypt(
        plain,
        private_key=once,
        dh=_unwrapped(keys["p256dh"]),
        auth_secret=_unwrapped(keys["auth"]),
        version="aes128gcm",
    )
    return sealed


def _wrapped(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _unwrapped(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
