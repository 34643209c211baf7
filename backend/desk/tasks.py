"""Consequences and the watch over clocks; each is one call."""

from uuid import UUID

from celery import shared_task

from backend.desk import actions, letters, reminders
from backend.lib.clock import utc_now


def follow_contract(contract_id: UUID, notice_id: UUID) -> None:
    """Open requests follow a version that began before they were reported."""
    actions.follow_contract(contract_id, now=utc_now())


def follow_calendar(calendar_id: UUID, notice_id: UUID) -> None:
    """Open requests count by the hours as they are now."""
    actions.follow_calendar(calendar_id, now=utc_now())


def follow_maintenance(contract_id: UUID, notice_id: UUID) -> None:
    """Open requests of a contract after planned maintenance was agreed or given up."""
    actions.follow_maintenance(contract_id, now=utc_now())


def follow_register(subject_id: UUID, notice_id: UUID) -> None:
    """Open requests follow an object, unit or group that changed."""
    actions.follow_register(subject_id, now=utc_now())


def remind_of_promise(subject_id: UUID, notice_id: UUID) -> None:
    """Who is to see to it is told that a promise runs out."""
    reminders.mail_reminders(subject_id, notice_id)


def confirm_request(request_id: UUID, notice_id: UUID) -> None:
    """The contact is told that the request is in."""
    letters.mail_confirmation(request_id, notice_id)


def tell_priority_changed(request_id: UUID, notice_id: UUID) -> None:
    """The contact is told which priority the request has now, and why."""
    letters.mail_priority_change(request_id, notice_id)


def tell_request_resolved(request_id: UUID, notice_id: UUID) -> None:
    """The contact is told that the request is solved."""
    letters.mail_resolution(request_id, notice_id)


def tell_promise_missed(subject_id: UUID, notice_id: UUID) -> None:
    """Contacts who get such alerts are told which promise was not kept."""
    letters.mail_missed_promise(subject_id, notice_id)


@shared_task(name="backend.desk.tasks.sweep_clocks")
def sweep_clocks() -> None:
    """Note every promise that was broken since the last look."""
    actions.note_missed_clocks(utc_now())
