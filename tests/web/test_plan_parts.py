"""The page of a large plan: how far its parts are, in words, and which were not planned."""

import pytest
from django.test import Client
from django.urls import reverse

from backend.demo.cast import Cast
from backend.dispatch.models import Plan, PlanPart
from backend.lib.errors import Refused
from backend.web.shared.errors import words_for
from tests.dispatch.conftest import MONDAY


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The second of four turns: one part is done, one is searched, one of the first failed."""
    plan = Plan.objects.create(date=MONDAY, state="solving", turns=4, requested_by=cast.dispatcher)
    monaco = [cast.monaco.code]
    for turn, number, state, territories, failure in (
        (0, 3, "failed", [], "plan-timeout"),
        (1, 1, "solved", monaco, ""),
        (1, 2, "solving", ["A", "B", "C", "D"], ""),
    ):
        PlanPart.objects.create(
            plan=plan,
            turn=turn,
            number=number,
            state=state,
            territories=territories,
            failure=failure,
            engineers=50,
            stops=number,
            given={},
        )
    return plan


@pytest.fixture
def dispatcher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.dispatcher, "backend.web.shared.adapter.SessionBackend")
    return client


def test_it_says_how_far_the_parts_are(dispatcher: Client, plan: Plan) -> None:
    page = dispatcher.get(reverse("day:plan", args=[plan.pk])).content.decode()
    assert "Turn 2 of 4: 1 of 2 parts searched" in page
    # Two parts of the first turn, and one of the second, of four turns with two parts each.
    assert 'value="3" max="8"' in page
    assert "Part 1, Monaco · 1 visit · Done" in page
    assert "Part 2 · 2 visits · Planning" in page
    assert "Part 3 · 3 visits · Failed" in page


def test_the_part_that_asks_again_says_it_too(dispatcher: Client, plan: Plan) -> None:
    part = dispatcher.get(reverse("day:plan-progress", args=[plan.pk])).content.decode()
    assert "Turn 2 of 4: 1 of 2 parts searched" in part


def test_a_proposal_names_the_part_that_was_not_planned(dispatcher: Client, plan: Plan) -> None:
    Plan.objects.update(state="proposed")
    page = dispatcher.get(reverse("day:plan", args=[plan.pk])).content.decode()
    assert "Part 3 was not planned and stays as it is" in page
    assert words_for(Refused("plan-timeout")) in page
    assert "Part 1" not in page
