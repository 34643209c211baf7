"""Clocks are made of journal entries: made again they are the same, and what is told late shows."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.db import connection

from backend.demo.cast import Cast
from backend.desk.actions import (
    change_priority,
    close_work,
    note_arrival,
    note_missed_clocks,
    put_on_wait,
    reopen_request,
    resume_request,
    send_message,
    submit_request,
)
from backend.desk.actions.submit import NewRequest
from backend.desk.clocks.rebuild import clocks_as_of
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal.models import Entry
from backend.web.shared.history import events_of
from tests.agreed import revised

# Weekdays 08-18 in Monaco; reported Friday 17:30. High: response 60, arrival 240, resolution 480
# open minutes: Monday 08:30, 11:30 and 15:30 local, which is UTC+1.
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
RESPONSE_DUE, ARRIVAL_DUE = MONDAY.replace(hour=7, minute=30), MONDAY.replace(hour=10, minute=30)


def checked(*options: str) -> tuple[int, str]:
    """The exit code of sla_rebuild and what it printed."""
    out = StringIO()
    try:
        call_command("sla_rebuild", *options, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    return 0, out.getvalue()


def noted(kind: str) -> list[Entry]:
    return list(Entry.objects.filter(kind=kind))


def test_a_whole_story_is_rebuilt_from_the_journal(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    request = work.request
    assert request is not None
    friday.move_to(MONDAY.replace(hour=7, minute=10))
    send_message(request.pk, "We are on our way.", by=cast.dispatcher)
    put_on_wait(request.pk, reason_code="client", by=cast.dispatcher)
    friday.move_to(MONDAY.replace(hour=8))
    resume_request(request.pk, by=cast.dispatcher)
    change_priority(request.pk, "critical", reason="The fish", by=cast.dispatcher)
    friday.move_to(MONDAY.replace(hour=11))
    note_missed_clocks(MONDAY.replace(hour=11))
    note_arrival(work.pk, happened_at=MONDAY.replace(hour=8, minute=15), by=cast.engineer_user)
    friday.move_to(MONDAY.replace(hour=12))
    close_work(work.pk, outcome="done", happened_at=MONDAY.replace(hour=9), by=cast.engineer_user)
    friday.move_to(MONDAY.replace(hour=13))
    reopen_request(request.pk, reason="It drips again", by=cast.dispatcher)
    assert checked("--check") == (0, "0 differences\n")
    SlaClock.objects.filter(kind="arrival").update(due_at=None, pauses=[])
    code, said = checked("--check")
    assert (code, said.count("\n")) == (1, 3)
    assert "pauses: [] is [['2026-11-23T07:10:00+00:00'" in said
    checked()
    assert checked("--check") == (0, "0 differences\n")


def test_an_arrival_told_late_withdraws_the_miss_where_people_look(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    request = work.request
    assert request is not None
    friday.move_to(MONDAY.replace(hour=11))
    assert note_missed_clocks(MONDAY.replace(hour=11)) == 2
    friday.move_to(MONDAY.replace(hour=12))
    note_arrival(work.pk, happened_at=ARRIVAL_DUE, by=cast.engineer_user)
    (withdrawn,) = noted("clock.withdrawn")
    assert (withdrawn.subject_id, withdrawn.data["clock"]) == (request.pk, "arrival")
    history = Entry.objects.filter(subject_id=request.pk)
    titles = [event.title for event in events_of(history)]
    assert any("taken back" in title for title in titles)
    assert not any("clock." in title for title in titles)
    # Yesterday's report still says what it said then.
    then = {clock.kind: clock for clock in clocks_as_of(request, MONDAY.replace(hour=11))}
    assert (then["arrival"].state, then["arrival"].breached_at) == ("running", ARRIVAL_DUE)
    today = {clock.kind: clock for clock in clocks_as_of(request, MONDAY.replace(hour=12))}
    assert (today["arrival"].state, today["arrival"].breached_at) == ("met", None)


def test_a_breach_that_an_action_saw_first_is_still_noted(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    late = MONDAY.replace(hour=10, minute=40)
    friday.move_to(late)
    note_arrival(work.pk, happened_at=late, by=cast.engineer_user)
    arrival = SlaClock.objects.get(kind="arrival")
    assert (arrival.state, arrival.next_at) == ("missed", ARRIVAL_DUE)
    assert note_missed_clocks(late) == 2
    arrival.refresh_from_db()
    assert (arrival.noted, arrival.next_at) == (["missed"], None)


def test_reminders_come_at_the_percentages_of_the_policy(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    with revised(cast.contract_version) as version:
        version.policies.update(reminders=[50, 75])
    request = submit_request(wish, by=cast.contact)
    arrival = request.clocks.get(kind="arrival")
    # 120 of 240 open minutes: thirty on Friday, ninety on Monday from 08:00 local.
    assert arrival.next_at == MONDAY.replace(hour=8, minute=30)
    friday.move_to(arrival.next_at)
    assert note_missed_clocks(arrival.next_at) == 1  # the response
    (reminder,) = [entry for entry in noted("clock.reminded") if entry.data["clock"] == "arrival"]
    assert (reminder.data["percent"], reminder.happened_at) == (50, arrival.next_at)
    assert not [entry for entry in noted("clock.reminded") if entry.data["clock"] == "response"]
    arrival.refresh_from_db()
    assert (arrival.noted, arrival.next_at) == ([50], MONDAY.replace(hour=9, minute=30))
    assert note_missed_clocks(arrival.next_at - timedelta(seconds=1)) == 0
    assert checked("--check") == (0, "0 differences\n")


def test_the_next_update_is_promised_anew_by_every_word_to_the_client(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    with revised(cast.contract_version) as version:
        policy = version.policies.get(priority="high")
        policy.targets.create(kind="next_update", target_min=120)
    friday.move_to(MONDAY.replace(hour=8))
    request = submit_request(wish, by=cast.contact)
    update = request.clocks.get(kind="next_update")
    assert update.due_at == MONDAY.replace(hour=10)
    friday.move_to(MONDAY.replace(hour=9))
    send_message(request.pk, "The part is on its way.", by=cast.dispatcher)
    send_message(request.pk, "Only for us.", by=cast.dispatcher, internal=True)
    update.refresh_from_db()
    assert (update.state, update.due_at) == ("running", MONDAY.replace(hour=11))
    late = MONDAY.replace(hour=11, minute=5)
    friday.move_to(late)
    note_missed_clocks(late)
    assert [e.data["clock"] for e in noted("clock.missed")] == ["next_update"]
    send_message(request.pk, "It is here.", by=cast.dispatcher)
    update.refresh_from_db()
    assert (update.breached_at, update.due_at) == (None, late + timedelta(hours=2))
    assert checked("--check") == (0, "0 differences\n")


def test_a_broken_clock_is_parked_and_the_sweep_goes_on(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    broken = request_.clocks.get(kind="response")
    SlaClock.objects.filter(pk=broken.pk).update(calendar={"tz": "Mars/Base"})
    late = MONDAY.replace(hour=11)
    friday.move_to(late)
    assert note_missed_clocks(late) == 1
    broken.refresh_from_db()
    assert (broken.parked_for, broken.next_at) == ("tz: unknown-zone", None)
    (parked,) = noted("clock.parked")
    assert (parked.data["clock"], parked.data["reason"]) == ("response", "tz: unknown-zone")
    assert note_missed_clocks(late) == 0
    # What people do goes on around it, and once it can be reckoned it counts again.
    send_message(request_.pk, "We are looking into it.", by=cast.dispatcher)
    SlaClock.objects.filter(pk=broken.pk).update(
        calendar=request_.clocks.get(kind="arrival").calendar
    )
    assert checked()[0] == 1
    broken.refresh_from_db()
    assert (broken.parked_for, broken.state) == ("", "missed")


def test_the_sweep_is_one_indexed_question(cast: Cast, request_: Request) -> None:
    due = SlaClock.objects.select_for_update(skip_locked=True, of=("self",))
    question = due.filter(next_at__lte=MONDAY + timedelta(days=1)).order_by("next_at")[:500]
    with connection.cursor() as cursor:
        # A handful of rows is read faster without any index.
        cursor.execute("set local enable_seqscan = off")
    plan = question.explain()
    assert "Index Cond: (next_at <= " in plan
    assert "clock_next" in plan
    assert "Seq Scan" not in plan
