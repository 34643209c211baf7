"""One answer to one item of checklist/1: is it well-formed, is it an answer at all, did it fail."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from backend.lib.errors import Invalid

Item = Mapping[str, Any]
STATES = ("ok", "fail", "na", "skipped")
_FILES = frozenset({"photo", "file", "signature"})
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Answer:
    """What was answered: `value` by the item's type, state ok, fail, na or skipped."""

    item: str
    value: object
    state: str = "ok"
    note: str = ""
    media_ids: Sequence[str] = ()


def check_answer(item: Item, value: object, state: str, *, previous: str | None = None) -> None:
    """Raises Invalid naming the item where the value is not one its type takes.

    Values: check true or false; passfail "pass", "fail", "na"; number and meter decimal strings;
    choice an option's key; multi a list of them; text and scan words; date "2026-03-02"; datetime
    RFC 3339 with offset; geo {"lat", "lon"} as decimal strings; photo, file and signature null
    (their files are media). A value may be null where the state is na or skipped. `previous` is
    the meter's last reading.
    """
    key = item["key"]
    if state not in STATES:
        raise Invalid(key, "unknown-state", state=str(state)[:20])
    if item["type"] == "info":
        raise Invalid(key, "info-takes-no-answer")
    if state == "na" and not (item["type"] == "passfail" or item.get("allow_na")):
        raise Invalid(key, "na-not-allowed")
    if state in {"na", "skipped"} and value is None:
        return
    _CHECKS[item["type"]](item, value)
    if item["type"] == "meter" and previous is not None:
        _check_meter(item, Decimal(str(value)), Decimal(previous))


def is_answered(item: Item, answer: Answer) -> bool:
    """Whether this counts as an answer to the item where it is required."""
    if answer.state == "skipped":
        return False
    if answer.state == "na":
        return True
    if item["type"] in _FILES:
        return len(answer.media_ids) >= int(item.get("min_count", 1))
    if item["type"] == "check" and item.get("required"):
        return answer.value is True
    return answer.value not in (None, "", [])


def is_failed(item: Item, answer: Answer) -> bool:
    """Whether the item failed, by its answer's word or by its definition."""
    if answer.state in {"na", "skipped"}:
        return False
    return answer.state == "fail" or _fails(item, answer.value)


def _fails(item: Item, value: object) -> bool:
    if item["type"] == "passfail":
        return value == "fail"
    if item["type"] in {"number", "meter"} and _is_decimal(value):
        return not _within(Decimal(str(value)), item.get("ok_min"), item.get("ok_max"))
    chosen = value if isinstance(value, list) else [value]
    return any(
        option.get("fails") and option["key"] in chosen for option in item.get("options", ())
    )


def _within(number: Decimal, low: str | None, high: str | None) -> bool:
    return (low is None or number >= Decimal(low)) and (high is None or number <= Decimal(high))


def _is_decimal(value: object) -> bool:
    return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None


def _check_tick(item: Item, value: object) -> None:
    if not isinstance(value, bool):
        raise Invalid(item["key"], "not-true-or-false")


def _check_passfail(item: Item, value: object) -> None:
    if value not in ("pass", "fail", "na"):
        raise Invalid(item["key"], "not-pass-or-fail")


def _check_number(item: Item, value: object) -> None:
    key = item["key"]
    if not _is_decimal(value):
        raise Invalid(key, "not-decimal")
    number = Decimal(str(value))
    places = -int(number.as_tuple().exponent)
    if "decimals" in item and places > item["decimals"]:
        raise Invalid(key, "too-many-decimals", decimals=item["decimals"])
    if not _within(number, item.get("min"), item.get("max")):
        raise Invalid(key, "out-of-range", min=item.get("min"), max=item.get("max"))


def _check_meter(item: Item, reading: Decimal, previous: Decimal) -> None:
    """A meter only rises, unless it is one that starts over at `rollover`."""
    if reading < previous and "rollover" not in item:
        raise Invalid(item["key"], "meter-went-back", previous=str(previous))


def _check_choice(item: Item, value: object) -> None:
    if value not in [option["key"] for option in item["options"]]:
        raise Invalid(item["key"], "unknown-option")


def _check_multi(item: Item, value: object) -> None:
    if not isinstance(value, list):
        raise Invalid(item["key"], "not-a-list")
    for one in value:
        _check_choice(item, one)
    if len(set(value)) != len(value):
        raise Invalid(item["key"], "option-repeated")


def _check_text(item: Item, value: object) -> None:
    longest = item.get("max_length", _LONGEST_TEXT)
    if not isinstance(value, str):
        raise Invalid(item["key"], "not-text")
    if len(value) > longest:
        raise Invalid(item["key"], "too-long", limit=longest)


def _check_date(item: Item, value: object) -> None:
    if not isinstance(value, str) or len(value) != 10 or not _parses(date.fromisoformat, value):
        raise Invalid(item["key"], "not-a-date")


def _check_datetime(item: Item, value: object) -> None:
    if not isinstance(value, str) or not _parses(_aware, value):
        raise Invalid(item["key"], "not-an-instant")


def _check_files(item: Item, value: object) -> None:
    if value is not None:
        raise Invalid(item["key"], "files-are-media")


def _check_geo(item: Item, value: object) -> None:
    place = value if isinstance(value, dict) else {}
    for name, limit in (("lat", 90), ("lon", 180)):
        if not _is_decimal(place.get(name)) or abs(Decimal(place[name])) > limit:
            raise Invalid(item["key"], "not-a-place")


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _aware(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return instant


_CHECKS: Mapping[str, Callable[[Item, object], None]] = {
    "check": _check_tick,
    "passfail": _check_passfail,
    "number": _check_number,
    "meter": _check_number,
    "choice": _check_choice,
    "multi": _check_multi,
    "text": _check_text,
    "scan": _check_text,
    "date": _check_date,
    "datetime": _check_datetime,
    "photo": _check_files,
    "file": _check_files,
    "signature": _check_files,
    "geo": _check_geo,
}
