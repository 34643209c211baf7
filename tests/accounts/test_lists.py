"""How a person likes their lists: kept views, columns left out, light or dark."""

import pytest

from backend.accounts import lists
from backend.accounts.models import User
from backend.lib.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(cast) -> User:
    return cast.dispatcher


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_it_works(user):
    lists.keep_view(user.pk, "requests", " Risky ", "view=risk")
    lists.keep_view(user.pk, "requests", "Hotels", "q=hotel")
    lists.keep_view(user.pk, "acts", "Late", "state=sent")
    lists.hide_columns(user.pk, "requests", ["what", "due", "what"])
    lists.set_theme(user.pk, "dark")
    user = again(user)
    assert lists.kept_views(user, "requests") == {"Hotels": "q=hotel", "Risky": "view=risk"}
    assert lists.kept_views(user, "acts") == {"Late": "state=sent"}
    assert lists.hidden_columns(user, "requests") == {"due", "what"}
    assert lists.hidden_columns(user, "acts") == frozenset()
    assert user.theme == "dark"


def test_the_same_name_means_the_new_view(user):
    lists.keep_view(user.pk, "requests", "Risky", "view=risk")
    lists.keep_view(user.pk, "requests", "Risky", "view=risk&priority=high")
    assert lists.kept_views(again(user), "requests") == {"Risky": "view=risk&priority=high"}


def test_a_view_is_forgotten_once(user):
    lists.keep_view(user.pk, "requests", "Risky", "view=risk")
    lists.drop_view(user.pk, "requests", "Risky")
    assert lists.kept_views(again(user), "requests") == {}
    with pytest.raises(NotFound):
        lists.drop_view(user.pk, "requests", "Risky")


def test_twenty_views_and_no_more(user):
    for number in range(20):
        lists.keep_view(user.pk, "requests", f"View {number}", "")
    with pytest.raises(Refused, match="too-many"):
        lists.keep_view(user.pk, "requests", "View 20", "")
    lists.keep_view(user.pk, "requests", "View 19", "view=new")


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [("  ", "", "name"), ("n" * 41, "", "name"), ("n", "q" * 1001, "query")],
)
def test_a_view_without_name_or_without_end_is_invalid(user, name, query, field):
    with pytest.raises(Invalid) as refused:
        lists.keep_view(user.pk, "requests", name, query)
    assert refused.value.field == field


def test_a_nul_is_no_part_of_a_name(user):
    with pytest.raises(Invalid):
        lists.keep_view(user.pk, "requests", "a\x00b", "view=risk")
    with pytest.raises(Invalid):
        lists.hide_columns(user.pk, "requests", ["a\x00b"])
    assert again(user).lists == {}


def test_there_is_no_third_light(user):
    with pytest.raises(Invalid):
        lists.set_theme(user.pk, "sepia")
