"""Where phones are is kept for a month, and whose eyes were on it is told to the engineer."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point

from backend.demo.cast import Cast
from backend.fieldwork.actions.positions import forget_old_positions, look_up
from backend.fieldwork.models import Position, PositionLook
from backend.fieldwork.positions import looks_at
from backend.lib.clock import local_date, utc_now

pytestmark = pytest.mark.django_db


def seen(cast: Cast, ago: timedelta) -> Position:
    place = Point(7.42, 43.73)
    return Position.objects.create(engineer=cast.engineer, point=place, at=utc_now() - ago)


def test_who_looked_is_written_down_once_in_a_while(cast: Cast) -> None:
    seen(cast, timedelta(minutes=1))
    now = utc_now()
    today = local_date(now, "Europe/Monaco")
    assert list(look_up(now, today, by=cast.dispatcher)) == [cast.engineer.id]
    look_up(now + timedelta(minutes=9), today, by=cast.dispatcher)
    assert PositionLook.objects.count() == 1
    look_up(now + timedelta(minutes=11), today, by=cast.dispatcher)
    (last, first) = looks_at(cast.engineer, now - timedelta(days=1))
    assert (last.at > first.at, last.by) == (True, cast.dispatcher)


def test_where_nobody_was_seen_nobody_looked(cast: Cast) -> None:
    seen(cast, timedelta(hours=1))
    now = utc_now()
    assert look_up(now, local_date(now, "Europe/Monaco"), by=cast.dispatcher) == {}
    assert not PositionLook.objects.exists()


def test_places_are_forgotten_after_a_month(cast: Cast) -> None:
    seen(cast, timedelta(days=31))
    kept = seen(cast, timedelta(days=29))
    old = {"engineer": cast.engineer, "by": cast.dispatcher}
    PositionLook.objects.create(**old, at=utc_now() - timedelta(days=91))
    assert forget_old_positions() == 1
    assert Position.objects.get() == kept
    assert not PositionLook.objects.exists()
