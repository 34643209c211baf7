"""Reading the journal: the history of one subject."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.database.written import Written
from backend.journal.models import Entry


def history_of(subject_ids: Iterable[UUID], kinds: Iterable[str] = ()) -> QuerySet[Entry]:
    """Entries about any of `subject_ids`, oldest first; only `kinds` where given.

    Callers pass ids they fetched through the reader; row-level security holds besides.
    """
    entries = Entry.objects.filter(subject_id__in=list(subject_ids))
    wanted = list(kinds)
    return entries.filter(kind__in=wanted) if wanted else entries


def _told_of(subject_ids: list[UUID]) -> QuerySet[Entry]:
    return history_of(subject_ids).only("kind", "actor_name", "happened_at", "data")


_TOLD_OF: Final = Written(_told_of)


def told_of(subject_ids: Iterable[UUID]) -> list[Entry]:
    """The entries of `history_of` as people read them: what happened, who did it, when."""
    return _TOLD_OF(subject_ids=list(subject_ids))


def entries_between(begin: datetime, end: datetime | None) -> QuerySet[Entry]:
    """Everything recorded from `begin` until before `end` (no end: until now), newest first.

    Row-level security shows each reader what is theirs to see.
    """
    entries = Entry.objects.filter(recorded_at__gte=begin).order_by("-recorded_at", "-id")
    return entries.filter(recorded_at__lt=end) if end else entries


@transaction.atomic
def entry(entry_id: int) -> Entry:
    """One entry by its id."""
    return Entry.objects.get(id=entry_id)
