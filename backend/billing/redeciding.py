"""A contract version that began in the past: lines not yet on a paper are decided again, visibly.

Lines on an issued paper stay; they are put right by a mirror document only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from backend.billing.drafting import Draft, draft_of_visit
from backend.billing.models import BillableLine
from backend.contracts.models import ContractVersion
from backend.contracts.quota_counts import Subject as Used
from backend.contracts.quota_counts import forget_uses
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date

State, Question = BillableLine.State, BillableLine.Question
STAYS: Final = (State.ON_ACT, State.EXPORTED, State.WRITTEN_OFF, State.REJECTED)
SAYS: Final = ("verdict", "clause", "proposed_quantity", "proposed_price", "amount", "net")
"""What is shown as the difference, and compared to find one."""
TAKEN_OVER: Final = (
    *SAYS,
    "quantity",
    "unit_price",
    "list_price",
    "discount_percent",
    "bill_to_id",
    "payer",
    "quota",
    "tax_treatment_id",
    "contract_version_id",
    "text",
    "why",
)
BY_A_PERSON: Final = frozenset({"quantity", "unit_price", "amount", "net"})


@dataclass
class Redecided:
    """What deciding a visit again came to."""

    changed: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)


def redecide_lines(contract_id: UUID) -> int:
    """Decide the open lines of a contract again where its newest version holds for their work;
    answers for how many visits a line changed. Repeating it changes nothing."""
    published = ContractVersion.objects.filter(contract=contract_id, published_at__isnull=False)
    newest = published.order_by("-published_at", "-number").first()
    if newest is None:
        return 0
    open_lines = BillableLine.objects.filter(
        source=BillableLine.Source.VISIT,
        contract_version__contract=contract_id,
        supplied_on__gte=newest.valid_from,
    ).exclude(state__in=STAYS)
    visits = open_lines.order_by("visit_id").values_list("visit_id", flat=True).distinct()
    versions = list(published.order_by("valid_from", "number"))
    return sum(redecide_visit(visit_id, versions) for visit_id in list(visits) if visit_id)


@transaction.atomic
def redecide_visit(visit_id: UUID, versions: Sequence[ContractVersion]) -> bool:
    """One visit by the published `versions` of a contract; whether any line changed."""
    visit = Visit.objects.select_for_update(of=("self",)).get(id=visit_id)
    return _follow_versions(visit, versions) and _decide_visit(visit)


def redecide_work(work_order_id: UUID) -> int:
    """Decide the open lines of a work order's visits again, after somebody judged that it repeats
    earlier work; answers for how many visits a line changed."""
    lines = BillableLine.objects.filter(work_order=work_order_id, visit__isnull=False)
    visits = lines.exclude(state__in=STAYS).order_by("visit_id").values_list("visit_id", flat=True)
    return sum(_decide_again_by_id(visit_id) for visit_id in list(visits.distinct()) if visit_id)


@transaction.atomic
def _decide_again_by_id(visit_id: UUID) -> bool:
    return _decide_visit(Visit.objects.select_for_update(of=("self",)).get(id=visit_id))


def _decide_visit(visit: Visit) -> bool:
    """Its open lines as they come out now; whether any changed."""
    used = Used(visit.id, visit.number)
    forget_uses(used)
    draft = draft_of_visit(visit)
    draft.note_uses(used)
    done = _put_in_place(visit, draft)
    if done.changed:
        journal.record(
            kinds.LINES_REDECIDED,
            visit,
            by=None,
            lines=done.changed,
            before=str(done.before),
            after=str(done.after),
        )
    return bool(done.changed)


def _follow_versions(visit: Visit, versions: Sequence[ContractVersion]) -> bool:
    """Puts each work order of the contract under the version of its day; whether an open line was
    decided by another than its work order is under now."""
    orders = WorkOrder.objects.select_for_update(of=("self",)).select_related(
        "request", "object", "contract_version"
    )
    ours = orders.filter(
        visit_works__visit=visit, contract_version__contract=versions[0].contract_id
    )
    for order in ours.order_by("id"):
        version = _version_on(versions, _day_of(order, visit))
        if version is not None and version.pk != order.contract_version_id:
            former = order.contract_version.number if order.contract_version else 0
            order.contract_version = version
            order.save(update_fields=["contract_version"])
            journal.record(
                kinds.WORK_RETERMED, order, by=None, former=former, version=version.number
            )
    lines = visit.lines.exclude(state__in=STAYS)
    return lines.exclude(contract_version=F("work_order__contract_version")).exists()


def _day_of(order: WorkOrder, visit: Visit) -> date:
    """The day whose terms hold: of the report, or of the visit for planned work."""
    at = order.request.reported_at if order.request else visit.arrived_at or visit.planned_from
    return local_date(at, order.object.zone)


def _version_on(versions: Sequence[ContractVersion], day: date) -> ContractVersion | None:
    begun = [version for version in versions if version.valid_from <= day]
    return begun[-1] if begun else None


def _put_in_place(visit: Visit, draft: Draft) -> Redecided:
    """Old lines say what the draft says now; what the draft has no more goes, what is new comes."""
    done = Redecided()
    kept = list(visit.lines.select_for_update(of=("self",)).order_by("position"))
    old, new = _by_thing(kept), _by_thing(draft.lines)
    last = max((line.position for line in kept), default=0)
    for thing in dict.fromkeys([*old, *new]):
        lines, decided = old.get(thing, []), new.get(thing, [])
        for line, now in zip(lines, decided, strict=False):
            _decide_again(line, now, done)
        for line in lines[len(decided) :]:
            _no_longer_said(line, done)
        for now in decided[len(lines) :]:
            last += 1
            now.position, now.former = last, {}
            now.state, now.question = State.NEEDS_APPROVAL, now.question or Question.REDECIDED
            now.save(force_insert=True)
            done.changed, done.after = done.changed + 1, done.after + now.net
    return done


def _by_thing(lines: Iterable[BillableLine]) -> dict[tuple[Any, ...], list[BillableLine]]:
    found: dict[tuple[Any, ...], list[BillableLine]] = {}
    for line in lines:
        thing = (line.work_order_id, line.kind, line.item_code)
        found.setdefault(thing, []).append(line)
    return found


def _decide_again(line: BillableLine, now: BillableLine, done: Redecided) -> None:
    if line.state in STAYS:
        return
    was = {name: getattr(line, name) for name in SAYS}
    by_person = line.changed_by_id is not None
    for name in TAKEN_OVER:
        if not (by_person and name in BY_A_PERSON):
            setattr(line, name, getattr(now, name))
    compared = [name for name in SAYS if not (by_person and name in BY_A_PERSON)]
    if any(was[name] != getattr(line, name) for name in compared):
        line.former = {name: str(value) for name, value in was.items()}
        line.state, line.question = State.NEEDS_APPROVAL, now.question or Question.REDECIDED
        done.changed += 1
        done.before, done.after = done.before + was["net"], done.after + line.net
    line.save()


def _no_longer_said(line: BillableLine, done: Redecided) -> None:
    """A line nobody touched goes; one a person changed waits for that person."""
    if line.state in STAYS:
        return
    done.changed, done.before = done.changed + 1, done.before + line.net
    if line.changed_by_id is None:
        line.delete()
        return
    line.former = {name: str(getattr(line, name)) for name in SAYS}
    line.state, line.question = State.NEEDS_APPROVAL, Question.REDECIDED
    line.save()
