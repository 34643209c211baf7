"""Who of those asked can be there together first, where work needs several engineers at once.

One leads and answers for the skills; the others go along. Everybody keeps the order of their own
day, and all begin in the same second.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

from backend.dispatch.candidate_day import CandidateDay, Found, Offer, Question
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.seats import seats_of

# The helpers who could be there soonest are tried with everybody who may lead.
HELPERS_TRIED = 6


@dataclass(frozen=True)
class Asked:
    """One day that was read, on the roads it was asked with; `stop` is at its place there."""

    day: CandidateDay
    problem: Problem
    stop: Stop
    may_lead: bool
    may_help: bool

    @property
    def engineer_id(self) -> UUID:
        """Whose day it is."""
        return self.day.given.engineer_id

    def from_second(self, at_s: int, seat: int, work_s: int, *, calm: bool) -> Found | None:
        """Their first place at `at_s` or later in that seat, or the first without a wait."""
        taken = seats_of(self.stop)[seat]
        taken = replace(taken, id=self.stop.id, not_before_s=max(at_s, taken.not_before_s))
        found = self.day.places_for(self.problem, taken, work_s=work_s)
        return next((each for each in found if not (calm and each.waits_s)), None)


@dataclass(frozen=True)
class Crew:
    """Who would go together, the lead first, each with the place in their day."""

    found: tuple[Found, ...]

    @property
    def people(self) -> frozenset[UUID]:
        """Everybody, whoever leads."""
        return frozenset(each.engineer_id for each in self.found)

    @property
    def waits_s(self) -> int:
        """Seconds for which visits of all of them wait together."""
        return sum(each.waits_s for each in self.found)

    @property
    def rank(self) -> tuple[int, int, tuple[UUID, ...]]:
        """The soonest first."""
        people = tuple(each.engineer_id for each in self.found)
        return _start_s(self.found[0]), self.waits_s, people

    def offer(self, question: Question) -> Offer:
        """The lead's offer, with those who go along."""
        lead, *helpers = (each.day.offer(question, each) for each in self.found)
        everybody = [lead, *helpers]
        return replace(
            lead,
            extra_travel_s=sum(each.extra_travel_s for each in everybody),
            overtime_s=sum(each.overtime_s for each in everybody),
            put_off=tuple(late for each in everybody for late in each.put_off),
            helpers=tuple(helpers),
        )


def crews(asked: Sequence[Asked], helpers: int, *, calm: bool = False) -> list[Crew]:
    """The soonest crew under each who may lead, no two of the same people, the soonest first.

    So many `helpers` go along. A `calm` crew makes nobody wait.
    """
    along = sorted(_helping(asked), key=lambda each: each[0])
    found = [
        crew
        for lead in asked
        if lead.may_lead and (crew := _soonest(lead, along, helpers, calm=calm))
    ]
    of_people = {each.people: each for each in sorted(found, key=_rank, reverse=True)}
    return sorted(of_people.values(), key=_rank)


def _helping(asked: Iterable[Asked]) -> Iterator[tuple[int, UUID, Asked]]:
    """Who may go along, with the second at which they could begin."""
    for each in asked:
        work_s = each.day.work_s(each.stop)
        found = each.from_second(0, 1, work_s, calm=False) if each.may_help else None
        if found is not None:
            yield _start_s(found), each.day.given.shift_id, each


def _soonest(
    lead: Asked, along: Sequence[tuple[int, UUID, Asked]], helpers: int, *, calm: bool
) -> Crew | None:
    others = [each for each in along if each[2].engineer_id != lead.engineer_id]
    best: Crew | None = None
    for chosen in combinations(others[:HELPERS_TRIED], helpers):
        if len({each.engineer_id for *_when, each in chosen}) < helpers:
            continue
        if best is not None and max(begin_s for begin_s, *_who in chosen) > best.rank[0]:
            continue
        crew = _together([lead, *(each for *_when, each in chosen)], calm=calm)
        if crew is not None and (best is None or crew.rank < best.rank):
            best = crew
    return best


def _together(people: Sequence[Asked], *, calm: bool) -> Crew | None:
    """The first second at which all of them can begin; who is there sooner waits for the last.

    Nobody could begin between the second that was asked about and the one they answered, so what
    the last of them says is asked of everybody again until they agree.
    """
    work_s, at_s = people[0].day.work_s(people[0].stop), 0
    while True:
        found = [
            place
            for seat, each in enumerate(people)
            if (place := each.from_second(at_s, seat, work_s, calm=calm))
        ]
        if len(found) < len(people):
            return None
        starts = {_start_s(each) for each in found}
        if len(starts) == 1:
            return Crew(tuple(found))
        at_s = max(starts)


def _start_s(found: Found) -> int:
    return found.made.route.stops[found.made.position].start_s


def _rank(crew: Crew) -> tuple[int, int, tuple[UUID, ...]]:
    return crew.rank
