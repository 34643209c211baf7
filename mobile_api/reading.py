"""Reading JSON from strangers: not too long, not too deep, no numbers without end."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from backend.lib.errors import Invalid, Refused

DEEPEST = 64


def read_object(request: HttpRequest, most_bytes: int) -> dict[str, Any]:
    """The body as a JSON object; Refused("body-too-large") or Invalid("", ...) otherwise."""
    try:
        value = json.loads(read_body(request, most_bytes), parse_constant=_no_constant)
    except (ValueError, RecursionError) as reason:
        raise Invalid("", "not-json") from reason
    if not isinstance(value, dict):
        raise Invalid("", "not-an-object")
    _refuse_depth(value)
    return value


def read_body(request: HttpRequest, most_bytes: int) -> bytes:
    """The whole body; one that broke off on the way is refused, nothing of it is kept."""
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    announced = int(told) if told.isdigit() else 0
    if announced > most_bytes:
        raise Refused("body-too-large")
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError) as reason:
        raise Refused("body-too-large") from reason
    if len(body) < announced:
        raise Invalid("", "body-broken-off")
    if len(body) > most_bytes:
        raise Refused("body-too-large")
    return body


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _refuse_depth(value: Any) -> None:
    """Level by level, so that a deep value cannot exhaust our own stack."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [
            each
            for holder in level
            for each in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(each, dict | list)
        ]
        if not level:
            return
    raise Invalid("", "too-deep")
