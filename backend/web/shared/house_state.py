"""What the house stands on, part by part: whether it works, what its absence means, what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.journal import heartbeats
from backend.web.shared import health


@dataclass(frozen=True)
class Part:
    """One part; `absence` says what stands still, what is kept and what to do."""

    name: str
    label: Promise
    absence: Promise
    answers: Callable[[], bool]
    # Whether everybody in the office feels it, not the administrator alone.
    is_felt: bool = True


@dataclass(frozen=True)
class PartState:
    """A part as it was found."""

    part: Part
    works: bool


PARTS: Final = (
    Part(
        "broker",
        _("Broker"),
        _(
            "Letters, plans and papers wait. Everything entered is kept and goes on by itself "
            "once the broker is back. Administrator: start the service behind REDIS_URL or "
            "CELERY_BROKER_URL."
        ),
        health.broker_answers,
    ),
    Part(
        "worker",
        _("Background work"),
        _(
            "Letters, plans and papers wait. Everything entered is kept and goes on by itself "
            "once a worker runs. Administrator: start the worker and the beat."
        ),
        heartbeats.worker_lives,
    ),
    Part(
        "roads",
        _("Road times"),
        _(
            "Plans count with straight distances instead of roads and say so. Administrator: "
            "start the service behind OSRM_URL."
        ),
        health.roads_answer,
        is_felt=False,
    ),
    Part(
        "files",
        _("Room for files"),
        _(
            "Less than 2 GB are left. When the disk is full, new photos are refused and stay on "
            "the phones. Administrator: make room or move the files."
        ),
        health.files_have_room,
        is_felt=False,
    ),
)


def all_parts() -> list[PartState]:
    """Every part, asked now; seconds may pass where one does not answer."""
    return [PartState(part, part.answers()) for part in PARTS]


def felt_absence() -> Part | None:
    """The first part whose absence the office feels; None while all of those work."""
    return next((part for part in PARTS if part.is_felt and not part.answers()), None)
