"""Plans of a large day searched in the test itself, part by part, on roads of our own."""

from collections.abc import Iterable
from uuid import UUID

from backend.dispatch import by_territory, plans_in_work
from backend.dispatch.models import Plan
from backend.dispatch.planner.stability import choices
from backend.dispatch.prices import CHANGES, points

from .planned import ten_minutes


def begun(plan: Plan) -> list[UUID]:
    """The first parts of a plan that was asked for."""
    taken = plans_in_work.begin_plan(plan.pk)
    assert taken
    assert by_territory.is_too_large(taken[1])
    return by_territory.begin_parts(plan.pk, taken[1])


def searched(parts: Iterable[UUID]) -> None:
    """Take the parts and keep what they come to, as a worker does."""
    for each in parts:
        work = by_territory.begin_part(each)
        assert work
        times = ten_minutes(work.given)
        found = choices(
            work.given.problem(times),
            work.given.standing,
            [points(CHANGES[-1])],
            seconds=None,
            iterations=20,
            seed=work.seed,
            begin_with=work.part.begin_with,
            cooling=work.cooling,
        )
        by_territory.keep_part(each, times, found)


def proposed_in_parts(plan: Plan) -> Plan:
    """All turns of a plan that was asked for, up to its proposal."""
    parts = begun(plan)
    while parts:
        searched(parts)
        parts = by_territory.go_on(plan.pk)
    plan.refresh_from_db()
    return plan
