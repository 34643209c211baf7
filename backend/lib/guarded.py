"""The one way out to an address a stranger gave us: no private ranges, a pinned address, no
redirects, small limits.

The name is resolved once, every address it has must be public, and the connection goes to the
very address that was looked at, so that a name cannot change its mind in between.
"""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from backend.lib.errors import Refused

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MOST_ANSWER_BYTES = 4096


@dataclass(frozen=True)
class Answered:
    """What a stranger's server said: the status, the seconds it asked us to wait, and the first
    bytes of its words."""

    status: int
    retry_after: str
    words: str


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, inside: Collection[str] = ()
) -> Answered:
    """POST to a public https address; `inside` names hosts with a port that are ours to reach.

    Raises Refused("address-not-public") before anything is sent, and httpx.HTTPError where the
    server cannot be reached.
    """
    parts = urlsplit(url)
    if parts.netloc in inside:
        return _sent(url, body, headers, {})
    address = _public_address(parts)
    host = parts.hostname or ""
    pinned = f"[{address}]" if ":" in address else address
    netloc = f"{pinned}:{_port(parts)}"
    told = {**headers, "Host": parts.netloc}
    return _sent(parts._replace(netloc=netloc).geturl(), body, told, {"sni_hostname": host})


def refuse_private(url: str, *, inside: Collection[str] = ()) -> None:
    """Refused("address-not-public") for what `post` would never send to, without asking a
    name server."""
    parts = _split(url)
    if parts.netloc in inside:
        return
    host = parts.hostname or ""
    try:
        is_public = _is_public(host)
    except ValueError:
        is_public = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    if parts.scheme != "https" or parts.username or not is_public:
        raise Refused("address-not-public")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port(parts)
    except ValueError as reason:
        raise Refused("address-not-public") from reason
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or 443


def _public_address(parts: SplitResult) -> str:
    """The first address of the host, where all of them are public."""
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise Refused("address-not-public")
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as reason:
        raise httpx.ConnectError(f"{parts.hostname} has no address") from reason
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(_is_public(each) for each in addresses):
        raise Refused("address-not-public")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return inner.is_global and not inner.is_multicast and ip.is_global


def _sent(
    url: str, body: bytes, headers: Mapping[str, str], extensions: dict[str, object]
) -> Answered:
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", url, content=body, headers=headers, extensions=extensions) as said,
    ):
        first = next(said.iter_raw(MOST_ANSWER_BYTES), b"")[:MOST_ANSWER_BYTES]
        words = first.decode("utf-8", "replace")
        return Answered(said.status_code, said.headers.get("Retry-After", ""), words)
