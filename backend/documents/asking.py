"""Asking the worker for a paper that is not there: for what was never set, or failed once."""

import logging
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)

# Longer than a paper takes: whoever looks again meanwhile asks for nothing twice.
ASKED_ANEW_S = 30


def ask_for_paper(task: str, subject_id: UUID) -> None:
    """Have the worker run `task` for the subject, at most once in half a minute.

    The task leaves a paper that is there alone. Without a broker nothing is kept: the next look
    asks again.
    """
    if cache.add(f"callout:paper:{subject_id}", "asked", timeout=ASKED_ANEW_S):
        transaction.on_commit(lambda: _send(task, str(subject_id)))


def _send(task: str, subject_id: str) -> None:
    try:
        current_app.send_task(task, [subject_id])
    except Exception:
        cache.delete(f"callout:paper:{subject_id}")
        log.warning("broker is away; %s of %s is asked for by the next look", task, subject_id)
