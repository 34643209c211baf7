"""A silence of what should happen at its times is noticed, and told at /readyz."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from backend.celery import app, begin_heartbeats, note_heartbeat
from backend.journal import heartbeats
from backend.journal.models import Heartbeat

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(("after_s", "told"), [(74, []), (76, ["sweep"])])
def test_two_rounds_may_be_missed(after_s: int, told: list[str]) -> None:
    """Every 15 seconds: 3 x 15 + 30 = 75 seconds are waited for."""
    with time_machine.travel(NOON, tick=False):
        heartbeats.beat("sweep", 15)
    assert heartbeats.overdue(NOON + timedelta(seconds=after_s)) == told


def test_what_is_on_the_schedule_leaves_a_mark() -> None:
    note_heartbeat(sender=app.tasks["backend.reactions.sweep"])
    note_heartbeat(sender=app.tasks["backend.reactions.deliver"])
    assert list(Heartbeat.objects.values_list("name", "every_s")) == [("deliver-what-is-due", 15.0)]


def test_a_start_counts_anew_and_forgets_what_is_no_longer_planned() -> None:
    with time_machine.travel(NOON, tick=False):
        heartbeats.beat("watch-clocks", 15)
        heartbeats.beat("long-gone", 15)
    begin_heartbeats()
    assert heartbeats.overdue() == []
    planned = set(app.conf.beat_schedule)
    assert set(Heartbeat.objects.values_list("name", flat=True)) == planned - {"worker"}


def test_beats_start_is_no_sign_of_a_worker() -> None:
    begin_heartbeats()
    assert not heartbeats.worker_lives()


@pytest.mark.parametrize(("after_s", "lives"), [(59, True), (60, False)])
def test_a_worker_is_dead_after_a_minute_of_silence(after_s: int, lives: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        note_heartbeat(sender=app.tasks["backend.reactions.canary"])
    begin_heartbeats()
    with time_machine.travel(NOON + timedelta(seconds=after_s), tick=False):
        assert heartbeats.worker_lives() is lives


def test_readyz_names_what_is_overdue() -> None:
    with time_machine.travel(NOON, tick=False):
        heartbeats.beat("watch-clocks", 15)
    assert Client().get("/readyz").json()["overdue"] == ["watch-clocks"]
