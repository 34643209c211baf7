"""Every list asks the database the same number of questions, however many rows it shows.

The table says how many; a list that asks once a row more fails, and so does a new list without
a row here. What a transaction begins and ends with is not counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.accounts.models import Device, Role, User
from backend.billing.models import Act, BillableLine, ExportBatch
from backend.catalog.models import Part, Reason, WorkType
from backend.clients.models import Equipment, ObjectTenure, ServiceObject
from backend.contracts.models import Contract, PriceItem, WorkCalendar
from backend.dispatch.models import Absence, Engineer, Plan, VisitWork
from backend.fieldwork.models import (
    ChecklistVersion,
    PaidWork,
    PositionLook,
    Receipt,
    ServiceReport,
)
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from backend.web.administration.registers import REGISTERS
from tests.house.asking import browser
from tests.house.growing import COPIES, copied, more_requests, more_visits, thrice
from tests.house.routes import ROUTES
from tests.house.world import MONDAY, World, forgotten

NOT_ASKED: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT SET_CONFIG")


@dataclass(frozen=True)
class Counted:
    """One list: who asks, what makes it three times as long, how many queries it takes."""

    name: str
    principal: str
    grow: Callable[[], None]
    queries: int
    kwargs: dict[str, str] | None = None
    query: str = ""

    @property
    def title(self) -> str:
        """Its name in the report of a run."""
        return " ".join([self.name, *(self.kwargs or {}).values(), self.query]).strip()

    @property
    def path(self) -> str:
        """Its address."""
        return reverse(self.name, kwargs=self.kwargs) + self.query


def _more(*models: type) -> Callable[[], None]:
    def grow() -> None:
        for model in models:
            thrice(model.objects.all())

    return grow


def _more_of_register(slug: str) -> None:
    if slug == "tenures":
        # One object has one client at a time, so each copy is of an object of its own.
        for tenure in list(ObjectTenure.objects.all()):
            for _turn in range(COPIES):
                copied(tenure, object=copied(tenure.object))
        return
    thrice(REGISTERS[slug].rows())


def _more_parked() -> None:
    for receipt in list(Receipt.objects.exclude(review="")):
        for _turn in range(COPIES):
            copied(receipt, command=copied(receipt.command, id=new_id()))


def _more_looks() -> None:
    """Everybody who may was shown where every engineer is."""
    who = User.objects.filter(role=Role.DISPATCHER)
    PositionLook.objects.bulk_create(
        PositionLook(engineer=engineer, by=by, at=utc_now())
        for engineer in Engineer.objects.all()
        for by in (*who, *who)
    )


def _more_unsigned() -> None:
    """Of the month before, which the page shows first."""
    before = datetime(2026, 10, 15, 12, tzinfo=UTC)
    thrice(ServiceReport.objects.all(), state="unsigned", made_at=before)


DAY: Final = {"day": MONDAY.isoformat()}
COUNTS: Final = (
    Counted("portal:requests", "contact", more_requests, 11, query="?show=all"),
    Counted("portal:objects", "contact", _more(ServiceObject, Equipment), 7),
    Counted("portal:contracts", "contact", _more(Contract), 21),
    Counted("portal:new", "contact", _more(Equipment), 4),
    Counted("portal:papers", "contact", _more(Act), 4),
    Counted("portal:papers", "contact", _more(ServiceReport), 4, query="?show=reports"),
    Counted("desk:queue", "dispatcher", more_requests, 5),
    Counted("desk:log", "dispatcher", _more(ServiceObject), 4, query="?q=e"),
    Counted("desk:planned", "dispatcher", _more(ServiceObject), 4, query="?q=e"),
    Counted("desk:review", "dispatcher", _more_parked, 3),
    Counted("desk:phones", "dispatcher", _more(Device), 4),
    Counted("day:day", "dispatcher", more_visits, 16, DAY),
    Counted("day:map", "dispatcher", more_visits, 13, DAY),
    Counted("day:visits", "dispatcher", more_visits, 3),
    Counted("day:plans", "dispatcher", _more(Plan), 3),
    Counted("day:publish", "dispatcher", more_visits, 11, DAY),
    Counted("money:lines", "biller", _more(BillableLine), 5, query="?view=all"),
    Counted("money:ready", "biller", _more(BillableLine), 2),
    Counted("money:acts", "biller", _more(Act), 4),
    Counted("money:prices", "biller", _more(PriceItem), 3),
    Counted("day:absences", "dispatcher", _more(Absence), 2),
    Counted("day:checklists", "dispatcher", _more(ChecklistVersion), 3),
    Counted("money:unsigned", "biller", _more_unsigned, 2),
    Counted("money:exports", "biller", _more(ExportBatch), 9),
    Counted("administration:calendars", "administrator", _more(WorkCalendar), 3),
    Counted("administration:contracts", "administrator", _more(Contract), 4),
    Counted("administration:journal", "administrator", more_requests, 3),
    Counted("mobile:catalog", "phone", _more(Part, WorkType, Reason), 4),
    Counted("mobile:results_again", "phone", _more_parked, 2),
    Counted("mobile:bundle", "phone", more_visits, 42),
    Counted("mobile:looks", "phone", _more_looks, 2),
)
# The world proposes no paid work, so this list is made and then made longer.
PROPOSALS: Final = Counted("portal:approvals", "contact", _more(PaidWork), 4)
# Who asks, how many rows, one page of them.
REGISTER: Final = 3
# Whether the note is known; the visit is at hand, notes and entries are written together.
A_NOTE: Final = 1
# What names no single thing and yet shows no rows of the database, and why.
NO_LIST: Final = {
    "account_change_password": "a form",
    "account_inactive": "words",
    "account_logout": "a form",
    "account_reset_password": "a form",
    "account_reset_password_done": "words",
    "account_reset_password_from_key_done": "words",
    "administration:calendar-new": "a form",
    "checklists:new": "a form",
    "administration:contract-new": "a form",
    "administration:home": "links",
    "administration:house": "what runs here",
    "house-notice": "one notice",
    "livez": "a word",
    "mail": "files of a folder",
    "mobile:config": "limits",
    "mobile:duty": "shifts of two days, read at once",
    "mobile:me": "oneself",
    "phone:service-worker": "a file",
    "phone:shell": "a page without data",
    "portal:new-choice": "a part of the form that is counted",
    "portal:new-promise": "a part of the form that is counted",
}


def asked(counted: Counted, world: World) -> list[str]:
    """The questions one answer takes."""
    asking = browser(counted.principal, world)
    # The first answer of a process also fills what is kept for all.
    assert asking.get(counted.path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        answer = asking.get(counted.path)
    assert answer.status_code == 200
    said = [str(query["sql"]) for query in seen.captured_queries]
    return [sql for sql in said if not sql.upper().startswith(NOT_ASKED)]


@pytest.mark.parametrize("counted", COUNTS, ids=lambda each: each.title)
def test_list(counted: Counted, world: World) -> None:
    _assert_the_same(counted, world)


@pytest.mark.parametrize("slug", REGISTERS)
def test_register(slug: str, world: World) -> None:
    grow = partial(_more_of_register, slug)
    counted = Counted("administration:rows", "administrator", grow, REGISTER, {"slug": slug})
    _assert_the_same(counted, world)


def test_proposals(world: World) -> None:
    with forgotten():
        for work in VisitWork.objects.select_related("visit", "work_order"):
            told = {"text": "New seal", "estimate_net": Decimal("80.00"), "currency": "EUR"}
            PaidWork.objects.create(
                visit=work.visit, work_order=work.work_order, proposed_at=utc_now(), **told
            )
        _assert_the_same(PROPOSALS, world)


def _assert_the_same(counted: Counted, world: World) -> None:
    with forgotten():
        before = asked(counted, world)
        counted.grow()
        after = asked(counted, world)
    more = "\n".join(sql[:300] for sql in after if after.count(sql) > 1 or sql not in before)
    assert len(after) == len(before), f"a list three times as long asks more:\n{more}"
    assert len(before) == counted.queries


def test_a_batch_of_commands(world: World) -> None:
    """What one more command of a push costs; the push itself is paid once."""
    with forgotten():
        few, many = _pushed(world, 5), _pushed(world, 15)
    assert (len(many) - len(few)) / 10 == A_NOTE


def _pushed(world: World, notes: int) -> list[str]:
    phone, visit = world.own.phone, str(world.own.ahead.pk)
    told = [{"note_id": str(new_id()), "text": "Fan was worn out."} for _note in range(notes)]
    with CaptureQueriesContext(connection) as seen:
        phone.send(*(("note.add", visit, body) for body in told))
    return [str(query["sql"]) for query in seen.captured_queries]


def test_every_list_is_counted() -> None:
    """Whatever page or wire answer names no single thing is a list, unless it is said not to be."""
    open_ended = {
        row.name
        for row in ROUTES
        if row.method == "GET" and row.at is None and row.status == 200 and not row.query
    }
    counted = {each.name for each in (*COUNTS, PROPOSALS)} | {"administration:rows"}
    assert open_ended - counted - NO_LIST.keys() == set(), "lists without a row in COUNTS"
    assert NO_LIST.keys() - {row.name for row in ROUTES} == set(), "rows without a route"
