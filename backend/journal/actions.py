"""Writing into the journal. `record()` is called once by every action, in its transaction."""

import logging
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from backend.database.principal import current_principal
from backend.database.together import insert
from backend.journal.models import Entry
from backend.lib.clock import utc_now

log = logging.getLogger(__name__)

# The one name this floor knows of the roof: what follows an entry is decided there.
DELIVER = "backend.reactions.deliver"


def record(
    kind: str,
    subject: models.Model,
    *,
    by: models.Model | None,
    happened_at: datetime | None = None,
    client_id: UUID | None = None,
    **data: Any,
) -> Entry:
    """Write one entry about `subject`; after commit its consequences are called for.

    `data` must be JSON-ready. `client_id` says whose history it is, None for the firm's own.
    A broker that is away loses nothing: the sweep finds entries nobody delivered.
    """
    entry = Entry(
        kind=kind,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        client_id=client_id or getattr(subject, "client_id", None),
        actor_id=by.pk if by else current_principal(),
        actor_name=str(by or ""),
        happened_at=happened_at or utc_now(),
        data=data,
    )
    insert(entry)
    if kind in _followed():
        transaction.on_commit(lambda: _call_for_delivery(entry.id))
    return entry


@cache
def _followed() -> frozenset[str]:
    """Kinds something follows from; most of what a phone tells is history and wakes nobody."""
    return frozenset(import_string(settings.CONSEQUENCES))


def _call_for_delivery(entry_id: int) -> None:
    try:
        current_app.send_task(DELIVER, [entry_id])
    except Exception:
        # The entry is safe in its table and the sweep sends it again within seconds.
        log.warning("broker is away; entry %s waits for the sweep", entry_id)
