"""What befalls phones and visits in the state machine: a phone's troubles, the office's changes."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING

from backend.accounts.devices import revoke_device
from backend.desk.models import WorkOrder
from backend.dispatch.actions import move_visit, unassign_visit
from backend.dispatch.models import Visit
from backend.fieldwork.models import Receipt
from backend.fieldwork.reviewing import replay_command
from backend.lib.ids import new_id
from tests.onsite import publish

if TYPE_CHECKING:
    from tests.exactly_once import PhoneModel, Stage


def back_up(phone: "PhoneModel", _stage: "Stage") -> None:
    """A backup of the whole device."""
    phone.backup = deepcopy(phone.outbox)


def restore(phone: "PhoneModel", _stage: "Stage") -> None:
    """It knows again what it knew then; what it recorded since is gone unless it was sent."""
    if phone.backup is not None:
        phone.outbox, phone.backup = phone.backup, None
        known = {each["id"] for each in phone.outbox.waiting} | set(phone.outbox.done)
        phone.lost |= {each["id"] for each in phone.recorded} - known


def pair_again(phone: "PhoneModel", _stage: "Stage") -> None:
    """Signed in anew, after a sign-out or without one."""
    phone.pair()


def sign_out(phone: "PhoneModel", stage: "Stage") -> None:
    """The office ends the token; the outbox stays."""
    revoke_device(phone.user.devices.get().id, by=stage.cast.dispatcher)


def reuse_an_id(phone: "PhoneModel", _stage: "Stage") -> None:
    """A known id comes with another body: rejected, and the first telling stands."""
    past = phone.network.past
    known = [each for _token, body in past for each in body["commands"]]
    known = [each for each in known if each["id"] in phone.outbox.done]
    if known:
        other = {**known[-1], "body": {"note_id": str(new_id()), "text": "another"}}
        past.append((phone.network.token, {**past[-1][1], "commands": [other]}))
        heard = phone.network.deliver(-1)
        codes = [each["problem"]["code"] for each in heard.said.get("results", [])]
        assert heard.status == 403 or codes == ["command-id-reused"]
        past.pop()


def move(later: int, *, publishes: bool) -> "Change":
    """To somebody else or another hour, told or not told yet."""

    def change(stage: "Stage", visit: Visit, to: str) -> None:
        begin = visit.planned_from + timedelta(minutes=20 * later)
        engineer, by = stage.engineers[to].engineer, stage.cast.dispatcher
        move_visit(visit.id, engineer.id, begin=begin, end=begin + timedelta(hours=1), by=by)
        if publishes:
            publish(Visit.objects.get(id=visit.id), stage.cast)

    return change


def cancel(stage: "Stage", visit: Visit, _to: str) -> None:
    """The visit is taken away."""
    unassign_visit(visit.id, by=stage.cast.dispatcher)


def edit(stage: "Stage", visit: Visit, _to: str) -> None:
    """Another scope for the same visit, told with the day."""
    works = visit.works.values("work_order_id")
    WorkOrder.objects.filter(id__in=works).update(words=f"Also the door {new_id()}")
    publish(Visit.objects.get(id=visit.id), stage.cast)


def replay(stage: "Stage", _visit: Visit, _to: str) -> None:
    """Somebody tries the oldest parked command again; a refusal leaves it where it is."""
    parked = Receipt.objects.filter(status="parked", review="open").order_by("command")
    if receipt := parked.first():
        replay_command(receipt.id, by=stage.cast.dispatcher)


Change = Callable[["Stage", Visit, str], None]
TROUBLES: dict[str, Callable[["PhoneModel", "Stage"], None]] = {
    "backed up": back_up,
    "restored": restore,
    "paired again": pair_again,
    "signed out": sign_out,
    "an id reused": reuse_an_id,
}
CHANGES: dict[str, Change] = {
    "gives it away": move(0, publishes=True),
    "moves it": move(1, publishes=True),
    "moves it untold": move(2, publishes=False),
    "cancels": cancel,
    "edits": edit,
    "replays": replay,
}
