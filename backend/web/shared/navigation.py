"""What stands in the head of every page, by the reader's role."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.accounts.models import Role, User
from backend.accounts.roles import ALLOWED, May


@dataclass(frozen=True)
class Place:
    """One link: its words, the name of its route, and what one must be allowed to see it."""

    label: Promise
    route: str
    wish: May
    icon: str


PLACES: Final = (
    Place(_("Requests"), "portal:requests", May.USE_PORTAL, "inbox"),
    Place(_("Objects"), "portal:objects", May.USE_PORTAL, "pin"),
    Place(_("To approve"), "portal:approvals", May.USE_PORTAL, "check"),
    Place(_("Acts and reports"), "portal:papers", May.USE_PORTAL, "file"),
    Place(_("Contracts"), "portal:contracts", May.USE_PORTAL, "good"),
    Place(_("Requests"), "desk:queue", May.READ_OFFICE, "inbox"),
    Place(pgettext_lazy("page", "Day"), "day:today", May.READ_OFFICE, "calendar"),
    Place(_("Lines to approve"), "money:lines", May.BILL, "money"),
    Place(_("Acts"), "money:acts", May.BILL, "file"),
    Place(_("Close the month"), "money:month", May.BILL, "check"),
    Place(_("Price lists"), "money:prices", May.BILL, "money"),
    Place(_("Contracts"), "administration:contracts", May.BILL, "good"),
    Place(_("Exports"), "money:exports", May.BILL, "download"),
    Place(_("Mail"), "mail", May.READ_OFFICE, "mail"),
    Place(_("Administration"), "administration:home", May.KEEP_CATALOG, "wrench"),
)


@dataclass(frozen=True)
class Link:
    """A place as shown: words, address, icon, and whether the reader stands in it."""

    label: Promise
    href: str
    icon: str
    current: bool


def items_for(user: User, path: str) -> list[Link]:
    """The links of the user's role in the order of PLACES; a route not served yet is left out."""
    served = _served(Role(user.role), settings.ROOT_URLCONF) if user.is_active else ()
    # The reader stands in the place whose address is the longest beginning of this one.
    here = max((href for _, href in served if path.startswith(href)), key=len, default="")
    return [Link(place.label, href, place.icon, href == here) for place, href in served]


@lru_cache(maxsize=64)
def _served(role: Role, _routes: str) -> tuple[tuple[Place, str], ...]:
    """What a role may see with its addresses; the same until the program ends."""
    mine = [(place, _address(place.route)) for place in PLACES if place.wish in ALLOWED[role]]
    return tuple((place, href) for place, href in mine if href)


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
