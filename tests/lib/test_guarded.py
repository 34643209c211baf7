"""Nothing inside our walls can be reached by an address a stranger gave."""

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.lib import guarded
from backend.lib.errors import Refused


def named(*addresses: str) -> Callable[..., Any]:
    def answer(*_args: object, **_more: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

    return answer


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3:8443/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://user:secret@push.example.com/x",
        "https://push.example.com:99999/x",
        "file:///etc/passwd",
        "https://",
        "https://[oh",
    ],
)
def test_an_address_inside_is_refused_by_its_looks(url: str) -> None:
    with pytest.raises(Refused, match="address-not-public"):
        guarded.refuse_private(url)


def test_a_public_one_and_one_of_ours_pass() -> None:
    guarded.refuse_private("https://push.example.com/x")
    guarded.refuse_private("http://127.0.0.1:9000/x", inside=["127.0.0.1:9000"])


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("93.184.215.14", "10.0.0.1"), ("100.64.0.1",), ("224.0.0.1",), ("0.0.0.0",)],
)
def test_a_name_that_leads_inside_is_never_asked(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", named(*addresses))
    with pytest.raises(Refused, match="address-not-public"):
        guarded.post("https://push.example.com/x", b"", {})


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, Any] = {}

    def stream(_client: httpx.Client, method: str, url: str, **told: Any) -> Any:
        asked.update(method=method, url=url, **told)
        raise httpx.ConnectError("nobody")

    monkeypatch.setattr(socket, "getaddrinfo", named("93.184.215.14"))
    monkeypatch.setattr(httpx.Client, "stream", stream)
    with pytest.raises(httpx.ConnectError):
        guarded.post("https://push.example.com/x?y=1", b"", {"TTL": "60"})
    assert asked["url"] == "https://93.184.215.14:443/x?y=1"
    assert asked["headers"]["Host"] == "push.example.com"
    assert asked["extensions"] == {"sni_hostname": "push.example.com"}


def test_a_name_without_an_address_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_more: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(httpx.ConnectError):
        guarded.post("https://push.example.com/x", b"", {})
