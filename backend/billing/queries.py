"""Reading money: lines to judge, acts and exports, each by who asks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from backend.accounts.models import Role, User
from backend.billing.models import Act, BillableLine, ExportBatch
from backend.catalog.models import LegalEntity
from backend.clients.queries import clients_visible_to


@dataclass(frozen=True)
class ToIssue:
    """Approved lines that could go onto one act."""

    client_id: UUID
    client: str
    our_entity_id: UUID
    currency: str
    lines: int
    net: Decimal


def lines_visible_to(user: User) -> QuerySet[BillableLine]:
    """Lines of the office; a contact reads money on acts, an engineer reads none."""
    lines = BillableLine.objects.select_related(
        "client", "bill_to", "visit", "work_order", "contract_version__contract", "tax_treatment"
    )
    return lines.none() if user.role in (Role.CONTACT, Role.ENGINEER) else lines


def lines_to_judge(user: User) -> QuerySet[BillableLine]:
    """Lines nobody agreed with yet, oldest first."""
    return lines_visible_to(user).filter(state__in=["proposed", "needs_approval"])


def ready_to_issue(user: User) -> list[ToIssue]:
    """Approved lines by client, entity and currency: one act each."""
    grouped = (
        lines_visible_to(user)
        .filter(state=BillableLine.State.APPROVED)
        .order_by("bill_to__name")
        .values("bill_to_id", "bill_to__name", "our_entity_id", "currency")
        .annotate(count=Count("id"), total=Sum("net"))
    )
    return [
        ToIssue(
            row["bill_to_id"],
            row["bill_to__name"],
            row["our_entity_id"],
            row["currency"],
            row["count"],
            row["total"],
        )
        for row in grouped
    ]


def approved_line_ids(user: User, ready: ToIssue) -> list[UUID]:
    """The approved lines one act of `ready` would take."""
    lines = lines_visible_to(user).filter(
        state=BillableLine.State.APPROVED,
        bill_to_id=ready.client_id,
        our_entity_id=ready.our_entity_id,
        currency=ready.currency,
    )
    return list(lines.values_list("id", flat=True))


def acts_visible_to(user: User) -> QuerySet[Act]:
    """Acts of the office; a contact sees their clients' issued ones, an engineer none."""
    acts = Act.objects.select_related("client", "our_entity", "file")
    if user.role == Role.ENGINEER:
        return acts.none()
    if user.role == Role.CONTACT:
        return acts.filter(client__in=clients_visible_to(user)).exclude(state=Act.State.DRAFT)
    return acts


def exports_visible_to(user: User) -> QuerySet[ExportBatch]:
    """Batches handed to accounting."""
    batches = ExportBatch.objects.select_related("entity", "made_by", "file")
    return batches.none() if user.role in (Role.CONTACT, Role.ENGINEER) else batches


def acts_to_export(entity: LegalEntity, begin: date, end: date) -> QuerySet[Act]:
    """Issued acts of `entity` by document date, both days included, that no file holds yet."""
    acts = Act.objects.filter(our_entity=entity, document_date__range=(begin, end), exports=None)
    return acts.exclude(state=Act.State.DRAFT).order_by("document_date", "number")
