"""Each role finds its own places in the head of the page, the present one marked."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from backend.accounts.models import Role, User
from backend.web.shared.navigation import items_for


def page(request):
    return HttpResponse()


portal = [path("", page, name="requests"), path("objects/", page, name="objects")]
urlpatterns = [
    path("portal/", include((portal, "portal"))),
    path("desk/", include(([path("", page, name="queue")], "desk"))),
    path("money/", include(([path("lines/", page, name="lines")], "money"))),
]
pytestmark = pytest.mark.urls("tests.web.test_navigation")


def places(role: Role, at: str = "/") -> dict[str, bool]:
    user = User(role=role, is_active=True)
    return {link.href: link.current for link in items_for(user, at)}


def test_everyone_sees_their_own_places():
    assert list(places(Role.CONTACT)) == ["/portal/", "/portal/objects/"]
    assert list(places(Role.OPERATOR)) == ["/desk/"]
    assert list(places(Role.BILLER)) == ["/desk/", "/money/lines/"]
    assert list(places(Role.ENGINEER)) == []


def test_the_longest_address_is_where_one_stands():
    assert places(Role.CONTACT, "/portal/objects/7/") == {
        "/portal/": False,
        "/portal/objects/": True,
    }
    assert places(Role.CONTACT, "/portal/42/") == {"/portal/": True, "/portal/objects/": False}
