"""What a published version says, worked out once in a process.

PostgreSQL refuses every change of it (migration 0012), so it is the same at every report. Not part
of it, and read each time: the contract and its state, calendars, maintenance and what is used of
quotas. Who asks has read the version itself, and whoever sees a version sees all it says.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from backend.contracts.models import ContractVersion

T = TypeVar("T")
# Versions kept at most; then they are read anew, the ones asked for first.
_MOST: Final = 500
# The moment counts too: publishing that was rolled back left a draft, which may change.
_known: dict[tuple[UUID, datetime], dict[str, Any]] = {}


def kept(version: ContractVersion, name: str, work_out: Callable[[], T]) -> T:
    """What `work_out` answers, kept under `name` where the version is published.

    Who gets it changes nothing of it: others are given the same.
    """
    if version.published_at is None:
        return work_out()
    key = version.pk, version.published_at
    if key not in _known and len(_known) >= _MOST:
        _known.clear()
    said = _known.setdefault(key, {})
    if name not in said:
        said[name] = work_out()
    answer: T = said[name]
    return answer
