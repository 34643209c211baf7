"""The bridge between SlaClock rows and the pure clock of contracts.sla.

Facts are journal entries; a row keeps their sum and a cache of what they mean. `moves` tells a
fact, `cache` derives, `rebuild` makes a row again from the journal.
"""

from backend.desk.clocks.cache import CACHE, ENDED, FAULTS, MISSED, derive, owed, settle
from backend.desk.clocks.facts import FACTS, facts_of, first_terms_of
from backend.desk.clocks.moves import (
    GOING,
    Subject,
    cancel,
    pause,
    reopen,
    resume,
    retarget,
    retarget_window,
    start,
    start_window,
    stop,
    stop_all,
    updated,
)

__all__ = [
    "CACHE",
    "ENDED",
    "FACTS",
    "FAULTS",
    "GOING",
    "MISSED",
    "Subject",
    "cancel",
    "derive",
    "facts_of",
    "first_terms_of",
    "owed",
    "pause",
    "reopen",
    "resume",
    "retarget",
    "retarget_window",
    "settle",
    "start",
    "start_window",
    "stop",
    "stop_all",
    "updated",
]
