"""Phone x server x network: a short walk of the state machine; the long one is in tests/faults."""

import pytest

from backend.demo.cast import Cast
from tests.exactly_once import ExactlyOnce, stage_for, walk

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]


def test_whatever_the_network_does_each_fact_lands_once(cast: Cast) -> None:
    stage = stage_for(cast)
    walk(stage, examples=6, steps=12)


def test_a_walk_past_every_corner(cast: Cast) -> None:
    """Told twice, restored from a backup, the server dead in the middle, numbers run ahead."""
    walked = ExactlyOnce(stage_for(cast))
    walked.capture(visit=0, whats=["visit.start", "part.use", "part.void", "part.void"])
    walked.trouble(who="Olena", what="backed up")
    walked.push(who="Olena", tries=[("request lost", 100, 0), ("killed", 100, 30)])
    walked.push(who="Olena", tries=[("answer lost", 100, 0), ("twice", 3, 0), ("none", 100, 0)])
    walked.capture(visit=0, whats=["note.add", "note.add twice", "equipment.reading"])
    walked.push(who="Olena", tries=[("none", 100, 0)])
    walked.trouble(who="Olena", what="restored")
    walked.capture(visit=1, whats=["note.add", "checklist.answer"])
    # Told of a fork, then of a gap behind what is known already: then nothing waits.
    walked.push(who="Olena", tries=[("killed", 100, 25), *[("none", 100, 0)] * 5])
    outbox = walked.phones["Olena"].outbox
    assert outbox.waiting == []
    outbox.renumber(40)
    walked.capture(visit=1, whats=["time.log", "time.void", "time.void"])
    walked.the_office(visit=1, to="Ivan", what="gives it away")
    walked.push(who="Olena", tries=[("none", 100, 0)])
    walked.teardown()
