"""Words, meaning and icon of every state of the glossary: the one place faces and tests read.

A meaning is one of `neutral`, `info`, `good`, `warn`, `bad`; colour is never told without the
icon and the word.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class StateWords:
    """How a state looks: its word, what it means to the reader, and the icon's name."""

    label: Promise
    meaning: str = "neutral"
    icon: str = "dot"


REQUEST: Final = {
    "new": StateWords(pgettext_lazy("request", "New"), "info", "inbox"),
    "open": StateWords(pgettext_lazy("request", "Open"), "info", "dot"),
    "waiting": StateWords(pgettext_lazy("request", "Waiting"), "warn", "pause"),
    "resolved": StateWords(pgettext_lazy("request", "Resolved"), "good", "check"),
    "closed": StateWords(pgettext_lazy("request", "Closed"), "neutral", "check"),
    "cancelled": StateWords(pgettext_lazy("request", "Cancelled"), "neutral", "cross"),
    "rejected": StateWords(pgettext_lazy("request", "Rejected"), "bad", "cross"),
    "merged": StateWords(pgettext_lazy("request", "Merged"), "neutral", "merge"),
}

# The portal's five words; desk.queries says which of them a request is in.
CLIENT_REQUEST: Final = {
    "received": StateWords(pgettext_lazy("request", "Received"), "info", "inbox"),
    "scheduled": StateWords(pgettext_lazy("request", "Scheduled"), "info", "calendar"),
    "on_the_way": StateWords(pgettext_lazy("request", "On the way"), "info", "route"),
    "in_work": StateWords(_("In work"), "info", "wrench"),
    "done": StateWords(pgettext_lazy("request", "Done"), "good", "check"),
    "cancelled": StateWords(pgettext_lazy("request", "Cancelled"), "neutral", "cross"),
    "rejected": StateWords(pgettext_lazy("request", "Rejected"), "bad", "cross"),
}

WORK_ORDER: Final = {
    "draft": StateWords(pgettext_lazy("work order", "Draft"), "neutral", "edit"),
    "unscheduled": StateWords(_("Unscheduled"), "warn", "inbox"),
    "scheduled": StateWords(pgettext_lazy("work order", "Scheduled"), "info", "calendar"),
    "in_progress": StateWords(_("In progress"), "info", "wrench"),
    "on_hold": StateWords(_("On hold"), "warn", "pause"),
    "completed": StateWords(pgettext_lazy("work order", "Completed"), "good", "check"),
    "cannot_complete": StateWords(_("Cannot be completed"), "bad", "cross"),
    "approved": StateWords(pgettext_lazy("work order", "Approved"), "good", "check"),
    "closed": StateWords(pgettext_lazy("work order", "Closed"), "neutral", "check"),
    "cancelled": StateWords(pgettext_lazy("work order", "Cancelled"), "neutral", "cross"),
}

VISIT: Final = {
    "planned": StateWords(pgettext_lazy("visit", "Planned"), "neutral", "calendar"),
    "published": StateWords(pgettext_lazy("visit", "Published"), "info", "send"),
    "accepted": StateWords(pgettext_lazy("visit", "Accepted"), "info", "check"),
    "declined": StateWords(pgettext_lazy("visit", "Declined"), "bad", "cross"),
    "en_route": StateWords(_("En route"), "info", "route"),
    "on_site": StateWords(_("On site"), "info", "pin"),
    "working": StateWords(_("Working"), "info", "wrench"),
    "paused": StateWords(pgettext_lazy("visit", "Paused"), "warn", "pause"),
    "completed": StateWords(pgettext_lazy("visit", "Completed"), "good", "check"),
    "partially_completed": StateWords(_("Partly completed"), "warn", "half"),
    "failed": StateWords(pgettext_lazy("visit", "Failed"), "bad", "cross"),
    "cancelled": StateWords(pgettext_lazy("visit", "Cancelled"), "neutral", "cross"),
    "withdrawn": StateWords(pgettext_lazy("visit", "Withdrawn"), "neutral", "undo"),
}

