"""Clocks of requests that ended long ago, as the desk would have left them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from backend.contracts.models import ContractVersion, SlaTarget
from backend.contracts.sla import due_at
from backend.contracts.terms import written_calendar
from backend.contracts.written_calendar import calendar_from
from backend.desk.models import Request, SlaClock


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
        calendar = calendar_from(written)
        targets = self._targets.get((version.id, request.priority), ())
        for target in (each for each in targets if each.kind in moments):
            due = due_at(calendar, request.reported_at, target.target_min * 60)
            late = due is not None and moments[target.kind] > due
            yield SlaClock(
                client_id=request.client_id,
                request=request,
                kind=target.kind,
                target=target,
                clause=target.policy.clause,
                target_s=target.target_min * 60,
                calendar=written,
                started_at=request.reported_at,
                stopped_at=moments[target.kind],
                state=SlaClock.State.MISSED if late else SlaClock.State.MET,
                due_at=due,
                breached_at=due if late else None,
            )

    def _calendar(self, version: ContractVersion, zone: str) -> dict[str, object]:
        key = (version.calendar_id, zone)
        if key not in self._written:
            self._written[key] = dict(written_calendar(version.calendar, zone))
        return self._written[key]


def _targets() -> dict[tuple[object, str], list[SlaTarget]]:
    found: dict[tuple[object, str], list[SlaTarget]] = {}
    for target in SlaTarget.objects.select_related("policy"):
        found.setdefault((target.policy.version_id, target.policy.priority), []).append(target)
    return found
