"""Availability in parts per million and lateness in basis points, by hand."""

from datetime import UTC, datetime

import pytest

from backend.contracts.attainment import Availability, PenaltyRule, availability, penalty_bp
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid

OFFICE = calendar_from({"tz": "Etc/UTC", "week": {"mon": [["09:00", "18:00"]]}})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC)


MONTH = at("01 00:00"), at("31 00:00")  # five Mondays: 45 hours of service


def test_only_promised_hours_can_be_missed() -> None:
    down = [Stretch(at("02 17:00"), at("09 10:00"))]  # an hour each Monday
    assert availability(OFFICE, *MONTH, down) == Availability(162_000, 7_200, 955_556)


def test_maintenance_is_neither_promised_nor_missed() -> None:
    maintenance = [Stretch(at("02 09:00"), at("02 18:00"))]
    down = [Stretch(at("02 17:00"), at("09 10:00")), Stretch(at("09 09:30"), at("09 10:00"))]
    assert availability(OFFICE, *MONTH, down, maintenance) == Availability(129_600, 3_600, 972_222)


def test_nothing_promised_is_nothing_missed() -> None:
    tuesday = at("03 00:00"), at("04 00:00")
    assert availability(OFFICE, *tuesday, [Stretch(*tuesday)]) == Availability(0, 0, 1_000_000)


@pytest.mark.parametrize(
    ("late_s", "points"),
    [(-60, 0), (0, 0), (1, 50), (3600, 50), (3601, 100), (360_000, 1000)],
)
def test_a_penalty_by_started_hour_up_to_a_cap(late_s: int, points: int) -> None:
    assert penalty_bp(late_s, PenaltyRule(per_s=3600, bp=50, cap_bp=1000)) == points


def test_a_penalty_without_a_cap() -> None:
    assert penalty_bp(360_000, PenaltyRule(per_s=3600, bp=50)) == 5000


@pytest.mark.parametrize(
    ("values", "field"),
    [((0, 50, None), "per_s"), ((3600, -1, None), "bp"), ((3600, 50, -1), "cap_bp")],
)
def test_a_penalty_rule_is_checked_at_birth(values: tuple[int, int, int], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        PenaltyRule(*values)
    assert refusal.value.field == field
