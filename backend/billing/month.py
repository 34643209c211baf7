"""Closing a month: what still stands in its way, and what it has come to. Reads for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from backend.accounts.models import User
from backend.billing import queries
from backend.billing.models import Act, BillableLine, CountedThing
from backend.contracts.recurring import Days, Period, period_holding
from backend.dispatch.models import Visit
from backend.dispatch.queries import visits_visible_to
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.queries import service_reports_visible_to

_WORK_DONE = (Visit.State.COMPLETED, Visit.State.PARTIALLY_COMPLETED)


@dataclass(frozen=True)
class Month:
    """One calendar month as the biller closes it; counts of what waits, sums of what is done."""

    days: Days
    unsigned: int
    to_approve: int
    disputed: int
    approved: Sequence[queries.Total]
    issued: Sequence[queries.Total]
    not_exported: int
    fees: Sequence[queries.Total]


def month_of(user: User, day: date) -> Month:
    """The month `day` lies in. Visits count by the day their report was made, lines by the day of
    supply, acts by their own date."""
    days = period_holding(Period.MONTH, day)
    acts = acts_of(user, days)
    return Month(
        days=days,
        unsigned=unsigned_reports(user, days).count(),
        to_approve=_supplied(queries.lines_in_view(user, "judge"), days).count(),
        disputed=acts.filter(state=Act.State.REFUSED).count(),
        approved=queries.sums_of_lines(_supplied(queries.lines_in_view(user, "approved"), days)),
        issued=queries.sums_of_acts(acts),
        not_exported=acts.filter(exports=None).exclude(state=Act.State.DRAFT).count(),
        fees=queries.sums_of_lines(fees_of(user, days)),
    )


def worked_by_day(user: User, days: Days) -> dict[date, int]:
    """How many visits of each day of the month ended with work done, every day named."""
    ended = visits_visible_to(user).filter(
        state__in=_WORK_DONE, date__gte=days.begin, date__lt=days.end
    )
    counted = dict(ended.order_by().values_list("date").annotate(Count("pk")))
    length = (days.end - days.begin).days
    each = (days.begin + timedelta(days=at) for at in range(length))
    return {day: counted.get(day, 0) for day in each}


def unsigned_reports(user: User, days: Days) -> QuerySet[ServiceReport]:
    """Service reports of the month that nobody has signed, the oldest first."""
    reports = service_reports_visible_to(user).exclude(state=ServiceReport.State.SIGNED)
    made = reports.filter(made_at__date__gte=days.begin, made_at__date__lt=days.end)
    return made.select_related("visit__object", "client").order_by("made_at", "id")


def acts_of(user: User, days: Days) -> QuerySet[Act]:
    """Acts dated in the month."""
    return queries.acts_visible_to(user).filter(
        document_date__gte=days.begin, document_date__lt=days.end
    )


def fees_of(user: User, days: Days) -> QuerySet[BillableLine]:
    """Lines of recurring fees for periods that end with the month, and their corrections."""
    of_fees = (BillableLine.Source.RECURRING_FEE, BillableLine.Source.FEE_CORRECTION)
    fees = queries.lines_visible_to(user).filter(source__in=of_fees)
    return _supplied(fees, days).order_by("bill_to__name", "text")


def _supplied(lines: QuerySet[BillableLine], days: Days) -> QuerySet[BillableLine]:
    return lines.filter(supplied_on__gte=days.begin, supplied_on__lt=days.end)


def counted_by(user: User, line: BillableLine) -> QuerySet[CountedThing]:
    """What a fee's line counts; nothing for those who may not read the line."""
    mine = queries.lines_visible_to(user).filter(pk=line.pk)
    return CountedThing.objects.filter(line__in=mine)


def month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)
