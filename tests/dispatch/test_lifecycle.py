"""The states of a visit as a table: where a wish leads, and what it is refused."""

import pytest

from backend.dispatch.lifecycle import end_state, steps_to
from backend.lib.errors import Refused


@pytest.mark.parametrize(
    ("now", "wanted", "steps"),
    [
        ("published", "accepted", ("accepted",)),
        ("published", "on_site", ("accepted", "en_route", "on_site")),
        ("en_route", "working", ("on_site", "working")),
        ("working", "paused", ("paused",)),
        ("paused", "working", ("working",)),
        ("working", "completed", ("completed",)),
        ("on_site", "completed", ("completed",)),
        ("published", "completed", ("accepted", "en_route", "on_site", "working", "completed")),
        ("published", "declined", ("declined",)),
        ("en_route", "failed", ("failed",)),
    ],
)
def test_it_works(now: str, wanted: str, steps: tuple[str, ...]) -> None:
    assert steps_to(now, wanted) == steps


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("working", "on_site"),
        ("working", "declined"),
        ("completed", "working"),
        ("withdrawn", "accepted"),
        ("cancelled", "on_site"),
        ("working", "working"),
    ],
)
def test_steps_back_and_out_of_an_end_are_refused(now: str, wanted: str) -> None:
    with pytest.raises(Refused, match="invalid-transition"):
        steps_to(now, wanted)


def test_a_visit_is_complete_only_with_every_outcome_done() -> None:
    assert end_state(("done", "done")) == "completed"
    assert end_state(("done", "partial")) == "partially_completed"
    assert end_state(("not_done",)) == "partially_completed"