SLA_CLOCK: Final = {
    "running": StateWords(_("Running"), "info", "clock"),
    "paused": StateWords(pgettext_lazy("clock", "Paused"), "neutral", "pause"),
    "met": StateWords(_("Met"), "good", "check"),
    "missed": StateWords(_("Missed"), "bad", "warn"),
    "cancelled": StateWords(pgettext_lazy("clock", "Cancelled"), "neutral", "cross"),
}

SLA_TARGET: Final = {
    "response": StateWords(_("Response"), "neutral", "mail"),
    "arrival": StateWords(_("Arrival"), "neutral", "pin"),
    "restoration": StateWords(_("Restoration"), "neutral", "wrench"),
    "resolution": StateWords(_("Resolution"), "neutral", "check"),
    "next_update": StateWords(_("Next update"), "neutral", "mail"),
    "maintenance_window": StateWords(_("Maintenance window"), "neutral", "wrench"),
}

CONTRACT: Final = {
    "draft": StateWords(pgettext_lazy("contract", "Draft"), "neutral", "edit"),
    "active": StateWords(pgettext_lazy("contract", "Active"), "good", "check"),
    "suspended": StateWords(pgettext_lazy("contract", "Suspended"), "warn", "pause"),
    "expired": StateWords(pgettext_lazy("contract", "Expired"), "neutral", "clock"),
    "terminated": StateWords(pgettext_lazy("contract", "Terminated"), "bad", "cross"),
}

PLAN: Final = {
    "requested": StateWords(pgettext_lazy("plan", "In the queue"), "info", "clock"),
    "solving": StateWords(pgettext_lazy("plan", "Being planned"), "info", "clock"),
    "proposed": StateWords(pgettext_lazy("plan", "Proposed"), "info", "edit"),
    "accepted": StateWords(pgettext_lazy("plan", "Accepted"), "good", "check"),
    "discarded": StateWords(pgettext_lazy("plan", "Discarded"), "neutral", "cross"),
    "stale": StateWords(pgettext_lazy("plan", "Out of date"), "warn", "clock"),
    "failed": StateWords(pgettext_lazy("plan", "Failed"), "bad", "cross"),
}

BILLABLE_LINE: Final = {
    "proposed": StateWords(pgettext_lazy("line", "Proposed"), "info", "edit"),
    "needs_approval": StateWords(_("Needs approval"), "warn", "user"),
    "approved": StateWords(pgettext_lazy("line", "Approved"), "good", "check"),
    "rejected": StateWords(pgettext_lazy("line", "Rejected"), "bad", "cross"),
    "on_act": StateWords(_("On an act"), "good", "file"),
    "exported": StateWords(pgettext_lazy("line", "Exported"), "neutral", "download"),
    "written_off": StateWords(_("Written off"), "neutral", "cross"),
}

COVERAGE: Final = {
    "covered": StateWords(_("Covered by contract"), "good", "check"),
    "paid": StateWords(pgettext_lazy("coverage", "Paid"), "info", "money"),
    "quota_used": StateWords(_("Quota used up"), "warn", "half"),
    "excluded": StateWords(_("Excluded"), "warn", "cross"),
    "warranty": StateWords(_("Warranty"), "good", "check"),
    "presumed": StateWords(_("Presumed covered"), "warn", "info"),
}

ACT: Final = {
    "draft": StateWords(pgettext_lazy("act", "Draft"), "neutral", "edit"),
    "issued": StateWords(pgettext_lazy("act", "Issued"), "info", "file"),
    "sent": StateWords(pgettext_lazy("act", "Sent"), "info", "send"),
    "signed": StateWords(pgettext_lazy("act", "Signed"), "good", "check"),
    "accepted_by_silence": StateWords(_("Accepted by silence"), "good", "check"),
    "refused": StateWords(pgettext_lazy("act", "Refused"), "bad", "cross"),
    "reversed": StateWords(_("Reversed"), "neutral", "undo"),
}

