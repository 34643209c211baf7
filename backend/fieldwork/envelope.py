"""Reading one command as it came: what every type carries, and the name of its body.

Text PostgreSQL cannot keep (NUL, lone surrogates, numbers without end) makes a command
malformed; it is quarantined in a cleaned form, so it can never block the phone's queue.
"""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point

from backend.lib.errors import CalloutError, Invalid
from backend.lib.geo import checked_point

Raw = dict[str, Any]
# A phone that lost its clock says 1970 or 1980; before and after that it is no time at all.
EARLIEST_YEAR, LATEST_YEAR = 1970, 2200
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Sent:
    """A command off the wire, before anything but its id and number was read."""

    id: UUID
    seq: int
    raw: Raw


@dataclass(frozen=True)
class Envelope:
    """What is said around the body."""

    type: str
    visit_id: UUID | None
    captured_at: datetime
    base_version: int | None
    point: Point | None
    body: Raw


def read_envelope(raw: Raw) -> Envelope:
    """Raises Invalid naming the member that cannot be read. A wrong place counts as none."""
    if not is_storable(raw):
        raise Invalid("", "not-storable")
    kind = raw.get("type")
    if not isinstance(kind, str) or not 0 < len(kind) <= 60:
        raise Invalid("type", "unknown")
    body = raw.get("body", {})
    if not isinstance(body, dict):
        raise Invalid("body", "not-an-object")
    version = raw.get("base_version")
    return Envelope(
        type=kind,
        visit_id=_uuid("visit_id", raw.get("visit_id")),
        captured_at=_instant("captured_at", raw.get("captured_at")),
        base_version=version if isinstance(version, int) else None,
        point=_place(raw.get("gps")),
        body=body,
    )


def body_sha256(raw: Raw) -> str:
    """What tells a repeat from another command under the same id; seq and envelope aside,

    because a phone renumbers what was never acknowledged.
    """
    said = [raw.get("type"), raw.get("visit_id"), raw.get("body", {})]
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_storable(value: Any) -> bool:
    """Whether PostgreSQL's jsonb keeps the value as it is."""
    if isinstance(value, str):
        return _NOT_TEXT.search(value) is None
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(each) for key, each in value.items())
    if isinstance(value, list):
        return all(is_storable(each) for each in value)
    return True


def cleaned(value: Any) -> Any:
    """The value with what cannot be stored replaced by the replacement character."""
    if isinstance(value, str):
        kept = value.replace("\x00", "\ufffd")
        return kept.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    return value


def _uuid(field: str, value: object) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(str(value))
    except ValueError as reason:
        raise Invalid(field, "not-an-id") from reason


def read_instant(value: object) -> datetime | None:
    """An RFC 3339 time with its offset, in a year a clock may show; None for anything else."""
    try:
        told = datetime.fromisoformat(str(value))
        instant = told.astimezone(UTC) if told.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return instant if instant and EARLIEST_YEAR <= instant.year <= LATEST_YEAR else None


def _instant(field: str, value: object) -> datetime:
    instant = read_instant(value)
    if instant is None:
        raise Invalid(field, "not-an-instant")
    return instant


def _place(gps: object) -> Point | None:
    if not isinstance(gps, dict):
        return None
    try:
        place = checked_point("gps", gps.get("lat"), gps.get("lon"))
    except CalloutError:
        return None
    return Point(place.lon, place.lat)
