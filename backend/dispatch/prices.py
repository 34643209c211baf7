"""What a plan weighs, in units of currency: the money behind the planner's points."""

from decimal import Decimal
from typing import Final

from backend.dispatch.planner.problem import POINTS_PER_UNIT

TRAVEL_PER_H: Final = Decimal(45)
OVERTIME_PER_H: Final = Decimal(60)
TOLD: Final = 15
"""Another engineer than the client was told costs this, and another time once more."""
DROP: Final = {"critical": 2000, "high": 800, "normal": 300, "low": 120}
"""What leaving a work order undone for a day is worth."""
TOLD_DROP: Final = 2
"""How many times as much it is worth once its client was told of it."""
PREFERRED: Final = 20
"""Sending anybody but an engineer whom the client prefers."""
SPOILED_PER_H: Final = Decimal(200)
CHANGES: Final = (60, 25, 8, 1)
"""What a change of what stands is taken to cost, for plans with ever more changes."""

URGENT_CHANGES: Final = (300, 100, 30)
"""The same where one work order needs room: few changes are looked for, and no better day."""


def points(units: Decimal | int) -> int:
    """Whole points of an amount of money."""
    return int(units * POINTS_PER_UNIT)


def points_per_s(per_hour: Decimal | int) -> int:
    """Whole points a second of an amount of money an hour."""
    return int(Decimal(per_hour) * POINTS_PER_UNIT / 3600)
