"""How a contract's promises were kept in a month: those judged, by kind, and those still open."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from backend.contracts.models import Contract, SlaTarget
from backend.contracts.penalties import kept_percent
from backend.contracts.recurring import Period, period_holding
from backend.desk import clocks
from backend.desk.models import SlaClock
from backend.lib.clock import day_bounds

OPEN = (SlaClock.State.RUNNING, SlaClock.State.PAUSED)


@dataclass(frozen=True)
class Attained:
    """Promises of one kind that ended in the month, and those still open whose due moment or
    breach lies in it; `percent` is None where none was judged."""

    kind: str
    met: int
    missed: int
    open: int

    @property
    def percent(self) -> Decimal | None:
        return kept_percent(self.met, self.missed)


def month_bounds(contract: Contract, month: date) -> tuple[datetime, datetime]:
    """UTC [start, end) of the month `month` lies in, on the clock of our entity."""
    days = period_holding(Period.MONTH, month)
    zone = contract.our_entity.zone
    return day_bounds(days.begin, zone)[0], day_bounds(days.end, zone)[0]


def clocks_of_contract(contract: Contract) -> QuerySet[SlaClock]:
    """Every clock of requests and planned work under any version of the contract."""
    ours = Q(request__contract_version__contract=contract) | Q(
        work_order__contract_version__contract=contract
    )
    return SlaClock.objects.filter(ours).select_related("request", "work_order")


def attained(contract: Contract, month: date) -> list[Attained]:
    """By kind of promise, in the order of the story; kinds without any clock left out.

    A promise belongs to the month in which it ended, whenever it was due.
    """
    start, end = month_bounds(contract, month)
    ended = Q(stopped_at__gte=start, stopped_at__lt=end)
    rows = clocks_of_contract(contract).order_by().values("kind")
    counted = rows.annotate(
        met=Count("pk", filter=ended & Q(state=SlaClock.State.MET)),
        missed=Count("pk", filter=ended & Q(state=SlaClock.State.MISSED)),
        open=Count("pk", filter=Q(state__in=OPEN, started_at__lt=end)),
    )
    found = {row["kind"]: Attained(**row) for row in counted}
    shown = sorted(found.values(), key=lambda each: (_place(each.kind), each.kind))
    return [each for each in shown if each.met or each.missed or each.open]


def _place(kind: str) -> int:
    kinds = list(SlaTarget.Kind.values)
    return kinds.index(kind) if kind in kinds else len(kinds)


def attained_by_month(
    contract: Contract, last: date, months: int = 12
) -> list[tuple[date, list[Attained]]]:
    """The months up to the one `last` lies in, oldest first, each by its first day with what was
    judged in it by kind; asked at once. What is still open belongs to no month."""
    begins = [period_holding(Period.MONTH, last).begin]
    while len(begins) < months:
        begins.append(period_holding(Period.MONTH, begins[-1] - timedelta(days=1)).begin)
    judged = clocks_of_contract(contract).filter(
        state__in=(SlaClock.State.MET, SlaClock.State.MISSED),
        stopped_at__gte=month_bounds(contract, begins[-1])[0],
        stopped_at__lt=month_bounds(contract, last)[1],
    )
    month = TruncMonth("stopped_at", tzinfo=ZoneInfo(contract.our_entity.zone))
    rows = judged.order_by().values("kind", month=month)
    met, missed = (Count("pk", filter=Q(state=state)) for state in ("met", "missed"))
    found: dict[date, list[Attained]] = {}
    for row in rows.annotate(met=met, missed=missed):
        kinds = found.setdefault(row["month"].date(), [])
        kinds.append(Attained(row["kind"], row["met"], row["missed"], 0))
    return [
        (begin, sorted(found.get(begin, []), key=lambda each: _place(each.kind)))
        for begin in reversed(begins)
    ]


def missed_in(contract: Contract, month: date) -> QuerySet[SlaClock]:
    """Promises that ended too late in the month, the earliest end first."""
    start, end = month_bounds(contract, month)
    missed = clocks_of_contract(contract).filter(
        state=SlaClock.State.MISSED, stopped_at__gte=start, stopped_at__lt=end
    )
    return missed.order_by("stopped_at", "id")


def open_clocks(contract: Contract) -> Iterator[SlaClock]:
    """Promises that are still running or paused."""
    yield from clocks_of_contract(contract).filter(state__in=OPEN).order_by("due_at", "id")


def late_s(clock: SlaClock, at: datetime) -> int:
    """Open seconds past the target if the clock ended at `at`; at least one once it is breached."""
    shown = clocks.derive(copy(clock), at)
    if not shown.breached:
        return 0
    return max(shown.elapsed_s - clock.target_s, 1)
