"""The written form of a calendar: what an editor saves, a row keeps and a test file holds."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from backend.contracts.working_time import WEEKDAYS, Calendar, Stretch, Window
from backend.lib.errors import Invalid

_WALL_CLOCK: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def always_open(zone: str) -> dict[str, Any]:
    """The written form of a calendar that never closes."""
    return {"tz": zone, "week": {day: [["00:00", "24:00"]] for day in WEEKDAYS}}


def calendar_from(raw: Mapping[str, Any]) -> Calendar:
    """A calendar from its written form; Invalid names the field that is wrong.

    {tz, week{mon: [["09:00", "18:00"]]}, holidays["2026-03-08"], overrides{date: [[from, to]]},
    breaks{date: [[from, to]]}}; everything but `tz` may be left out. Equal forms give the same
    calendar, so that a process builds its prefix sums once.
    """
    hours = {name: said for name, said in raw.items() if name != "maintenance"}
    return _known(json.dumps(hours, sort_keys=True, default=str))


def maintenance_in(raw: Mapping[str, Any]) -> tuple[Stretch, ...]:
    """The planned maintenance written with a promised calendar, as instants: [[from, to], ...]."""
    written = raw.get("maintenance") or ()
    return tuple(Stretch(*(datetime.fromisoformat(at) for at in each)) for each in written)


@lru_cache(maxsize=512)
def _known(written: str) -> Calendar:
    raw = json.loads(written)
    week = _written_mapping(raw, "week")
    for name in week:
        if name not in WEEKDAYS:
            raise Invalid("week", "not-a-weekday", given=name)
    return Calendar(
        tz=raw.get("tz", ""),
        week=tuple(_written_windows(f"week.{name}", week.get(name, [])) for name in WEEKDAYS),
        holidays=_written_dates(raw),
        overrides=_written_dated(raw, "overrides"),
        breaks=_written_dated(raw, "breaks"),
    )


def _written_mapping(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name) or {}
    if not isinstance(value, Mapping):
        raise Invalid(name, "not-an-object")
    return value


def _written_dated(raw: Mapping[str, Any], name: str) -> dict[date, tuple[Window, ...]]:
    return {
        _written_date(name, day): _written_windows(f"{name}.{day}", windows)
        for day, windows in _written_mapping(raw, name).items()
    }


def _written_dates(raw: Mapping[str, Any]) -> frozenset[date]:
    days = raw.get("holidays") or []
    if not isinstance(days, list):
        raise Invalid("holidays", "not-a-list")
    return frozenset(_written_date("holidays", day) for day in days)


def _written_date(name: str, day: object) -> date:
    try:
        return date.fromisoformat(day)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Invalid(name, "not-a-date", given=str(day)) from error


def _written_windows(name: str, windows: object) -> tuple[Window, ...]:
    if not isinstance(windows, list):
        raise Invalid(name, "not-windows")
    return tuple(_written_window(name, window) for window in windows)


def _written_window(name: str, window: object) -> Window:
    if not isinstance(window, list) or len(window) != 2:
        raise Invalid(name, "not-a-window", given=str(window))
    minutes = _written_minute(name, window[0]), _written_minute(name, window[1])
    try:
        return Window(*minutes)
    except Invalid as error:
        raise Invalid(name, error.code, given=str(window)) from error


def _written_minute(name: str, wall: object) -> int:
    shown = _WALL_CLOCK.fullmatch(wall) if isinstance(wall, str) else None
    if shown is None:
        raise Invalid(name, "not-a-wall-clock", given=str(wall))
    return int(shown[1]) * 60 + int(shown[2])
