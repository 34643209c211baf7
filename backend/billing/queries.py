"""Reading money: lines to judge, acts and exports, each by who asks."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from backend.accounts.models import Role, User
from backend.billing.models import Act, BillableLine, ExportBatch
from backend.catalog.models import LegalEntity
from backend.clients.limits import clients_of_papers
from backend.database.written import Written
from backend.desk.models import Request, WorkOrder
from backend.lib.errors import NotFound

VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "judge": ("proposed", "needs_approval"),
    "approved": ("approved",),
    "on_act": ("on_act", "exported"),
    "rejected": ("rejected", "written_off"),
    "all": (),
}
"""The lists a biller works through, by states; none is any state."""
LONG_VIEWS: Final = ("on_act", "all")
"""Those that grow for ever."""


@dataclass(frozen=True)
class ToIssue:
    """Approved lines that could go onto one act."""

    client_id: UUID
    client: str
    our_entity_id: UUID
    our_entity: str
    currency: str
    lines: int
    net: Decimal
    supply_from: date
    supply_to: date


@dataclass(frozen=True)
class Total:
    """How many rows there are of one currency, and what they add up to."""

    currency: str
    count: int
    net: Decimal
    gross: Decimal | None = None


def lines_visible_to(user: User) -> QuerySet[BillableLine]:
    """Lines of the office; a contact reads money on acts, an engineer reads none."""
    lines = BillableLine.objects.select_related(
        "client",
        "bill_to",
        "visit__object",
        "work_order__object",
        "request__object",
        "contract_version__contract",
        "tax_treatment",
        "act",
    )
    return lines.none() if user.role in (Role.CONTACT, Role.ENGINEER) else lines


def _lines_of_work(work_order_id: UUID) -> QuerySet[BillableLine]:
    shown = ("text", "verdict", "quantity", "unit", "net", "currency", "state")
    return BillableLine.objects.filter(work_order=work_order_id).only(*shown)


_LINES_OF_WORK: Final = Written(_lines_of_work)


def lines_of_work(user: User, work_order_id: UUID) -> list[BillableLine]:
    """What a work order costs, as the office lists it."""
    if user.role in (Role.CONTACT, Role.ENGINEER):
        return []
    return _LINES_OF_WORK(work_order_id=work_order_id)


def line(user: User, line_id: UUID) -> BillableLine:
    """One of `lines_visible_to`, or NotFound."""
    found = lines_visible_to(user).filter(id=line_id).first()
    if found is None:
        raise NotFound("line")
    return found


def lines_in_view(user: User, view: str) -> QuerySet[BillableLine]:
    """The lines of one of VIEWS, the oldest work first, those of a visit together."""
    lines = lines_visible_to(user)
    states = VIEWS.get(view)
    if view in LONG_VIEWS:
        # A visit's id rises with its number, and the index line_order is in just this order.
        order: list[str | Coalesce] = ["supplied_on", "visit_id", "position", "id"]
    else:
        # Few lines wait and they are the newest: sorting them is less than walking an index
        # through all the others, so the day is hidden from the one that begins with it.
        day = Coalesce("supplied_on", "supplied_on")
        order = [day, "visit__number", "drafted_at", "position", "id"]
    lines = lines.filter(state__in=states) if states else lines
    return lines.order_by(*order)


def line_totals(user: User) -> dict[str, list[Total]]:
    """Count and net by currency of each of VIEWS, from one walk over all lines."""
    rows = lines_visible_to(user).order_by().values_list("state", "currency")
    by_state = list(rows.annotate(count=Count("*"), total=Sum("net")))
    return {
        view: _added([row[1:] for row in by_state if not states or row[0] in states])
        for view, states in VIEWS.items()
    }


def _added(rows: Iterable[tuple[str, int, Decimal]]) -> list[Total]:
    """One Total a currency, in the order of their codes."""
    counts: Counter[str] = Counter()
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for currency, count, net in rows:
        counts[currency] += count
        nets[currency] += net
    return [Total(each, counts[each], nets[each]) for each in sorted(counts)]


def sums_of_lines(lines: QuerySet[BillableLine]) -> list[Total]:
    """Count and net by currency."""
    rows = (
        lines.order_by("currency").values("currency").annotate(count=Count("id"), total=Sum("net"))
    )
    return [Total(row["currency"], row["count"], row["total"]) for row in rows]


def sums_of_acts(acts: QuerySet[Act]) -> list[Total]:
    """Count, net and gross by currency."""
    ids = acts.order_by().values("id")
    rows = Act.objects.filter(id__in=ids).order_by().values("currency")
    summed = rows.annotate(count=Count("id"), nets=Sum("net"), all=Sum("gross"))
    return [Total(row["currency"], row["count"], row["nets"], row["all"]) for row in summed]


def ready_to_issue(user: User) -> list[ToIssue]:
    """Approved lines by client, entity and currency: one act each."""
    keys = ("bill_to_id", "bill_to__name", "our_entity_id", "our_entity__short_name", "currency")
    grouped = (
        lines_in_view(user, "approved")
        .order_by("bill_to__name", "our_entity__short_name", "currency")
        .values_list(*keys)
        .annotate(Count("id"), Sum("net"), Min("supplied_on"), Max("supplied_on"))
    )
    return [ToIssue(*row) for row in grouped]


def lines_for_act(
    user: User, client_id: UUID, entity_id: UUID, currency: str
) -> list[BillableLine]:
    """The approved lines one act could take, or NotFound where there are none."""
    lines = lines_in_view(user, "approved").filter(
        bill_to_id=client_id, our_entity_id=entity_id, currency=currency
    )
    if not lines:
        raise NotFound("line")
    return list(lines)


def acts_visible_to(user: User) -> QuerySet[Act]:
    """Acts of the office; a contact whose role is for the whole client, signs acts or gets
    invoices sees the client's issued ones, an engineer none."""
    acts = Act.objects.select_related("client", "contract", "our_entity", "file")
    if user.role == Role.ENGINEER:
        return acts.none()
    if user.role == Role.CONTACT:
        return acts.filter(client__in=clients_of_papers(user)).exclude(state=Act.State.DRAFT)
    return acts


