"""What follows what: one table. Each consequence lives in its app's tasks.py, makes one call

and is safe to repeat. `deliver` runs in the worker after the entry is committed; `sweep`
finds what a lost wake-up or a dead worker left behind.
"""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from celery import shared_task
from django.utils.module_loading import import_string

from backend.journal import deliveries, kinds, queries
from backend.journal.models import Entry

ALL_PHONES = "backend.dispatch.tasks.refresh_worlds"
SHOW_ON_PHONES = "backend.dispatch.tasks.push_visit_news"
PHONES_SHOWING_IT = "backend.dispatch.tasks.refresh_worlds_showing"

# kind of entry -> the functions (subject id, notice id) that must each happen once.
REACTIONS: dict[str, tuple[str, ...]] = {
    kinds.USER_CHANGED: (PHONES_SHOWING_IT,),
    kinds.CATALOG_CHANGED: ("backend.desk.tasks.follow_register", ALL_PHONES),
    kinds.OBJECT_HANDED_OVER: (ALL_PHONES,),
    kinds.CALENDAR_CHANGED: ("backend.desk.tasks.follow_calendar", ALL_PHONES),
    kinds.PRICE_LIST_CHANGED: (ALL_PHONES,),
    kinds.CONTRACT_ACTIVATED: (
        "backend.desk.tasks.follow_contract",
        "backend.billing.tasks.redecide_lines",
        ALL_PHONES,
    ),
    kinds.CONTRACT_MAINTENANCE: ("backend.desk.tasks.follow_maintenance", ALL_PHONES),
    kinds.REQUEST_SUBMITTED: ("backend.desk.tasks.confirm_request",),
    kinds.REQUEST_MESSAGED: (PHONES_SHOWING_IT,),
    kinds.REQUEST_PRIORITISED: ("backend.desk.tasks.tell_priority_changed", PHONES_SHOWING_IT),
    kinds.REQUEST_RETERMED: (PHONES_SHOWING_IT,),
    kinds.REQUEST_MOVED: (PHONES_SHOWING_IT,),
    kinds.REQUEST_WAITING: (PHONES_SHOWING_IT,),
    kinds.REQUEST_RESUMED: (PHONES_SHOWING_IT,),
    kinds.REQUEST_RESOLVED: (
        "backend.desk.tasks.tell_request_resolved",
        PHONES_SHOWING_IT,
        "backend.billing.tasks.draft_request_lines",
    ),
    kinds.REQUEST_REOPENED: (PHONES_SHOWING_IT,),
    kinds.REQUEST_CANCELLED: (PHONES_SHOWING_IT,),
    kinds.WORK_HELD: (PHONES_SHOWING_IT,),
    kinds.WORK_RELEASED: (PHONES_SHOWING_IT,),
    kinds.WORK_CLOSED: ("backend.billing.tasks.draft_remote_lines",),
    kinds.WORK_REPEAT_JUDGED: ("backend.billing.tasks.redecide_work", PHONES_SHOWING_IT),
    kinds.WARRANTY_GIVEN: (ALL_PHONES,),
    kinds.CLOCK_REMINDED: ("backend.desk.tasks.remind_of_promise",),
    kinds.CLOCK_MISSED: ("backend.desk.tasks.tell_promise_missed", PHONES_SHOWING_IT),
    kinds.PLAN_REQUESTED: ("backend.dispatch.tasks.start_plan",),
    kinds.DAY_PUBLISHED: ("backend.dispatch.tasks.measure_routes",),
    kinds.VISIT_PUBLISHED: ("backend.dispatch.tasks.tell_visit_planned", SHOW_ON_PHONES),
    kinds.VISIT_UNASSIGNED: (SHOW_ON_PHONES,),
    kinds.VISIT_WORKED_MEANWHILE: (SHOW_ON_PHONES,),
    kinds.MEDIA_RECEIVED: ("backend.fieldwork.tasks.examine_photo",),
    kinds.CHECKLIST_PUBLISHED: (ALL_PHONES,),
    kinds.CHECKLIST_RETIRED: (ALL_PHONES,),
    kinds.VISIT_SIGNED: ("backend.fieldwork.tasks.render_service_reports",),
    kinds.SIGNATURE_REFUSED: ("backend.fieldwork.tasks.render_service_reports",),
    kinds.VISIT_COMPLETED: (
        "backend.fieldwork.tasks.render_service_reports",
        "backend.billing.tasks.draft_lines",
        "backend.fieldwork.tasks.tell_visit_done",
    ),
    kinds.VISIT_FAILED: (
        "backend.billing.tasks.draft_lines",
        "backend.fieldwork.tasks.tell_visit_failed",
    ),
    kinds.REPORT_RENDERED: ("backend.fieldwork.tasks.send_signer_copy",),
    kinds.PAID_WORK_REFUSED: ("backend.fieldwork.tasks.tell_offer_refused",),
    kinds.ACT_ISSUED: ("backend.billing.tasks.render_act",),
    kinds.ACT_RENDERED: ("backend.billing.tasks.mail_act",),
}


@shared_task(name="backend.reactions.deliver")
def deliver(entry_id: int) -> None:
    """Carry out every consequence still owed for one entry."""
    entry = queries.entry(entry_id)
    deliveries.owe(entry, REACTIONS.get(entry.kind, ()))
    for delivery in deliveries.take(entry_id):
        notice_id = notice_id_for(entry, delivery.consequence)
        consequence = partial(import_string(delivery.consequence), entry.subject_id, notice_id)
        deliveries.carry_out(delivery, consequence)


@shared_task(name="backend.reactions.sweep")
def sweep() -> None:
    """Deliver what is owed and nobody holds."""
    for entry_id in deliveries.entries_to_deliver(REACTIONS):
        deliver(entry_id)


@shared_task(name="backend.reactions.canary")
def canary() -> None:
    """Only taken: its heartbeat, noted like that of any task, says that a worker lives."""


def notice_id_for(entry: Entry, consequence: str) -> UUID:
    """The id of a notice, the same at every repeat, so that a receiver can tell one."""
    return uuid5(NAMESPACE_URL, f"callout:{entry.id}:{consequence}")
