"""A sentence for every kind of journal entry; values come from the entry's data."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.journal import kinds


@dataclass(frozen=True)
class Sentence:
    """What happened, in words; `icon` and `meaning` as in shared/states.py."""

    title: Promise | str
    icon: str = "dot"
    meaning: str = "neutral"


# Facts of clocks: the entry beside each says in words what happened.
UNTOLD: Final = frozenset(
    {
        kinds.CLOCK_STARTED,
        kinds.CLOCK_STOPPED,
        kinds.CLOCK_PAUSED,
        kinds.CLOCK_RESUMED,
        kinds.CLOCK_CHANGED,
        kinds.CLOCK_REOPENED,
        kinds.CLOCK_CANCELLED,
    }
)

# Values that stand on a line of their own under the sentence.
DETAILS: Final[dict[str, Promise]] = {
    "engineer": _("Engineer: %(value)s"),
    "planned_from": _("From: %(value)s"),
    "reason": _("Reason: %(value)s"),
    "answer": _("Answer: %(value)s"),
    "text": _("Note: %(value)s"),
}

SENTENCES: Final[dict[str, Sentence]] = {
    kinds.USER_CREATED: Sentence(_("User created"), "user"),
    kinds.USER_CHANGED: Sentence(_("User changed"), "user"),
    kinds.DEVICE_PAIRED: Sentence(_("Phone paired"), "phone", "good"),
    kinds.DEVICE_RESCUED: Sentence(_("Signed-out phone may send once more"), "phone", "warn"),
    kinds.DEVICE_REVOKED: Sentence(_("Phone revoked"), "phone", "warn"),
    kinds.CATALOG_CHANGED: Sentence(_("Catalog changed"), "edit"),
    kinds.OBJECT_HANDED_OVER: Sentence(
        _("Handed over from %(former)s to %(client)s from %(day)s on"), "edit"
    ),
    kinds.CALENDAR_CHANGED: Sentence(_("Calendar changed"), "calendar"),
    kinds.PRICE_LIST_CHANGED: Sentence(_("Price list changed"), "money"),
    kinds.CONTRACT_DRAFTED: Sentence(_("Contract drafted"), "edit"),
    kinds.CONTRACT_ACTIVATED: Sentence(_("Contract in force"), "check", "good"),
    kinds.CONTRACT_SUSPENDED: Sentence(_("Contract suspended"), "pause", "warn"),
    kinds.CONTRACT_ENDED: Sentence(_("Contract ended"), "cross"),
    kinds.CONTRACT_EXPIRED: Sentence(_("Contract expired"), "cross", "warn"),
    kinds.CONTRACT_MANAGED: Sentence(_("Answers for the contract: %(name)s"), "user"),
    kinds.CONTRACT_MAINTENANCE: Sentence(_("Planned maintenance changed"), "calendar"),
    kinds.CONTRACT_EXAMPLE_CHANGED: Sentence(_("Example changed"), "edit"),
    kinds.CONTRACT_EXAMPLES_OVERRULED: Sentence(
        _("Published although an example fails"), "warn", "warn"
    ),
    kinds.WARRANTY_GIVEN: Sentence(_("Warranty given"), "check"),
    kinds.REQUEST_SUBMITTED: Sentence(_("Request %(number)s received"), "inbox", "info"),
    kinds.REQUEST_MESSAGED: Sentence(_("Message written"), "mail"),
    kinds.REQUEST_PRIORITISED: Sentence(
        _("Priority changed from %(before)s to %(after)s"), "edit", "warn"
    ),
    kinds.REQUEST_RETERMED: Sentence(
        _("Promised anew by contract %(contract)s, version %(version)s"), "edit", "warn"
    ),
    kinds.REQUEST_MOVED: Sentence(_("Moved from %(former)s to %(object)s"), "pin", "warn"),
    kinds.REQUEST_TRIAGED: Sentence(
        _("Work order %(number)s made · %(coverage)s"), "wrench", "info"
    ),
    kinds.REQUEST_WAITING: Sentence(_("Waiting began"), "pause", "warn"),
    kinds.REQUEST_RESUMED: Sentence(_("Waiting ended"), "clock"),
    kinds.REQUEST_RESOLVED: Sentence(_("Resolved"), "check", "good"),
    kinds.REQUEST_REOPENED: Sentence(_("Opened again"), "undo", "warn"),
    kinds.REQUEST_CLOSED: Sentence(_("Request closed"), "check"),
    kinds.REQUEST_CANCELLED: Sentence(_("Request cancelled"), "cross"),
    kinds.REQUEST_REJECTED: Sentence(_("Request rejected"), "cross", "bad"),
    kinds.WORK_PLANNED: Sentence(_("Planned work %(number)s made"), "calendar", "info"),
    kinds.WORK_ADDED: Sentence(_("Work added on site"), "plus"),
    kinds.WORK_HELD: Sentence(_("Work order put on hold"), "pause", "warn"),
    kinds.WORK_RELEASED: Sentence(_("Work order released to planning"), "undo"),
    kinds.WORK_WINDOW_AGREED: Sentence(_("Another window agreed"), "clock"),
    kinds.WORK_CLOSED: Sentence(_("Work reported: %(outcome)s"), "check", "info"),
    kinds.WORK_CANCELLED: Sentence(_("Work order cancelled"), "cross"),
    kinds.WORK_REPEAT_JUDGED: Sentence(_("Repeat judged"), "edit"),
    kinds.WORK_RETERMED: Sentence(_("Terms changed"), "edit"),
    kinds.WORK_PUT_AFTER: Sentence(_("Order of work changed"), "edit"),
    kinds.CLOCK_REMINDED: Sentence(
        _("%(percent)s %% of the promised time is used: %(clock)s (clause %(clause)s)"),
        "clock",
        "warn",
    ),
    kinds.CLOCK_WITHDRAWN: Sentence(
        _("Promise kept after all, the miss is taken back: %(clock)s (clause %(clause)s)"),
        "undo",
        "good",
    ),
    kinds.CLOCK_PARKED: Sentence(
        _("Clock stands still, it cannot be reckoned: %(clock)s (clause %(clause)s)"),
        "warn",
        "bad",
    ),
    kinds.CLOCK_MISSED: Sentence(_("Promise missed: %(clock)s (clause %(clause)s)"), "warn", "bad"),
    kinds.ENGINEER_AWAY: Sentence(_("Engineer away"), "warn", "warn"),
    kinds.PLAN_REQUESTED: Sentence(_("Plan asked for"), "clock"),
    kinds.PLAN_PROPOSED: Sentence(_("Plan proposed"), "edit", "info"),
    kinds.PLAN_FAILED: Sentence(_("Planning failed"), "cross", "bad"),
    kinds.PLAN_ACCEPTED: Sentence(_("Plan accepted"), "check", "good"),
    kinds.PLAN_DISCARDED: Sentence(_("Plan discarded"), "cross"),
    kinds.PLAN_TAKEN_BACK: Sentence(_("Acceptance of the plan undone"), "undo"),
    kinds.VISIT_PLANNED: Sentence(_("Visit planned"), "calendar", "info"),
    kinds.VISIT_MOVED: Sentence(_("Visit moved"), "calendar", "warn"),
    kinds.VISIT_UNASSIGNED: Sentence(_("Visit taken away"), "undo", "warn"),
    kinds.VISIT_LOCKED: Sentence(_("Lock changed: %(lock)s"), "lock"),
    kinds.VISIT_PUBLISHED: Sentence(_("Visit published to the phone"), "send", "info"),
    kinds.VISIT_WITHDRAWN: Sentence(_("Visit withdrawn"), "undo", "warn"),
    kinds.DAY_PUBLISHED: Sentence(_("Day published"), "send", "info"),
    kinds.VISIT_ACCEPTED: Sentence(_("Engineer accepted the visit"), "check", "good"),
    kinds.VISIT_DECLINED: Sentence(_("Engineer declined the visit"), "cross", "bad"),
    kinds.VISIT_TRAVEL_STARTED: Sentence(_("Engineer on the way"), "route", "info"),
    kinds.VISIT_ARRIVED: Sentence(_("Engineer arrived"), "pin", "info"),
    kinds.VISIT_STARTED: Sentence(_("Work started"), "wrench", "info"),
    kinds.VISIT_PAUSED: Sentence(_("Work paused"), "pause", "warn"),
    kinds.VISIT_RESUMED: Sentence(_("Work resumed"), "wrench"),
    kinds.VISIT_OPENED: Sentence(_("Visit opened on the phone"), "phone"),
    kinds.VISIT_WORKED_MEANWHILE: Sentence(
        _("Another engineer had worked here already: %(record)s"), "warn", "warn"
    ),
    kinds.CHECKLIST_PUBLISHED: Sentence(_("Checklist published"), "check", "good"),
    kinds.CHECKLIST_RETIRED: Sentence(_("Checklist retired"), "cross"),
    kinds.CHECKLIST_ANSWERED: Sentence(_("Checklist answered"), "edit"),
    kinds.CHECKLIST_SUBMITTED: Sentence(_("Checklist submitted"), "check"),
    kinds.PHOTO_ATTACHED: Sentence(_("Photo taken"), "camera"),
    kinds.MEDIA_RECEIVED: Sentence(_("Photo received"), "camera"),
    kinds.PHOTO_VERIFIED: Sentence(_("Photo checked"), "camera"),
    kinds.PART_USED: Sentence(_("Part used: %(part)s, %(quantity)s %(unit)s"), "wrench"),
    kinds.PART_VOIDED: Sentence(_("Part taken back: %(part)s, %(quantity)s %(unit)s"), "undo"),
    kinds.PART_REQUESTED: Sentence(_("Part asked for: %(part)s, %(quantity)s %(unit)s"), "inbox"),
    kinds.PART_RECOVERED: Sentence(_("Old part taken back"), "undo"),
    kinds.TIME_LOGGED: Sentence(_("Time noted"), "clock"),
    kinds.TIME_VOIDED: Sentence(_("Time struck out"), "undo"),
    kinds.NOTE_ADDED: Sentence(_("Note added"), "edit"),
    kinds.SERVICE_RESTORED: Sentence(_("Service restored"), "check", "good"),
    kinds.DEFECT_REPORTED: Sentence(_("Another defect reported"), "warn", "warn"),
    kinds.PAID_WORK_PROPOSED: Sentence(_("Paid work proposed on site"), "money"),
    kinds.PAID_WORK_APPROVED: Sentence(_("Paid work approved"), "money", "good"),
    kinds.PAID_WORK_REFUSED: Sentence(_("Paid work refused"), "money", "warn"),
    kinds.EQUIPMENT_READ: Sentence(_("Equipment read"), "search"),
    kinds.EQUIPMENT_SUGGESTED: Sentence(_("Equipment suggested for the register"), "plus"),
    kinds.EQUIPMENT_MOVED: Sentence(_("Equipment moved"), "route"),
    kinds.VISIT_SIGNED: Sentence(_("Signed by the client"), "edit", "good"),
    kinds.SIGNATURE_REFUSED: Sentence(_("Client did not sign"), "warn", "warn"),
    kinds.VISIT_COMPLETED: Sentence(_("Visit completed"), "check", "good"),
    kinds.VISIT_FAILED: Sentence(_("Visit failed"), "cross", "bad"),
    kinds.REPORT_RENDERED: Sentence(_("Service report made"), "file"),
    kinds.REPORT_WITHDRAWN: Sentence(_("Service report gave way to a fuller one"), "file"),
    kinds.REPORT_RECALLED: Sentence(_("Service report withdrawn"), "cross", "bad"),
    kinds.COMMAND_PARKED: Sentence(_("Sent by a phone, kept for review"), "phone", "warn"),
    kinds.COMMAND_REVIEWED: Sentence(_("Looked at in review"), "phone"),
    kinds.LINES_DRAFTED: Sentence(_("Lines drafted"), "money"),
    kinds.LINES_REDECIDED: Sentence(_("Lines decided anew"), "money", "warn"),
    kinds.PENALTIES_RECKONED: Sentence(_("Penalties reckoned"), "money"),
    kinds.PENALTY_EXCUSE_ASKED: Sentence(_("Excuse asked for"), "edit"),
    kinds.PENALTY_JUDGED: Sentence(_("Penalty judged"), "check"),
    kinds.PENALTY_CREDITED: Sentence(_("Penalty credited"), "money", "good"),
    kinds.LINES_APPROVED: Sentence(_("Lines approved"), "money", "good"),
    kinds.LINE_CHANGED: Sentence(_("Line changed"), "edit"),
    kinds.LINE_REJECTED: Sentence(_("Line rejected"), "cross", "bad"),
    kinds.LINE_REOPENED: Sentence(_("Judgement taken back"), "undo", "warn"),
    kinds.ACT_ISSUED: Sentence(_("Act %(number)s issued"), "file", "info"),
    kinds.ACT_RENDERED: Sentence(_("Act %(number)s printed to PDF"), "file"),
    kinds.ACT_SENT: Sentence(_("Act sent"), "send"),
    kinds.ACT_SIGNED: Sentence(_("Act signed"), "check", "good"),
    kinds.ACT_REFUSED: Sentence(_("Act refused"), "cross", "bad"),
    kinds.INVOICE_ISSUED: Sentence(_("Invoice issued"), "file", "info"),
    kinds.ACTS_EXPORTED: Sentence(_("Acts exported"), "download"),
}
