"""The hours contracts include, counted down as half a year of visits takes them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.contracts.models import ContractVersion, Quota
from backend.contracts.quotas import (
    QuotaCount,
    QuotaLeft,
    QuotaPeriod,
    QuotaTaken,
    QuotaUnit,
    quota_period,
)

NOTHING, PLENTY = Decimal(0), Decimal(4)
"""Hours no visit takes: with so many left it is priced as with any more, and asked once for all."""


class Included:
    """What each contract has left in each period."""

    def __init__(self, versions: Iterable[ContractVersion]) -> None:
        of = {version.pk: version for version in versions}
        self.quotas: dict[UUID, list[Quota]] = {}
        for quota in Quota.objects.filter(version__in=of):
            self.quotas.setdefault(quota.version_id, []).append(quota)
        self.used: dict[tuple[UUID, date], Decimal] = {}

    def left(self, version: ContractVersion | None, day: date) -> tuple[QuotaLeft, ...]:
        """What the quotas have left on the day, no more of it than a visit can feel."""
        if version is None:
            return ()
        return tuple(
            QuotaLeft(quota.code, QuotaUnit(quota.unit), self._felt(quota, day))
            for quota in self.quotas.get(version.pk, ())
        )

    def _felt(self, quota: Quota, day: date) -> Decimal:
        left = quota.amount - self.used.get((quota.pk, begin_of(quota, day)), NOTHING)
        return min(max(left, NOTHING), PLENTY)

    def take(
        self, version: ContractVersion, day: date, taken: Mapping[str, QuotaTaken]
    ) -> list[tuple[Quota, QuotaTaken]]:
        """Counts what a visit took; answers the quotas it took from."""
        found = [(q, taken[q.code]) for q in self.quotas.get(version.pk, ()) if q.code in taken]
        for quota, each in found:
            key = quota.pk, begin_of(quota, day)
            self.used[key] = self.used.get(key, NOTHING) + each.amount
        return found


def begin_of(quota: Quota, day: date) -> date:
    """The first day of the quota's period."""
    return quota_period(QuotaPeriod(quota.period), day, day).begin


def counted(left: Iterable[QuotaLeft]) -> QuotaCount:
    """The quotas while one visit is decided."""
    return QuotaCount({each.code: each for each in left})
