"""The written form of a calendar: read whole, or refused by the name of the field."""

from datetime import date

import pytest

from backend.contracts.service_hours import Window
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid


def test_it_works() -> None:
    calendar = calendar_from(
        {
            "tz": "Europe/Monaco",
            "week": {"mon": [["09:00", "24:00"]], "sun": []},
            "holidays": ["2026-11-19"],
            "overrides": {"2026-12-24": [["09:00", "12:30"]]},
            "breaks": {"2026-12-23": [["12:00", "13:00"]]},
        }
    )
    assert calendar.week[0] == (Window(540, 1440),)
    assert calendar.week[1:] == ((),) * 6
    assert calendar.holidays == {date(2026, 11, 19)}
    assert calendar.overrides == {date(2026, 12, 24): (Window(540, 750),)}
    assert calendar.breaks == {date(2026, 12, 23): (Window(720, 780),)}


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"week": {"monday": []}}, "week", "not-a-weekday"),
        ({"week": [["09:00", "18:00"]]}, "week", "not-an-object"),
        ({"week": {"mon": [["09:00"]]}}, "week.mon", "not-a-window"),
        ({"week": {"mon": "09:00-18:00"}}, "week.mon", "not-windows"),
        ({"week": {"mon": [["9", "18:00"]]}}, "week.mon", "not-a-wall-clock"),
        ({"week": {"mon": [["09:00", "25:00"]]}}, "week.mon", "not-a-wall-clock"),
        ({"week": {"mon": [["24:00", "18:00"]]}}, "week.mon", "not-a-wall-clock"),
        ({"holidays": ["19 November"]}, "holidays", "not-a-date"),
        ({"holidays": "2026-11-19"}, "holidays", "not-a-list"),
        ({"holidays": [20261119]}, "holidays", "not-a-date"),
        ({"overrides": {"someday": []}}, "overrides", "not-a-date"),
        ({"breaks": {"2026-11-19": [["12:00", 13]]}}, "breaks.2026-11-19", "not-a-wall-clock"),
        ({"tz": None}, "tz", "unknown-zone"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar_from({"tz": "Europe/Monaco"} | wrong)
    assert (refusal.value.field, refusal.value.code) == (field, code)
