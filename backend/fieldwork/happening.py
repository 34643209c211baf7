"""Something that happened on site, as told: by whom, when, where, on which phone.

`clock_times` makes the best of three times (the phone's, corrected by the measured offset, and
received) and says how far it may be trusted. Order never comes from time, only from seq.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point

from backend.accounts.models import Device, User
from backend.dispatch.models import Engineer
from backend.fieldwork.models import Command

# Within this the phone's clock counts as right.
RIGHT_WITHIN = timedelta(seconds=5)
# A measured offset older than this says nothing about the clock any more.
OFFSET_AGES_AFTER = timedelta(days=2)
# What is told later than this after it happened, or before, is not believed without a person.
LATE_AT_MOST = timedelta(days=30)
AHEAD_AT_MOST = timedelta(minutes=2)


@dataclass(frozen=True)
class Happening:
    """Who says it and when it happened; `engineer` is None where the office says it.

    `offset` is added to every other time the phone states beside `at`.
    """

    by: User
    at: datetime
    engineer: Engineer | None = None
    device: Device | None = None
    point: Point | None = None
    offset: timedelta = timedelta()

    def corrected(self, told: datetime) -> datetime:
        """Another time of the same telling, by the same clock."""
        return told + self.offset


@dataclass(frozen=True)
class PhoneClock:
    """What the phone knows of its own clock: server minus device, and how old that is."""

    offset: timedelta = timedelta()
    age: timedelta = timedelta.max


@dataclass(frozen=True)
class ClockTimes:
    """The time to use, the phone's corrected time and how far to trust it."""

    happened_at: datetime
    corrected_at: datetime
    offset: timedelta
    quality: str


def clock_times(captured: datetime, clock: PhoneClock, received: datetime) -> ClockTimes:
    """The best instant for what was captured; an implausible one gives way to `received`."""
    measured = clock.age <= OFFSET_AGES_AFTER
    offset = clock.offset if measured and abs(clock.offset) > RIGHT_WITHIN else timedelta()
    try:
        corrected = captured + offset
    except OverflowError:
        corrected = captured
    if not received - LATE_AT_MOST <= corrected <= received + AHEAD_AT_MOST:
        return ClockTimes(received, corrected, offset, Command.Quality.IMPLAUSIBLE)
    if not measured:
        quality = Command.Quality.UNVERIFIED
    else:
        quality = Command.Quality.CORRECTED if offset else Command.Quality.GOOD
    return ClockTimes(min(corrected, received), corrected, offset, quality)
