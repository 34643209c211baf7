"""Phone x server x network: a short walk of the state machine; the long one is in tests/faults."""

import pytest

from backend.demo.cast import Cast
from tests.exactly_once import stage_for, walk

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]


def test_whatever_the_network_does_each_fact_lands_once(cast: Cast) -> None:
    stage = stage_for(cast)
    walk(stage, examples=4, steps=15)
