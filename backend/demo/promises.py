"""Clocks of requests that ended long ago, as the desk would have left them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from backend.contracts.as_rules import written_calendar
from backend.contracts.models import ContractVersion, SlaTarget
from backend.desk import clocks
from backend.desk.models import Request, SlaClock
from backend.journal import kinds
from backend.journal.models import Delivery, Entry
from backend.reactions import REACTIONS


class Promises:
    """What every contract version promised, read once."""

    def __init__(self) -> None:
        versions = ContractVersion.objects.select_related("contract", "calendar")
        self.versions = {version.contract.client_id: version for version in versions}
        self._targets = _targets()
        self._written: dict[tuple[object, str], dict[str, object]] = {}

    def clocks(
        self, request: Request, version: ContractVersion, moments: Mapping[str, datetime]
    ) -> Iterator[SlaClock]:
        """Unsaved clocks of a request that was answered, arrived at and resolved at `moments`.

        A promise without its moment gets no clock.
        """
        written = self._calendar(version, request.object.zone)
        targets = self._targets.get((version.id, request.priority), ())
        for target in (each for each in targets if each.kind in moments):
            clock = SlaClock(
                client_id=request.client_id,
                request=request,
                kind=target.kind,
                target=target,
                clause=target.policy.clause,
                target_s=target.target_min * 60,
                calendar=written,
                started_at=request.reported_at,
                stopped_at=moments[target.kind],
                pausable=target.policy.pausable,
            )
            shown = clocks.derive(clock, moments[target.kind])
            if shown.breached:
                clock.noted = [clocks.MISSED]
                clocks.derive(clock, moments[target.kind])
            yield clock

    def _calendar(self, version: ContractVersion, zone: str) -> dict[str, object]:
        key = (version.calendar_id, zone)
        if key not in self._written:
            self._written[key] = dict(written_calendar(version.calendar, zone))
        return self._written[key]


def note_clocks(made: Iterable[SlaClock]) -> None:
    """The journal's side of finished clocks; what follows from a miss is long done."""
    entries = [entry for clock in made for entry in _entries(clock)]
    Entry.objects.bulk_create(entries)
    Delivery.objects.bulk_create(
        Delivery(
            entry=entry, consequence=name, state=Delivery.State.DONE, done_at=entry.recorded_at
        )
        for entry in entries
        for name in REACTIONS.get(entry.kind, ())
    )


def _entries(clock: SlaClock) -> Iterator[Entry]:
    assert clock.stopped_at is not None
    stopped = {clock.kind: clock.stopped_at.isoformat()}
    yield _entry(clock, kinds.CLOCK_STOPPED, clock.stopped_at, {"clocks": stopped})
    if clock.breached_at is not None:
        said = {"clock": clock.kind, "clause": clock.clause}
        yield _entry(clock, kinds.CLOCK_MISSED, clock.breached_at, said)


def _entry(clock: SlaClock, kind: str, at: datetime, data: dict[str, Any]) -> Entry:
    return Entry(
        kind=kind,
        subject_type="request",
        subject_id=clock.request_id or clock.pk,
        client_id=clock.client_id,
        happened_at=at,
        recorded_at=at,
        data=data,
    )


def _targets() -> dict[tuple[object, str], list[SlaTarget]]:
    found: dict[tuple[object, str], list[SlaTarget]] = {}
    for target in SlaTarget.objects.select_related("policy"):
        found.setdefault((target.policy.version_id, target.policy.priority), []).append(target)
    return found
