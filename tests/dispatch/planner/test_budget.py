"""How a search is shared out into turns, and how warm each of them is."""

import pytest

from backend.dispatch.planner.budget import Budget
from backend.dispatch.planner.progress import WHOLE_WAY


@pytest.mark.parametrize(
    ("cooling", "stretches"),
    [(WHOLE_WAY, [(0.0, 0.5), (0.5, 1.0)]), ((0.5, 0.75), [(0.5, 0.625), (0.625, 0.75)])],
)
def test_one_of_several_searches_goes_its_stretch_of_the_way(
    cooling: tuple[float, float], stretches: list[tuple[float, float]]
) -> None:
    turns = [*Budget(None, 2, cooling=cooling).turns()]
    assert [(each.since, each.until) for each in turns] == stretches
    assert [each.rounds for each in turns] == [1, 1]
