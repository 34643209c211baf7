"""Every sheet of the city, in the order their foreign keys need, and the journal beside them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

from backend.accounts.models import User
from backend.billing.models import Act, BillableLine
from backend.contracts.models import QuotaUse
from backend.database.numbers import SEQUENCES
from backend.demo.city.sheet import Page, Sheet
from backend.desk.models import Message, Request, SlaClock, WorkOrder
from backend.dispatch.models import Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import (
    Answer,
    Checklist,
    PartUse,
    ServiceReport,
    Signature,
    TimeEntry,
)
from backend.journal.deliveries import MEMORY
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.reactions import REACTIONS

WORK_SKILLS: Final = WorkOrder.skills.through
REPORT_WORK: Final = ServiceReport.work_orders.through
ACT_REPORTS: Final = Act.reports.through
IN_ORDER: Final[tuple[type[models.Model], ...]] = (
    Request,
    Message,
    WorkOrder,
    WORK_SKILLS,
    SlaClock,
    Visit,
    VisitWork,
    VisitEngineer,
    TimeEntry,
    PartUse,
    Checklist,
    Answer,
    Signature,
    ServiceReport,
    REPORT_WORK,
    Act,
    ACT_REPORTS,
    BillableLine,
    QuotaUse,
    Entry,
)


class Books:
    """What is going to be written; `take` empties it."""

    def __init__(self) -> None:
        self.sheets = {model: Sheet(model) for model in IN_ORDER}
        self.numbers = {prefix: _Numbers(prefix) for prefix in SEQUENCES}

    def add(self, model: type[models.Model], **values: Any) -> Any:
        """One row of `model`; answers its id."""
        return self.sheets[model].add(**values)

    def number(self, prefix: str) -> str:
        """The next number of a series, REQ-1001."""
        return self.numbers[prefix].next()

    def note(
        self,
        kind: str,
        subject: tuple[str, UUID],
        client_id: UUID | None,
        by: User | None,
        at: datetime,
        **data: Any,
    ) -> None:
        """One journal entry, written down when it happened; `subject` is (model's name, id)."""
        self.sheets[Entry].add(
            kind=kind,
            subject_type=subject[0],
            subject_id=subject[1],
            client_id=client_id,
            actor_id=by.pk if by else None,
            actor_name=by.name if by else "",
            happened_at=at,
            recorded_at=at,
            data=data,
        )

    def take(self) -> list[Page]:
        """Every sheet with rows, in the order to write them; the books are empty then."""
        return [self.sheets[model].take() for model in IN_ORDER if self.sheets[model].rows]


class _Numbers:
    """Numbers of one sequence, taken five thousand at a time."""

    def __init__(self, prefix: str) -> None:
        self.prefix, self.left = prefix, iter(list[int]())

    def next(self) -> str:
        number = next(self.left, None)
        if number is None:
            self.left = iter(self._taken())
            number = next(self.left)
        return f"{self.prefix}-{number}"

    def _taken(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select nextval(%s::regclass) from generate_series(1, 5000)",
                [SEQUENCES[self.prefix]],
            )
            return [row[0] for row in cursor.fetchall()]


def settle_consequences() -> int:
    """Say that everything the young entries ask for is done: nobody is mailed about scenery."""
    owed = [(kind, name) for kind, names in REACTIONS.items() for name in names]
    kinds, names = [kind for kind, _ in owed], [name for _, name in owed]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into journal_delivery (id, entry_id, consequence, state, attempts, problem,"
            " done_at) select gen_random_uuid(), e.id, owed.name, 'done', 1, '', e.recorded_at"
            " from journal_entry e join unnest(%s::text[], %s::text[]) as owed(kind, name)"
            " on owed.kind = e.kind where e.recorded_at > %s on conflict do nothing",
            [kinds, names, utc_now() - MEMORY * 2],
        )
        return int(cursor.rowcount)


def analyze() -> None:
    """Statistics for the planner, table by table, as far as this role may."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
