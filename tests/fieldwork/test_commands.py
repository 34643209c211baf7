"""Push: at most once, in order, kept whatever the outcome, and nothing blocks the queue."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from backend.demo.cast import Cast
from backend.dispatch.actions import move_visit
from backend.dispatch.models import Visit
from backend.fieldwork import commands
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.envelope import Sent
from backend.fieldwork.happening import PhoneClock
from backend.fieldwork.models import Attempt, Command, FieldNote, Receipt, TimeEntry
from backend.fieldwork.reviewing import dismiss_command, replay_command
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
from tests.onsite import Phone, another_engineer, paired_phone, published_visit


def statuses(answer: commands.BatchAnswer) -> list[str]:
    return [result.status for result in answer.results]


def test_it_works(visit: Visit, phone: Phone) -> None:
    answer = phone.push(phone.command("visit.accept", visit))
    assert (statuses(answer), answer.last_seq, answer.is_deferred) == (["applied"], 1, False)
    visit.refresh_from_db()
    assert answer.results[0].versions == {str(visit.id): visit.version}
    kept = Command.objects.get()
    assert (kept.seq, kept.type, kept.raw["body"]) == (1, "visit.accept", {})
    assert kept.receipt.status == Receipt.Status.APPLIED


def test_a_batch_told_again_has_no_second_effect(visit: Visit, phone: Phone) -> None:
    batch = [phone.command("note.add", visit, note_id=new_id(), text=str(n)) for n in range(3)]
    first = phone.push(*batch)
    for _again in range(4):
        repeated = phone.push(*batch)
        assert statuses(repeated) == ["duplicate"] * 3
        assert [r.original.status for r in repeated.results if r.original] == statuses(first)
    assert FieldNote.objects.count() == Entry.objects.filter(kind=kinds.NOTE_ADDED).count() == 3


def test_a_lost_answer_then_more(visit: Visit, phone: Phone) -> None:
    """The phone resends what it holds together with what came since."""
    first = phone.command("visit.accept", visit)
    phone.push(first)
    answer = phone.push(first, phone.command("visit.start", visit))
    assert (statuses(answer), answer.last_seq) == (["duplicate", "applied"], 2)


def test_a_poison_command_parks_and_the_next_applies(visit: Visit, phone: Phone) -> None:
    answer = phone.push(
        phone.command("visit.resume", visit),
        phone.command("part.use", visit, use_id="no id"),
        phone.command("visit.accept", visit),
    )
    assert statuses(answer) == ["parked", "rejected", "applied"]
    assert answer.last_seq == 3
    assert answer.results[0].code == "invalid-transition"
    pointers = {finding.pointer for finding in answer.results[1].findings}
    assert {"/body/use_id", "/body/quantity"} <= pointers
    assert Receipt.objects.filter(review="open").count() == 1
    assert Entry.objects.filter(kind=kinds.COMMAND_PARKED).count() == 1


def test_a_gap_defers_all_after_it(visit: Visit, phone: Phone) -> None:
    first = phone.command("visit.accept", visit)
    _lost = phone.command("visit.start", visit)
    third = phone.command("visit.pause", visit, reason="lunch")
    answer = phone.push(first, third)
    assert statuses(answer) == ["applied", "deferred"]
    assert (answer.results[1].code, answer.last_seq, answer.is_deferred) == (
        "sequence-gap",
        1,
        True,
    )
    assert Command.objects.count() == 1


def test_a_fork_is_told_before_anything_is_applied(visit: Visit, phone: Phone) -> None:
    phone.push(phone.command("visit.accept", visit))
    phone.seq = 0
    with pytest.raises(Refused) as fork:
        phone.push(phone.command("visit.start", visit), phone.command("visit.start", visit))
    assert (fork.value.code, fork.value.context["last_seq"]) == ("sequence-fork", 1)
    assert Command.objects.count() == 1


def test_renumbered_after_a_fork_everything_applies_once(visit: Visit, phone: Phone) -> None:
    told = phone.command("visit.accept", visit)
    phone.push(told)
    again = Sent(told.id, 2, told.raw)
    answer = phone.push(again, Sent(new_id(), 2, phone.raw("visit.start", visit, {})))
    assert statuses(answer) == ["duplicate", "applied"]


def test_told_again_by_another_phone_it_stays_one(cast: Cast, visit: Visit, phone: Phone) -> None:
    """An outbox carried over to a new phone: what is told has an id of its own."""
    told = phone.command("note.add", visit, note_id=new_id(), text="Makes ice again")
    phone.push(told)
    other = paired_phone(cast.engineer, "phone-2")
    assert statuses(other.push(Sent(told.id, 1, told.raw))) == ["applied"]
    assert FieldNote.objects.count() == Entry.objects.filter(kind=kinds.NOTE_ADDED).count() == 1


def test_an_id_reused_with_another_body_is_rejected(visit: Visit, phone: Phone) -> None:
    told = phone.command("visit.pause", visit, reason="lunch")
    phone.push(told)
    other = Sent(told.id, told.seq, phone.raw("visit.pause", visit, {"reason": "other"}))
    result = phone.push(other).results[0]
    assert (result.status, result.code) == ("rejected", "command-id-reused")


def test_after_the_end_moves_are_parked_and_facts_looked_at(visit: Visit, phone: Phone) -> None:
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    phone.push(
        phone.command("visit.start", visit),
        phone.command("visit.complete", visit, outcomes=[outcome]),
    )
    late = phone.say("visit.start", visit)
    assert (late.status, late.code) == ("parked", "invalid-transition")
    note = phone.say("note.add", visit, note_id=new_id(), text="Left the key inside")
    assert note.status == "applied"
    span = {"from": (utc_now() - timedelta(minutes=9)).isoformat(), "to": utc_now().isoformat()}
    fact = phone.say("time.log", visit, time_id=new_id(), kind="wait", **span)
    assert (fact.status, fact.code) == ("applied_with_review", "told-after-the-end")


def test_waiting_says_why(visit: Visit, phone: Phone) -> None:
    now = utc_now()
    span = {"from": (now - timedelta(minutes=9)).isoformat(), "to": now.isoformat()}
    why = {"kind": "wait", **span, "reason": "access"}
    assert phone.say("time.log", visit, time_id=new_id(), **why).status == "applied"
    entry = TimeEntry.objects.get(kind="wait")
    assert (entry.reason.code, entry.reason.billable) == ("access", True)
    parked = phone.say("time.log", visit, time_id=new_id(), **{**why, "reason": "no_access"})
    assert (parked.status, parked.code) == ("parked", "reason-unknown")


def test_a_fault_of_ours_defers_then_parks(
    visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three attempts, the first ten minutes old: then the queue goes on without it."""

    def broken(*_args: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(COMMANDS, "visit.start", commands_like(COMMANDS["visit.start"], broken))
    batch = [
        phone.command("visit.accept", visit),
        phone.command("visit.start", visit),
        phone.command("note.add", visit, note_id=new_id(), text="after"),
    ]
    began = utc_now()
    answer = phone.push(*batch)
    assert statuses(answer) == ["applied", "deferred", "deferred"]
    assert (answer.last_seq, Attempt.objects.get().count) == (1, 1)
    assert statuses(phone.push(*batch)) == ["duplicate", "deferred", "deferred"]
    assert statuses(phone.push(*batch)) == ["duplicate", "deferred", "deferred"]
    with time_machine.travel(began + timedelta(minutes=11)):
        answer = phone.push(*batch)
    assert statuses(answer) == ["duplicate", "parked", "applied"]
    assert (answer.results[1].code, answer.last_seq) == ("server-fault", 3)


def commands_like(kind: Any, apply: Any) -> Any:
    return type(kind)(kind.body, apply, kind.needs_visit)


def test_the_time_budget_defers_the_rest(
    visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "BUDGET_S", -1.0)
    answer = phone.push(phone.command("visit.accept", visit))
    assert (answer.results[0].status, answer.results[0].code) == ("deferred", "time-budget")


def test_a_change_nobody_published_is_taken_back(cast: Cast, visit: Visit, phone: Phone) -> None:
    told_from = visit.planned_from
    later = visit.planned_from + timedelta(hours=2)
    move_visit(
        visit.id, cast.engineer.id, begin=later, end=later + timedelta(hours=1), by=cast.dispatcher
    )
    result = phone.say("visit.travel_start", visit)
    assert (result.status, result.code) == ("applied_with_review", "plan-change-dropped")
    visit.refresh_from_db()
    assert (visit.planned_from, visit.state) == (told_from, "en_route")


@pytest.mark.parametrize(
    ("captured_ago", "clock", "quality", "used_ago"),
    [
        (timedelta(minutes=5), PhoneClock(timedelta(), timedelta()), "good", timedelta(minutes=5)),
        (
            timedelta(minutes=65),
            PhoneClock(timedelta(hours=1), timedelta(minutes=3)),
            "corrected",
            timedelta(minutes=5),
        ),
        (timedelta(minutes=5), PhoneClock(), "unverified", timedelta(minutes=5)),
        (timedelta(days=400), PhoneClock(timedelta(), timedelta()), "implausible", timedelta()),
        (timedelta(hours=-2), PhoneClock(timedelta(), timedelta()), "implausible", timedelta()),
    ],
)
def test_phone_clocks(
    visit: Visit,
    phone: Phone,
    captured_ago: timedelta,
    clock: PhoneClock,
    quality: str,
    used_ago: timedelta,
) -> None:
    phone.clock, now = clock, utc_now()
    sent = phone.command("visit.arrive", visit)
    sent.raw["captured_at"] = (now - captured_ago).isoformat()
    result = phone.push(sent).results[0]
    visit.refresh_from_db()
    assert Command.objects.get().time_quality == quality
    assert visit.arrived_at is not None
    assert abs((now - used_ago) - visit.arrived_at) < timedelta(seconds=5)
    assert (result.code == "clock-implausible") == (quality == "implausible")


def test_a_phone_that_woke_in_1980_tells_the_time_of_arrival(visit: Visit, phone: Phone) -> None:
    sent = phone.command("visit.arrive", visit)
    sent.raw["captured_at"] = "1980-01-06T00:00:00+00:00"
    result = phone.push(sent).results[0]
    visit.refresh_from_db()
    assert (result.status, result.code) == ("applied_with_review", "clock-implausible")
    assert visit.arrived_at is not None
    assert utc_now() - visit.arrived_at < timedelta(minutes=1)


def test_a_clock_that_jumps_back_changes_no_order(visit: Visit, phone: Phone) -> None:
    """What was recorded first happened first, whatever the clock said in between."""
    arrived, started = phone.command("visit.arrive", visit), phone.command("visit.start", visit)
    started.raw["captured_at"] = (utc_now() - timedelta(days=1)).isoformat()
    assert statuses(phone.push(arrived, started)) == ["applied", "applied"]
    visit.refresh_from_db()
    assert visit.state == "working"
    told = Command.objects.order_by("key").values_list("type", flat=True)
    assert list(told) == ["visit.arrive", "visit.start"]


def test_the_inbox_replays_edits_and_dismisses(cast: Cast, visit: Visit, phone: Phone) -> None:
    phone.say("visit.pause", visit, reason="nap")
    receipt = Receipt.objects.get()
    with pytest.raises(Refused) as still:
        replay_command(receipt.id, by=cast.dispatcher)
    assert still.value.code == "reason-unknown"
    phone.say("visit.start", visit)
    replay_command(receipt.id, by=cast.dispatcher, body={"reason": "lunch"})
    visit.refresh_from_db()
    assert visit.state == "paused"
    with pytest.raises(NotFound):
        dismiss_command(receipt.id, "again", by=cast.dispatcher)
    phone.say("visit.pause", visit, reason="lunch")
    parked = Receipt.objects.get(review="open")
    with pytest.raises(Invalid):
        dismiss_command(parked.id, " ", by=cast.dispatcher)
    dismiss_command(parked.id, "Tapped twice", by=cast.dispatcher)
    parked.refresh_from_db()
    assert (parked.review, parked.review_reason) == ("dismissed", "Tapped twice")
    with pytest.raises(NotFound):
        dismiss_command(parked.id, "x", by=cast.engineer_user)


def test_a_helper_is_no_conflict_and_cannot_complete(cast: Cast, phone: Phone) -> None:
    from backend.dispatch.models import VisitEngineer

    visit = published_visit(cast)
    other = another_engineer(cast)
    VisitEngineer.objects.create(
        visit=visit,
        engineer=other.engineer,
        part="helper",
        planned_from=visit.planned_from,
        planned_to=visit.planned_to,
    )
    helper = paired_phone(other.engineer, "phone-2")
    phone.push(phone.command("visit.arrive", visit), phone.command("visit.start", visit))
    assert helper.say("visit.arrive", visit).status == "applied"
    visit.refresh_from_db()
    assert visit.state == "working"
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    assert helper.say("visit.complete", visit, outcomes=[outcome]).code == "needs-lead"
    assert phone.say("visit.complete", visit, outcomes=[outcome]).status == "applied"


def test_a_late_replay_keeps_the_time_it_happened(cast: Cast, visit: Visit, phone: Phone) -> None:
    phone.say("visit.resume", visit)
    phone.push(
        phone.command("visit.start", visit), phone.command("visit.pause", visit, reason="lunch")
    )
    receipt = Receipt.objects.get(review="open")
    with time_machine.travel(utc_now() + timedelta(days=40)):
        replay_command(receipt.id, by=cast.dispatcher)
    entry = Entry.objects.get(kind=kinds.VISIT_RESUMED)
    assert abs(entry.happened_at - utc_now()) < timedelta(minutes=5)
