"""The bridge from rows to quotas: what is left on a day, what was used, and by what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Min, QuerySet, Sum

from backend.contracts.models import ContractVersion, Quota, QuotaUse
from backend.contracts.quotas import (
    NOTHING,
    BurnDown,
    QuotaLeft,
    QuotaPeriod,
    QuotaTaken,
    QuotaUnit,
    burn_down,
    quota_period,
)
from backend.contracts.recurring import Days


@dataclass(frozen=True)
class Subject:
    """What used a quota: a visit, or remote work on a work order or request."""

    id: UUID
    number: str


@dataclass(frozen=True)
class QuotaCard:
    """One quota in the period a day lies in: how it stands, and day by day how it got there."""

    quota: Quota
    days: Days
    stands: BurnDown
    steps: tuple[tuple[date, BurnDown], ...]
    uses: tuple[QuotaUse, ...]


def quotas_left(
    version: ContractVersion | None, day: date, *, without: UUID | None = None
) -> dict[str, QuotaLeft]:
    """By code, what each quota of the version has left on `day`; uses of the subject `without`
    do not count, so that its own work can be decided again."""
    if version is None:
        return {}
    found = {}
    for quota in version.quotas.all():
        uses = _uses(version.contract_id, quota, _period(quota, version, day))
        if without is not None:
            uses = uses.exclude(subject_id=without)
        found[quota.code] = _what_is_left(
            quota, uses.aggregate(sum=Sum("amount"))["sum"] or NOTHING
        )
    return found


def _what_is_left(quota: Quota, used: Decimal) -> QuotaLeft:
    return QuotaLeft(quota.code, QuotaUnit(quota.unit), quota.amount - used)


class QuotaBook:
    """What the quotas of many versions have left on any day, read in two queries; `quotas` of the
    versions were fetched before."""

    def __init__(self, versions: Iterable[ContractVersion]) -> None:
        contracts = {v.contract_id for v in versions if v.quotas.all()}
        self._uses: dict[tuple[UUID, str], list[tuple[date, Decimal]]] = {}
        self._first: dict[UUID, date] = {}
        if not contracts:
            return
        uses = QuotaUse.objects.filter(contract__in=contracts)
        summed = uses.values_list("contract_id", "code", "used_on").annotate(sum=Sum("amount"))
        for contract_id, code, day, amount in summed.order_by("used_on"):
            self._uses.setdefault((contract_id, code), []).append((day, amount))
        begun = ContractVersion.objects.filter(contract__in=contracts).values_list("contract_id")
        self._first = dict(begun.annotate(first=Min("valid_from")))

    def left(self, version: ContractVersion | None, day: date) -> dict[str, QuotaLeft]:
        """As `quotas_left`."""
        quotas = version.quotas.all() if version else ()
        return {quota.code: self._left(quota, version, day) for quota in quotas if version}

    def _left(self, quota: Quota, version: ContractVersion, day: date) -> QuotaLeft:
        contract_id = version.contract_id
        period = quota_period(QuotaPeriod(quota.period), day, self._first[contract_id])
        uses = self._uses.get((contract_id, quota.code), [])
        spent = (amount for used_on, amount in uses if period.begin <= used_on < period.end)
        return _what_is_left(quota, sum(spent, NOTHING))


def note_uses(
    version: ContractVersion, day: date, taken: Mapping[str, QuotaTaken], by: Subject
) -> list[QuotaUse]:
    """Write what one subject took of the version's quotas on `day`, beside what it had taken
    before (`forget_uses`); what was not left stays visible as overdraft."""
    quotas = {quota.code: quota for quota in version.quotas.all()}
    return QuotaUse.objects.bulk_create(
        QuotaUse(
            contract_id=version.contract_id,
            code=code,
            period_from=_period(quotas[code], version, day).begin,
            used_on=day,
            amount=each.amount,
            overdraft=each.overdraft,
            subject_id=by.id,
            subject_number=by.number,
        )
        for code, each in taken.items()
        if each.amount > 0
    )


def forget_uses(by: Subject) -> None:
    """Give back what a subject took, before its work is decided again."""
    QuotaUse.objects.filter(subject_id=by.id).delete()


def burn_downs(version: ContractVersion, day: date) -> list[QuotaCard]:
    """Every quota of a version as it stands in the period `day` lies in."""
    return [_card(version, quota, day) for quota in version.quotas.all()]


def _card(version: ContractVersion, quota: Quota, day: date) -> QuotaCard:
    days = _period(quota, version, day)
    uses = tuple(_uses(version.contract_id, quota, days).order_by("used_on", "recorded_at"))
    steps = burn_down(quota.amount, _amounts(uses))
    stands = steps[-1][1] if steps else BurnDown(quota.amount, NOTHING)
    return QuotaCard(quota, days, stands, steps, uses)


def _amounts(uses: Iterable[QuotaUse]) -> list[tuple[date, Decimal]]:
    return [(use.used_on, use.amount) for use in uses]


def _uses(contract_id: UUID, quota: Quota, days: Days) -> QuerySet[QuotaUse]:
    return QuotaUse.objects.filter(
        contract=contract_id, code=quota.code, used_on__gte=days.begin, used_on__lt=days.end
    )


def _period(quota: Quota, version: ContractVersion, day: date) -> Days:
    if quota.period != QuotaPeriod.CONTRACT:
        return quota_period(QuotaPeriod(quota.period), day, day)
    versions = ContractVersion.objects.filter(contract=version.contract_id)
    first = versions.order_by("valid_from").values_list("valid_from", flat=True).first()
    return quota_period(QuotaPeriod.CONTRACT, day, first or version.valid_from)
