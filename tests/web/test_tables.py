"""Lists of the office: sorted, kept, narrowed to the columns one wants, exported."""

import re

import pytest
from django.urls import reverse

from backend.accounts.lists import hidden_columns, kept_views
from backend.accounts.models import User
from tests.web.office import built, reported, signed_in

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]
QUEUE = "/desk/"


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


def shown(page: str) -> list[str]:
    """The numbers of the rows, in order."""
    return re.findall(r">(REQ-[0-9]+)</a>", page)


def test_a_head_sorts_and_says_so(cast, desk):
    first, second = reported(cast, "one").number, reported(cast, "two").number
    page = desk.get(QUEUE, {"sort": "-number", "priority": "high"}).text
    assert shown(page) == [second, first]
    assert 'aria-sort="descending"' in page
    assert "priority=high&amp;sort=number" in page or "sort=number&amp;priority=high" in page
    assert shown(desk.get(QUEUE, {"sort": "number"}).text) == [first, second]


def test_an_unknown_column_sorts_nothing(cast, desk):
    reported(cast)
    page = desk.get(QUEUE, {"sort": "client__secret"}).text
    sorted_heads = re.findall(r'class="cell-([a-z]+)[^"]*" aria-sort="([a-z]+)"', page)
    assert sorted_heads == [("due", "ascending")]


def test_a_view_is_kept_shown_and_forgotten(cast, desk):
    reported(cast)
    told = {"name": "Hot ones", "query": "priority=high", "next": "/desk/?priority=high"}
    answer = desk.post(reverse("keep_view", args=["requests"]), told)
    assert answer.url == "/desk/?priority=high"
    page = desk.get("/desk/?page=1&priority=high&q=").text
    # Pages and empty filters are no part of a view, so this one is recognised.
    assert '<a class="menu-item" href="?priority=high" aria-current="page">Hot ones</a>' in page
    desk.post(reverse("drop_view", args=["requests"]), {"name": "Hot ones"})
    assert kept_views(User.objects.get(pk=cast.dispatcher.pk), "requests") == {}


def test_nobody_sees_the_views_of_another(cast, desk):
    desk.post(reverse("keep_view", args=["requests"]), {"name": "Hot ones", "query": "q=x"})
    assert "Hot ones" in desk.get(QUEUE).text
    assert "Hot ones" not in signed_in(cast.biller).get(QUEUE).text


def test_a_column_is_left_out_but_never_the_number(cast, desk):
    number = reported(cast).number
    offered = ["number", "due", "what", "reported"]
    told = {"offered": offered, "shown": ["what"], "next": QUEUE}
    desk.post(reverse("choose_columns", args=["requests"]), told)
    page = desk.get(QUEUE).text
    assert hidden_columns(User.objects.get(pk=cast.dispatcher.pk), "requests") == {
        "number",
        "due",
        "reported",
    }
    assert 'class="cell-what' in page
    assert 'class="cell-due' not in page
    assert shown(page) == [number]


def test_a_refusal_is_told_and_nothing_is_kept(cast, desk):
    reported(cast)
    told = {"name": "", "query": "", "next": QUEUE}
    page = desk.post(reverse("keep_view", args=["requests"]), told, follow=True).text
    assert "Fill this in." in page


def test_dark_stays_with_the_person(cast, desk):
    desk.post(reverse("set_theme"), {"theme": "dark", "next": QUEUE})
    assert 'data-theme="dark"' in desk.get(QUEUE).text
    assert "data-theme" not in signed_in(cast.biller).get(QUEUE).text


def test_the_way_back_stays_in_the_house(cast, desk):
    answer = desk.post(reverse("set_theme"), {"theme": "dark", "next": "//evil.example/"})
    assert answer.url == "/"
