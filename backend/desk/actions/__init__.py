"""Writes of the desk, one function a use-case, by the noun they are about."""

from backend.desk.actions.asked import UsualWork, usual_work_on
from backend.desk.actions.conversation import send_message
from backend.desk.actions.missed import note_missed_clocks
from backend.desk.actions.move import RightPlace, move_request
from backend.desk.actions.planned import PlannedWork, plan_work
from backend.desk.actions.rebuilt import rebuild_clocks
from backend.desk.actions.repeats import judge_repeat, note_symptom
from backend.desk.actions.requests import (
    cancel_request,
    change_priority,
    put_on_wait,
    reopen_request,
    resolve_request_without_work,
    resume_request,
)
from backend.desk.actions.sequence import put_after
from backend.desk.actions.submit import NewRequest, submit_request
from backend.desk.actions.terms import (
    follow_calendar,
    follow_contract,
    follow_maintenance,
    follow_register,
)
from backend.desk.actions.triage import Triage, triage_request, usual_work
from backend.desk.actions.window import agree_window
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
    "NewRequest",
    "PlannedWork",
    "RightPlace",
    "Triage",
    "UsualWork",
    "agree_window",
    "cancel_request",
    "cancel_work",
    "change_priority",
    "close_work",
    "follow_calendar",
    "follow_contract",
    "follow_maintenance",
    "follow_register",
    "hold_work",
    "judge_repeat",
    "move_request",
    "note_arrival",
    "note_missed_clocks",
    "note_no_access",
    "note_restored",
    "note_symptom",
    "plan_work",
    "put_after",
    "put_on_wait",
    "rebuild_clocks",
    "release_work",
    "reopen_request",
    "resolve_request_without_work",
    "resume_request",
    "send_message",
    "set_work_scheduled",
    "set_work_unscheduled",
    "submit_request",
    "triage_request",
    "usual_work",
    "usual_work_on",
]
