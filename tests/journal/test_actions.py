"""record(): the worker is woken for what has consequences, and for nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app

from backend.demo.cast import Cast
from backend.journal import kinds
from backend.journal.actions import record
from backend.journal.models import Entry


def test_what_nothing_follows_from_wakes_nobody(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    woken: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, ids: woken.append((name, ids)))
    with django_capture_on_commit_callbacks(execute=True):
        told = record(kinds.NOTE_ADDED, cast.hotel, by=cast.engineer_user)
        followed = record(kinds.VISIT_COMPLETED, cast.hotel, by=cast.engineer_user)
    assert woken == [("backend.reactions.deliver", [followed.id])]
    assert Entry.objects.filter(id__in=[told.id, followed.id]).count() == 2