SERVICE_REPORT: Final = {
    "draft": StateWords(pgettext_lazy("report", "Draft"), "neutral", "edit"),
    "signed": StateWords(pgettext_lazy("report", "Signed"), "good", "check"),
    "refused": StateWords(pgettext_lazy("report", "Refused"), "bad", "cross"),
    "unsigned": StateWords(_("Not signed"), "warn", "edit"),
}

INVOICE: Final = {
    "draft": StateWords(pgettext_lazy("invoice", "Draft"), "neutral", "edit"),
    "issued": StateWords(pgettext_lazy("invoice", "Issued"), "info", "file"),
    "sent": StateWords(pgettext_lazy("invoice", "Sent"), "info", "send"),
    "part_paid": StateWords(_("Partly paid"), "warn", "half"),
    "paid": StateWords(pgettext_lazy("invoice", "Paid"), "good", "check"),
}

OUTCOME: Final = {
    "done": StateWords(pgettext_lazy("outcome", "Done"), "good", "check"),
    "partial": StateWords(pgettext_lazy("outcome", "Partly done"), "warn", "half"),
    "not_done": StateWords(pgettext_lazy("outcome", "Not done"), "bad", "cross"),
}

IMPACT: Final = {
    "stopped": StateWords(_("Trading stopped"), "bad", "warn"),
    "goods_at_risk": StateWords(_("Goods at risk"), "warn", "warn"),
    "partly": StateWords(_("Part of it works"), "info", "half"),
    "no_hurry": StateWords(_("No hurry"), "neutral", "clock"),
}

PRIORITY: Final = {
    "critical": StateWords(pgettext_lazy("priority", "Critical"), "bad", "warn"),
    "high": StateWords(pgettext_lazy("priority", "High"), "warn", "arrow-up"),
    "normal": StateWords(pgettext_lazy("priority", "Normal"), "neutral", "dot"),
    "low": StateWords(pgettext_lazy("priority", "Low"), "neutral", "arrow-down"),
}

RECEIPT: Final = {
    "applied": StateWords(pgettext_lazy("command", "Applied"), "good", "check"),
    "applied_with_review": StateWords(_("Applied, to be looked at"), "warn", "user"),
    "duplicate": StateWords(_("Already applied"), "good", "check"),
    "parked": StateWords(_("Kept for review"), "warn", "pause"),
    "rejected": StateWords(pgettext_lazy("command", "Rejected"), "bad", "cross"),
    "deferred": StateWords(_("Waits for an earlier one"), "info", "clock"),
}

PART_REQUEST: Final = {
    "asked": StateWords(pgettext_lazy("part", "Asked for"), "info", "inbox"),
    "reserved": StateWords(pgettext_lazy("part", "Reserved"), "info", "lock"),
    "ordered": StateWords(pgettext_lazy("part", "Ordered"), "warn", "clock"),
    "received": StateWords(pgettext_lazy("part", "Received"), "info", "check"),
    "issued": StateWords(pgettext_lazy("part", "Issued"), "info", "send"),
    "used": StateWords(pgettext_lazy("part", "Used"), "good", "check"),
    "returned": StateWords(pgettext_lazy("part", "Returned"), "neutral", "undo"),
}

STATES: Final[dict[str, dict[str, StateWords]]] = {
    "request": REQUEST,
    "client_request": CLIENT_REQUEST,
    "work_order": WORK_ORDER,
    "visit": VISIT,
    "sla_clock": SLA_CLOCK,
    "sla_target": SLA_TARGET,
    "contract": CONTRACT,
    "plan": PLAN,
    "line": BILLABLE_LINE,
    "coverage": COVERAGE,
    "act": ACT,
    "service_report": SERVICE_REPORT,
    "invoice": INVOICE,
    "outcome": OUTCOME,
    "impact": IMPACT,
    "priority": PRIORITY,
    "receipt": RECEIPT,
    "part_request": PART_REQUEST,
}


def state_words(subject: str, state: str) -> StateWords:
    """Words of `state` of a `subject` (a key of STATES); KeyError names an unknown subject."""
    return STATES[subject].get(state) or StateWords(_("Unknown"), "neutral", "info")
