"""What became of a contract: quotas burning down, promises kept by month, what open ones may
cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext as _

from backend.billing.penalties import Exposure, exposure_of, sums
from backend.contracts.models import Contract, ContractVersion
from backend.contracts.quota_counts import QuotaCard, burn_downs
from backend.contracts.quotas import FOREVER
from backend.contracts.recurring import Period, period_holding
from backend.desk.attained import Attained, attained_by_month
from backend.documents.figures import percent_words, quantity_words
from backend.web.agreements.sheet import included, quota_name
from backend.web.shared.charts import Against, Chart, Point
from backend.web.shared.durations import locale_name

LONGEST_BY_DAY = 31
LEAST_MONTHS = 6
SHOWN_EXPOSED = 10


@dataclass(frozen=True)
class QuotaShown:
    """One quota in its running period: the card, its name, what it includes, and the picture."""

    card: QuotaCard
    name: str
    includes: str
    used: str
    left: str
    overdrawn: str
    chart: Chart


@dataclass(frozen=True)
class ExposureShown:
    """What the open promises of the running month cost now and would by its end."""

    rows: Sequence[Exposure]
    more: int
    now: Decimal
    by_month_end: Decimal


def quotas_shown(version: ContractVersion, today: date) -> list[QuotaShown]:
    """Every quota of the version as it stands today."""
    return [_quota(card, today) for card in burn_downs(version, today)]


def _quota(card: QuotaCard, today: date) -> QuotaShown:
    begin, end = card.days.begin, card.days.end
    if end >= FOREVER:
        end = max(today, *(day for day, _stands in card.steps), begin) + timedelta(days=1)
    points, pace = [], []
    whole = (end - begin).days
    for from_day, to_day in _stretches(begin, end):
        left = _left_on(card, to_day)
        name = _day_name(to_day) if whole <= LONGEST_BY_DAY else _day_name(from_day)
        label = str(to_day.day) if whole <= LONGEST_BY_DAY else _short(from_day)
        known = from_day <= today
        words = quantity_words(left, locale_name()) if known else ""
        points.append(Point(label, float(left) if known else None, words, name=name))
        gone = ((to_day - begin).days + 1) / whole
        pace.append(float(card.quota.amount) * max(1 - gone, 0))
    stands = card.stands
    chart = Chart(
        _("Left of the quota"),
        by=_("Day"),
        of=_("Left"),
        points=points,
        most=float(card.quota.amount),
        against=Against(_("Even use"), pace),
    )
    figures = [
        quantity_words(amount, locale_name())
        for amount in (stands.used, stands.left, stands.overdrawn)
    ]
    name = quota_name(card.quota)
    over = figures[2] if stands.overdrawn else ""
    return QuotaShown(card, name, included(card.quota), figures[0], figures[1], over, chart)


def _stretches(begin: date, end: date) -> Iterator[tuple[date, date]]:
    """[begin, end) by day where that is a month at most, else by calendar month; both ends in."""
    if (end - begin).days <= LONGEST_BY_DAY:
        for at in range((end - begin).days):
            yield begin + timedelta(days=at), begin + timedelta(days=at)
        return
    first = begin
    while first < end:
        last = min(period_holding(Period.MONTH, first).last, end - timedelta(days=1))
        yield first, last
        first = last + timedelta(days=1)


def _left_on(card: QuotaCard, day: date) -> Decimal:
    before = [stands for used_on, stands in card.steps if used_on <= day]
    return before[-1].left if before else card.quota.amount


def attainment_chart(contract: Contract, today: date) -> Chart | None:
    """The share of promises kept in each of the last months; None where none was judged."""
    months = attained_by_month(contract, today)
    judged = [month for month, kinds in months if any(each.met or each.missed for each in kinds)]
    if not judged:
        return None
    # Months before the first promise ended would only push the others together.
    first = min(judged[0], months[-LEAST_MONTHS][0])
    points = [_share_point(month, kinds) for month, kinds in months if month >= first]
    return Chart(
        _("Promises kept by month"), by=_("Month"), of=_("Kept"), points=points, most=100.0
    )


def _share_point(month: date, kinds: Sequence[Attained]) -> Point:
    met, missed = sum(each.met for each in kinds), sum(each.missed for each in kinds)
    name = str(format_skeleton("yMMMM", month, locale=locale_name()))
    if not met + missed:
        return Point(_short(month), None, "", name=name)
    share = Decimal(100 * met) / (met + missed)
    words = percent_words(share.quantize(Decimal(1)), locale_name())
    return Point(_short(month), float(share), words, name=name)


def exposure_shown(contract: Contract, now: datetime) -> ExposureShown:
    """The dearest open promises first; sums are of all of them."""
    exposed = exposure_of(contract, now)
    at_once, later = sums(exposed)
    return ExposureShown(
        exposed[:SHOWN_EXPOSED], max(len(exposed) - SHOWN_EXPOSED, 0), at_once, later
    )


def _short(day: date) -> str:
    return str(format_date(day, "LLL", locale=locale_name()))


def _day_name(day: date) -> str:
    return str(format_date(day, "long", locale=locale_name()))
