"""What is kept of a page's frame is the reader's own: name, language, address, token, columns."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from backend.accounts.lists import hide_columns
from backend.accounts.models import Role, User
from backend.demo.cast import Cast
from backend.web.shared import kept
from tests.web.office import built, reported, signed_in

__all__ = ["built"]

MENU = Template("{% me %}")
PLACES = Template("{% navigation %}")


def _menu(user: User, address: str = "/desk/", token: str = "t1") -> str:
    request = RequestFactory().get(address)
    return MENU.render(Context({"user": user, "request": request, "csrf_token": token}))


def test_everybody_reads_their_own_menu() -> None:
    ann, bob = User(name="Ann", role=Role.OPERATOR), User(name="Bob <b>", role=Role.OPERATOR)
    for user, others in ((ann, "Bob"), (bob, "Ann"), (ann, "Bob")):
        assert user.name.split()[0] in _menu(user)
        assert others not in _menu(user)
    assert "Bob &lt;b&gt;" in _menu(bob)


def test_address_and_token_are_of_the_request() -> None:
    ann = User(name="Ann", role=Role.OPERATOR)
    first, second = _menu(ann, "/desk/?q=1&x='", "t1"), _menu(ann, "/day/", "t2")
    assert 'value="/desk/?q=1&amp;x=&#x27;"' in first
    assert 'value="t1"' in first
    assert 'value="/day/"' in second
    assert 'value="t2"' in second
    assert "/desk/?q" not in second
    assert "token-" not in first + second
    assert "address-" not in first + second


def test_the_language_and_the_theme_count() -> None:
    ann = User(name="Ann", role=Role.OPERATOR)
    with translation.override("uk"):
        ukrainian = _menu(ann)
    assert ukrainian != _menu(ann)
    assert 'value="dark" aria-current' not in _menu(ann)
    ann.theme = "dark"
    assert 'value="dark" aria-current' in _menu(ann)


def test_who_stands_elsewhere_sees_it_marked() -> None:
    marked = []
    for address in ("/desk/", "/day/", "/desk/"):
        request = RequestFactory().get(address)
        request.user = User(role=Role.DISPATCHER)
        text = PLACES.render(Context({"request": request}))
        marked.append(text.partition(' aria-current="page"')[0].rpartition('href="')[2])
    assert marked == ['/desk/"', '/day/"', '/desk/"']


@pytest.mark.usefixtures("built")
def test_a_list_shows_what_its_reader_wants(cast: Cast) -> None:
    browser = signed_in(cast.dispatcher)
    reported(cast)
    assert "cell-reported" in browser.get("/desk/").text
    hide_columns(cast.dispatcher.pk, "requests", ["reported"])
    assert "cell-reported" not in browser.get("/desk/").text
    assert "cell-reported" in signed_in(cast.biller).get("/desk/").text
    assert 'aria-sort="descending"' in browser.get("/desk/?sort=-priority").text
    assert 'aria-sort="descending"' not in browser.get("/desk/?sort=priority").text


def test_little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    for name in "abcdefgh":
        _menu(User(name=name, role=Role.OPERATOR))
    assert len(kept._texts) <= 3
