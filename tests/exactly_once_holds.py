"""What must hold between two phones and the server, after every step and after quiet."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from backend.fieldwork.bundle import bundle_for
from backend.fieldwork.models import (
    Answer,
    Command,
    Defect,
    FieldNote,
    PaidWork,
    PartRequest,
    PartUse,
    Photo,
    RecoveredPart,
    Signature,
    TimeEntry,
    VanStock,
)
from backend.journal import kinds
from backend.journal.models import Entry

if TYPE_CHECKING:
    from tests.exactly_once import PhoneModel, Stage

STOCK = Decimal(10)
# Type -> the rows it makes, by which id of the body, and the line in the journal.
EFFECTS: dict[str, tuple[type[Model], str, str]] = {
    "note.add": (FieldNote, "note_id", kinds.NOTE_ADDED),
    "part.use": (PartUse, "use_id", kinds.PART_USED),
    "part.request": (PartRequest, "request_id", kinds.PART_REQUESTED),
    "part.recover": (RecoveredPart, "recovery_id", kinds.PART_RECOVERED),
    "time.log": (TimeEntry, "time_id", kinds.TIME_LOGGED),
    "media.attach": (Photo, "media_id", kinds.PHOTO_ATTACHED),
    "defect.report": (Defect, "defect_id", kinds.DEFECT_REPORTED),
    "paid_work.propose": (PaidWork, "proposal_id", kinds.PAID_WORK_PROPOSED),
}
# Types without an id of their own in the body: as many lines as commands that applied.
COUNTED = {
    "equipment.reading": kinds.EQUIPMENT_READ,
    "checklist.answer": kinds.CHECKLIST_ANSWERED,
    "service.restored": kinds.SERVICE_RESTORED,
    "visit.pause": kinds.VISIT_PAUSED,
    "visit.complete": kinds.VISIT_COMPLETED,
    "signature.refuse": kinds.SIGNATURE_REFUSED,
}


@dataclass
class Told:
    """The phones, and the stage their effects are looked for on."""

    phones: "dict[str, PhoneModel]"
    stage: "Stage"


class Log:
    """What the server keeps of one reading of it."""

    def __init__(self) -> None:
        rows = Command.objects.select_related("receipt", "device").order_by("key")
        self.commands = list(rows)
        self.by_id = {str(row.id): row for row in self.commands}

    @cached_property
    def effective(self) -> list[Command]:
        """Commands that have had their effect, at once or when the office replayed them."""
        return [row for row in self.commands if _is_effective(row)]

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of the effective commands of a type."""
        return [row.raw["body"] for row in self.effective if row.type == kind]


def after_every_step(told: Told) -> None:
    """Nothing is lost, nothing happens twice, order stands, phones know what the server knows."""
    log = Log()
    for phone in told.phones.values():
        _each_fact_is_somewhere(phone, log)
        _what_the_phone_heard_is_kept(phone, log)
        _numbers_are_used_up_in_order(phone, log)
    _effects_are_there_once(log)
    _the_vans_hold_what_is_left(told, log)


def after_quiet(told: Told) -> None:
    """Nothing waits, every result is known, and each phone holds the world as it is."""
    log = Log()
    for phone in told.phones.values():
        assert phone.outbox.waiting == []
        assert {each["id"] for each in phone.recorded} - phone.lost <= set(phone.outbox.done)
        assert set(phone.outbox.done) <= set(log.by_id)
        told_now = _plain(bundle_for(phone.user.engineer, phone.user.language))
        held = _plain(phone.world)
        other = {name for name in told_now if held.get(name) != told_now[name]}
        assert not other, [(held.get(name), told_now[name]) for name in other]


def _is_effective(row: Command) -> bool:
    return row.receipt.status.startswith("applied") or row.receipt.review == "replayed"


def _each_fact_is_somewhere(phone: "PhoneModel", log: Log) -> None:
    waits = {each["id"] for each in phone.outbox.waiting}
    for command in phone.recorded:
        known = command["id"] in log.by_id
        assert known or command["id"] in waits | phone.lost, command
        assert known or command["id"] not in phone.outbox.done, command


def _what_the_phone_heard_is_kept(phone: "PhoneModel", log: Log) -> None:
    for command_id, result in phone.outbox.done.items():
        receipt = log.by_id[command_id].receipt
        assert (result["status"], result.get("problem", {}).get("code", "")) == (
            receipt.status,
            receipt.code,
        )


def _numbers_are_used_up_in_order(phone: "PhoneModel", log: Log) -> None:
    mine = [row for row in log.commands if row.device.user_id == phone.user.id]
    assert [row.seq for row in mine] == list(range(1, len(mine) + 1))
    assert not mine or mine[0].device.last_seq == len(mine)
    place = {each["id"]: number for number, each in enumerate(phone.recorded)}
    order = [place[str(row.id)] for row in mine]
    assert order == sorted(order)


def _effects_are_there_once(log: Log) -> None:
    lines = Counter(Entry.objects.values_list("kind", flat=True))
    for kind, (model, key, line) in EFFECTS.items():
        told = {body[key] for body in log.bodies(kind)}
        told_ever = [row.raw["body"].get(key) for row in log.commands if row.type == kind]
        known = [each for each in told_ever if each and len(each) == 36]
        rows = model.objects.filter(pk__in=known).values_list("pk", flat=True)  # type: ignore[attr-defined]
        assert sorted(map(str, rows)) == sorted(told), kind
        assert lines[line] == len(told), kind
    for kind, line in COUNTED.items():
        assert lines[line] == len(log.bodies(kind)), kind
    assert Answer.objects.count() == len(log.bodies("checklist.answer"))
    assert Signature.objects.count() == len(log.bodies("signature.refuse"))


def _the_vans_hold_what_is_left(told: Told, log: Log) -> None:
    voided = {body["use_id"] for body in log.bodies("part.void")}
    for phone in told.phones.values():
        mine = [row for row in log.effective if row.device.user_id == phone.user.id]
        used = [row.raw["body"] for row in mine if row.type == "part.use"]
        gone = sum(Decimal(body["quantity"]) for body in used if body["use_id"] not in voided)
        assert VanStock.objects.get(engineer=phone.user.engineer).quantity == STOCK - gone


def _plain(world: dict[str, Any]) -> dict[str, Any]:
    """A bundle without what is told beside the world."""
    from json import dumps, loads

    from django.core.serializers.json import DjangoJSONEncoder

    beside = ("server_time", "ack")
    kept = {name: world[name] for name in world if name not in beside}
    plain: dict[str, Any] = loads(dumps(kept, cls=DjangoJSONEncoder))
    return plain
