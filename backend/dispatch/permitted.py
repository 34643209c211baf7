"""Everybody on duty, and which rules keep them from a stop: the rules are the planner's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from backend.dispatch import lifecycle
from backend.dispatch.asks import Asks, clearances_held, parts_needed, vans_of
from backend.dispatch.candidate_day import Question
from backend.dispatch.models import VisitEngineer, VisitWork
from backend.dispatch.nearest import Near, OnDuty
from backend.dispatch.places import span_after
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.reasons import why_nobody_may
from backend.dispatch.planner.solution import Reason
from backend.dispatch.refusals import refusals
from backend.dispatch.roster import BASES_ZONE

_NOWHERE: Final = Problem((), (), travel_s=np.zeros((1, 1), dtype=np.int64))


@dataclass(frozen=True)
class Permitted:
    """Everybody on duty with the rules that keep them away, the soonest first; where these leave
    nobody, `reason` is the planner's."""

    near: tuple[Near, ...]
    reason: Reason | None


def permitted(question: Question, asks: Asks, duties: Sequence[OnDuty]) -> Permitted:
    """Judge everybody by the problem a plan would be made from, without its roads."""
    stop = question.stop
    crew = _crew(question, asks, duties)
    loads = _loads(question, {each.engineer_id for each in duties}) if stop.parts else {}
    stops, orders = [Stop("nothing", 0, 0, 0)], dict[str, list[int]]()
    for duty, engineer in zip(duties, crew, strict=True):
        orders[engineer.id] = [0] * duty.stops
        if duty.stops and duty.engineer_id in loads:
            orders[engineer.id][0] = len(stops)
            stops.append(Stop(engineer.id, 0, 0, 0, parts=loads.pop(duty.engineer_id)))
    problem = _NOWHERE.having(crew, stops)
    near = tuple(
        Near(duty, refusals(problem, orders, engineer, stop))
        for duty, engineer in zip(duties, crew, strict=True)
    )
    able = any(each.able for each in near)
    return Permitted(near, None if able else why_nobody_may(problem, stop))


def _crew(question: Question, asks: Asks, duties: Sequence[OnDuty]) -> list[PlannerEngineer]:
    """Their shifts from now on, and their rights; everybody is nowhere."""
    cleared = clearances_held(asks)
    held = vans_of({each.engineer_id for each in duties}) if question.stop.parts else {}
    return [
        PlannerEngineer(
            id=f"{each.engineer_id}@{each.shift_id}",
            person=str(each.engineer_id),
            start=0,
            end=0,
            shift=span_after((max(each.starts_at, question.now), each.ends_at), question.midnight),
            **each.held.fields(
                cleared.get(each.engineer_id, {}),
                held.get(each.engineer_id, {}),
                question.midnight,
                BASES_ZONE,
            ),
        )
        for each in duties
    ]


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
