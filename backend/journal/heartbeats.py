"""When each thing that happens at its times last happened, so that a silence is noticed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from backend.journal.models import Heartbeat
from backend.lib.clock import utc_now

# Two rounds may be missed, and on a busy machine one may be late.
MISSED_ROUNDS, LATE = 3, timedelta(seconds=30)
WORKER: Final = "worker"
# A worker that has taken no task for so long is taken for dead.
WORKER_LIVES_FOR = timedelta(seconds=60)


@transaction.atomic
def beat(name: str, every_s: float) -> None:
    """Note that it happened now; its next time is within `every_s` seconds."""
    Heartbeat.objects.update_or_create(
        name=name, defaults={"beaten_at": utc_now(), "every_s": every_s}
    )


@transaction.atomic
def begin(schedule: Mapping[str, float]) -> None:
    """A start: what is on the schedule is expected from now on, what is not is forgotten.

    That beat has started says nothing about a worker: it lives by its own mark alone.
    """
    Heartbeat.objects.exclude(name__in=list(schedule)).delete()
    for name, every_s in schedule.items():
        if name != WORKER:
            beat(name, every_s)


@transaction.atomic
def overdue(now: datetime | None = None) -> list[str]:
    """Names of what should have happened long ago, sorted."""
    return sorted(_late(Heartbeat.objects.all(), now or utc_now()))


@transaction.atomic
def worker_lives() -> bool:
    """True while a worker took its canary within the last minute."""
    since = utc_now() - WORKER_LIVES_FOR
    return Heartbeat.objects.filter(name=WORKER, beaten_at__gt=since).exists()


def _late(heartbeats: Iterable[Heartbeat], now: datetime) -> list[str]:
    return [
        each.name
        for each in heartbeats
        if each.beaten_at + MISSED_ROUNDS * timedelta(seconds=each.every_s) + LATE < now
    ]
