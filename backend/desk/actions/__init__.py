"""Writes of the desk, one function a use-case, by the noun they are about."""

from backend.desk.actions.work import (
    cancel_work,
    close_work,
    hold_work,
    note_arrival,
    note_no_access,
    note_restored,
    release_work,
    set_work_scheduled,
    set_work_unscheduled,
)

__all__ = [
    "cancel_work",
    "close_work",
    "hold_work",
    "note_arrival",
    "note_no_access",
    "note_restored",
    "release_work",
    "set_work_scheduled",
    "set_work_unscheduled",
]