def act(user: User, act_id: UUID) -> Act:
    """One of `acts_visible_to`, or NotFound."""
    found = acts_visible_to(user).filter(id=act_id).first()
    if found is None:
        raise NotFound("act")
    return found


_EXPLAINED: Final = (
    "our_entity",
    "recurring_fee",
    "tax_treatment",
    "visit__object",
    "work_order__object",
    "request__object",
)
"""What the reasons of a line are told with."""


def lines_of_act(act: Act) -> QuerySet[BillableLine]:
    """The lines of an act fetched through the reader, in the order of the paper."""
    return act.lines.select_related(*_EXPLAINED)


def lines_of_request(subject: Request | WorkOrder) -> QuerySet[BillableLine]:
    """Every line of the work a request became, or of the time spent on it alone, or of one work
    order, for the house."""
    of_it = Q(work_order=subject.pk) | Q(request=subject.pk) | Q(work_order__request=subject.pk)
    return BillableLine.objects.filter(of_it).select_related(*_EXPLAINED)


def exports_visible_to(user: User) -> QuerySet[ExportBatch]:
    """Batches handed to accounting."""
    batches = ExportBatch.objects.select_related("entity", "made_by", "file")
    return batches.none() if user.role in (Role.CONTACT, Role.ENGINEER) else batches


def acts_to_export(entity: LegalEntity, begin: date, end: date) -> QuerySet[Act]:
    """Issued acts of `entity` by document date, both days included, that no file holds yet."""
    return _in_no_file().filter(our_entity=entity, document_date__range=(begin, end))


def oldest_to_export() -> Act | None:
    """The first issued act that no file holds yet, whosever it is, without its paper."""
    return _in_no_file().defer("frozen").first()


def _in_no_file() -> QuerySet[Act]:
    acts = Act.objects.filter(exports=None).exclude(state=Act.State.DRAFT)
    return acts.order_by("document_date", "number")
