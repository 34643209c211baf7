"""What stands in the head of every page, by the reader's role."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_DESK: Final = ("operator", "dispatcher")
_OFFICE: Final = (*_DESK, "biller", "administrator")


@dataclass(frozen=True)
class Place:
    """One link: its words, the name of its route, and the roles that see it."""

    label: Promise
    route: str
    roles: tuple[str, ...]
    icon: str


PLACES: Final = (
    Place(_("Requests"), "portal:requests", ("contact",), "inbox"),
    Place(_("Objects"), "portal:objects", ("contact",), "pin"),
    Place(_("Requests"), "desk:queue", _OFFICE, "inbox"),
    Place(pgettext_lazy("page", "Day"), "day:today", ("dispatcher", "administrator"), "calendar"),
    Place(_("Lines to approve"), "money:lines", ("biller",), "money"),
    Place(_("Acts"), "money:acts", ("biller",), "file"),
    Place(_("Exports"), "money:exports", ("biller",), "download"),
    Place(_("Administration"), "administration:home", ("administrator",), "wrench"),
    Place(_("Mail"), "shared:mail", ("administrator",), "mail"),
)


@dataclass(frozen=True)
class Link:
    """A place as shown: words, address, icon, and whether the reader stands in it."""

    label: Promise
    href: str
    icon: str
    current: bool


def items_for(user: Any, path: str) -> list[Link]:
    """The links of the user's role in the order of PLACES; a route not served yet is left out."""
    links = []
    for place in PLACES:
        if user.role in place.roles and (href := _address(place.route)):
            links.append(Link(place.label, href, place.icon, path.startswith(href)))
    return links


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
