"""Everybody on duty, and which rules keep them from a stop: the rules are the planner's."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Final
from uuid import UUID

import numpy as np

from backend.dispatch import lifecycle
from backend.dispatch.asks import Asks, clearances_held, parts_needed, vans_of
from backend.dispatch.candidate_day import Question
from backend.dispatch.models import VisitEngineer, VisitWork
from backend.dispatch.nearest import OnDuty
from backend.dispatch.places import seconds_after
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.reasons import why_nobody_may
from backend.dispatch.planner.seats import seats_of
from backend.dispatch.planner.solution import Reason
from backend.dispatch.refusals import Refusal, refusals
from backend.dispatch.roster import BASES_ZONE

_NOWHERE: Final = Problem((), (), travel_s=np.zeros((1, 1), dtype=np.int64))
_NOTHING: Final = Stop("nothing", place=0, duration_s=0, drop_price=0)


class Rules:
    """The rules for one question, asked of one shift after another."""

    def __init__(self, question: Question, asks: Asks, duties: Sequence[OnDuty]) -> None:
        self.question, self.duties, self.stop = question, duties, question.stop
        self.cleared = clearances_held(asks)
        people = {each.engineer_id for each in duties} if self.stop.parts else set[UUID]()
        self.vans = vans_of(people) if people else {}
        self.loads = _loads(question, people) if people else {}

    def refusals(self, duty: OnDuty) -> tuple[Refusal, ...]:
        """Every rule that keeps the engineer of this shift away."""
        engineer = self._engineer(duty)
        problem = self._everybody if self.stop.parts else _NOWHERE
        orders = self._orders if self.stop.parts else {engineer.id: [0] * duty.stops}
        return refusals(problem, orders, engineer, self.stop)

    def may_help(self, duty: OnDuty) -> bool:
        """Whether the engineer of this shift may go along with who leads."""
        engineer, seats = self._engineer(duty), seats_of(self.stop)[1:]
        orders = {engineer.id: [0] * duty.stops}
        return any(not refusals(_NOWHERE, orders, engineer, seat) for seat in seats)

    def of_crew(self, duty: OnDuty) -> tuple[Refusal, ...]:
        """Every rule that keeps them from leading; none where they may go along."""
        return () if self.may_help(duty) else self.refusals(duty)

    def reason(self) -> Reason | None:
        """What the planner says where nobody may go; None where somebody may."""
        return why_nobody_may(self._everybody, self.stop)

    @cached_property
    def _everybody(self) -> Problem:
        """All shifts, nowhere; the parts that the visits of each van need are one stop."""
        crew = [self._engineer(each) for each in self.duties]
        carried = [Stop(str(who), 0, 0, 0, parts=parts) for who, parts in self.loads.items()]
        return _NOWHERE.having(crew, [_NOTHING, *carried])

    @cached_property
    def _orders(self) -> dict[str, list[int]]:
        """How many stops each shift has; the first shift with any carries what the van is for."""
        orders, left = dict[str, list[int]](), dict(self._everybody.stop_number)
        for duty in self.duties:
            order = orders[_shift_id(duty)] = [0] * duty.stops
            if duty.stops:
                order[0] = left.pop(str(duty.engineer_id), 0)
        return orders

    def _engineer(self, duty: OnDuty) -> PlannerEngineer:
        """The shift from now on, and its rights."""
        midnight, who = self.question.midnight, duty.engineer_id
        begin_s = max(duty.starts_s, seconds_after(self.question.now, midnight))
        cleared, van = self.cleared.get(who, {}), self.vans.get(who, {})
        return PlannerEngineer(
            id=_shift_id(duty),
            person=str(who),
            start=0,
            end=0,
            shift=(begin_s, duty.ends_s),
            **duty.held.fields(cleared, van, midnight, BASES_ZONE),
        )


def _shift_id(duty: OnDuty) -> str:
    return f"{duty.engineer_id}@{duty.shift_id}"


def _loads(question: Question, engineers: set[UUID]) -> dict[UUID, Counter[str]]:
    """By engineer, the parts in their van that the visits of the day still need."""
    seats = VisitEngineer.objects.filter(
        part=VisitEngineer.Part.LEAD,
        engineer__in=engineers,
        visit__date=question.day,
        visit__state__in=lifecycle.HOLDING,
    )
    leads = dict(seats.values_list("visit_id", "engineer_id"))
    works = dict(VisitWork.objects.filter(visit__in=leads).values_list("work_order_id", "visit_id"))
    loads: dict[UUID, Counter[str]] = {}
    for work_id, parts in parts_needed(works).items():
        loads.setdefault(leads[works[work_id]], Counter()).update(parts)
    return loads
