"""What phones push: each command applied at most once, in order, and kept whatever its outcome.

One transaction a batch. It is first tried as one: what its commands read is shared, what they
write is gathered. Where anything of it is refused, all of it is undone and each command is applied
alone, in a savepoint. A refusal parks a command and consumes its number, so a bad one never blocks
the queue; a fault of ours defers it and all after it, and after three faults over ten minutes it is
parked too.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable
from pydantic import ValidationError

from backend.accounts.devices import Unsent, may_speak
from backend.accounts.models import Device
from backend.fieldwork.applying import Teller, apply_command
from backend.fieldwork.at_hand import AtHand
from backend.fieldwork.envelope import Sent, body_sha256, cleaned, read_instant
from backend.fieldwork.happening import PhoneClock, clock_times
from backend.fieldwork.models import Attempt, Command, Receipt
from backend.fieldwork.results import (
    DEFERRED,
    Result,
    Status,
    Verdict,
    duplicate_of,
    kept,
    malformed,
    refused,
    result_of,
)
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError, Invalid, NotFound, Refused

log = logging.getLogger(__name__)

SCHEMA = 1
BUDGET_S = 8.0
LOCK_PATIENCE = "5s"
MOST_ATTEMPTS = 3
ATTEMPTS_OVER = timedelta(minutes=10)
# What a push tells of its phone.
_TOLD = (
    "last_seq",
    "app_build",
    "last_seen_at",
    "clock_offset_ms",
    "unsent_commands",
    "unsent_media",
    "oldest_unsent_at",
)


@dataclass(frozen=True)
class Batch:
    """One push as it was read; `schema` is the phone's, newer ones are parked."""

    commands: Sequence[Sent]
    clock: PhoneClock = field(default_factory=PhoneClock)
    schema: int = SCHEMA
    app_build: str = ""
    unsent: Unsent | None = None


@dataclass(frozen=True)
class BatchAnswer:
    """One result a command, in order; `last_seq` is the last number consumed."""

    results: list[Result]
    last_seq: int

    @property
    def is_deferred(self) -> bool:
        """Whether the phone is to send some of it again."""
        return any(result.status == DEFERRED for result in self.results)


def apply_batch(device_id: UUID, batch: Batch) -> BatchAnswer:
    """Apply a push of one phone.

    Raises Refused("push-in-progress") while another push of the phone is applied, and
    Refused("sequence-fork", last_seq=...) before anything is applied when the phone's numbers
    and ours have come apart.
    """
    try:
        run, answer = _applied(device_id, batch, AtHand())
    except NotAsOneError:
        run, answer = _applied(device_id, batch, None)
    if run.fault:
        _count_attempt(run.device, run.fault)
    return answer


class NotAsOneError(Exception):
    """Something of a push is refused: its commands are to be applied each alone."""


@transaction.atomic
def _applied(device_id: UUID, batch: Batch, at_hand: AtHand | None) -> "tuple[_Run, BatchAnswer]":
    run = _Run(_lock_device(device_id), batch, at_hand)
    return run, run.answer()


