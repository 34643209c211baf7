"""Many long walks of the state machine of phone, network, server and office."""

import os

import pytest

from backend.demo.cast import Cast
from tests.exactly_once import stage_for, walk

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]

# Asked for by name, as many walks as one likes are taken by chance.
WALKS = int(os.environ.get("EXACTLY_ONCE_WALKS", "0"))


def test_many_walks_find_nothing_lost_and_nothing_twice(cast: Cast) -> None:
    walk(stage_for(cast), examples=WALKS or 30, steps=40, chance=WALKS > 0)
