"""Where requests stand for their client: published visits alone count, plans of ours do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from backend.accounts.models import User
from backend.desk.lifecycle import ClientWord, client_word
from backend.desk.models import Request
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.queries import NOT_SHOWN, visits_for_work


@dataclass(frozen=True)
class Standing:
    """The client's word for a request, and the visits the client was told about."""

    word: ClientWord
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True)
class Coming:
    """A visit as it was published: who comes, and between which hours. `word` is the client's;
    None for a visit that failed."""

    visit: Visit
    word: ClientWord | None
    engineers: tuple[str, ...]
    begin: datetime
    end: datetime
    window: tuple[datetime, datetime] | None = None
    failure: str = ""


_WORDS: Final = {
    "planned": ClientWord.SCHEDULED,
    "published": ClientWord.SCHEDULED,
    "accepted": ClientWord.SCHEDULED,
    "en_route": ClientWord.ON_THE_WAY,
    "on_site": ClientWord.IN_WORK,
    "working": ClientWord.IN_WORK,
    "paused": ClientWord.IN_WORK,
    "completed": ClientWord.DONE,
    "partially_completed": ClientWord.DONE,
}


def standings(user: User, requests: Iterable[Request]) -> dict[UUID, Standing]:
    """A standing a request, by id, in a constant number of queries; work orders loaded before."""
    shown = list(requests)
    works = {work.pk for request in shown for work in request.work_orders.all()}
    visits = _by_work(user, works)
    return {request.pk: _standing(request, visits) for request in shown}


def _by_work(user: User, work_ids: set[UUID]) -> dict[UUID, list[Visit]]:
    """Visits the client was told about, by the id of each work order they are for."""
    visits = [visit for visit in visits_for_work(user, work_ids) if _is_told(visit)]
    prefetch_related_objects(visits, "works")
    found: dict[UUID, list[Visit]] = {}
    for visit in visits:
        for work in visit.works.all():
            found.setdefault(work.work_order_id, []).append(visit)
    return found


def _is_told(visit: Visit) -> bool:
    """Published, or begun on the spot: the client saw the engineer come."""
    known = visit.told is not None or visit.arrived_at is not None
    return known and visit.state not in NOT_SHOWN


def _standing(request: Request, by_work: dict[UUID, list[Visit]]) -> Standing:
    works = list(request.work_orders.all())
    visits = {visit.pk: visit for work in works for visit in by_work.get(work.pk, [])}
    # A visit that is planned but not published is no promise yet, so the client does not see it.
    states = [
        "unscheduled" if work.state == "scheduled" and work.pk not in by_work else work.state
        for work in works
    ]
    word = client_word(request.state, states, [visit.state for visit in visits.values()])
    return Standing(word, tuple(visits.values()))


def coming(visits: Iterable[Visit]) -> list[Coming]:
    """Visits as published, the earliest first; work done on the spot shows when it was done."""
    told = list(visits)
    # Ids of visits fetched through the reader; only names leave.
    wanted = {each for visit in told for each in _told_engineers(visit)}
    people = Engineer.objects.select_related("user").filter(id__in=wanted)
    names = {str(engineer.pk): str(engineer) for engineer in people}
    rows = [_coming(visit, names) for visit in told]
    return sorted(rows, key=lambda row: row.begin)


def _coming(visit: Visit, names: dict[str, str]) -> Coming:
    said = visit.told or {}
    begin, end = said.get("window") or (None, None)
    return Coming(
        visit=visit,
        word=_WORDS.get(visit.state),
        engineers=tuple(names[each] for each in _told_engineers(visit) if each in names),
        begin=_moment(said.get("from")) or visit.planned_from,
        end=_moment(said.get("to")) or visit.planned_to,
        window=(datetime.fromisoformat(begin), datetime.fromisoformat(end))
        if begin and end
        else None,
        failure=visit.failed_for.name_in(get_language() or "en") if visit.failed_for else "",
    )


def _told_engineers(visit: Visit) -> list[str]:
    if visit.told:
        return [str(each) for each in visit.told.get("engineers", [])]
    return [str(seat.engineer_id) for seat in visit.engineers.all()]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
