"""Time on site: what engineers log, and what the visit itself tells where nobody logged any.

An entry is never changed, only voided. Derived entries have ids made from the visit, so a
repeat makes none twice, and they give way to what an engineer logs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from backend.catalog.models import Reason
from backend.database import together
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import lead_of
from backend.fieldwork.bodies import TimeLogged, TimeVoided, instants
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import TimeEntry
from backend.fieldwork.reach import optional_work_of, reason_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.journal.models import Entry
from backend.journal.queries import history_of
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused

LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Stretch:
    """Travel or work from one moment to another."""

    kind: str
    started_at: datetime
    ended_at: datetime


@transaction.atomic(savepoint=False)
def log_time(visit: Visit, told: TimeLogged, happening: Happening) -> TimeEntry:
    """Keep a time the engineer states; the derived ones of that kind are voided for it."""
    known = together.known(TimeEntry, told.time_id)
    if known:
        return _same(known, visit)
    started_at, ended_at = (happening.corrected(instant) for instant in instants(told))
    check_span(started_at, ended_at)
    engineer = happening.engineer or lead_of(visit)
    if engineer is None:
        raise Refused("needs-lead", number=visit.number)
    work_id = told.work_order_id or _only_work(visit)
    optional_work_of(visit, told.work_order_id)
    _void_derived(visit, engineer, told.kind)
    entry = TimeEntry(
        id=told.time_id,
        kind=told.kind,
        engineer=engineer,
        user=engineer.user,
        visit=visit,
        work_order_id=work_id,
        started_at=started_at,
        ended_at=ended_at,
        rate_class=engineer.rate_class,
        reason=reason_of(told.reason, Reason.UsedFor.WAIT) if told.reason else None,
    )
    together.insert(entry)
    _record(kinds.TIME_LOGGED, visit, entry, happening)
    return entry


@transaction.atomic(savepoint=False)
def void_time(visit: Visit, told: TimeVoided, happening: Happening) -> TimeEntry:
    """Take back a logged time; it stays in the history."""
    entry = TimeEntry.objects.filter(id=told.time_id, visit=visit).first()
    if entry is None:
        raise Refused("time-unknown", time_id=str(told.time_id))
    if entry.voided_at is None:
        entry.voided_at = happening.at
        entry.save(update_fields=["voided_at"])
        _record(kinds.TIME_VOIDED, visit, entry, happening)
    return entry


def derive_time(visit: Visit, happening: Happening) -> list[TimeEntry]:
    """Work and travel from the visit's own moments, for kinds the lead logged nothing of.

    Work is start to `happening.at` without the pauses, shared evenly among the work orders;
    travel is setting off to arrival.
    """
    engineer = lead_of(visit)
    if engineer is None:
        return []
    logged = set(_living(visit, engineer).values_list("kind", flat=True))
    stretches = [s for s in _stretches(visit, happening.at) if s.kind not in logged]
    rows = [
        _derived(visit, engineer, piece, work_id)
        for stretch in stretches
        for piece, work_id in _shared(stretch, visit)
    ]
    return list(TimeEntry.objects.bulk_create(rows, ignore_conflicts=True))


def _stretches(visit: Visit, until: datetime) -> Iterator[Stretch]:
    """What the journal of the visit says, read in order like a stopwatch."""
    opens = {
        kinds.VISIT_TRAVEL_STARTED: TimeEntry.Kind.TRAVEL,
        kinds.VISIT_STARTED: TimeEntry.Kind.WORK,
        kinds.VISIT_RESUMED: TimeEntry.Kind.WORK,
    }
    running: tuple[str, datetime] | None = None
    for entry in _moves(visit):
        if running and entry.happened_at > running[1]:
            yield Stretch(running[0], running[1], entry.happened_at)
        kind = opens.get(entry.kind)
        running = (kind, entry.happened_at) if kind else None
    if running and running[0] == TimeEntry.Kind.WORK and until > running[1]:
        yield Stretch(running[0], running[1], until)


def _moves(visit: Visit) -> list[Entry]:
    wanted = (
        kinds.VISIT_TRAVEL_STARTED,
        kinds.VISIT_ARRIVED,
        kinds.VISIT_STARTED,
        kinds.VISIT_PAUSED,
        kinds.VISIT_RESUMED,
    )
    return list(history_of([visit.id], wanted))


def _shared(stretch: Stretch, visit: Visit) -> Iterator[tuple[Stretch, UUID | None]]:
    """Travel belongs to the visit; work is cut into one even piece a work order."""
    works = sorted(visit.works.values_list("work_order_id", flat=True))
    if stretch.kind == TimeEntry.Kind.TRAVEL or not works:
        yield stretch, None
        return
    piece = (stretch.ended_at - stretch.started_at) / len(works)
    for number, work_id in enumerate(works):
        begin = stretch.started_at + piece * number
        yield Stretch(stretch.kind, begin, begin + piece), work_id


def _derived(visit: Visit, engineer: Engineer, piece: Stretch, work_id: UUID | None) -> TimeEntry:
    return TimeEntry(
        id=_derived_id(visit, piece),
        kind=piece.kind,
        engineer=engineer,
        user=engineer.user,
        visit=visit,
        work_order_id=work_id,
        started_at=piece.started_at,
        ended_at=piece.ended_at,
        rate_class=engineer.rate_class,
    )


def _derived_id(visit: Visit, piece: Stretch) -> UUID:
    return uuid5(NAMESPACE_URL, f"callout:time:{visit.id}:{piece.kind}:{piece.started_at}")


def _void_derived(visit: Visit, engineer: Engineer, kind: str) -> None:
    """uuid5 marks what was derived; ids made by a phone are of version 7."""
    living = _living(visit, engineer).filter(kind=kind).order_by()
    derived = [key for key in living.values_list("id", flat=True) if key.version == 5]
    if derived:
        TimeEntry.objects.filter(id__in=derived).update(voided_at=utc_now())


def _living(visit: Visit, engineer: Engineer):  # type: ignore[no-untyped-def]
    return TimeEntry.objects.filter(visit=visit, engineer=engineer, voided_at=None)


def _same(known: TimeEntry, visit: Visit) -> TimeEntry:
    if known.visit_id != visit.id:
        raise Refused("id-reused")
    return known


def _only_work(visit: Visit) -> UUID | None:
    """The work order meant where the visit has just one."""
    works = list(visit.works.values_list("work_order_id", flat=True)[:2])
    return works[0] if len(works) == 1 else None


def check_span(started_at: datetime, ended_at: datetime) -> None:
    """Invalid("to") for a time that ends before it begins, takes a day or lies ahead."""
    if ended_at <= started_at:
        raise Invalid("to", "not-after-start")
    if ended_at - started_at > LONGEST:
        raise Invalid("to", "too-long-time", hours=24)
    if ended_at > utc_now() + timedelta(minutes=10):
        raise Invalid("to", "in-future")


def _record(kind: str, visit: Visit, entry: TimeEntry, happening: Happening) -> None:
    journal.record(
        kind,
        visit,
        by=happening.by,
        happened_at=happening.at,
        time=str(entry.id),
        of=entry.kind,
        minutes=round((entry.ended_at - entry.started_at).total_seconds() / 60),
    )