def _lock_device(device_id: UUID) -> Device:
    """The phone's row for this push alone; foreign keys are checked at once, not at the end."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = '{LOCK_PATIENCE}'")
        cursor.execute("set constraints all immediate")
    rows = Device.objects.select_for_update(of=("self",)).select_related("user__engineer__user")
    try:
        with transaction.atomic():
            return rows.get(id=device_id)
    except OperationalError as busy:
        if isinstance(busy.__cause__, LockNotAvailable):
            raise Refused("push-in-progress") from busy
        raise


@dataclass
class _Run:
    """One push under way: the phone's row and what was decided so far. Without what it has
    `at_hand`, each command is applied alone."""

    device: Device
    batch: Batch
    at_hand: AtHand | None = None
    fault: UUID | None = None
    settled: list[Receipt] = field(default_factory=list)
    deadline: float = field(default_factory=lambda: time.monotonic() + BUDGET_S)

    def answer(self) -> BatchAnswer:
        results = list(self._results())
        self._write_what_waits()
        # Two statements for the whole batch; it is one transaction, so nothing is lost by waiting.
        Command.objects.bulk_create([receipt.command for receipt in self.settled])
        Receipt.objects.bulk_create(self.settled)
        self.device.app_build = self.batch.app_build[:50] or self.device.app_build
        self.device.last_seen_at = utc_now()
        if self.batch.clock.age < timedelta.max:
            offset_ms = self.batch.clock.offset // timedelta(milliseconds=1)
            self.device.clock_offset_ms = max(-(2**31), min(2**31 - 1, offset_ms))
        if self.batch.unsent:
            self.device.unsent_commands = self.batch.unsent.commands
            self.device.unsent_media = self.batch.unsent.media
            self.device.oldest_unsent_at = self.batch.unsent.oldest_at
        self.device.save(update_fields=_TOLD)
        return BatchAnswer(results, self.device.last_seq)

    def _write_what_waits(self) -> None:
        try:
            if self.at_hand:
                self.at_hand.end()
        except (IntegrityError, DataError) as reason:
            raise NotAsOneError from reason

    def _results(self) -> Iterator[Result]:
        """In order; from the first command that must wait on, all unknown ones wait."""
        known = self._known()
        self._refuse_fork(known)
        waits = ""
        for sent in self.batch.commands:
            if sent.id in known:
                yield self._again(known[sent.id], sent)
                continue
            waits = waits or self._reason_to_wait(sent)
            result = None if waits else self._settle(sent, known)
            if result is None:
                waits = waits or "server-fault"
                yield Result(sent.id, sent.seq, DEFERRED, waits)
                continue
            yield result

    def _known(self) -> dict[UUID, Command]:
        rows = Command.objects.select_related("receipt").filter(
            device=self.device, id__in=[sent.id for sent in self.batch.commands]
        )
        return {row.id: row for row in rows}

    def _refuse_fork(self, known: dict[UUID, Command]) -> None:
        """Decided on the first command not known yet: its number may not be used up already."""
        new = next((sent for sent in self.batch.commands if sent.id not in known), None)
        if new is not None and new.seq <= self.device.last_seq:
            raise Refused("sequence-fork", last_seq=self.device.last_seq)

    def _again(self, command: Command, sent: Sent) -> Result:
        if command.body_sha256 == body_sha256(sent.raw):
            return duplicate_of(command, sent.seq)
        return Result(sent.id, sent.seq, Status.REJECTED, "command-id-reused")

    def _reason_to_wait(self, sent: Sent) -> str:
        if time.monotonic() > self.deadline:
            return "time-budget"
        return "" if sent.seq == self.device.last_seq + 1 else "sequence-gap"

    def _settle(self, sent: Sent, known: dict[UUID, Command]) -> Result | None:
        """Apply one command and write down what became of it; None after a fault of ours."""
        received = utc_now()
        try:
            verdict, visit_versions = self._verdict(sent)
        except NotAsOneError:
            raise
        except Exception:
            log.exception("command %s of device %s broke", sent.id, self.device.id)
            if not _is_hopeless(self.device, sent.id):
                self.fault = sent.id
                return None
            verdict, visit_versions = Verdict(Status.PARKED, "server-fault"), {}
        self.device.last_seq = sent.seq
        command = _command(self.device, sent, self.batch.clock, received)
        known[sent.id] = command
        if verdict.status == Status.PARKED and self.at_hand:
            # What was told before it stands before it in the journal.
            self.at_hand.begin_anew()
        receipt = _receipt(command, verdict, visit_versions)
        self.settled.append(receipt)
        return result_of(receipt)

    def _verdict(self, sent: Sent) -> tuple[Verdict, dict[str, int]]:
        if not may_speak(self.device):
            return Verdict(Status.PARKED, "rescued"), {}
        if self.batch.schema > SCHEMA:
            return Verdict(Status.PARKED, "unknown-command"), {}
        teller = Teller(self.device.user, self.device, self.batch.clock, utc_now(), self.at_hand)
        if self.at_hand:
            return _tried(sent, teller)
        try:
            with transaction.atomic():
                return apply_command(sent.raw, teller)
        except ValidationError as wrong:
            return malformed(wrong), {}
        except Invalid as wrong:
            return refused(wrong, Status.REJECTED), {}
        except NotFound as missing:
            return _stranger(missing, self.device, sent), {}
        except CalloutError as no:
            return refused(no, Status.PARKED), {}


def _tried(sent: Sent, teller: Teller) -> tuple[Verdict, dict[str, int]]:
    """As a part of the whole, without a savepoint; whatever is wrong shows when it is alone."""
    try:
        return apply_command(sent.raw, teller)
    except Exception as reason:
        raise NotAsOneError from reason


def _stranger(missing: NotFound, device: Device, sent: Sent) -> Verdict:
    """A visit that was never this engineer's is rejected and noted; anything else is parked."""
    if missing.context.get("what") != "visit":
        return refused(missing, Status.PARKED)
    log.warning("device %s spoke of a visit not its own: command %s", device.id, sent.id)
    return Verdict(Status.REJECTED, "not-assigned")


def _command(device: Device, sent: Sent, clock: PhoneClock, received: datetime) -> Command:
    raw = cleaned(sent.raw)
    return Command(
        id=sent.id,
        device=device,
        seq=sent.seq,
        type=str(raw.get("type", ""))[:60],
        visit_id=_visit_id(raw),
        raw=raw,
        body_sha256=body_sha256(sent.raw),
        received_at=received,
        **_times(raw, clock),
    )


def _times(raw: dict[str, object], clock: PhoneClock) -> dict[str, object]:
    captured = read_instant(raw.get("captured_at"))
    if captured is None:
        return {"time_quality": Command.Quality.IMPLAUSIBLE}
    times = clock_times(captured, clock, utc_now())
    return {
        "captured_at": captured,
        "corrected_at": times.corrected_at,
        "time_quality": times.quality,
    }


def _visit_id(raw: dict[str, object]) -> UUID | None:
    try:
        return UUID(str(raw.get("visit_id")))
    except ValueError:
        return None


def _receipt(command: Command, verdict: Verdict, versions: dict[str, int]) -> Receipt:
    """The one answer; what is parked is journalled for the office's inbox."""
    receipt = Receipt(
        command=command,
        status=verdict.status,
        code=verdict.code[:60],
        result=kept(verdict, versions),
        review=Receipt.Review.OPEN if verdict.wants_review else Receipt.Review.NONE,
    )
    if verdict.status == Status.PARKED:
        journal.record(
            kinds.COMMAND_PARKED,
            receipt,
            by=command.device.user,
            type=command.type,
            code=verdict.code,
            visit=str(command.visit_id or ""),
        )
    return receipt


def _is_hopeless(device: Device, command_id: UUID) -> bool:
    """Whether this fault is at least the third, and the first is ten minutes old."""
    row = Attempt.objects.filter(device=device, command_id=command_id).first()
    if row is None:
        return False
    old_enough = row.first_at <= utc_now() - ATTEMPTS_OVER
    return row.count + 1 >= MOST_ATTEMPTS and old_enough


@transaction.atomic
def _count_attempt(device: Device, command_id: UUID) -> None:
    """In a transaction of its own, after the batch's."""
    row, _is_new = Attempt.objects.get_or_create(device=device, command_id=command_id)
    row.count += 1
    row.save(update_fields=["count"])
