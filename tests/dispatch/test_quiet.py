"""Phones are silent at night, by the wall clock of who carries them."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.dispatch.quiet import due_at

# Winter in Monaco is UTC+1.
NEXT_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (at(23, 19, 59), at(23, 19, 59)),  # 20:59 there
        (at(23, 20, 0), at(24, 6, 0)),  # 21:00 there: at 07:00
        (at(23, 23, 30), at(24, 6, 0)),  # 00:30 there, another day than ours
        (at(24, 5, 59), at(24, 6, 0)),  # 06:59 there
        (at(24, 6, 0), at(24, 6, 0)),
    ],
)
def test_the_night_ends_at_seven(now: datetime, told: datetime) -> None:
    assert due_at(now, NEXT_NOON, "Europe/Monaco", []) == told


def test_who_is_on_shift_is_told_at_night() -> None:
    now = at(23, 22)
    shift = (now - timedelta(hours=1), now + timedelta(hours=5))
    assert due_at(now, NEXT_NOON, "Europe/Monaco", [shift]) == now
    over = (now - timedelta(hours=9), now - timedelta(minutes=1))
    assert due_at(now, NEXT_NOON, "Europe/Monaco", [over]) == at(24, 6)


def test_a_visit_before_the_night_is_over_does_not_wait_for_its_end() -> None:
    now = at(23, 22)
    assert due_at(now, at(24, 5, 30), "Europe/Monaco", []) == now
