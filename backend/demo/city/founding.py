"""The city founded, step by step: the demo company first, then everything it grew by."""

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from math import ceil

from django.db import connection

from backend.contracts.models import CalendarException
from backend.demo.agreement import publish_all
from backend.demo.cast import ZONE, Cast, draft_cast
from backend.demo.city import people
from backend.demo.city.acts import Ledger, hand_over
from backend.demo.city.books import Books, analyze, settle_consequences
from backend.demo.city.cases import Slot, Workload, slots_of, working_days
from backend.demo.city.clients import move_in
from backend.demo.city.money import Pricing
from backend.demo.city.places import open_doors
from backend.demo.city.promises import Promises
from backend.demo.city.size import Size
from backend.demo.city.story import Story
from backend.demo.city.terms import agree_on_terms
from backend.demo.city.today import Today
from backend.demo.city.writer import Writer
from backend.demo.company import furnish
from backend.demo.home_month import settle_taxes
from backend.demo.neighbours import settle
from backend.dispatch.models import DayBoard, Engineer
from backend.lib.clock import local_date

VISITS_EACH, BATCH = 4, 1_500
REMOTE = 1 / 3
"""Requests answered without a trip, for each one that needed somebody."""
Say = Callable[[str], object]


def found(size: Size, now: datetime, chance: random.Random, say: Say) -> None:
    """Everything in one transaction: half a city is never left behind."""
    with connection.cursor() as cursor:
        # A wrong row is refused with its batch, not after the last of a million.
        cursor.execute("set constraints all immediate")
    cast = draft_cast()
    engineers = people.hire(cast, furnish(cast), size.engineers, chance)
    settle(cast, chance)
    settle_taxes(cast)
    settlers = move_in(cast, size, chance)
    open_doors(cast, settlers, size, chance)
    agree_on_terms()
    publish_all()
    cast.contract_version.refresh_from_db()
    say(f"{len(engineers)} engineers, {size.clients} clients, {size.objects} objects")
    with _nothing_collected(), Writer() as writer:
        half_year = _History(cast, engineers, size, now, chance, writer)
        half_year.write(say)
        half_year.open_today(size, say)
    say(f"{settle_consequences()} consequences noted as done; nobody is mailed about scenery")
    analyze()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Millions of rows in the making hold no cycles: to look for some takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _History:
    """The half year behind today, day by day and month by month."""

    def __init__(
        self,
        cast: Cast,
        engineers: Sequence[Engineer],
        size: Size,
        now: datetime,
        chance: random.Random,
        writer: Writer,
    ) -> None:
        self.writer = writer
        self.cast, self.engineers, self.size, self.now = cast, engineers, size, now
        self.chance, self.today = chance, local_date(now, ZONE)
        self.books, self.promises = Books(), Promises(ZONE)
        pricing = Pricing(self.promises.versions)
        self.ledger = Ledger(cast, self.books, pricing, self.today)
        self.story = Story(cast, self.books, self.promises, self.ledger, chance)
        self.workload = Workload(engineers, chance)
        count = ceil(size.finished / (len(engineers) * VISITS_EACH))
        self.days = working_days(self.today, count, _holidays(cast))
        self.rows = self.done = 0

    def write(self, say: Say) -> None:
        """All finished work, `size.finished` work orders exactly."""
        around = people.days_around(self.today, (self.today - self.days[0]).days, 21)
        people.lay_out(self.engineers, around, max(1, round(len(self.engineers) * 0.16)))
        DayBoard.objects.bulk_create(
            DayBoard(date=day, version=2, published_version=2) for day in self.days
        )
        for number, day in enumerate(self.days):
            self._day(day, len(self.days) - number)
            following = self.days[number + 1] if number + 1 < len(self.days) else self.today
            if (following.year, following.month) != (day.year, day.month):
                self._close(day, say)
        self._write()

    def _day(self, day: date, days_left: int) -> None:
        """An even share of what is left; on the last day everything is brought to its end."""
        wanted = ceil((self.size.finished - self.done) / days_left)
        slots = sorted(
            slots_of(
                self.engineers, day, wanted + (0 if days_left == 1 else wanted // 12), self.chance
            ),
            key=lambda slot: slot.begin,
        )
        for slot in slots:
            if self.done < self.size.finished:
                self._fill(slot, may_fail=days_left > 3)

    def _fill(self, slot: Slot, *, may_fail: bool) -> None:
        case = self.workload.visit(slot, may_fail=may_fail)
        if case is not None:
            self.story.tell(case, self.today)
            self.done += 1
            if case.kind == "repair" and self.chance.random() < REMOTE:
                remote = self.workload.new_case(slot)
                if remote.kind == "repair":
                    self.story.tell_remote(remote, slot, self.today)
        if self.done % BATCH == 0:
            self._write()

    def _close(self, day: date, say: Say) -> None:
        """Acts of the month `day` ends; the last closed one is not handed over yet."""
        last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        previous = self.today.replace(day=1) - timedelta(days=1)
        exported = last < previous
        self.ledger.close_month(last, exported=exported)
        self._write()
        if exported:
            hand_over(self.cast, [(last.replace(day=1), last)])
        say(f"{last:%Y-%m} closed: {self.done} work orders finished, {self.rows} rows")

    def _write(self) -> None:
        self.rows += self.writer.write(self.books.take())

    def open_today(self, size: Size, say: Say) -> None:
        """Today's open work and the lines of the month that is not over."""
        opened = Today(self.story, self.promises, self.now, self.today)
        opened.open(self.engineers, self.workload, size)
        self.ledger.write_lines()
        self._write()
        say(f"{opened.open_work} work orders are open; {self.rows} rows in all")


def _holidays(cast: Cast) -> set[date]:
    return set(
        CalendarException.objects.filter(calendar=cast.calendar).values_list("date", flat=True)
    )
